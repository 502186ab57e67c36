"""Runs as arrays: the parameters and numbers of each state, for the browser to show.

Even half-steps bring parameters (the start, and each M step), odd ones bring responsibilities
(each E step). The painter in the browser turns the parameters into colours; every number that
is shown comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from app import models
from app.kept import kept
from app.models import State
from app.own_data import OWN
from app.runs import Runs
from gmm_core import EMState, KMeansState, Timeline, adjusted_rand_index, assign

Floats = NDArray[np.float64]
Message = dict[str, Any]

KEPT = 64


def chunk(runs: Runs, selected: int, half_steps: range) -> Message:
    """Return some half-steps of both runs, with the story of the selected point.

    Returns
    -------
    dict
        `mixture` and `kmeans`: arrays with a row for each half-step that brings the quantity,
        and for a run that ends by then its last half-step, and the reason by name and in words.
    """
    return without_story(runs, half_steps) | {"story": story(runs, selected, half_steps)}


def without_story(runs: Runs, half_steps: range) -> Message:
    """Return some half-steps of both runs, shared among visitors where it may be; see `chunk`."""
    told = numbers if runs.dataset.name == OWN else shared_numbers
    return told(runs, half_steps)


@kept(KEPT, lambda runs, _half_steps: runs.weight)
def shared_numbers(runs: Runs, half_steps: range) -> Message:
    """Return what is the same for every visitor of these runs; see `chunk`."""
    return numbers(runs, half_steps)


def numbers(runs: Runs, half_steps: range) -> Message:
    """Return what does not depend on the selected point; see `chunk`."""
    return {
        "mixture": _mixture(runs, half_steps) | _end(runs.mixture, half_steps),
        "kmeans": _kmeans(runs, half_steps) | _end(runs.kmeans, half_steps),
    }


def story(runs: Runs, selected: int, half_steps: range) -> Message:
    """Return how one point is shared out by each E step.

    Returns
    -------
    dict
        `point`; `log_density (S, K)`, that of each component there; `log_product (S, K)`, that
        times the weight; `share (S, K)`, the responsibilities; `label (S,)` of k-means. Few
        digits of them are shown, so they are in single precision; of a density itself, that
        would leave nothing far from a component.
    """
    point = runs.dataset.points[selected : selected + 1]
    # An E step leaves the parameters, so they are the ones that made the responsibilities.
    states = _after_e(runs.mixture, half_steps)
    centroids = [state.centroids for state in _after_e(runs.kmeans, half_steps)]
    weights = _rows([models.drawn(state).weights for state in states])
    log_products = _rows([models.log_products(point[0], state) for state in states])
    return {
        "point": selected,
        "log_density": np.float32(log_products - np.log(weights)),
        "log_product": np.float32(log_products),
        "share": np.float32(softmax(log_products, axis=-1) if states else log_products),
        "label": np.array([assign(point, each)[0] for each in centroids], np.uint8),
    }


def _mixture(runs: Runs, half_steps: range) -> Message:
    states: Sequence[State] = _after_m(runs.mixture, half_steps)
    assigned: Sequence[State] = _after_e(runs.mixture, half_steps)
    mixtures = [models.drawn(state) for state in states]
    rows, columns = np.triu_indices(2)
    labels = (np.asarray(state.responsibilities).argmax(axis=1) for state in assigned)
    return {
        "weights": _rows([mixture.weights for mixture in mixtures]),
        "means": _rows([mixture.means for mixture in mixtures]),
        "covariances": _rows([mixture.covariances[:, rows, columns] for mixture in mixtures]),
        "objective": _rows([state.objective for state in states]),
        "log_likelihood": _log_likelihoods(states),
        "agreement": _agreement(runs, labels),
        **_scores(states),
    }


def _scores(states: Sequence[State]) -> Message:
    """Return what the painter needs besides the drawn mixtures; nothing for plain EM."""
    if not states or isinstance(states[0], EMState):
        return {"offsets": None, "degrees": None}
    known = [models.scores(state) for state in states]
    heavy = known[0].degrees is not None
    return {
        "offsets": _rows([each.offsets for each in known]),
        "degrees": _rows([each.degrees for each in known]) if heavy else None,
    }


def _log_likelihoods(states: Sequence[State]) -> Floats | None:
    """Return the log-likelihoods, where they are known and not the objective itself."""
    values = [models.log_likelihood(state) for state in states]
    same = all(value == state.objective for value, state in zip(values, states, strict=True))
    return None if same or None in values else _rows(values)


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
        "moved": _moved(runs.kmeans, half_steps),
        "agreement": _agreement(runs, labels),
    }


def _moved(timeline: Timeline[KMeansState], half_steps: range) -> NDArray[np.int32]:
    """Return how many points each assignment gave to another cluster than the one before it."""
    first = half_steps.start + 1 - half_steps.start % 2
    states = timeline.states[max(1, first - 2) : half_steps.stop : 2]
    labels = [np.asarray(state.labels) for state in states]
    changes = [np.count_nonzero(one != other) for one, other in pairwise(labels)]
    # The first assignment of all moves every point.
    return np.array([len(label) for label in labels[:1] if first == 1] + changes, np.int32)


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
