"""Nearest places: the fast product and the exact differences never disagree."""

import numpy as np
import pytest

from gmm_core import KMeans, Timeline, assign, inertia


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("k", [1, 3, 300])
@pytest.mark.parametrize("n", [700, 5000])
@pytest.mark.parametrize(("spread", "offset"), [(1.0, 0.0), (1e-6, 1e3), (1.0, 1e8), (1e120, 0.0)])
def test_labels_are_those_of_brute_force(d, k, n, spread, offset):
    generator = np.random.default_rng(d * k)
    points = offset + spread * generator.normal(size=(n, d))
    centroids = points[generator.integers(n, size=k)]  # often on a point, sometimes twice
    np.testing.assert_array_equal(assign(points, centroids), by_brute_force(points, centroids))


@pytest.mark.parametrize("far", [1e3, 1e7, 1e12, 1e30, 1e140])
@pytest.mark.parametrize("who", ["a point", "a place"])
def test_one_far_out_costs_the_others_no_digits(far, who):
    """Beside it the differences of the others are lost in single precision, or in double."""
    points = np.random.default_rng(0).normal(size=(6000, 2))
    centroids = points[:7].copy()
    (points if who == "a point" else centroids)[3] = far
    np.testing.assert_array_equal(assign(points, centroids), by_brute_force(points, centroids))


@pytest.mark.parametrize("d", [1, 2, 20])
@pytest.mark.parametrize("apart", [1e-6, 1e-3, 1.0, 1e3])
def test_points_a_hair_off_the_border_are_on_their_side(d, apart):
    """The hair is finer than single precision sees, or not, and not finer than double sees."""
    generator = np.random.default_rng(d)
    points = generator.normal(size=(5000, d))
    places = apart * generator.normal(size=(2, d))
    across = places[1] - places[0]
    length = np.linalg.norm(across)
    across /= length
    # Two squared distances are 2 · off · length apart; each, a sum of D squares, is D + 1
    # roundings of its own size wrong at most, the last of them the difference's.
    largest = np.square(np.abs(points).max(axis=0) + np.abs(places).max(axis=0)).sum()
    finest = np.log10(max(1e-9, (d + 1) * np.finfo(float).eps * largest / length))
    off = 10.0 ** generator.uniform(finest, -4.0, size=5000) * generator.choice([-1, 1], size=5000)
    points += (off - (points - places.mean(axis=0)) @ across)[:, np.newaxis] * across
    np.testing.assert_array_equal(assign(points, places), off > 0.0)


def by_brute_force(points, centroids):
    return np.array([np.square(centroids - point).sum(axis=1).argmin() for point in points])


def test_equal_points_are_all_nearest_to_the_first_of_equal_places():
    for n in (10, 5000):
        points = np.full((n, 2), 0.1)
        np.testing.assert_array_equal(assign(points, points[:3]), 0)
        np.testing.assert_array_equal(assign(points, [[1e9, 0.0], [0.1, 0.2]]), 1)


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
