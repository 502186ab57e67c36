"""The stepper in a notebook or in a Panel app, on an array or a table of one's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import panel as pn
import param
from numpy.typing import ArrayLike, NDArray

from app import boxed, from_sklearn, parts
from app.address_text import THEMES
from app.arrival import picture
from app.box import Boxed
from app.by_hand import rows
from app.checking import one_of, refusal
from app.given_data import TITLE, given
from app.models import log_likelihood
from app.packing import packed
from app.page import variables
from app.session import Session
from app.settings import Settings
from app.view import View
from app.whole_run import whole_run
from gmm_core import Mixture

Floats = NDArray[np.float64]

HIDDEN = ("header", "data", "lesson")
"""What is not shown unless it is asked for: what is about the lesson and its data sets."""
LOWEST = 320


class EMStepper(pn.viewable.Viewer):
    """The stepper on data of one's own, and the mixture that it shows.

    In a notebook, call ``panel.extension()`` once, and let a cell end in this object. In a Panel
    app it goes wherever a Panel component goes.

    Parameters
    ----------
    X : array of shape (N, D), or a DataFrame
        2 to 100,000 points; of a DataFrame the columns that hold numbers are taken. With more than
        two columns the page lets one choose which two are stepped on.
    n_components : int
        1 to 10.
    covariance_type : str
        One of ``full``, ``tied``, ``diag``, ``spherical``.
    start : str
        One of ``spread``, ``random points``, ``k-means++``, ``k-means``, ``random
        responsibilities``.
    seed : int
        The draw of that start.
    columns : pair, optional
        The two columns that are shown first, by name or number.
    groups : array of shape (N,), optional
        The true groups, to which the page compares.
    model : str
        What is fitted, as the address parameter ``model`` of the page has it.
    strength : float, optional
        The one number that such a model adds.
    means : array of shape (K, 2), optional
        A start by hand, in the two columns that are shown first; it says how many components
        there are, whatever `n_components` says.
    covariances : array of shape (K, 2, 2), optional
        Those of such a start; by default that of all points, for every component.
    weights : array of shape (K,), optional
        Those of such a start; by default equal ones.
    title : str
        What the points are called.
    height : int
        Of the box, in pixels; it is as wide as there is room.
    hide : sequence of str
        Parts that are not shown, as in the page's address.
    theme : str
        ``light`` or ``dark``; by default that of the notebook around, or else of the system.

    Attributes
    ----------
    cursor : int
        Half-steps up to what is shown, in the view that was used last. It can be watched, as any
        of Panel's parameters.

    Raises
    ------
    ValueError
        With a sentence, if something cannot be so.

    Examples
    --------
    >>> stepper = EMStepper([[0.0, 0.1], [0.2, 0.0], [4.0, 4.1], [4.1, 3.9]], n_components=2)
    >>> stepper.iteration, stepper.mixture.means.shape
    (0, (2, 2))
    """

    cursor = param.Integer(default=0, bounds=(0, None), constant=True)

    def __init__(
        self,
        X: Any,  # noqa: N803  # as in scikit-learn
        n_components: int = 3,
        covariance_type: str = "full",
        start: str = "k-means++",
        seed: int = 0,
        columns: tuple[object, object] | None = None,
        groups: ArrayLike | None = None,
        *,
        model: str = "EM",
        strength: float | None = None,
        means: ArrayLike | None = None,
        covariances: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        title: str = TITLE,
        height: int = 660,
        hide: tuple[str, ...] = HIDDEN,
        theme: str = "",
    ) -> None:
        own = given(X, columns, groups, title)
        self._changes: dict[str, object] = {
            "own": own,
            "model": model,
            "k": _plain(n_components),
            "covariance": covariance_type,
            "start": start,
            "seed": _plain(seed),
        }
        if strength is not None:
            self._changes["strength"] = _plain(strength)
        self._changes |= rows(means, covariances, weights)
        self._hidden, unknown = parts.hidden(",".join(hide))
        if unknown:
            raise ValueError(unknown)
        if not isinstance(height, int) or height < LOWEST:
            raise ValueError(refusal("Height", height, f"{LOWEST} pixels or more"))
        if theme not in ("", *THEMES):
            raise ValueError(refusal("Theme", theme, one_of(THEMES)))
        self._height, self._theme = height, theme
        self._session = self._begin()
        super().__init__()

    @classmethod
    def from_sklearn(
        cls,
        estimator: Any,
        X: Any,  # noqa: N803  # as in scikit-learn
        columns: tuple[object, object] | None = None,
        **options: Any,
    ) -> EMStepper:
        """Return a stepper that begins as a scikit-learn model does, or where it ended.

        Parameters
        ----------
        estimator : GaussianMixture, BayesianGaussianMixture or KMeans
            Fitted to `X`, or not yet. Of its options those are taken over that say where it
            begins: number of components, covariance type, start, seed, and for a Bayesian one
            the kind of prior on the weights and its concentration. `reg_covar`, `tol`, `max_iter`,
            `n_init` and its other priors are not.
        X : array of shape (N, D), or a DataFrame
            Of a table the columns that the model was fitted to are taken, if it knows their names.
        columns : pair, optional
            The two columns that are shown, by name or number.
        **options
            Any others of `EMStepper`, which come before what the model says.

        Raises
        ------
        ValueError
            With a sentence, if something cannot be so.
        """
        names = getattr(estimator, "feature_names_in_", None)
        if names is not None and hasattr(X, "columns"):
            X = X[list(names)]  # noqa: N806
        entry = given(X, columns).entry
        across, up = (entry.columns.index(name) for name in entry.default_columns)
        begun = from_sklearn.options_of(estimator, (across, up), len(entry.columns))
        if "model" in options:
            # The number belongs to the model that comes with it.
            begun.pop("strength", None)
        return cls(X, columns=columns, **{**begun, **options})

    def __panel__(self) -> pn.viewable.Viewable:
        """Return the page in a box, begun at the start."""
        session = self._begin()
        filled = variables(session, 1, picture(session)) | {
            "hidden": self._hidden,
            "theme": self._theme,
        }
        if "lesson" in self._hidden:
            filled["levels"] = ()
        return Boxed(
            self._begin,
            self._moved,
            markup=boxed.markup(filled),
            opening=packed(whole_run(session)),
            sizing_mode="stretch_width",
            height=self._height,
        )

    def _begin(self) -> Session:
        session = Session(self._changes)
        if session.settings.own is not None:
            session.shelf.put(session.settings.own)
        return session

    def _moved(self, session: Session) -> None:
        self._session = session
        with param.edit_constant(self):
            self.cursor = session.cursor

    @property
    def _shown(self) -> View:
        session = self._session
        return View(session.settings, session.runs, session.cursor, session.selected)

    @property
    def settings(self) -> Settings:
        """All that was chosen: equal settings give equal runs."""
        return self._session.settings

    @property
    def columns(self) -> tuple[str, str]:
        """The two columns that are stepped on."""
        return self._session.settings.columns

    @property
    def points(self) -> Floats:
        """The points (N, 2) that are stepped on, in the units of the data."""
        return self._session.runs.dataset.points

    @property
    def iteration(self) -> int:
        """How many iterations lead to what is shown."""
        return self._shown.mixture.iteration

    @property
    def mixture(self) -> Mixture:
        """The mixture whose ellipses are shown, in the units of the data.

        Of a Student-t mixture the Gaussians that are drawn; of a variational one the mixture of
        posterior means.
        """
        return self._shown.drawn

    @property
    def responsibilities(self) -> Floats | None:
        """The shares (N, K) that colour the points; None at the start, where none are known."""
        return self._shown.mixture.responsibilities

    @property
    def log_likelihood(self) -> float | None:
        """The log-likelihood of what is shown; None where only a lower bound is known."""
        return log_likelihood(self._shown.mixture)

    @property
    def objective(self) -> float:
        """What the algorithm climbs: for plain EM the log-likelihood."""
        return self._shown.mixture.objective


def _plain(value: object) -> object:
    """Return a number of NumPy's as Python's own; whatever else it is stays."""
    return value.item() if isinstance(value, np.generic) else value
