"""EM from many starts: where each run ended, how it climbed, and how the tops differ."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app import models
from app.models import mean_variance
from app.options import Flag
from app.runs import LEVEL, MOST_ITERATIONS
from app.session import Session
from app.settings import POINTS
from app.tools import permute
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import Fit, Mixture, RestartsProgress, StopReason, match_components, restarts

Floats = NDArray[np.float64]

START: Final = "random points"
N_STARTS = 100
# With more points and components there are fewer starts, so that each can be waited for.
STARTS_TIMES_SIZE = 5_000_000
FEWEST_STARTS = 10
# Runs whose log-likelihoods differ by no more than this (nats) ended equally high.
SAME_HEIGHT = 0.01
# So many places of each trace are drawn, closer together where it climbs fastest.
DRAWN = 40
_PARAMETERS = ("weights", "means", "covariances")


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return how the mixture that is shown differs from the best of the runs, if there are any.

    Returns
    -------
    dict
        `below`, how many nats below the best it lies; `colours`, for each component that of its
        match in the best run; `apart`, the largest difference of any parameter from the best
        run's, `before` and `after` matching, lengths in the data's standard deviation. All are
        None while there is nothing to compare.
    """
    found = view.results.get("restarts")
    height = None if found is None else below(view, found)
    if height is None or found is None:
        return {"below": None, "colours": None, "apart": None}
    best, mixture = best_of(found), view.drawn
    order = match_components(best, mixture)
    unit = mean_variance(view.runs.dataset.points) ** 0.5
    return {
        "below": height,
        "colours": np.argsort(order).tolist(),
        "apart": {
            "before": permute.apart(best, mixture, unit),
            "after": permute.apart(best, mixture.permuted(order), unit),
        },
    }


def below(view: View, found: Mapping[str, Any]) -> float | None:
    """Return by how many nats plain EM's mixture that is shown lies below the best run."""
    settings = view.settings
    same = settings.model == "EM" and settings.k == len(found["best"]["weights"])
    value = models.log_likelihood(view.mixture) if same else None
    return None if value is None else found["runs"][0]["log_likelihood"] - value


def best_of(found: Mapping[str, Any]) -> Mixture:
    """Return the mixture of the best run."""
    best = found["best"]
    weights, means, covariances = map(np.array, (best[name] for name in _PARAMETERS))
    return Mixture(weights, means, covariances)


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of running EM from many starts, on the session's points."""
    settings = session.settings
    given = tuple((name, getattr(settings, name)) for name in (*POINTS, "covariance", "k"))
    begun = partial(run_all, session.runs.dataset, settings.k, settings.covariance)
    return Task("restarts", given, (), begun)


def n_starts(n_points: int, n_components: int) -> int:
    """Return how many starts there are among so many points."""
    affordable = STARTS_TIMES_SIZE // (n_points * n_components)
    return min(N_STARTS, max(FEWEST_STARTS, affordable))


def run_all(dataset: Dataset, n_components: int, covariance: str, tell: Tell) -> Message:
    """Return where EM ends from every start, best first; start i is that of seed i.

    Returns
    -------
    dict
        `runs`, each with `seed`, `log_likelihood`, `iterations` and `trace`, the log-likelihood
        after each of the iterations `at`, those it did not need left out; `starts`, how many
        there were; `collapsed`, how many of them did and are left out; `heights`, how many of the
        final values are more than `SAME_HEIGHT` apart; `reached`, by how many runs each maximum
        was reached, best first; `best`, the best run's `weights`, `means` and `covariances`.
    """

    def progress(state: RestartsProgress) -> None:
        tell(state.n_ended / state.n)

    found = restarts(
        dataset.points,
        n_components,
        n_starts(len(dataset.points), n_components),
        covariance_type=covariance,
        method=START,
        tolerance=LEVEL,
        max_iterations=MOST_ITERATIONS,
        progress=progress,
        same_within=SAME_HEIGHT,
    )
    kept = {
        seed: fit
        for seed, fit in enumerate(found.fits)
        if fit.stop_reason is not StopReason.COLLAPSED
    }
    if not kept:
        raise ValueError("Every run collapsed. Try fewer components.")
    at = drawn_at(max(fit.iterations for fit in kept.values()))
    best = found.best.mixture
    return {
        "runs": [
            _told(seed, kept[seed], at)
            for seed in sorted(kept, key=lambda seed: -kept[seed].log_likelihood)
        ],
        "at": at,
        "starts": len(found.fits),
        "collapsed": len(found.fits) - len(kept),
        "heights": heights([fit.log_likelihood for fit in kept.values()]),
        "reached": [len(maximum.reached_by) for maximum in found.maxima],
        "best": {name: getattr(best, name).tolist() for name in _PARAMETERS},
    }


def heights(values: list[float]) -> int:
    """Return how many of some log-likelihoods are more than `SAME_HEIGHT` apart."""
    tops: list[float] = []
    for value in sorted(values, reverse=True):
        if not tops or tops[-1] - value > SAME_HEIGHT:
            tops.append(value)
    return len(tops)


def drawn_at(last: int) -> list[int]:
    """Return the iterations at which traces are drawn, from the start to the last of all."""
    places = np.expm1(np.linspace(0.0, np.log1p(last), DRAWN))
    return [int(place) for place in np.unique(np.rint(places))]


def _told(seed: int, fit: Fit, at: list[int]) -> Message:
    return {
        "seed": seed,
        "log_likelihood": fit.log_likelihood,
        "iterations": fit.iterations,
        "trace": [float(fit.trace[i]) for i in at if i <= fit.iterations],
    }


RESTARTS = Tool({"started": Flag(), "match": Flag()}, show, work)
