"""The nearest of several places, fast for most points and exact for all.

By |x − c|² = |x|² − 2 (x · c − ½ |c|²) the nearest place has the largest score x · c − ½ |c|²,
and all scores are one matrix product. It rounds: points whose two best scores lie within its
rounding of each other are settled by the differences themselves.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.expectation import blocks

Labels = NDArray[np.int64]

_EPS = float(np.finfo(np.float64).eps)


class Located(NamedTuple):
    """Points as `nearest` takes them.

    Attributes
    ----------
    points : array (N, D)
    centre : array (D,)
    rows : array (D + 1, N)
        The coordinates about the centre, and a row of ones.
    reach : float
        Largest distance from the centre.
    squares : float
        Sum of squared distances from the centre.
    """

    points: FloatArray
    centre: FloatArray
    rows: FloatArray
    reach: float
    squares: float

    @classmethod
    def of(cls, points: FloatArray) -> "Located":
        """Return points (N, D) so prepared."""
        centre = points.mean(axis=0)
        rows = np.ones((points.shape[1] + 1, len(points)))
        np.subtract(points.T, centre[:, np.newaxis], out=rows[:-1])
        squares = np.einsum("dn,dn->n", rows[:-1], rows[:-1])
        return cls(points, centre, rows, float(np.sqrt(squares.max())), float(squares.sum()))


def nearest(located: Located, places: FloatArray) -> tuple[Labels, float]:
    """Return the nearest place of each point, the first of equals, and Σ of squared distances.

    Parameters
    ----------
    located : Located
    places : array (K, D)

    Returns
    -------
    labels : array (N,) of int64
    total : float
        Rounded to about 1e-16 of the points' squares about their centre.
    """
    n_places = len(places)
    offsets = places - located.centre
    halves = 0.5 * np.square(offsets).sum(axis=1)
    table = np.concatenate([offsets, -halves[:, np.newaxis]], axis=1)
    farthest = float(np.sqrt(2.0 * halves.max()))
    # Each of the D + 1 terms of a score is at most this large, and rounds; so do the differences.
    margin = 8.0 * _EPS * places.shape[1] * farthest * (located.reach + farthest)
    margin += 8.0 * _EPS * located.reach**2
    labels = np.empty(len(located.points), dtype=np.int64)
    small = np.min_scalar_type(n_places)
    numbers = np.arange(n_places, dtype=small)[:, np.newaxis]

    def work(block: slice) -> float:
        scores = table @ located.rows[:, block]
        best = np.maximum.reduce(scores, axis=0)
        near = scores >= best - margin
        # In the smallest integers that hold a label: these sums are then next to nothing.
        marks = near.view(np.uint8).astype(small, copy=False)
        rivals = np.add.reduce(marks, axis=0, dtype=small)
        own = np.add.reduce(marks * numbers, axis=0, dtype=small)
        labels[block] = own
        close = np.flatnonzero(rivals != 1)
        if len(close):
            points = located.points[block][close]
            labels[block][close] = squared_distances(points, places).argmin(axis=0)
        return float(np.add.reduce(best))

    # Too little work a block for threads to pay.
    total = sum(work(block) for block in blocks(len(labels), 2 * n_places))
    return labels, max(located.squares - 2.0 * total, 0.0)


def squared_distances(points: FloatArray, places: FloatArray) -> FloatArray:
    """Return squared Euclidean distances (K, N), from differences so that no digits are lost."""
    columns = np.ascontiguousarray(points.T)
    distances = np.empty((len(places), len(points)))
    for row, place in zip(distances, places, strict=True):
        difference = columns - place[:, np.newaxis]
        np.einsum("dn,dn->n", difference, difference, out=row)
    return distances
