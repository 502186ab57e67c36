"""What one point far out does to a Gaussian mixture, and to one with heavy tails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app import models
from app.kept import kept
from app.models import MODELS, State
from app.runs import beginning
from app.settings import Settings
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import StudentMixture, StudentState, Timeline, student_e_step

Floats = NDArray[np.float64]

DEGREES: Final = 4.0
# Each of the models that are compared, and the strength that it takes.
COMPARED: Final = {"EM": 0.0, "student": DEGREES, "student, ν free": DEGREES}
# What is fitted anew at every move of a hand has to be small.
MOST_POINTS = 500
MOST_ITERATIONS = 300
KEPT = 32


@dataclass(frozen=True, eq=False)
class Shift:
    """How a model's component moved that is nearest to the outlier.

    Attributes
    ----------
    component : int
        The one whose mean is nearest to the outlier in the fit without it.
    moved : float
        How far its mean is from where it is without the outlier, in the data's units.
    widest : tuple of two floats
        The largest standard deviation of its covariance in any direction, without and with.
    state : State
        The fit with the outlier.
    """

    component: int
    moved: float
    widest: tuple[float, float]
    state: State


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return how far each model is moved, and the Student-t mixture for the pane beside.

    Returns
    -------
    dict
        `place` of the outlier, or None; `possible`, whether there are few enough points;
        `shifts`, for each model its `title`, `degrees` of freedom or None, `component`, `moved`
        and `widest`; `ratio`, how many times as far the Gaussian is moved as the t with fixed ν;
        `beside`, the t mixture with fixed ν: `weights`, `means`, `covariances` (xx, xy, yy) and
        the `shares` (N, K) of the points.
    """
    settings = view.settings
    possible = len(view.runs.dataset.points) <= MOST_POINTS
    found = shifts(view.settings)
    return {
        "place": None if settings.outlier is None else list(settings.outlier),
        "possible": possible,
        "shifts": [_told(name, shift) for name, shift in found.items()],
        "ratio": ratio(found),
        "beside": _drawn(view, _fitted(_as(settings, "student"))) if possible else None,
    }


def shifts(settings: Settings) -> dict[str, Shift]:
    """Return how far the outlier moves each model; empty if there is none, or too many points."""
    if settings.outlier is None or settings.n > MOST_POINTS:
        return {}
    return {name: _shift(_as(settings, name)) for name in COMPARED}


def ratio(found: Mapping[str, Shift]) -> float | None:
    """Return how many times as far the Gaussian's mean is moved as that of the t with fixed ν."""
    if not found or found["student"].moved == 0.0:
        return None
    return found["EM"].moved / found["student"].moved


def _shift(settings: Settings) -> Shift:
    without = models.drawn(_fitted(replace(settings, outlier=None)))
    state = _fitted(settings)
    fitted = models.drawn(state)
    away = np.linalg.norm(without.means - np.array(settings.outlier), axis=1)
    k = int(away.argmin())
    return Shift(
        k,
        float(np.linalg.norm(fitted.means[k] - without.means[k])),
        (_widest(without.covariances[k]), _widest(fitted.covariances[k])),
        state,
    )


def _as(settings: Settings, model: str) -> Settings:
    return replace(settings, model=model, strength=COMPARED[model])


@kept(KEPT, lambda settings: settings.n * settings.k)
def _fitted(settings: Settings) -> State:
    """Return the end of the run of these settings."""
    dataset, start = beginning(settings)
    algorithm = MODELS[settings.model].begin(dataset.points, start, settings.strength or 0.0)
    timeline: Timeline[State] = Timeline(algorithm)
    timeline.extend(2 * MOST_ITERATIONS)
    return timeline.states[-1]


def _widest(covariance: Floats) -> float:
    return float(np.sqrt(np.linalg.eigvalsh(covariance)[-1]))


def _told(name: str, shift: Shift) -> Message:
    mixture = shift.state.mixture
    degrees = mixture.degrees_of_freedom if isinstance(mixture, StudentMixture) else None
    return {
        "title": MODELS[name].title,
        "degrees": None if degrees is None else float(degrees[shift.component]),
        "component": shift.component,
        "moved": shift.moved,
        "widest": list(shift.widest),
    }


def _drawn(view: View, state: State) -> Message:
    assert isinstance(state, StudentState)
    shape = models.drawn(state)
    rows, columns = np.triu_indices(2)
    return {
        "weights": shape.weights.tolist(),
        "means": shape.means.tolist(),
        "covariances": shape.covariances[:, rows, columns].tolist(),
        "shares": student_e_step(view.runs.dataset.points, state.mixture)[0].ravel(),
    }


OUTLIER = Tool({}, show)
