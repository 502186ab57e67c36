"""Components have no order: other labellings of a mixture, and restarts matched by label."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models import mean_variance
from app.options import Flag, Whole
from app.session import Session
from app.settings import MAX_SEED, POINTS
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import Mixture, e_step, em_step, initialize, match_components
from gmm_core.resolution import collapsed, resolve

Floats = NDArray[np.float64]

N_STARTS = 12
START = "random points"
# A run has settled when no parameter moves by more than this, in the data's standard deviation.
SETTLED = 1e-10
# Some runs cycle at the level of rounding.
MOST_ITERATIONS = 500
# Runs whose log-likelihoods differ by no more than this (nats) ended at tops of one height.
SAME_HEIGHT = 1e-6
# So many labellings are tried for the claim, all that three components have.
TRIED = 6
KEPT = 64


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return one labelling of the mixture that is shown, and what restarts have found.

    Returns
    -------
    dict
        `colours`, for each component the number of the colour that it takes; `way`, which
        labelling this is, from 1, and `ways`, how many there are; `log_likelihood`, as it is
        labelled in the run and as it is labelled here; `found`, None or see `settle_all`.
    """
    mixture = view.drawn
    order = labelling(mixture.n_components, options["way"])
    ways = math.factorial(mixture.n_components)
    return {
        "colours": np.argsort(order).tolist(),
        "way": options["way"] % ways + 1,
        "ways": float(ways),
        "log_likelihood": [
            log_likelihood(view.runs.dataset, mixture),
            log_likelihood(view.runs.dataset, mixture, order),
        ],
        "found": view.results.get("permute"),
    }


def labelling(n_components: int, way: int) -> tuple[int, ...]:
    """Return an order of the components: 0 is theirs, and K! later all have had their turn."""
    left, order = list(range(n_components)), []
    place = way % math.factorial(n_components)
    for rest in range(n_components - 1, -1, -1):
        at, place = divmod(place, math.factorial(rest))
        order.append(left.pop(at))
    return tuple(order)


@lru_cache(maxsize=KEPT)
def log_likelihood(
    dataset: Dataset, mixture: Mixture, order: tuple[int, ...] | None = None
) -> float:
    """Return the log-likelihood of the Gaussians drawn, with their components in an order."""
    return e_step(dataset.points, mixture if order is None else mixture.permuted(order))[1]


def worst_difference(view: View, way: int) -> float:
    """Return by how much labellings change the log-likelihood at most, relative to it.

    Of the one that is shown, and of the first few.
    """
    dataset, mixture = view.runs.dataset, view.drawn
    k = mixture.n_components
    value = log_likelihood(dataset, mixture)
    orders = [labelling(k, way), *islice(permutations(range(k)), TRIED)]
    return max(abs(log_likelihood(dataset, mixture, each) - value) for each in orders) / abs(value)


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of running EM from several starts until nothing moves."""
    settings = session.settings
    names = (*POINTS, "covariance", "k")
    given = tuple((name, getattr(settings, name)) for name in names)
    begun = partial(settle_all, session.runs.dataset, settings.k, settings.covariance)
    return Task("permute", given, (), begun)


@dataclass(frozen=True, eq=False)
class Settled:
    """Where a run of EM came to rest, or that it had not when it was stopped."""

    mixture: Mixture
    log_likelihood: float
    settled: bool


def settle_all(dataset: Dataset, n_components: int, covariance: str, tell: Tell) -> Message:
    """Return where runs from `N_STARTS` starts came to rest, best first.

    Returns
    -------
    dict
        `runs`, each with `log_likelihood`, `weights`, `means`, whether it has `settled`, whether
        it is as `high` as the best, and `colours`: for each component that of its match in the
        best run; `collapsed`, how many runs did and are left out; `apart`, how far those as high
        as the best are from it at most, `before` and `after` matching, or None if it is alone.
    """
    runs: list[Settled] = []
    for seed in range(N_STARTS):
        found = settle(
            dataset.points, initialize(dataset.points, n_components, covariance, START, seed)
        )
        runs += [] if found is None else [found]
        tell((seed + 1) / N_STARTS)
    runs.sort(key=lambda one: one.log_likelihood, reverse=True)
    if not runs:
        raise ValueError("Every run collapsed. Try fewer components.")
    return compared(runs) | {"collapsed": N_STARTS - len(runs)}


def settle(points: Floats, start: Mixture) -> Settled | None:
    """Return where EM comes to rest from a start, or None if a component collapses."""
    unit, limits = mean_variance(points) ** 0.5, resolve(points)
    mixture, moved = start, math.inf
    for _ in range(MOST_ITERATIONS):
        try:
            after = em_step(points, mixture)
        except ValueError:  # no points left, or no positive definite covariance
            return None
        if collapsed(after, limits):
            return None
        moved, mixture = apart(mixture, after, unit), after
        if moved < SETTLED:
            break
    return Settled(mixture, e_step(points, mixture)[1], moved < SETTLED)


def compared(runs: Sequence[Settled]) -> Message:
    """Return runs, the best first, each with its match to that; see `settle_all`."""
    best = runs[0]
    high = [best.log_likelihood - one.log_likelihood <= SAME_HEIGHT for one in runs]
    orders = [match_components(best.mixture, one.mixture) for one in runs]
    pairs = [
        (apart(best.mixture, one.mixture), apart(best.mixture, one.mixture.permuted(order)))
        for one, order, same in zip(runs[1:], orders[1:], high[1:], strict=True)
        if same and one.settled
    ]
    return {
        "runs": [
            {
                "log_likelihood": one.log_likelihood,
                "weights": one.mixture.weights.tolist(),
                "means": one.mixture.means.tolist(),
                "settled": one.settled,
                "high": same,
                "colours": np.argsort(order).tolist(),
            }
            for one, same, order in zip(runs, high, orders, strict=True)
        ],
        "apart": {
            "before": max((before for before, _ in pairs), default=None),
            "after": max((after for _, after in pairs), default=None),
        },
    }


def apart(a: Mixture, b: Mixture, unit: float = 1.0) -> float:
    """Return by how much two mixtures differ in any parameter, lengths measured in a unit."""
    return max(
        float(np.abs(a.weights - b.weights).max()),
        float(np.abs(a.means - b.means).max()) / unit,
        float(np.abs(a.covariances - b.covariances).max()) / unit**2,
    )


PERMUTE = Tool({"way": Whole(0, 0, MAX_SEED), "started": Flag()}, show, work)
