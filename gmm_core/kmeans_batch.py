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
    together = min(max(_LARGEST_PRODUCT // (n_clusters * len(points)), 1), n_starts)
    columns = np.tile(located.rows[:-1], together)
    for start in range(0, n_starts, together):
        active = np.arange(start, min(start + together, n_starts))
        for _ in range(max_iterations):
            present = centroids[active]
            labels[active] = found = nearest_of_each(located, present)
            means = _means(located, columns, found, present)
            centroids[active] = means
            active = active[(means != present).any(axis=(1, 2))]
            if not len(active):
                break
    return labels, centroids


def _means(
    located: Located, columns: FloatArray, labels: Labels, centroids: FloatArray
) -> FloatArray:
    """Return the means of each run's clusters; an empty one keeps its centroid.

    `columns` are the points' coordinates about the centre, repeated for as many runs or more.
    """
    n_runs, n_clusters, _ = centroids.shape
    n_all = n_runs * n_clusters
    clusters = (labels + n_clusters * np.arange(n_runs)[:, np.newaxis]).ravel()
    counts = np.bincount(clusters, minlength=n_all)[:, np.newaxis]
    offsets = np.empty((n_all, len(columns)))
    for offset, column in zip(offsets.T, columns[:, : len(clusters)], strict=True):
        offset[:] = np.bincount(clusters, column, minlength=n_all)
    offsets /= np.maximum(counts, 1)
    means = np.where(counts > 0, located.centre + offsets, centroids.reshape(n_all, -1))
    return means.reshape(centroids.shape)
