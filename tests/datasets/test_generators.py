"""What holds for every generated set, and for the distribution of each."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from datasets import MIN_POINTS, describe, load

GENERATED = (
    "blobs",
    "tilted",
    "overlap",
    "uneven",
    "moons",
    "spirals",
    "lonely",
    "skewed",
    "five",
    "heavy",
    "bent",
    "sine",
)
SEEDS = range(5)
# Enough to show what holds at any size.
SOME = 2_000
sizes = st.integers(MIN_POINTS, SOME)
seeds = st.integers(0, 2**31 - 1)

# Means, covariances and weights as their sources state them.
CORNERS = np.array([[0, 1], [-np.sqrt(3) / 2, -0.5], [np.sqrt(3) / 2, -0.5]]) / np.sqrt(3)
DIAGONAL = np.array([[-1, 1], [0, 0], [1, -1]]) / np.sqrt(2)
TILT = np.array([[3.0**2 + 0.35**2, 3.0**2 - 0.35**2], [3.0**2 - 0.35**2, 3.0**2 + 0.35**2]]) / 2
FIFTHS = 2 * np.pi * np.arange(5) / 5
PENTAGON = np.column_stack([-np.sin(FIFTHS), np.cos(FIFTHS)]) / (2 * np.sin(np.pi / 5))
EQUAL = (1 / 3, 1 / 3, 1 / 3)
GAUSSIAN = {
    "blobs": (EQUAL, 6 * CORNERS, [np.eye(2)] * 3),
    "overlap": (EQUAL, 2.5 * CORNERS, [np.eye(2)] * 3),
    "five": ((0.2,) * 5, 6 * PENTAGON, [np.eye(2)] * 5),
    "tilted": (EQUAL, -2.5 * DIAGONAL, [TILT] * 3),
    "uneven": (
        (0.6, 0.3, 0.1),
        np.array([[0, 0], [5, 2], [4.5, -3]]),
        [2.0**2 * np.eye(2), 0.6**2 * np.eye(2), 0.3**2 * np.eye(2)],
    ),
}


@pytest.mark.parametrize("name", GENERATED)
@settings(max_examples=20, deadline=None)
@given(n_points=sizes, seed=seeds)
def test_as_many_points_as_asked_for_and_every_group_among_them(name, n_points, seed):
    dataset = load(name, n_points, seed)
    assert dataset.points.shape == (n_points, 2)
    assert dataset.groups.shape == (n_points,)
    assert np.isfinite(dataset.points).all()
    n_groups = describe(name).default_components
    np.testing.assert_array_equal(np.unique(dataset.groups), np.arange(n_groups))


@pytest.mark.parametrize("name", GENERATED)
@settings(max_examples=10, deadline=None)
@given(fewer=sizes, more=sizes, seed=seeds)
def test_the_same_seed_gives_the_same_points_and_more_points_keep_those(name, fewer, more, seed):
    fewer, more = sorted((fewer, more))
    small, large = load(name, fewer, seed), load(name, more, seed)
    np.testing.assert_array_equal(small.points, large.points[:fewer])
    np.testing.assert_array_equal(small.groups, large.groups[:fewer])


@pytest.mark.parametrize("name", GENERATED)
def test_another_seed_gives_other_points(name):
    pictures = {load(name, seed=seed).points.tobytes() for seed in range(100)}
    assert len(pictures) == 100


@pytest.mark.parametrize("name", GENERATED)
def test_no_point_is_there_twice(name):
    points = load(name, SOME).points
    assert len(np.unique(points, axis=0)) == SOME


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("blobs", "f886cfea0267bfa2"),
        ("tilted", "d90a0d6981f895d1"),
        ("overlap", "c45147c64c06d2f7"),
        ("uneven", "e31e0a0b3f30e093"),
        ("moons", "16f4f09030776f57"),
        ("spirals", "87f92042f8f62728"),
        ("lonely", "c2fba1a5e3097f14"),
        ("skewed", "6af9d5e7087644a9"),
        ("five", "ce12dd5ee50d4785"),
        ("heavy", "852a8845e8053a23"),
        ("bent", "b92695022ae209d9"),
        ("sine", "7b5109cd7cab8f21"),
    ],
)
def test_the_points_are_the_same_on_every_machine(name, digest):
    # In millionths, so that -0.0 and 0.0 are one number. A new digest means that every picture,
    # link and golden trace that used this set has changed: say so in the changelog.
    dataset = load(name)
    millionths = np.rint(dataset.points * 1e6).astype("<i8")
    content = millionths.tobytes() + dataset.groups.astype("<i8").tobytes()
    assert hashlib.sha256(content).hexdigest()[:16] == digest


@pytest.mark.parametrize("name", GENERATED)
def test_the_order_of_rows_tells_nothing_of_the_groups(name):
    # The correlation of row and group has standard deviation 1 / sqrt(N) in a shuffled list (less
    # here, since shares are kept in every block); it would be above 0.7 in a sorted one.
    n_points = 2_000
    for seed in SEEDS:
        groups = load(name, n_points, seed).groups
        correlation = np.corrcoef(np.arange(n_points), groups)[0, 1]
        assert abs(correlation) < 4 / np.sqrt(n_points)
        # Nor does a row's group tell that of the next, beyond the block of 30 it is drawn from.
        following = np.corrcoef(groups[:-1], groups[1:])[0, 1]
        assert abs(following + 1 / 29) < 4 / np.sqrt(n_points)


@pytest.mark.parametrize("name", GAUSSIAN)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_groups_have_the_stated_moments(name, seed):
    weights, means, covariances = GAUSSIAN[name]
    n_points = 1_980  # a multiple of 30: shares are exact
    dataset = load(name, n_points, seed)
    for group, (weight, mean, covariance) in enumerate(
        zip(weights, means, covariances, strict=True)
    ):
        points = dataset.points[dataset.groups == group]
        n = len(points)
        assert n == round(weight * n_points)
        # In the group's own axes, so that a thin group is measured against its width. A mean's
        # standard error is 1 / sqrt(n), a variance's sqrt(2 / n), a covariance's 1 / sqrt(n).
        whitened = np.linalg.solve(np.linalg.cholesky(covariance), (points - mean).T)
        assert np.abs(whitened.mean(axis=1)).max() < 4.5 / np.sqrt(n)
        scatter = np.cov(whitened)
        assert np.abs(np.diag(scatter) - 1).max() < 4.5 * np.sqrt(2 / n)
        assert abs(scatter[0, 1]) < 4.5 / np.sqrt(n)


@pytest.mark.parametrize("seed", SEEDS)
def test_moons_lie_along_two_half_circles(seed):
    dataset = load("moons", SOME, seed)
    for group, (centre, side) in enumerate([((0, 0), 1), ((1, 0.5), -1)]):
        offsets = (dataset.points[dataset.groups == group] - centre) * (1, side)
        distances = np.linalg.norm(offsets, axis=1) - 1
        n = len(distances)
        # Noise across the curve lengthens the radius by half its variance: 0.00125.
        assert abs(distances.mean() - 0.05**2 / 2) < 4.5 * 0.05 / np.sqrt(n)
        assert abs(distances.std() / 0.05 - 1) < 4.5 / np.sqrt(2 * n)
        assert offsets[:, 1].min() > -5 * 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_spirals_are_two_arms_half_a_turn_apart(seed):
    dataset = load("spirals", SOME, seed)
    angles = np.linspace(0.5 * np.pi, 2.75 * np.pi, 5_000)
    arm = (angles / np.pi)[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    for group, sign in enumerate([1, -1]):
        points = dataset.points[dataset.groups == group]
        distances = np.linalg.norm(points[:, None] - sign * arm, axis=2).min(axis=1)
        # Six deviations of a plane Gaussian: one in 10^8 points lies farther out.
        assert distances.max() < 6 * 0.08
        # Seen along the curve the noise is one-dimensional: mean distance 0.08 * sqrt(2 / pi).
        # The ends, where points stick out lengthwise, and the bend add under 2 %.
        assert distances.mean() == pytest.approx(0.08 * np.sqrt(2 / np.pi), rel=0.1)


def assert_drawn_from(values, distribution):
    # Kolmogorov and Smirnov's test: one in a hundred thousand draws would be refused.
    assert stats.kstest(values, distribution.cdf).pvalue > 1e-5


def test_the_lonely_point_is_8_from_the_nearest_group_and_the_rest_are_blobs():
    dataset, blobs = load("lonely", SOME, 3), load("blobs", SOME, 3)
    np.testing.assert_array_equal(dataset.points[1:], blobs.points[1:])
    np.testing.assert_array_equal(dataset.groups[1:], blobs.groups[1:])
    assert dataset.groups[0] == 3
    distances = np.linalg.norm(6 * CORNERS - dataset.points[0], axis=1)
    assert sorted(distances)[0] == pytest.approx(8, abs=1e-5)
    assert sorted(distances)[1] > 12


@pytest.mark.parametrize("seed", SEEDS)
def test_the_skewed_group_is_exponential_and_the_other_round(seed):
    dataset = load("skewed", SOME, seed)
    for axis, middle in enumerate([-4, 4]):
        lopsided, disc = (dataset.points[dataset.groups == group, axis] for group in (0, 1))
        assert_drawn_from(lopsided, stats.expon(scale=1.5))
        assert_drawn_from(disc, stats.norm(middle, 0.8))


@pytest.mark.parametrize("seed", SEEDS)
def test_heavy_groups_are_round_and_of_three_degrees_of_freedom(seed):
    dataset = load("heavy", SOME, seed)
    away = dataset.points - 8 * CORNERS[dataset.groups]
    # Half the squared distance of a t in the plane is an F of 2 and ν degrees of freedom.
    assert_drawn_from(np.square(away).sum(axis=1) / 2, stats.f(2, 3))
    assert_drawn_from(np.arctan2(*away.T), stats.uniform(-np.pi, 2 * np.pi))


@pytest.mark.parametrize("seed", SEEDS)
def test_bent_follows_two_lines_with_little_noise_and_with_much(seed):
    x, y = load("bent", SOME, seed).points.T
    assert_drawn_from(x, stats.uniform(-3, 6))
    assert_drawn_from((y + 0.8 * x)[x < 0], stats.norm(0, 0.15))
    assert_drawn_from((y - 0.5 * x)[x > 0], stats.norm(0, 0.8))


@pytest.mark.parametrize("seed", SEEDS)
def test_sine_is_a_sine_over_a_gaussian(seed):
    x, y = load("sine", SOME, seed).points.T
    assert_drawn_from(x, stats.norm(0, 1.5))
    assert_drawn_from(y - np.sin(x), stats.norm(0, 0.2))
