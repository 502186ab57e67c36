"""k-means from several starts at once, without their states: where EM may start from."""

import numpy as np

from gmm_core._validation import FloatArray
from gmm_core.kmeans import settle
from gmm_core.nearest import FEW, Labels, Located, nearest_of_each

# Numbers in one product: few enough for the cache.
_LARGEST_PRODUCT = 100_000


def settle_all(
    points: FloatArray, centroids: FloatArray, max_iterations: int
) -> tuple[Labels, FloatArray]:
    """Return labels (S, N) and centroids (S, K, D) where runs of k-means from centroids end.

    Each run is the one that `settle` does; runs of many points gain nothing by company.
    """
    n_starts, n_clusters, _ = centroids.shape
    labels = np.empty((n_starts, len(points)), dtype=np.int64)
    centroids = centroids.copy()
    if len(points) >= FEW:
        for run, each in enumerate(centroids):
            labels[run], centroids[run] = settle(points, each, max_iterations)
        return labels, centroids
    located = Located.of(points)
    together = max(_LARGEST_PRODUCT // (n_clusters * len(points)), 1)
    for start in range(0, n_starts, together):
        active = np.arange(start, min(start + together, n_starts))
        for _ in range(max_iterations):
            present = centroids[active]
            labels[active] = found = nearest_of_each(located, present)
            means = _means(located, found, present)
            centroids[active] = means
            active = active[(means != present).any(axis=(1, 2))]
            if not len(active):
                break
    return labels, centroids


def _means(located: Located, labels: Labels, centroids: FloatArray) -> FloatArray:
    """Return the means of each run's clusters; an empty one keeps its centroid."""
    n_runs, n_clusters, _ = centroids.shape
    n_all = n_runs * n_clusters
    clusters = (labels + n_clusters * np.arange(n_runs)[:, np.newaxis]).ravel()
    counts = np.bincount(clusters, minlength=n_all)[:, np.newaxis]
    sums = [
        np.bincount(clusters, np.broadcast_to(row, labels.shape).ravel(), minlength=n_all)
        for row in located.rows[:-1]
    ]
    offsets = np.stack(sums, axis=1) / np.maximum(counts, 1)
    means = np.where(counts > 0, located.centre + offsets, centroids.reshape(n_all, -1))
    return means.reshape(centroids.shape)
