"""What climbs and what falls: plain EM, EM with a ridge and EM with a prior from one beginning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app import models
from app.models import MODELS, State
from app.runs import runs
from app.scenario import TO_THE_END
from app.settings import Settings
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Phase

Floats = NDArray[np.float64]

COMPARED: Final = ("EM", "ridge", "prior")
# A value that is lower by no more than this share of N + |log-likelihood| is rounded, not fallen.
ROUNDING = 1e-9
# What is run to its end for one look has to be small.
MOST_POINTS = 2_000
KEPT = 64


@dataclass(frozen=True, eq=False)
class Climb:
    """What a run has come through, at its beginning and after each iteration.

    Attributes
    ----------
    objective : array (T + 1,)
        What the algorithm climbs, or means to.
    log_likelihood : array (T + 1,)
        The plain one.
    """

    objective: Floats
    log_likelihood: Floats


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return how the run has changed both quantities, and how far each model lets them fall.

    Returns
    -------
    dict
        `models`, for each its `name`, `title`, and as `objective` and `log_likelihood` its
        largest drop from one iteration to the next, and whether that is a fall; empty if there
        are too many points; `model`, the one on the screen; `changes`, since its beginning in
        nats, of its `objective` and its `log_likelihood`, None for a model without one.
    """
    return {
        "models": [_told(view.settings, name) for name in COMPARED] if possible(view) else [],
        "model": view.settings.model,
        "changes": _changes(view.mixtures),
    }


def possible(view: View) -> bool:
    """Whether there are few enough points to run every model to its end."""
    return len(view.runs.dataset.points) <= MOST_POINTS


@lru_cache(maxsize=KEPT)
def climb(settings: Settings, model: str) -> Climb:
    """Return the whole run of a model from the beginning that settings lead to.

    The strength is that of the settings if they are about this model, else the model's default.
    """
    if model != settings.model:
        strength = MODELS[model].strength
        default = None if strength is None else strength.default
        settings = replace(settings, model=model, strength=default)
    begun = runs(settings)
    begun.extend_to(TO_THE_END)
    states = [state for state in begun.mixture.states if state.phase is not Phase.E]
    return Climb(_objectives(states), np.array([models.log_likelihood(state) for state in states]))


def drop(values: Floats) -> float:
    """Return the largest drop from one value to the next, or 0 if there is none."""
    return float(max(0.0, (-np.diff(values)).max(initial=0.0)))


def relative_drop(values: Floats, n_points: int) -> float:
    """Return the largest drop as a share of N + |log-likelihood|, which rounding grows with."""
    return drop(values) / (n_points + abs(float(values[0])))


def _told(settings: Settings, model: str) -> Message:
    known = climb(settings, model)
    return {
        "name": model,
        "title": MODELS[model].title,
        "objective": _fall(known.objective, settings.n),
        "log_likelihood": _fall(known.log_likelihood, settings.n),
    }


def _fall(values: Floats, n_points: int) -> Message:
    return {"drop": drop(values), "fell": relative_drop(values, n_points) > ROUNDING}


def _changes(states: tuple[State, ...]) -> Message:
    plain = [models.log_likelihood(state) for state in states]
    known = None not in plain
    objectives = _objectives(states)
    return {
        "objective": (objectives - objectives[0]).tolist(),
        "log_likelihood": (np.array(plain) - plain[0]).tolist() if known else None,
    }


def _objectives(states: list[State] | tuple[State, ...]) -> Floats:
    return np.array([state.objective for state in states])


CLIMB = Tool({}, show)
