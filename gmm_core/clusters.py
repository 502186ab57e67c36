"""Clusters of located points: the sums by which k-means goes on, kept up as labels change."""

from functools import cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.exact_sums import joined
from gmm_core.following import Followed
from gmm_core.nearest import Located, Placed

# So many numbers are summed by one call sooner than row by row.
_FEW_NUMBERS = 20_000


class Clusters(NamedTuple):
    """Labels of points, and the sums of each cluster.

    Attributes
    ----------
    labels : array (N,) of int
    sums : array (D + 1, K)
        Of the points' coordinates about the centre; the last row is how many there are.
    exact : array (2 D + 1, K) or None
        Of many points the exact sums, from which those of other labels follow.
    """

    labels: NDArray[np.integer]
    sums: FloatArray
    exact: FloatArray | None

    @property
    def counts(self) -> FloatArray:
        """How many points each cluster has (K,), as numbers to calculate with."""
        counts: FloatArray = self.sums[-1]
        return counts

    @classmethod
    def of(cls, located: Located, labels: NDArray[np.integer], n_clusters: int) -> "Clusters":
        """Return the clusters of these labels (N,)."""
        if located.split is None:
            return cls(labels, _sums(labels, located.rows, n_clusters), None)
        exact = _sums(labels, located.split, n_clusters)
        return cls(labels, joined(exact), exact)

    def after(self, located: Located, followed: Followed) -> "Clusters":
        """Return the clusters of other labels: to the last digit those that `of` returns."""
        n_clusters, changed = self.sums.shape[1], followed.changed
        if self.exact is None or located.split is None or changed is None:
            return Clusters.of(located, followed.labels, n_clusters)
        if not len(changed):
            return self
        rows = located.split.take(changed, axis=1)
        exact = self.exact + _sums(followed.labels[changed], rows, n_clusters)
        exact -= _sums(self.labels[changed], rows, n_clusters)
        return Clusters(followed.labels, joined(exact), exact)

    def means(self, located: Located, centroids: FloatArray) -> FloatArray:
        """Return the mean of each cluster's points; an empty one keeps its centroid."""
        counts = self.counts
        means: FloatArray = self.sums[:-1] / np.maximum(counts, 1.0)
        means += located.centre[:, np.newaxis]
        if np.count_nonzero(counts) == len(counts):
            return means.T
        return np.where(counts[:, np.newaxis] > 0.0, means.T, centroids)

    def inertia(self, located: Located, placed: Placed) -> float:
        """Return the inertia about any centroids, to about 1e-16 of the points' squares."""
        # Σ |x − c|² = Σ |x|² − 2 Σ s, with s the score of each point's own place: `nearest`.
        return located.squares - 2.0 * float(np.vdot(placed.table.T, self.sums))


def _sums(labels: NDArray[np.integer], rows: FloatArray, n_labels: int) -> FloatArray:
    """Return the sums by label (R, K) of rows (R, N)."""
    if rows.size > _FEW_NUMBERS:
        labels = labels.astype(np.intp, copy=False)
        return np.array([np.bincount(labels, row, minlength=n_labels) for row in rows])
    cells = labels + _first_cells(len(rows), n_labels)
    sums = np.bincount(cells.ravel(), rows.ravel(), minlength=len(rows) * n_labels)
    return cast(FloatArray, sums.reshape(-1, n_labels))


@cache
def _first_cells(n_rows: int, n_labels: int) -> NDArray[np.int64]:
    """Return the number of the first cell in each row of a table (R, K), as a column."""
    return n_labels * np.arange(n_rows)[:, np.newaxis]
