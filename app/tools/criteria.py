"""Three answers to how many components: BIC, DIC and a Dirichlet process, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.options import Flag
from app.session import Session
from app.settings import POINTS
from app.tools._tool import Message, Tool
from app.tools.weights import IN_USE
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import (
    RestartsProgress,
    Timeline,
    Variational,
    VariationalPosterior,
    active_components,
    dic,
    n_effective_parameters,
    n_parameters,
    select_components,
    variational_m_step,
    variational_prior,
    variational_start,
)

Floats = NDArray[np.float64]

SIZES: Final = range(1, 9)
N_STARTS = 5
START: Final = "k-means"
# As McGrory and Titterington (2007) have it for DIC, and 1/K for the process, as scikit-learn.
CONCENTRATION = 1.0
K_OF_PROCESS = 20
# So many half-steps are taken before the work tells again how far it is.
PIECE = 20


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return what has been counted for the data on the screen, if it has."""
    return {"found": view.results.get("criteria"), "k": view.settings.k}


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of counting in three ways, on the session's points."""
    given = tuple((name, getattr(session.settings, name)) for name in POINTS)
    return Task("criteria", given, (), partial(count, session.runs.dataset))


@dataclass(frozen=True)
class _Part:
    """Some of the work: from which share of all to which."""

    tell: Tell
    low: float
    high: float

    def __call__(self, share: float) -> None:
        self.tell(self.low + (self.high - self.low) * share)

    def nth(self, n: int, of: int) -> _Part:
        """Return one of several equal parts of this one."""
        width = (self.high - self.low) / of
        return _Part(self.tell, self.low + n * width, self.low + (n + 1) * width)


def count(dataset: Dataset, tell: Tell) -> Message:
    """Return what each of the three says; covariances are full.

    Returns
    -------
    dict
        `sizes`; `bic` (None where every run collapsed) and `dic` of each, with `numbers`, how
        many parameters it has, and `effective`, how many of them the points settled (p_D);
        `weights`, of the process, largest first, and `in_use`, above which a component is;
        `says`, the number of components by `bic`, `dic` and `process`; `starts`, of each size.
    """
    points = dataset.points
    by_bic = bic_of(points, _Part(tell, 0.0, 0.4))
    posteriors = [
        best_posterior(points, size, _Part(tell, 0.4, 0.8).nth(i, len(SIZES)))
        for i, size in enumerate(SIZES)
    ]
    by_dic = [dic(points, posterior) for posterior in posteriors]
    weights = np.sort(process(points, _Part(tell, 0.8, 1.0)).weights)[::-1]
    return {
        "sizes": list(SIZES),
        "bic": [float(value) if np.isfinite(value) else None for value in by_bic],
        "dic": by_dic,
        "numbers": [n_parameters(size, points.shape[1]) for size in SIZES],
        "effective": [n_effective_parameters(posterior) for posterior in posteriors],
        "weights": weights.tolist(),
        "in_use": IN_USE,
        "says": {
            "bic": SIZES[int(by_bic.argmin())],
            "dic": SIZES[int(np.argmin(by_dic))],
            "process": len(active_components(weights, IN_USE)),
        },
        "starts": N_STARTS,
    }


def bic_of(points: Floats, tell: Callable[[float], None]) -> Floats:
    """Return BIC of the best of several fits of each size; infinite where every run collapsed."""

    def progress(size: int, runs: RestartsProgress) -> None:
        ended = N_STARTS * sum(range(SIZES[0], size)) + size * runs.n_ended
        tell(ended / (N_STARTS * sum(SIZES)))

    return select_components(points, SIZES, N_STARTS, progress=progress).bic


def best_posterior(points: Floats, size: int, part: _Part) -> VariationalPosterior:
    """Return the posterior of the highest bound of several starts, under a Dirichlet prior."""
    prior = variational_prior(
        points, size, "full", "dirichlet_distribution", concentration=CONCENTRATION
    )
    ended = []
    for seed in range(N_STARTS):
        shares = variational_start(points, size, START, seed)
        begun = Variational(points, variational_m_step(points, shares, prior))
        ended.append(run(begun, part.nth(seed, N_STARTS)))
    best: VariationalPosterior = max(ended, key=lambda state: state.objective).posterior
    return best


def process(points: Floats, part: _Part) -> VariationalPosterior:
    """Return the posterior of a Dirichlet process with more components than are needed."""
    prior = variational_prior(points, K_OF_PROCESS, "full", "dirichlet_process")
    shares = variational_start(points, K_OF_PROCESS, START, 0)
    posterior: VariationalPosterior = run(
        Variational(points, variational_m_step(points, shares, prior)), part
    ).posterior
    return posterior


def run(algorithm: Variational, part: _Part) -> Any:
    """Return the last state of a run; how long it takes is not known before it ends."""
    timeline = Timeline(algorithm)
    while not timeline.ended:
        part(0.0)
        timeline.extend(PIECE)
    part(1.0)
    return timeline.states[-1]


CRITERIA = Tool({"started": Flag()}, show, work)
