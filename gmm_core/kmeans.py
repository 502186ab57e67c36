"""k-means (Lloyd 1982): its two halves, and their run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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
from gmm_core.exact_sums import Split
from gmm_core.following import Followed, follow
from gmm_core.nearest import Labels as Labels
from gmm_core.nearest import Located, nearest
from gmm_core.nearest import squared_distances as squared_distances
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
    return _Clusters.of(located, labels, len(centroids)).means(located, centroids)


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
    _newest: list[tuple[Followed, "_Clusters", float]] = field(
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
        centroids = clusters.means(self._located, present)
        moved = np.add.reduce(np.square(centroids - present), axis=1)
        # What moving to the means takes off (Huygens), unless that is nearly all there was.
        lower = total - float(clusters.counts @ moved)
        if not lower > _FEW_DIGITS * total:
            lower = inertia(self.points, clusters.labels, centroids)
        iteration = state.iteration + 1
        return KMeansState(read_only(centroids), Phase.M, iteration, lower, self.points, present)

    def _assign(self, centroids: FloatArray) -> tuple["_Clusters", float]:
        """Return the clusters of the points nearest to these centroids, and their inertia."""
        newest = self._newest[0] if self._newest else None
        if newest is None or newest[0].places is not centroids:
            followed = follow(self._located, centroids, newest and newest[0])
            if newest is None:
                clusters = _Clusters.of(self._located, followed.labels, len(centroids))
            else:
                clusters = newest[1].after(self._located, followed)
            total = clusters.inertia(self._located, centroids)
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
        if np.array_equal(last.centroids, states[-3].centroids):
            return StopReason.NO_CHANGE
        return StopReason.ITERATION_LIMIT if last.iteration >= self.max_iterations else None


def settle(
    points: FloatArray, centroids: FloatArray, max_iterations: int
) -> tuple[Labels, FloatArray]:
    """Return labels and centroids where a run of k-means ends, without its states."""
    located = Located.of(points)
    followed = follow(located, centroids)
    clusters = _Clusters.of(located, followed.labels, len(centroids))
    for _ in range(max_iterations - 1):
        means = clusters.means(located, centroids)
        if np.array_equal(means, centroids):
            break
        centroids = means
        followed = follow(located, centroids, followed)
        clusters = clusters.after(located, followed)
    return followed.labels, clusters.means(located, centroids)


class _Clusters(NamedTuple):
    """Labels (N,), how many points each cluster has (K,), and their means about the centre.

    Of many points also the exact sums, from which those of other labels follow.
    """

    labels: Labels
    counts: Labels
    offsets: FloatArray
    sums: FloatArray | None

    @classmethod
    def of(cls, located: Located, labels: Labels, n_clusters: int) -> "_Clusters":
        counts = np.bincount(labels, minlength=n_clusters)
        if located.split is not None:
            return cls._of_sums(
                located.split, labels, counts, located.split.sums(labels, n_clusters)
            )
        sums = np.array(
            [np.bincount(labels, row, minlength=n_clusters) for row in located.rows[:-1]]
        )
        return cls(labels, counts, (sums / np.maximum(counts, 1)).T, None)

    @classmethod
    def _of_sums(
        cls, split: Split, labels: Labels, counts: Labels, sums: FloatArray
    ) -> "_Clusters":
        means = split.total(sums) / np.maximum(counts, 1)[:, np.newaxis]
        return cls(labels, counts, means, sums)

    def after(self, located: Located, followed: Followed) -> "_Clusters":
        """Return the clusters of other labels: to the last digit those that `of` returns."""
        n_clusters, changed = len(self.counts), followed.changed
        if self.sums is None or located.split is None or changed is None:
            return _Clusters.of(located, followed.labels, n_clusters)
        if not len(changed):
            return self
        old, new = self.labels[changed], followed.labels[changed]
        counts = self.counts + np.bincount(new, minlength=n_clusters)
        counts -= np.bincount(old, minlength=n_clusters)
        sums = self.sums + located.split.sums(new, n_clusters, changed)
        sums -= located.split.sums(old, n_clusters, changed)
        return self._of_sums(located.split, followed.labels, counts, sums)

    def means(self, located: Located, centroids: FloatArray) -> FloatArray:
        """Return the mean of each cluster's points; an empty one keeps its centroid."""
        held = self.counts[:, np.newaxis] > 0
        return np.where(held, located.centre + self.offsets, centroids)

    def inertia(self, located: Located, centroids: FloatArray) -> float:
        """Return the inertia about any centroids, to about 1e-16 of the points' squares."""
        places = centroids - located.centre
        # Σ |x − c|² = Σ |x|² + Σ_k n_k c_k · (c_k − 2 m_k), with m_k the mean of cluster k.
        return located.squares + float(
            self.counts @ np.add.reduce(places * (places - 2.0 * self.offsets), axis=1)
        )


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
