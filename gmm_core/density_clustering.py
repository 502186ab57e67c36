"""DBSCAN: clusters as connected regions of many points, whatever their shape."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gmm_core._validation import FloatArray, as_floats, check_count, check_points
from gmm_core.nearest import Labels

# Pairs of neighbours gone through at a time, and how many may be kept in memory.
_AT_A_TIME = 500_000
_MOST_KEPT = 4_000_000
# The pairs are gone through to count neighbours, to connect core points, and to reach the others.
_ROUNDS = 3

Progress = Callable[[float], object]


def dbscan(
    points: ArrayLike, radius: float, min_points: int, progress: Progress | None = None
) -> Labels:
    """Return clusters by density (Ester, Kriegel, Sander and Xu 1996).

    A point is a core point if at least `min_points` points, itself among them, lie within
    `radius`. Core points within `radius` of each other share a cluster; any other point joins
    a cluster that has a core point within `radius` of it, or is noise.

    Parameters
    ----------
    points : array (N, D)
    radius : float
        Euclidean, in the units of the data; above zero. A distance equal to it counts as within.
    min_points : int
        At least 1.
    progress : callable, optional
        Called now and then with the share that is done of what there is to go through, up to 1;
        what it raises ends the search.

    Returns
    -------
    array (N,) of int64
        Clusters from 0, in the order of their first core points; −1 for noise. A point that is
        not core, but near core points of several clusters, joins the first of these clusters.

    Raises
    ------
    ValueError
        If an argument is not what is said above.
    """
    array = check_points(points)
    reach = as_floats(radius, "radius")
    if reach.ndim != 0 or not 0.0 < reach < np.inf:
        raise ValueError(f"radius must be a finite number above zero; it was {radius!r}")
    fewest = check_count(min_points, "min_points", low=1)
    # Equal points have the same neighbours: ask once for each different point.
    different, first, copies, held = np.unique(
        array, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    copies = copies.reshape(-1)
    pairs = _Pairs(different, float(reach), progress)
    crowd = np.zeros(len(different))
    for owners, neighbours in pairs:
        crowd += np.bincount(owners, held[neighbours], len(different))
    core = crowd >= fewest
    labels = _number(_connect(pairs, core), core, first)
    # Beside a core point only: the first of the clusters within reach.
    last = np.iinfo(np.int64).max
    nearest = np.full(len(different), last)
    for owners, neighbours in pairs:
        border = ~core[owners] & core[neighbours]
        np.minimum.at(nearest, owners[border], labels[neighbours[border]])
    reached = nearest < last
    labels[reached] = nearest[reached]
    whole: Labels = labels[copies]
    return whole


class _Pairs:
    """Pairs (owners, neighbours) of points within reach of each other, some at a time.

    Each pair comes both ways round, and every point neighbours itself.
    """

    def __init__(self, points: FloatArray, radius: float, progress: Progress | None) -> None:
        self._points = points
        self._radius = radius
        self._progress = progress
        self._tree = cKDTree(points)
        counts = self._tree.query_ball_point(points, radius, return_length=True)
        part = np.cumsum(counts) // _AT_A_TIME
        self._parts = np.split(np.arange(len(points)), np.flatnonzero(np.diff(part)) + 1)
        self._sizes = [int(counts[rows].sum()) for rows in self._parts]
        self._gone_through = 0
        # Few enough to keep: found once, used in every round.
        self._kept: dict[int, tuple[Labels, Labels]] | None = (
            {} if sum(self._sizes) <= _MOST_KEPT else None
        )

    def __iter__(self) -> Iterator[tuple[Labels, Labels]]:
        for index, rows in enumerate(self._parts):
            yield self._found(index, rows)
            self._gone_through += self._sizes[index]
            if self._progress is not None:
                self._progress(self._gone_through / (_ROUNDS * sum(self._sizes)))

    def _found(self, index: int, rows: Labels) -> tuple[Labels, Labels]:
        if self._kept is None:
            return self._find(rows)
        if index not in self._kept:
            self._kept[index] = self._find(rows)
        return self._kept[index]

    def _find(self, rows: Labels) -> tuple[Labels, Labels]:
        near = cKDTree(self._points[rows]).sparse_distance_matrix(
            self._tree, self._radius, output_type="ndarray"
        )
        return rows[near["i"]], near["j"]


def _connect(pairs: _Pairs, core: np.ndarray) -> Labels:
    """Return for each point a name of its connected region of core points."""
    names: Labels = np.arange(len(core))
    for owners, neighbours in pairs:
        both = core[owners] & core[neighbours]
        ends = names[owners[both]], names[neighbours[both]]
        graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(len(core),) * 2)
        names = connected_components(graph, directed=False)[1][names].astype(np.int64)
    return names


def _number(names: np.ndarray, core: np.ndarray, first: np.ndarray) -> Labels:
    """Return clusters numbered by the earliest row among their core points; −1 elsewhere."""
    labels: Labels = np.full(len(core), -1, dtype=np.int64)
    regions, members = np.unique(names[core], return_inverse=True)
    earliest = np.full(len(regions), np.iinfo(np.int64).max)
    np.minimum.at(earliest, members, first[core])
    labels[core] = np.argsort(np.argsort(earliest))[members]
    return labels
