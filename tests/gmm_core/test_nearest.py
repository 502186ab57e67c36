"""Nearest places: the fast product and the exact differences never disagree."""

import numpy as np
import pytest

from gmm_core import KMeans, Timeline, assign, inertia


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("k", [1, 3, 300])
@pytest.mark.parametrize(("spread", "offset"), [(1.0, 0.0), (1e-6, 1e3), (1.0, 1e8), (1e120, 0.0)])
def test_labels_are_those_of_brute_force(d, k, spread, offset):
    generator = np.random.default_rng(d * k)
    points = offset + spread * generator.normal(size=(700, d))
    centroids = points[generator.integers(700, size=k)]  # often on a point, sometimes twice
    brute = np.square(points[:, None] - centroids).sum(axis=2).argmin(axis=1)
    np.testing.assert_array_equal(assign(points, centroids), brute)


def test_ties_on_a_grid_go_to_the_first():
    axis = np.arange(-6.0, 7.0)
    points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2) * 0.1 + 0.3
    centroids = points[[0, 12, 156, 168, 0]]
    brute = np.square(points[:, None] - centroids).sum(axis=2).argmin(axis=1)
    np.testing.assert_array_equal(assign(points, centroids), brute)


@pytest.mark.parametrize("apart", [1.0, 30.0, 1e7])
def test_the_inertia_of_every_state_is_that_of_its_labels(apart):
    generator = np.random.default_rng(0)
    points = np.concatenate([generator.normal(size=(50, 2)) + apart * i for i in range(3)])
    timeline = Timeline(KMeans(points, points[[0, 1, 149]]))
    timeline.extend(100)
    for state in timeline.states[1:]:
        expected = inertia(points, state.labels, state.centroids)
        assert state.inertia == pytest.approx(expected, rel=1e-11)
