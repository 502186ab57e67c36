"""The nearest of several places, fast for most points and exact for all.

By |x − c|² = |x|² − 2 (x · c − ½ |c|²) the nearest place has the largest score x · c − ½ |c|²,
and all scores are one matrix product. It rounds: points whose two best scores lie within its
rounding of each other are looked at more closely, first in single precision, then in double, and
at last by the differences themselves.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.expectation import blocks

Labels = NDArray[np.int64]

_EPS = float(np.finfo(np.float64).eps)
_EPS_COARSELY = float(np.finfo(np.float32).eps)
# Fewer points are done in double precision sooner than in two.
FEW = 4096
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
    coarse : array (D + 1, N)
        The same in single precision, the coordinates divided by the reach.
    squares : float
        Sum of squared distances from the centre.
    """

    points: FloatArray
    centre: FloatArray
    rows: FloatArray
    reach: float
    coarse: NDArray[np.float32]
    squares: float

    @classmethod
    def of(cls, points: FloatArray) -> "Located":
        """Return points (N, D) so prepared."""
        centre = points.mean(axis=0)
        rows = np.ones((points.shape[1] + 1, len(points)))
        np.subtract(points.T, centre[:, np.newaxis], out=rows[:-1])
        squares = np.einsum("dn,dn->n", rows[:-1], rows[:-1])
        reach = float(np.ldexp(1.0, np.frexp(np.sqrt(squares.max()))[1]))
        coarse = np.ones(rows.shape, dtype=np.float32)
        coarse[:-1] = rows[:-1] / reach
        return cls(points, centre, rows, reach, coarse, float(squares.sum()))


def nearest(located: Located, places: FloatArray) -> Labels:
    """Return the nearest of the places (K, D) to each point, the first of equally near ones."""
    offsets = places - located.centre
    farthest = float(np.sqrt(np.square(offsets).sum(axis=1).max()))
    if len(located.points) < FEW or farthest >= _FARTHEST_COARSELY * located.reach:
        labels, doubtful = _by_scores(
            _table(offsets), located.rows, _margin(offsets, farthest, located.reach, _EPS)
        )
    else:
        labels, doubtful = _coarsely(located, offsets, farthest)
    if len(doubtful):
        points = located.points[doubtful]
        labels[doubtful] = squared_distances(points, places).argmin(axis=0)
    return labels


def nearest_of_each(located: Located, places: FloatArray) -> Labels:
    """Return what `nearest` does for each of S sets of places (S, K, D), of few points (S, N)."""
    offsets = places - located.centre
    scores = (_table(offsets).reshape(-1, offsets.shape[2] + 1) @ located.rows).reshape(
        *offsets.shape[:2], -1
    )
    farthest = float(np.sqrt(np.square(offsets).sum(axis=-1).max()))
    width = _margin(offsets, farthest, located.reach, _EPS)
    labels, rivals = _mark(scores >= np.maximum.reduce(scores, axis=1, keepdims=True) - width, 1)
    if rivals.max() > 1:
        for one, own, place in zip(labels, rivals, places, strict=True):
            doubtful = np.flatnonzero(own != 1)
            points = located.points[doubtful]
            one[doubtful] = squared_distances(points, place).argmin(axis=0)
    return labels


def _coarsely(located: Located, offsets: FloatArray, farthest: float) -> tuple[Labels, Labels]:
    """Return labels by scores in single precision, then, where that leaves doubt, in double."""
    unit = located.reach
    table = _table(offsets / unit).astype(np.float32)
    margin = _margin(offsets, farthest / unit, 1.0, _EPS_COARSELY)
    labels, doubtful = _by_scores(table, located.coarse, margin)
    if len(doubtful):
        margin = _margin(offsets, farthest, located.reach, _EPS)
        rows = located.rows[:, doubtful]
        labels[doubtful], rest = _by_scores(_table(offsets), rows, margin)
        doubtful = doubtful[rest]
    return labels, doubtful


def _table(offsets: FloatArray) -> FloatArray:
    """Return what gives scores in a product with rows."""
    halves = 0.5 * np.square(offsets).sum(axis=-1, keepdims=True)
    return np.concatenate([offsets, -halves], axis=-1)


def _margin(offsets: FloatArray, farthest: float, reach: float, eps: float) -> float:
    """Return how far scores may be apart by rounding, their own and that of the differences."""
    n_dimensions = int(offsets.shape[-1])
    return 8.0 * eps * (n_dimensions * farthest * (reach + farthest) + reach * reach)


def _by_scores(
    table: NDArray[np.floating], rows: NDArray[np.floating], margin: float
) -> tuple[Labels, Labels]:
    """Return labels, and which points have two scores within this margin of each other."""
    n_places, n_points = len(table), rows.shape[1]
    labels = np.empty(n_points, dtype=np.int64)
    doubtful = []
    width = table.dtype.type(margin)
    for block in blocks(n_points, n_places):
        scores = table @ rows[:, block]
        near = scores >= np.maximum.reduce(scores, axis=0) - width
        labels[block], rivals = _mark(near, 0)
        if rivals.max() > 1:
            doubtful.append(np.flatnonzero(rivals != 1) + block.start)
    return labels, np.concatenate(doubtful) if doubtful else np.empty(0, np.int64)


def _mark(near: NDArray[np.bool_], axis: int) -> tuple[Labels, NDArray[np.integer]]:
    """Return the sum of the places that are near along an axis, and how many are.

    In the smallest integers that hold a label: these sums are then next to nothing.
    """
    small = np.min_scalar_type(near.shape[axis])
    numbers = np.arange(near.shape[axis], dtype=small)[:, np.newaxis]
    marks = near.view(np.uint8).astype(small, copy=False)
    rivals = np.add.reduce(marks, axis=axis, dtype=small)
    labels = np.add.reduce(marks * numbers, axis=axis, dtype=small)
    return labels.astype(np.int64), rivals


def squared_distances(points: FloatArray, places: FloatArray) -> FloatArray:
    """Return squared Euclidean distances (K, N), from differences so that no digits are lost."""
    columns = np.ascontiguousarray(points.T)
    distances = np.empty((len(places), len(points)))
    for row, place in zip(distances, places, strict=True):
        difference = columns - place[:, np.newaxis]
        np.einsum("dn,dn->n", difference, difference, out=row)
    return distances
