"""k-means (Lloyd 1982): its two halves, and their run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import (
    FloatArray,
    as_array,
    check_count,
    check_points,
    check_same_columns,
    read_only,
)
from gmm_core.clusters import Clusters
from gmm_core.following import Followed, follow
from gmm_core.nearest import Labels, Located, nearest
from gmm_core.run import Phase, StopReason

# A difference that is a smaller part of what it was taken from has lost too many digits.
_FEW_DIGITS = 1e-3


def assign(points: ArrayLike, centroids: ArrayLike) -> Labels:
    """Return the nearest centroid of each point; of equally near ones, the first.

    Parameters
    ----------
    points : array (N, D)
    centroids : array (K, D)

    Returns
    -------
    array (N,) of int64

    Raises
    ------
    ValueError
        If an array is not finite, or they differ in the number of columns.

    Notes
    -----
    The first half of Lloyd's algorithm (1982).
    """
    points, centroids = _checked(points, centroids)
    return nearest(Located.of(points), centroids)


def update(points: ArrayLike, labels: ArrayLike, centroids: ArrayLike) -> FloatArray:
    """Return the mean of each cluster's points; an empty cluster keeps its centroid.

    Parameters
    ----------
    points : array (N, D)
    labels : array (N,) of int
    centroids : array (K, D)
        The present ones.

    Returns
    -------
    array (K, D)

    Raises
    ------
    ValueError
        If an array is not finite, they differ in the number of columns, or a label is none of
        0 to K − 1.

    Notes
    -----
    The second half of Lloyd's algorithm (1982).
    """
    points, centroids = _checked(points, centroids)
    labels = _checked_labels(labels, points, centroids)
    located = Located.of(points)
    return Clusters.of(located, labels, len(centroids)).means(located, centroids)


def inertia(points: ArrayLike, labels: ArrayLike, centroids: ArrayLike) -> float:
    """Return the sum of squared distances of the points to the centroids of their clusters.

    Parameters
    ----------
    points : array (N, D)
    labels : array (N,) of int
    centroids : array (K, D)

    Returns
    -------
    float
        In squared units of the data: what k-means brings down (Lloyd 1982).

    Raises
    ------
    ValueError
        As `update`.
    """
    points, centroids = _checked(points, centroids)
    labels = _checked_labels(labels, points, centroids)
    return float(np.square(points - centroids[labels]).sum())


@dataclass(frozen=True, eq=False)
class KMeansState:
    """One state of k-means: centroids, and the labels that the last assignment made.

    To stay light a state keeps not the labels but the centroids that made them.

    Attributes
    ----------
    centroids : array (K, D)
    phase : Phase
        E after an assignment, M after an update.
    iteration : int
        Whole iterations completed.
    inertia : float or None
        Of these labels about these centroids; None at the start.
    """

    centroids: FloatArray
    phase: Phase
    iteration: int
    inertia: float | None
    _points: FloatArray = field(repr=False)
    _made_by: FloatArray | None = field(repr=False)

    @property
    def labels(self) -> Labels | None:
        """Cluster of each point (N,), computed on each call; None at the start."""
        return None if self._made_by is None else assign(self._points, self._made_by)

    @property
    def objective(self) -> float | None:
        """What k-means brings down: the inertia."""
        return self.inertia


@dataclass(frozen=True, eq=False)
class KMeans:
    """k-means from given centroids; it ends after the first iteration that moves none of them.

    Parameters
    ----------
    points : array (N, D)
    start_centroids : array (K, D)
    max_iterations : int
    """

    points: FloatArray
    start_centroids: FloatArray
    max_iterations: int = 1000
    _located: Located = field(init=False, repr=False)
    # The newest assignment: the update after it needs it, the next one starts from it, and the
    # states do not keep it.
    _newest: list[tuple[Followed, Clusters, float]] = field(
        init=False, repr=False, default_factory=list
    )

    def __post_init__(self) -> None:
        points, centroids = _checked(self.points, self.start_centroids)
        check_count(self.max_iterations, "max_iterations", low=1)
        object.__setattr__(self, "points", read_only(points))
        object.__setattr__(self, "_located", Located.of(self.points))
        object.__setattr__(self, "start_centroids", read_only(centroids))

    def first_state(self) -> KMeansState:
        """Return the start: centroids, and no labels yet."""
        return KMeansState(self.start_centroids, Phase.START, 0, None, self.points, None)

    def half_step(self, state: KMeansState) -> KMeansState:
        """Return the state after the next assignment or update."""
        present = state.centroids
        clusters, total = self._assign(present)
        if state.phase is not Phase.E:
            return KMeansState(present, Phase.E, state.iteration, total, self.points, present)
        centroids = read_only(clusters.means(self._located, present))
        moved = centroids - present
        # What moving to the means takes off (Huygens), unless that is nearly all there was.
        lower = total - float(np.vecdot(moved, moved).dot(clusters.counts))
        if not lower > _FEW_DIGITS * total:
            lower = inertia(self.points, clusters.labels, centroids)
        return KMeansState(centroids, Phase.M, state.iteration + 1, lower, self.points, present)

    def _assign(self, centroids: FloatArray) -> tuple[Clusters, float]:
        """Return the clusters of the points nearest to these centroids, and their inertia."""
        newest = self._newest[0] if self._newest else None
        if newest is None or newest[0].placed.places is not centroids:
            followed = follow(self._located, centroids, newest and newest[0])
            if newest is None:
                clusters = Clusters.of(self._located, followed.labels, len(centroids))
            else:
                clusters = newest[1].after(self._located, followed)
            total = clusters.inertia(self._located, followed.placed)
            if not total > _FEW_DIGITS * self._located.squares:
                total = inertia(self.points, followed.labels, centroids)
            newest = followed, clusters, total
            self._newest[:] = [newest]
        return newest[1:]

    def stop_reason(self, states: Sequence[KMeansState]) -> StopReason | None:
        """Return NO_CHANGE or ITERATION_LIMIT if the last state ends the run."""
        last = states[-1]
        if last.phase is not Phase.M:
            return None
        # `update` depends on the labels alone: the same labels give the very same centroids.
        if not np.count_nonzero(last.centroids != states[-3].centroids):
            return StopReason.NO_CHANGE
        return StopReason.ITERATION_LIMIT if last.iteration >= self.max_iterations else None


def settle(
    points: FloatArray, centroids: FloatArray, max_iterations: int
) -> tuple[Labels, FloatArray]:
    """Return labels and centroids where a run of k-means ends, without its states."""
    located = Located.of(points)
    followed = follow(located, centroids)
    clusters = Clusters.of(located, followed.labels, len(centroids))
    for _ in range(max_iterations - 1):
        means = clusters.means(located, centroids)
        if not np.count_nonzero(means != centroids):
            break
        centroids = means
        followed = follow(located, centroids, followed)
        clusters = clusters.after(located, followed)
    return followed.labels.astype(np.int64), clusters.means(located, centroids)


def _checked(points: ArrayLike, centroids: ArrayLike) -> tuple[FloatArray, FloatArray]:
    points = check_points(points)
    centroids = check_points(centroids, name="centroids")
    check_same_columns(points, centroids.shape[1], "the array of centroids")
    return points, centroids


def _checked_labels(labels: ArrayLike, points: FloatArray, centroids: FloatArray) -> Labels:
    array = as_array(labels, "labels")
    if array.shape != (len(points),) or array.dtype.kind not in "iu":
        raise ValueError(
            f"labels must be {len(points)} integers, one per point; "
            f"shape was {array.shape}, type {array.dtype}"
        )
    if array.min() < 0 or array.max() >= len(centroids):
        raise ValueError(
            f"labels must lie in 0 to {len(centroids) - 1}; "
            f"they ran from {array.min()} to {array.max()}"
        )
    return array.astype(np.int64, copy=False)
