"""k-means from many starts at once: each run ends where it would end alone."""

import numpy as np
import pytest

from gmm_core import KMeans, Timeline
from gmm_core.kmeans_batch import settle_all
from gmm_core.seeding import plus_plus

AXIS = np.arange(12.0)
DATA = {
    "groups": np.random.default_rng(0).normal(size=(300, 2)) + 3.0 * (np.arange(300) % 3)[:, None],
    "a grid": np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2) * 0.1 + 0.3,
    "one column": np.random.default_rng(1).normal(size=(80, 1)),
    "far from zero": np.random.default_rng(2).normal(size=(200, 3)) + 1e8,
    "an outlier": np.concatenate([np.random.default_rng(3).normal(size=(50, 2)), [[1e12, 0.0]]]),
    "many points": np.random.default_rng(4).normal(size=(5000, 2)),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("k", [1, 2, 7])
def test_every_run_ends_where_it_would_alone(name, k):
    points = DATA[name]
    starts = plus_plus(points, k, [np.random.default_rng(seed) for seed in range(5)])
    labels, centroids = settle_all(points, starts, 300)
    for start, own, means in zip(starts, labels, centroids, strict=True):
        timeline = Timeline(KMeans(points, start, 300))
        timeline.extend(600)
        np.testing.assert_array_equal(own, timeline.states[-1].labels)
        np.testing.assert_array_equal(means, timeline.states[-1].centroids)


def test_a_run_that_is_cut_short_is_where_it_was():
    points = DATA["groups"]
    starts = plus_plus(points, 5, [np.random.default_rng(seed) for seed in range(5)])
    labels, centroids = settle_all(points, starts, 2)
    for start, own, means in zip(starts, labels, centroids, strict=True):
        state = Timeline(KMeans(points, start)).seek(4)
        np.testing.assert_array_equal(own, state.labels)
        np.testing.assert_array_equal(means, state.centroids)


def test_a_cluster_without_points_keeps_its_centroid():
    starts = np.array([[[0.0], [50.0]], [[0.0], [2.0]]])
    labels, centroids = settle_all(np.array([[0.0], [2.0]]), starts, 300)
    np.testing.assert_array_equal(labels, [[0, 0], [0, 1]])
    np.testing.assert_array_equal(centroids, [[[1.0], [50.0]], [[0.0], [2.0]]])
