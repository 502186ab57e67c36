"""How many components stay in use, over the concentration of a process and of a finite prior."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from app import models
from app.models import MODELS, State
from app.options import Flag
from app.runs import beginning
from app.session import Session
from app.settings import POINTS, Settings, changed, defaults
from app.tools._tool import Message, Tool
from app.tools.weights import IN_USE
from app.view import View
from app.work import Task, Tell
from gmm_core import Timeline, active_components

# A power of ten each, over all that the models take.
CONCENTRATIONS: Final = tuple(float(10.0**power) for power in range(-3, 4))
# So many half-steps are taken before the work tells again how far it is.
PIECE = 20
# Data on which the concentration of a process matters, and how a run on them begins.
SKEWED: Final = {"data": "skewed", "model": "process", "k": 20, "start": "k-means"}
# Where a start is a poor one, more components than are needed stay at every concentration.
N_STARTS = 10
GIVEN: Final = (*POINTS, "k", "covariance", "start", "seed", "means", "begin")


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return what has been counted, if it has, and where the page's own model stands."""
    settings = view.settings
    at = settings.strength if settings.model in ("process", "dirichlet") else None
    return {"found": view.results.get("concentration"), "at": at}


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of fitting both priors at every concentration, from the session's start."""
    given = tuple((name, getattr(session.settings, name)) for name in GIVEN)
    return Task("concentration", given, (), partial(count, session.settings))


@dataclass
class _Progress:
    """How many of the runs have ended."""

    tell: Tell
    n_runs: int
    n_ended: int = 0

    def run(self, settings: Settings, concentration: float) -> State:
        state = ended(settings, concentration, self._beat)
        self.n_ended += 1
        self._beat()
        return state

    def _beat(self) -> None:
        self.tell(self.n_ended / self.n_runs)


def count(settings: Settings, tell: Tell) -> Message:
    """Return how many components stay in use at each concentration.

    Returns
    -------
    dict
        `concentrations`; `process` and `dirichlet`, how many stay of the settings' points under
        each prior, from the settings' start; `skewed`, how many under the process of as many
        skewed points as that set usually has, drawn with the settings' seed, from one start, the
        one of ten whose bound is the highest at the lowest concentration; `k`, how many there
        were of the first two.
    """
    progress = _Progress(tell, 3 * len(CONCENTRATIONS) + N_STARTS)
    curves = {
        "process": replace(settings, model="process"),
        "dirichlet": replace(settings, model="dirichlet"),
        "skewed": best_start(skewed_settings(settings.data_seed), progress),
    }
    counts = {
        name: [in_use(progress.run(curve, each)) for each in CONCENTRATIONS]
        for name, curve in curves.items()
    }
    return {"concentrations": list(CONCENTRATIONS), **counts, "k": settings.k}


def skewed_settings(data_seed: int) -> Settings:
    """Return the settings of a process on the skewed points of a seed."""
    return changed(defaults("skewed"), {**SKEWED, "data_seed": data_seed})


def best_start(settings: Settings, progress: _Progress) -> Settings:
    """Return settings with the seed, of ten, from which the bound comes out highest."""
    bounds = {
        seed: progress.run(replace(settings, seed=seed), CONCENTRATIONS[0]).objective
        for seed in range(N_STARTS)
    }
    return replace(settings, seed=max(bounds, key=lambda seed: bounds[seed]))


def ended(settings: Settings, concentration: float, beat: Callable[[], None]) -> State:
    """Return where a run of these settings ends, with another concentration."""
    dataset, start = beginning(settings)
    algorithm = MODELS[settings.model].begin(dataset.points, start, concentration)
    timeline: Timeline[State] = Timeline(algorithm)
    while not timeline.ended:
        beat()
        timeline.extend(PIECE)
    return timeline.states[-1]


def in_use(state: State) -> int:
    """Return how many components hold enough to count."""
    return len(active_components(models.drawn(state).weights, IN_USE))


def falls(counts: list[int]) -> int:
    """Return how often fewer stay at one of 0.001, 0.1, 10 and 1,000 than at the one before.

    In between it may be one fewer, where a run ends at a lower bound than it could.
    """
    return int(np.count_nonzero(np.diff(counts[::2]) < 0))


def rises(counts: list[int]) -> int:
    """Return how often more stay at one of 0.001, 0.1, 10 and 1,000 than at the one before."""
    return int(np.count_nonzero(np.diff(counts[::2]) > 0))


CONCENTRATION = Tool({"started": Flag()}, show, work)
