"""The nearest of places that move: only points whose label may have changed are looked at again.

Since a point was last looked at, the difference of its distances from its own place and from any
other has shrunk by no more than these two places moved. While that is less than the difference
was, the label stays (Hamerly 2010, section 3, with one bound for each point). The labels are
those of `nearest`, always.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.expectation import blocks
from gmm_core.nearest import (
    EPS,
    EPS_COARSELY,
    Located,
    Placed,
    look_closely,
    mark,
)

# What rounding may do to a difference of distances and to what it lasts for, in units of the last
# digit of the largest.
_ROUNDINGS = 64.0


class Followed(NamedTuple):
    """The nearest places to all points, and for how long each label will do.

    Attributes
    ----------
    placed : Placed
    labels : array (N,) of int
    changed : array of int or None
        Which points have another label than at the places before; None if nothing is known of it.
    drift : float
        How far places have moved, by the points' reach, added up since all points were looked at.
    lasts : array (N,) or None
        The drift up to which each label holds; None if nothing is known of it.
    """

    placed: Placed
    labels: NDArray[np.integer]
    changed: NDArray[np.intp] | None
    drift: float
    lasts: NDArray[np.float32] | None


def follow(located: Located, places: FloatArray, before: Followed | None = None) -> Followed:
    """Return the nearest of the places (K, D) to each point, given those of other places."""
    placed = Placed.of(located, places)
    coarse = placed.coarsely(located)
    if len(places) == 1 or coarse is None:
        return Followed(placed, look_closely(located, placed), None, 0.0, None)
    if before is None or before.lasts is None:
        labels, lasts = _look(located, placed, coarse)
        return Followed(placed, labels, None, 0.0, lasts)
    drift = before.drift + _shrunk(located, places, before.placed.places)
    extent = places.shape[1] * (1.0 + placed.farthest / located.reach)
    rounding = EPS * extent + EPS_COARSELY * drift
    again = (before.lasts <= drift + _ROUNDINGS * rounding).nonzero()[0]
    if 2 * len(again) > len(before.labels):
        labels, lasts = _look(located, placed, coarse)
        drift = 0.0
    else:
        labels, lasts = before.labels.copy(), before.lasts.copy()
        labels[again], gaps = _look(located, placed, coarse, again)
        lasts[again] = gaps + drift
    changed = (labels != before.labels).nonzero()[0]
    return Followed(placed, labels, changed, drift, lasts)


def _shrunk(located: Located, places: FloatArray, before: FloatArray) -> float:
    """Return by how much two distances may have approached each other, by the points' reach."""
    moved = sorted(map(math.dist, places.tolist(), before.tolist()))
    return (moved[-1] + moved[-2]) / located.reach


def _look(
    located: Located,
    placed: Placed,
    coarse: tuple[NDArray[np.float32], float],
    which: NDArray[np.intp] | None = None,
) -> tuple[NDArray[np.integer], NDArray[np.float32]]:
    """Return labels of some points, and how far their distances from two places differ, at least.

    That is measured by the points' reach.
    """
    rows = located.coarse if which is None else located.coarse.take(which, axis=1)
    parts = [
        _look_coarsely(rows[:, block], *coarse)
        for block in blocks(rows.shape[1], len(placed.places))
    ]
    labels, gaps = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
    doubtful = (gaps <= 0.0).nonzero()[0]
    if len(doubtful):
        whose = doubtful if which is None else which[doubtful]
        labels[doubtful] = look_closely(located, placed, whose)
    return labels, gaps


def _look_coarsely(
    rows: NDArray[np.float32], table: NDArray[np.float32], width: float
) -> tuple[NDArray[np.unsignedinteger], NDArray[np.float32]]:
    """Return what `_look` does, from columns of `Located.coarse`; a doubtful gap is not positive.

    With the scores s of `nearest`, |x − c|² = |x|² − 2 s, the two smallest distances a and b are
    (b² − a²) / (a + b) ≥ (s_a − s_b) / √(|x|² − s_a − s_b) apart.
    """
    scores = table @ rows[:-1]
    best, second = _two_best(scores)
    labels = mark(scores >= best, 0)
    gaps = best - second
    gaps -= width
    best += second
    rest = np.subtract(rows[-1], best, out=best)
    rest += 2.0 * width
    gaps /= np.sqrt(rest, out=rest)
    return labels, gaps


def _two_best(scores: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the largest and the second largest in each column (K, n), K being two or more."""
    best, second = np.maximum(scores[0], scores[1]), np.minimum(scores[0], scores[1])
    lower = np.empty_like(best)
    for row in scores[2:]:
        np.maximum(second, np.minimum(best, row, out=lower), out=second)
        np.maximum(best, row, out=best)
    return best, second
