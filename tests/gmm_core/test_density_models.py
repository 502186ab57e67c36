"""Anomalies, kernel density and DBSCAN, beside SciPy and scikit-learn."""

import os

import numpy as np
import pytest
from scipy.stats import gaussian_kde
from sklearn.cluster import DBSCAN
from sklearn.datasets import make_moons

from gmm_core import (
    adjusted_rand_index,
    below_density,
    bic,
    dbscan,
    e_step,
    fit,
    fit_student,
    kernel_log_density,
    least_likely,
    log_density,
    n_parameters,
    student_log_density,
)

FULL = bool(os.environ.get("EM_STEPPER_FULL"))
CORNERS = 6.0 * np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.866]])


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.333, 0.5, 1.0])
@pytest.mark.parametrize("n", [1, 7, 100, 301])
def test_exactly_the_share_is_flagged_and_it_is_the_least_likely(share, n):
    values = np.random.default_rng(n).normal(size=n)
    found = least_likely(values, share)
    assert found.count == found.flagged.sum() == np.floor(share * n + 0.5)
    if 0 < found.count < n:
        assert values[found.flagged].max() < values[~found.flagged].min()
    np.testing.assert_array_equal(below_density(values, found.threshold).flagged, found.flagged)
    with pytest.raises(ValueError, match="read-only"):
        found.flagged[0] = True


def test_ties_for_the_last_place_are_all_flagged():
    assert least_likely([0.0, 1.0, 1.0, 1.0, 2.0], 0.4).flagged.tolist() == [True] * 4 + [False]
    assert below_density([-np.inf, 0.0, 1.0], 0.0).flagged.tolist() == [True, True, False]


@pytest.mark.parametrize("seed", range(11 if FULL else 4))
def test_planted_anomalies_are_found_at_the_planted_share(seed):
    generator = np.random.default_rng(seed)
    groups = np.repeat(CORNERS, 100, axis=0) + generator.normal(size=(300, 2))
    wild = generator.uniform(-9.0, 9.0, size=(4000, 2)) + CORNERS.mean(axis=0)
    apart = np.linalg.norm(wild[:, None] - CORNERS, axis=2).min(axis=1) >= 5.0
    points = np.concatenate([groups, wild[apart][:15]])
    planted = np.arange(315) >= 300
    # The best of many starts may spend a component on the anomalies; from k-means it does not.
    gaussian = fit(points, 3, method="k-means", seed=seed).mixture
    student = fit_student(points, 3, n_init=3, seed=seed).mixture
    for values in (log_density(points, gaussian), student_log_density(points, student)):
        flagged = least_likely(values, 15 / 315).flagged
        # As many are flagged as were planted, so precision and recall are the same number.
        assert (flagged & planted).sum() / 15 >= 0.9


@pytest.mark.parametrize("d", [1, 2, 4])
@pytest.mark.parametrize("bandwidth", [None, 0.3])
def test_kernel_density_is_scipys(d, bandwidth):
    generator = np.random.default_rng(d)
    data, points = generator.normal(size=(60, d)), 2.0 * generator.normal(size=(20, d))
    expected = gaussian_kde(data.T, bandwidth).logpdf(points.T)
    np.testing.assert_allclose(kernel_log_density(points, data, bandwidth), expected, rtol=1e-9)
    # Far from zero, and in units of very different size.
    moved = kernel_log_density(points * 2.0**-30 + 1.0, data * 2.0**-30 + 1.0, bandwidth)
    np.testing.assert_allclose(moved, expected + d * 30 * np.log(2.0), rtol=1e-5, atol=1e-5)
    units = np.geomspace(1e-9, 1e9, d)
    scaled = kernel_log_density(points * units, data * units, bandwidth)
    np.testing.assert_allclose(scaled, expected - np.log(units).sum(), rtol=1e-9, atol=1e-9)


def test_kernel_density_integrates_to_one():
    data = np.random.default_rng(0).normal(size=(15, 2))
    axis = np.arange(-7.0, 7.0, 0.05)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    total = np.exp(kernel_log_density(grid, data)).sum() * 0.05**2
    assert total == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("radius", "min_points"), [(0.1, 3), (0.25, 5), (0.4, 12), (1.0, 1), (0.3, 99)]
)
@pytest.mark.parametrize("digits", [1, 12])
def test_dbscan_is_scikit_learns(seed, radius, min_points, digits):
    generator = np.random.default_rng(seed)
    d = 1 + seed % 3
    points = generator.normal(size=(300, d)) + 3.0 * generator.integers(2, size=(300, 1))
    points = points.round(digits)  # one digit: many equal points
    theirs = DBSCAN(eps=radius + 1e-9, min_samples=min_points).fit(points)
    labels = dbscan(points, radius + 1e-9, min_points)
    np.testing.assert_array_equal(labels, theirs.labels_)
    assert labels.dtype == np.int64


def test_dbscan_separates_moons_and_a_mixture_does_not():
    for seed in range(11 if FULL else 1):
        points, truth = make_moons(300, noise=0.05, random_state=seed)
        assert adjusted_rand_index(dbscan(points, 0.2, 5), truth) >= 0.95
        mixtures = [fit(points, k, n_init=3, seed=seed) for k in range(1, 7)]
        shares, _ = e_step(points, mixtures[1].mixture)
        assert adjusted_rand_index(shares.argmax(axis=1), truth) <= 0.75
        scores = [
            bic(f.log_likelihood, n_parameters(k, 2), 300) for k, f in enumerate(mixtures, start=1)
        ]
        assert np.argmin(scores) + 1 > 2


def test_a_border_point_joins_the_first_of_two_clusters():
    left, right = np.array([0.0, 0.1, 0.2, 0.3]), np.array([1.7, 1.8, 1.9, 2.0])
    points = np.concatenate([right, left, [1.0]]).reshape(-1, 1)
    assert dbscan(points, 0.71, 4).tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0]
    assert dbscan(points[::-1], 0.71, 4).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert dbscan(points, 0.05, 2).tolist() == [-1] * 9


def test_dbscan_takes_a_hundred_thousand_equal_points():
    points = np.concatenate([np.zeros((100_000, 2)), np.ones((2, 2))])
    labels = dbscan(points, 0.5, 3)
    assert (labels[:-2] == 0).all()
    assert (labels[-2:] == -1).all()


@pytest.mark.parametrize("most_kept", [0, 10**6])
def test_dbscan_in_pieces_is_dbscan_at_once(monkeypatch, most_kept):
    points = np.random.default_rng(0).normal(size=(400, 2))
    whole = dbscan(points, 0.2, 4)
    monkeypatch.setattr("gmm_core.density_clustering._AT_A_TIME", 500)
    monkeypatch.setattr("gmm_core.density_clustering._MOST_KEPT", most_kept)
    shares = []
    np.testing.assert_array_equal(dbscan(points, 0.2, 4, shares.append), whole)
    assert len(shares) > 9
    assert np.diff(shares).min() > 0
    assert shares[-1] == 1.0


def test_what_progress_raises_ends_dbscan():
    with pytest.raises(KeyError):
        dbscan(np.zeros((3, 2)), 1.0, 1, progress=lambda share: {}[share])
