"""How well mixtures foretell points that they were not fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import datasets
from app import models
from app.models import MODELS, State
from app.options import Flag, Maybe, Whole
from app.session import Session
from app.settings import MAX_SEED, POINTS, Settings, entry_of
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import (
    Mixture,
    RestartsProgress,
    StudentMixture,
    log_density,
    select_components,
    student_log_density,
)

Floats = NDArray[np.float64]

SIZES = range(1, 9)
N_STARTS = 5
# So many that two models which differ are told apart, whatever the draw.
N_HELD_OUT = 10_000
KEPT, VALUES_KEPT = 16, 256


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return how well the mixture that is shown foretells, and what is known of Gaussian ones.

    Returns
    -------
    dict
        `title` of the model; `k`; `degrees` of freedom, the mean of the components', or None;
        `shown`, its log-likelihood a held-out point, or None if no more points can be drawn;
        `found`, None or see `compare`.
    """
    return {
        "title": MODELS[view.settings.model].title,
        "k": view.settings.k,
        "degrees": degrees_of_freedom(view.mixture),
        "shown": of_shown(view),
        "found": view.results.get("held_out"),
    }


def of_shown(view: View) -> float | None:
    """Return the log-likelihood a held-out point of the mixture that is shown."""
    return _of(view.settings, view.mixture)


@lru_cache(maxsize=VALUES_KEPT)
def _of(settings: Settings, state: State) -> float | None:
    points = held_out(settings)
    return None if points is None else per_point(points, state)


def held_out(settings: Settings) -> Floats | None:
    """Return points of another draw of the same data; None where no more can be drawn."""
    if not entry_of(settings).n_points_may_be_chosen:
        return None
    return _drawn_anew(settings.data, (settings.data_seed + 1) % (MAX_SEED + 1))


@lru_cache(maxsize=KEPT)
def _drawn_anew(data: str, seed: int) -> Floats:
    return datasets.load(data, N_HELD_OUT, seed).points


def per_point(points: Floats, state: State) -> float:
    """Return the mean log density of points under a state's parameters."""
    mixture = state.mixture
    if isinstance(mixture, StudentMixture):
        return float(student_log_density(points, mixture).mean())
    return float(log_density(points, models.drawn(state)).mean())


def degrees_of_freedom(state: State) -> float | None:
    """Return ν, the mean over the components; None for Gaussians."""
    mixture = state.mixture
    if not isinstance(mixture, StudentMixture):
        return None
    return float(np.mean(mixture.degrees_of_freedom))


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of fitting Gaussian mixtures of every size to the session's points."""
    settings = session.settings
    given = tuple((name, getattr(settings, name)) for name in (*POINTS, "covariance"))
    return Task("held_out", given, (), partial(compare, session.runs.dataset, settings))


def compare(dataset: Dataset, settings: Settings, tell: Tell) -> Message:
    """Return Gaussian mixtures of several sizes, and how well each foretells.

    Returns
    -------
    dict
        `sizes`; `held_out`, the log-likelihood a held-out point for each; `bic` of each on the
        points themselves, None where every run collapsed; `wants`, the size that it is smallest
        at; `fits`, for each size its `weights`, `means` and `covariances` (xx, xy, yy).

    Raises
    ------
    ValueError
        If no more points can be drawn.
    """
    points = held_out(settings)
    if points is None:
        raise ValueError("These are all the points that there are: none can be held out.")

    def progress(size: int, runs: RestartsProgress) -> None:
        ended = N_STARTS * sum(range(SIZES[0], size)) + size * runs.n_ended
        tell(ended / (N_STARTS * sum(SIZES)))

    selection = select_components(
        dataset.points, SIZES, N_STARTS, covariance_type=settings.covariance, progress=progress
    )
    return {
        "sizes": list(selection.n_components),
        "held_out": [float(log_density(points, fit.mixture).mean()) for fit in selection.fits],
        "bic": [float(value) if np.isfinite(value) else None for value in selection.bic],
        "wants": selection.best_n_components,
        "fits": [_drawn(fit.mixture) for fit in selection.fits],
    }


def _drawn(mixture: Mixture) -> Message:
    """Return what the second pane draws of a mixture."""
    rows, columns = np.triu_indices(2)
    return {
        "weights": mixture.weights.tolist(),
        "means": mixture.means.tolist(),
        "covariances": mixture.covariances[:, rows, columns].tolist(),
    }


def wanted(view: View) -> Mixture | None:
    """Return the Gaussian mixture that BIC chooses, if it is known."""
    found = view.results.get("held_out")
    if found is None:
        return None
    drawn = found["fits"][found["sizes"].index(found["wants"])]
    full = np.array(drawn["covariances"])[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    return Mixture(
        np.array(drawn["weights"]), np.array(drawn["means"]), full, view.settings.covariance
    )


HELD_OUT = Tool({"started": Flag(), "beside": Maybe(Whole(4, SIZES[0], SIZES[-1]))}, show, work)
