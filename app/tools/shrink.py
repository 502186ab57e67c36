"""A component that shrinks: how high the log-likelihood climbs as it does, and what stops it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np

from app import models
from app.models import MODELS, State
from app.runs import runs
from app.scenario import TO_THE_END
from app.settings import Settings
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Mixture, StopReason

# What keeps a component from shrinking onto a point.
WAYS_ON: Final = ("ridge", "prior")
# What is run to its end for one look has to be small.
MOST_POINTS = 2_000
KEPT = 32


@dataclass(frozen=True)
class Rest:
    """Where the shrinking component comes to rest under another model.

    Attributes
    ----------
    deviation : float
        Its standard deviation there; see `deviation`.
    log_likelihood : float
    iterations : int
    """

    deviation: float
    log_likelihood: float
    iterations: int


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return how narrow the shrinking component has become, and how high that has taken the run.

    Returns
    -------
    dict
        `component`, the one that shrinks; `path`, its standard deviation and
        the log-likelihood at the start and after each iteration, empty for a model without one;
        `collapsed`, whether the run has ended so here; `rests`, for each way on its `model`,
        `title`, `deviation`, `log_likelihood` and `iterations`, or None for all three if it does
        not converge; empty if there are too many points; `model`, the one on the screen.
    """
    k = shrinking(view)
    return {
        "component": k,
        "path": path(view.mixtures, k),
        "collapsed": collapsed(view),
        "rests": [_told(name, rest(view, name)) for name in WAYS_ON] if possible(view) else [],
        "model": view.settings.model,
    }


def deviations(mixture: Mixture) -> models.Floats:
    """Return each component's standard deviation (K,), the geometric mean over all directions.

    That is |Σ_k| to the power 1 / (2 D).
    """
    # ½ log |Σ_k| is what a mixture knows.
    means: models.Floats = np.exp(mixture.log_scales / mixture.n_dimensions)
    return means


def shrinking(view: View) -> int:
    """Return the component that is narrowest at the end of the run, as far as that is known."""
    return narrowest(models.drawn(view.runs.mixture.states[-1]))


def narrowest(mixture: Mixture) -> int:
    """Return the component of the smallest standard deviation."""
    return int(deviations(mixture).argmin())


def path(states: tuple[State, ...], component: int) -> list[tuple[float, float]]:
    """Return a component's standard deviation and the log-likelihood of each state."""
    pairs = []
    for state in states:
        value = models.log_likelihood(state)
        if value is None:
            return []
        pairs.append((float(deviations(models.drawn(state))[component]), value))
    return pairs


def collapsed(view: View) -> bool:
    """Whether the run has ended, at what is shown, because a component collapsed."""
    timeline = view.runs.mixture
    ended = timeline.stop_reason is StopReason.COLLAPSED
    return ended and view.half_step >= len(timeline.states) - 1


def possible(view: View) -> bool:
    """Whether there are few enough points to run the ways on to their ends."""
    return len(view.runs.dataset.points) <= MOST_POINTS


def rest(view: View, model: str) -> Rest | None:
    """Return where another model takes the narrowest component; None if it does not converge.

    The component is the one that is narrowest at the end of plain EM from the same start.
    """
    return _rest(view.settings, model)


@lru_cache(maxsize=KEPT)
def _rest(settings: Settings, model: str) -> Rest | None:
    plain, other = _ended(settings, "EM"), _ended(settings, model)
    if other.stop_reason is not StopReason.CONVERGED:
        return None
    k, last = narrowest(models.drawn(plain.states[-1])), other.states[-1]
    value = models.log_likelihood(last)
    if value is None or not np.isfinite(value):
        return None
    return Rest(float(deviations(models.drawn(last))[k]), value, last.iteration)


def _ended(settings: Settings, model: str) -> Any:
    if model != settings.model:
        strength = MODELS[model].strength
        default = None if strength is None else strength.default
        settings = replace(settings, model=model, strength=default)
    begun = runs(settings)
    begun.extend_to(TO_THE_END)
    return begun.mixture


def _told(model: str, found: Rest | None) -> Message:
    known = {"deviation": None, "log_likelihood": None, "iterations": None}
    return {"model": model, "title": MODELS[model].title} | (vars(found) if found else known)


SHRINK = Tool({}, show)
