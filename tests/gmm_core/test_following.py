"""k-means looks again only at points whose label may have changed: no state differs for it."""

import numpy as np
import pytest

from gmm_core import KMeans, Phase, Timeline, assign, inertia, update
from gmm_core.following import follow
from gmm_core.nearest import Located, nearest

AXIS = np.arange(72.0)
GENERATOR = np.random.default_rng(0)
GROUPS = GENERATOR.normal(size=(6000, 2)) + 3.0 * GENERATOR.integers(4, size=(6000, 1))
DATA = {
    "groups": GROUPS,
    "a grid of ties": np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2) * 0.1 + 0.3,
    "one column": GENERATOR.normal(size=(5000, 1)),
    "five columns": GENERATOR.normal(size=(5000, 5)),
    "far from zero": GROUPS + 1e8,
    "tiny": GROUPS * 1e-130,
    "huge": GROUPS * 1e130,
    "an outlier": np.concatenate([GROUPS, [[1e12, 0.0]]]),
    "few different": np.repeat(GROUPS[:9], 500, axis=0),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("k", [1, 2, 7])
def test_every_state_is_that_of_assign_and_update(name, k):
    points = DATA[name]
    centroids = points[:k]
    timeline = Timeline(KMeans(points, centroids))
    timeline.extend(120)
    for state in timeline.states[1:]:
        if state.phase is Phase.E:
            labels = assign(points, centroids)
            np.testing.assert_array_equal(state.labels, labels)
        else:
            centroids = update(points, labels, centroids)
            np.testing.assert_array_equal(state.centroids, centroids)
            scale = np.square(points - centroids.mean(axis=0)).sum()
            expected = inertia(points, labels, centroids)
            assert state.inertia == pytest.approx(expected, rel=1e-9, abs=1e-12 * scale)


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("farther", [1e-14, 1e-7, 1e-3, 0.1, 10.0])
def test_labels_are_right_wherever_the_places_go(name, farther):
    """Places that wander at random, come together, jump, and come back."""
    points = DATA[name]
    located = Located.of(points)
    generator = np.random.default_rng(1)
    places = points[generator.integers(len(points), size=5)]
    step = farther * points.std(axis=0)
    followed = None
    for turn in range(40):
        places = places + step * generator.normal(size=places.shape)
        if turn % 13 == 5:
            places[3] = places[1]
        if turn % 17 == 9:
            places[0] = points[turn]
        followed = follow(located, places, followed)
        np.testing.assert_array_equal(followed.labels, nearest(located, places))


def test_any_state_can_be_stepped_from_again():
    algorithm = KMeans(GROUPS, GROUPS[:4])
    timeline = Timeline(algorithm)
    timeline.extend(40)
    order = np.random.default_rng(2).permutation(len(timeline.states) - 1)
    for i in order:
        again = algorithm.half_step(timeline.states[i])
        np.testing.assert_array_equal(again.centroids, timeline.states[i + 1].centroids)
        assert again.inertia == timeline.states[i + 1].inertia
