"""The mixture held against k-means, iteration by iteration: shares that harden, and two updates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from app import models
from app.models import State
from app.options import Whole
from app.settings import MAX_COMPONENTS
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import KMeansState

# Of more points, comparing every iteration would keep other visitors waiting.
MOST_POINTS = 2_000
KEPT = 1_024


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return how far both are apart, and the newest update of one component by both.

    Returns
    -------
    dict
        `component`, whose update it is; `certainty`, the mean of the largest shares, or None
        before the first E step; `elsewhere` and `off`, see `elsewhere` and `centres_off`;
        `mixture` and `kmeans`, each the `centre` (x, y) of the component and how many points it
        `held`, the mixture's counted by their shares, or None before the first M step.
    """
    k = min(options["component"], view.settings.k - 1)
    shares, labels = view.mixture.responsibilities, view.kmeans.labels
    updates: dict[str, Message | None] = {"mixture": None, "kmeans": None}
    if shares is not None and labels is not None and view.half_step > 1:
        updates["mixture"] = _update(view.drawn.means[k], shares[:, k].sum())
        updates["kmeans"] = _update(view.kmeans.centroids[k], (labels == k).sum())
    return {
        "component": k,
        "certainty": None if shares is None else float(shares.max(axis=1).mean()),
        "elsewhere": elsewhere(view),
        "off": centres_off(view),
        **updates,
    }


def elsewhere(view: View) -> int | None:
    """Return how many points any E step so far has given mostly to another component than k-means.

    The largest number over the iterations. None before the first E step, or with very many points.
    """
    if len(view.runs.dataset.points) > MOST_POINTS:
        return None
    counts = [_unlike(*_states(view, half_step)) for half_step in range(1, view.half_step + 1, 2)]
    return max(counts, default=None)


def centres_off(view: View) -> float | None:
    """Return how far, in any coordinate, any M step so far has put a mean from k-means' centroid.

    None before the first M step, or with very many points.
    """
    if len(view.runs.dataset.points) > MOST_POINTS:
        return None
    distances = []
    for half_step in range(2, view.half_step + 1, 2):
        soft, hard = _states(view, half_step)
        distances.append(np.abs(models.drawn(soft).means - hard.centroids).max())
    return float(max(distances)) if distances else None


@lru_cache(maxsize=KEPT)
def _unlike(soft: State, hard: KMeansState) -> int:
    assert soft.responsibilities is not None
    return int(np.count_nonzero(soft.responsibilities.argmax(axis=1) != hard.labels))


def _states(view: View, half_step: int) -> tuple[State, KMeansState]:
    """Return both runs' states at a half-step; a run that has ended holds its last one."""
    soft, hard = view.runs.mixture.states, view.runs.kmeans.states
    return soft[min(half_step, len(soft) - 1)], hard[min(half_step, len(hard) - 1)]


def _update(centre: Any, held: Any) -> Message:
    return {"centre": centre.tolist(), "held": float(held)}


HARDEN = Tool({"component": Whole(0, 0, MAX_COMPONENTS - 1)}, show)
