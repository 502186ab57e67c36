"""Runs as arrays: the parameters and numbers of each state, for the browser to show.

Even half-steps bring parameters (the start, and each M step), odd ones bring responsibilities
(each E step). The painter in the browser turns the parameters into colours; every number that
is shown comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from app.runs import Runs
from gmm_core import (
    EMState,
    KMeansState,
    Timeline,
    adjusted_rand_index,
    assign,
    log_weighted_densities,
)

Floats = NDArray[np.float64]
Message = dict[str, Any]

KEPT = 64


def chunk(runs: Runs, selected: int, half_steps: range) -> Message:
    """Return some half-steps of both runs, with the story of the selected point.

    Returns
    -------
    dict
        `mixture` and `kmeans`: arrays with a row for each half-step that brings the quantity,
        and for a run that ends by then its last half-step and the reason, by name and as a sentence.
    """
    return numbers(runs, half_steps) | {"story": story(runs, selected, half_steps)}


@lru_cache(maxsize=KEPT)
def numbers(runs: Runs, half_steps: range) -> Message:
    """Return what is the same for every visitor of these runs; see `chunk`."""
    return {
        "mixture": _mixture(runs, half_steps) | _end(runs.mixture, half_steps),
        "kmeans": _kmeans(runs, half_steps) | _end(runs.kmeans, half_steps),
    }


def story(runs: Runs, selected: int, half_steps: range) -> Message:
    """Return how one point is shared out by each E step.

    Returns
    -------
    dict
        `point`; `density (S, K)`, the density of each component there; `product (S, K)`, the
        same times the weight; `share (S, K)`, the responsibilities; `label (S,)` of k-means.
    """
    point = runs.dataset.points[selected : selected + 1]
    # An E step leaves the parameters, so they are the ones that made the responsibilities.
    mixtures = [state.mixture for state in _after_e(runs.mixture, half_steps)]
    centroids = [state.centroids for state in _after_e(runs.kmeans, half_steps)]
    weights = _rows([mixture.weights for mixture in mixtures])
    log_products = _rows([log_weighted_densities(point, mixture)[0] for mixture in mixtures])
    return {
        "point": selected,
        "density": np.exp(log_products - np.log(weights)),
        "product": np.exp(log_products),
        "share": np.float32(softmax(log_products, axis=-1) if mixtures else log_products),
        "label": np.array([assign(point, each)[0] for each in centroids], np.uint8),
    }


def _mixture(runs: Runs, half_steps: range) -> Message:
    states: Sequence[EMState] = _after_m(runs.mixture, half_steps)
    assigned: Sequence[EMState] = _after_e(runs.mixture, half_steps)
    rows, columns = np.triu_indices(2)
    labels = (np.asarray(state.responsibilities).argmax(axis=1) for state in assigned)
    return {
        "weights": _rows([state.mixture.weights for state in states]),
        "means": _rows([state.mixture.means for state in states]),
        "covariances": _rows([state.mixture.covariances[:, rows, columns] for state in states]),
        "log_likelihood": _rows([state.log_likelihood for state in states]),
        "agreement": _agreement(runs, labels),
    }


def _kmeans(runs: Runs, half_steps: range) -> Message:
    states: Sequence[KMeansState] = _after_m(runs.kmeans, half_steps)
    assigned: Sequence[KMeansState] = _after_e(runs.kmeans, half_steps)
    labels = [np.asarray(state.labels) for state in assigned]
    n_clusters = len(runs.kmeans.states[0].centroids)
    return {
        "centroids": _rows([state.centroids for state in states]),
        "inertia_updated": _rows([s.inertia for s in states if s.inertia is not None]),
        "inertia_assigned": _rows([state.inertia for state in assigned]),
        "sizes": np.array([np.bincount(row, minlength=n_clusters) for row in labels], np.int32),
        "agreement": _agreement(runs, labels),
    }


def _agreement(runs: Runs, labels: Iterable[Any]) -> NDArray[np.float32] | None:
    # Two digits of it are shown.
    groups = runs.dataset.groups
    if groups is None:
        return None
    return np.array([adjusted_rand_index(groups, row) for row in labels], np.float32)


def _end(timeline: Timeline[Any], half_steps: range) -> Message:
    last = len(timeline.states) - 1
    if timeline.stop_reason is None or last >= half_steps.stop:
        return {"last": None, "reason": None, "sentence": None}
    reason = timeline.stop_reason
    return {"last": last, "reason": reason.name, "sentence": reason.value}


def _after_m(timeline: Timeline[Any], half_steps: range) -> Sequence[Any]:
    """Return the start and the states that an M step made."""
    return timeline.states[half_steps.start + half_steps.start % 2 : half_steps.stop : 2]


def _after_e(timeline: Timeline[Any], half_steps: range) -> Sequence[Any]:
    return timeline.states[half_steps.start + 1 - half_steps.start % 2 : half_steps.stop : 2]


def _rows(values: Sequence[Any]) -> Floats:
    return np.asarray(values, dtype=np.float64)
