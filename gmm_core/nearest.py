"""The nearest of several places, fast for most points and exact for all.

By |x − c|² = |x|² − 2 (x · c − ½ |c|²) the nearest place has the largest score x · c − ½ |c|²,
and all scores are one matrix product. It rounds: points whose two best scores lie within its
rounding of each other are looked at more closely, first in single precision, then in double, and
at last by the differences themselves.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.exact_sums import split
from gmm_core.expectation import blocks

Labels = NDArray[np.int64]

EPS = float(np.finfo(np.float64).eps)
EPS_COARSELY = float(np.finfo(np.float32).eps)
# Fewer points are done in double precision sooner than in two.
FEW = 4096
# Fewer points than this are done by their differences sooner than by any scores.
_VERY_FEW = 200
# So many differences are done at once sooner than place by place.
_FEW_NUMBERS = 10_000
# Places farther out than this, by the points' reach, are beyond single precision's range.
_FARTHEST_COARSELY = 1e15


class Located(NamedTuple):
    """Points as `nearest` takes them.

    Attributes
    ----------
    points : array (N, D)
    centre : array (D,)
    rows : array (D + 1, N)
        The coordinates about the centre, and a row of ones.
    reach : float
        A power of two, just above the largest distance from the centre.
    coarse : array (D + 2, N)
        The same in single precision, the coordinates divided by the reach, and as the last row
        the squared distances from the centre.
    squares : float
        Sum of squared distances from the centre.
    split : array (2 D + 1, N) or None
        The rows in parts whose sums are exact; None of few points, whose sums take no time.
    """

    points: FloatArray
    centre: FloatArray
    rows: FloatArray
    reach: float
    coarse: NDArray[np.float32]
    squares: float
    split: FloatArray | None

    @classmethod
    def of(cls, points: FloatArray) -> "Located":
        """Return points (N, D) so prepared."""
        rows = np.empty((points.shape[1] + 1, len(points)))
        columns, rows[-1] = rows[:-1], 1.0
        columns[:] = points.T
        centre = columns.mean(axis=1)
        columns -= centre[:, np.newaxis]
        squares = np.einsum("dn,dn->n", columns, columns)
        reach = math.ldexp(1.0, math.frexp(math.sqrt(squares.max()))[1])
        coarse = np.empty((len(rows) + 1, len(points)), dtype=np.float32)
        coarse[:-2], coarse[-2], coarse[-1] = columns / reach, 1.0, squares / reach / reach
        parts = split(rows, reach) if len(points) >= FEW else None
        return cls(points, centre, rows, reach, coarse, float(squares.sum()), parts)


class Placed(NamedTuple):
    """Places among located points.

    Attributes
    ----------
    places : array (..., K, D)
    table : array (..., K, D + 1)
        What gives scores in a product with rows.
    farthest : float
        The largest distance of a place from the points' centre.
    """

    places: FloatArray
    table: FloatArray
    farthest: float

    @classmethod
    def of(cls, located: Located, places: FloatArray) -> "Placed":
        """Return places (..., K, D) so prepared."""
        table = np.empty((*places.shape[:-1], places.shape[-1] + 1))
        offsets = np.subtract(places, located.centre, out=table[..., :-1])
        halves = np.multiply(np.vecdot(offsets, offsets), -0.5, out=table[..., -1])
        farthest = math.sqrt(-2.0 * min(halves.ravel().tolist()))
        return cls(places, table, farthest)

    def margin(self, reach: float, eps: float) -> float:
        """Return how far scores may be apart by rounding, theirs and that of the differences."""
        n_dimensions, farthest = int(self.places.shape[-1]), self.farthest
        return 8.0 * eps * (n_dimensions * farthest * (reach + farthest) + reach * reach)

    def coarsely(self, located: Located) -> tuple[NDArray[np.float32], float] | None:
        """Return table and margin for `Located.coarse`; None where single precision is no help."""
        unit = located.reach
        if len(located.points) < FEW or self.farthest >= _FARTHEST_COARSELY * unit:
            return None
        table = self.table / unit
        table[:, -1] /= unit
        # A score is a sum of D + 1 products of rounded numbers, and no part of it is larger than
        # f + ½ f², with f the farthest: two of them are (D + 3) ε times that apart by rounding.
        # This is twice as much.
        farthest, terms = self.farthest / unit, self.places.shape[1] + 3
        width = terms * EPS_COARSELY * farthest * (2.0 + farthest)
        width += self.margin(unit, EPS) / unit / unit
        return table.astype(np.float32), width


def nearest(located: Located, places: FloatArray) -> Labels:
    """Return the nearest of the places (K, D) to each point, the first of equally near ones."""
    placed = Placed.of(located, places)
    coarse = placed.coarsely(located)
    if coarse is None:
        return look_closely(located, placed)
    labels, doubtful = _by_scores(*coarse, located.coarse[:-1])
    if len(doubtful):
        labels[doubtful] = look_closely(located, placed, doubtful)
    return labels


def look_closely(located: Located, placed: Placed, which: Labels | None = None) -> Labels:
    """Return what `nearest` does for all or some of the points, by scores in double precision."""
    labels: Labels
    points, rows = located.points, located.rows
    if which is not None:
        points = points[which]
        if len(which) < _VERY_FEW:
            labels = squared_distances(points, placed.places).argmin(axis=0)
            return labels
        rows = rows.take(which, axis=1)
    labels, doubtful = _by_scores(placed.table, placed.margin(located.reach, EPS), rows)
    if len(doubtful):
        labels[doubtful] = squared_distances(points[doubtful], placed.places).argmin(axis=0)
    return labels


def nearest_of_each(located: Located, places: FloatArray) -> Labels:
    """Return what `nearest` does for each of S sets of places (S, K, D), of few points (S, N)."""
    placed = Placed.of(located, places)
    scores = placed.table.reshape(-1, placed.table.shape[2]) @ located.rows
    scores = scores.reshape(*places.shape[:2], -1)
    width = placed.margin(located.reach, EPS)
    near = scores >= np.maximum.reduce(scores, axis=1, keepdims=True) - width
    labels = mark(near, 1).astype(np.int64)
    if np.count_nonzero(near) > labels.size:
        for one, own, place in zip(labels, np.add.reduce(near, axis=1), places, strict=True):
            doubtful = np.flatnonzero(own != 1)
            points = located.points[doubtful]
            one[doubtful] = squared_distances(points, place).argmin(axis=0)
    return labels


def _by_scores(
    table: NDArray[np.floating], width: float, rows: NDArray[np.floating]
) -> tuple[Labels, Labels]:
    """Return labels, and which points have two scores within this margin of each other."""
    n_points = rows.shape[1]
    labels = np.empty(n_points, dtype=np.int64)
    doubtful = []
    for block in blocks(n_points, len(table)):
        scores = table @ rows[:, block]
        near = scores >= np.maximum.reduce(scores, axis=0) - width
        labels[block] = mark(near, 0)
        if np.count_nonzero(near) > near.shape[1]:
            small = small_numbers(len(near)).dtype
            rivals = np.add.reduce(near.view(np.uint8), axis=0, dtype=small)
            doubtful.append(np.flatnonzero(rivals > 1) + block.start)
    return labels, np.concatenate(doubtful) if doubtful else np.empty(0, np.int64)


def mark(near: NDArray[np.bool_], axis: int) -> NDArray[np.unsignedinteger]:
    """Return which place is near along an axis; where several are, anything.

    In the smallest integers that hold a label: what is done with them is then next to nothing.
    """
    numbers = small_numbers(near.shape[axis])
    marks = near.view(np.uint8).astype(numbers.dtype, copy=False)
    labels: NDArray[np.unsignedinteger] = np.add.reduce(
        marks * numbers, axis=axis, dtype=numbers.dtype
    )
    return labels


@cache
def small_numbers(n_places: int) -> NDArray[np.unsignedinteger]:
    """Return 0 to K − 1 as a column (K, 1), in the smallest integers that hold K."""
    return np.arange(n_places, dtype=np.min_scalar_type(n_places))[:, np.newaxis]


def squared_distances(points: FloatArray, places: FloatArray) -> FloatArray:
    """Return squared Euclidean distances (K, N), from differences so that no digits are lost."""
    columns = np.ascontiguousarray(points.T)
    if points.size * len(places) <= _FEW_NUMBERS:
        differences = columns - places[:, :, np.newaxis]
        distances: FloatArray = np.einsum("kdn,kdn->kn", differences, differences)
        return distances
    distances = np.empty((len(places), len(points)))
    for row, place in zip(distances, places, strict=True):
        difference = columns - place[:, np.newaxis]
        np.einsum("dn,dn->n", difference, difference, out=row)
    return distances
