"""Starts: what each method promises."""

import numpy as np
import pytest

from gmm_core import COVARIANCE_TYPES, StopReason, assign, fit, initialize
from gmm_core.initialization import METHODS

GENERATOR = np.random.default_rng(0)
POINTS = GENERATOR.normal(size=(90, 3)) * [1.0, 3.0, 0.2] + np.repeat(
    [[0, 0, 0], [9, 0, 0], [0, 9, 5]], 30, axis=0
)


def rows_of(means, points):
    return [int(np.flatnonzero((points == mean).all(axis=1))[0]) for mean in means]


def test_spread_is_quantiles_medians_and_the_pooled_variance_over_k():
    start = initialize(POINTS, 3)
    np.testing.assert_allclose(start.means[:, 0], np.quantile(POINTS[:, 0], [1 / 6, 0.5, 5 / 6]))
    np.testing.assert_allclose(
        start.means[:, 1:], np.tile(np.median(POINTS[:, 1:], axis=0), (3, 1))
    )
    variance = POINTS.var(axis=0).mean() / 3
    np.testing.assert_allclose(start.covariances, np.tile(variance * np.eye(3), (3, 1, 1)))
    np.testing.assert_allclose(start.weights, 1 / 3)


@pytest.mark.parametrize("method", ["random points", "k-means++"])
def test_means_are_different_points_and_covariances_are_pooled(method):
    start = initialize(POINTS, 5, method=method, seed=4)
    assert len(set(rows_of(start.means, POINTS))) == 5
    pooled = np.cov(POINTS.T, bias=True)
    np.testing.assert_allclose(start.covariances, np.tile(pooled, (5, 1, 1)), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(start.weights, 0.2)


def test_k_means_plus_plus_spreads_over_groups_far_apart():
    far = np.repeat([[0.0], [1e3], [2e3], [3e3]], 25, axis=0) + GENERATOR.normal(size=(100, 1))
    for seed in range(20):
        means = initialize(far, 4, method="k-means++", seed=seed).means
        assert sorted(np.round(means[:, 0] / 1e3)) == [0, 1, 2, 3]


def test_k_means_gives_the_moments_of_its_clusters():
    start = initialize(POINTS, 3, method="k-means")
    labels = assign(POINTS, start.means)
    for k in range(3):
        members = POINTS[labels == k]
        assert start.weights[k] == pytest.approx(len(members) / 90)
        np.testing.assert_allclose(start.means[k], members.mean(axis=0), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(start.covariances[k], np.cov(members.T, bias=True), atol=1e-9)


def test_given_means_are_kept():
    start = initialize(POINTS, 2, method="given means", means=POINTS[[3, 50]])
    np.testing.assert_array_equal(start.means, POINTS[[3, 50]])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_same_seed_same_start_of_the_type_asked_for(method, kind):
    one, other = (initialize(POINTS, 3, kind, method, 7) for _ in range(2))
    np.testing.assert_array_equal(one.means, other.means)
    assert one.covariance_type == kind
    if method != "spread":
        assert not np.array_equal(one.means, initialize(POINTS, 3, kind, method, 8).means)
    off_diagonal = one.covariances * (1 - np.eye(3))
    variances = np.diagonal(one.covariances, axis1=1, axis2=2)
    if kind in ("diag", "spherical"):
        assert not off_diagonal.any()
    if kind == "spherical":
        assert (variances == variances[:, :1]).all()
    if kind == "tied":
        assert (one.covariances == one.covariances[0]).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "points",
    [
        np.stack([np.arange(6.0), 2 * np.arange(6.0)], axis=1),
        np.stack([np.arange(6.0), np.ones(6)], axis=1),
        np.array([[0.0], [1.0], [3.0]]),
        np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]),
    ],
    ids=["on a line", "constant column", "three numbers", "three points"],
)
def test_thin_data_still_give_a_start(method, points):
    start = initialize(points, 3, method=method)
    assert np.isfinite(start.covariances).all()


@pytest.mark.parametrize("method", ["random points", "k-means++", "k-means"])
def test_too_few_different_points(method):
    points = np.repeat([[0.0, 1.0], [2.0, 3.0]], 10, axis=0)
    with pytest.raises(ValueError, match="different points, 2; it was 3"):
        initialize(points, 3, method=method)
    assert initialize(points, 2, method=method).n_components == 2


def test_fit_sets_collapsed_runs_aside():
    # So few points that some starts run off onto two or three of them.
    points = np.round(np.random.default_rng(2).normal(size=(16, 2)), 1)
    alone = [fit(points, 3, seed=seed, method="random points") for seed in range(12)]
    collapsed = [one for one in alone if one.stop_reason is StopReason.COLLAPSED]
    others = [one for one in alone if one.stop_reason is not StopReason.COLLAPSED]
    best = fit(points, 3, n_init=12, method="random points")
    assert best.log_likelihood == max(one.log_likelihood for one in others)
    assert best.log_likelihood < max(one.log_likelihood for one in collapsed)


def test_fit_keeps_the_best_of_its_starts():
    alone = [fit(POINTS, 3, seed=seed, method="random points") for seed in range(5, 9)]
    best = fit(POINTS, 3, n_init=4, seed=5, method="random points")
    assert best.log_likelihood == max(one.log_likelihood for one in alone)
    assert len(best.trace) == best.iterations + 1
    assert best.trace[-1] == best.log_likelihood
