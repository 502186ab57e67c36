"""Levels of density beside closed forms, and beside draws and densities of other programs."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmm_core import Mixture, highest_density_levels

SHARES = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
LOG_2_PI = np.log(2 * np.pi)


@pytest.mark.parametrize(
    "covariance",
    [np.eye(2), [[2.0, 1.2], [1.2, 1.0]], [[1e-12, 0.0], [0.0, 1e12]], [[1e80, 0.0], [0.0, 1e80]]],
    ids=["round", "tilted", "thin", "huge"],
)
def test_one_gaussian_has_the_levels_of_its_chi_squared_distance(covariance):
    mixture = Mixture([1.0], [[3.0, -5.0]], [covariance])
    expected = np.log1p(-SHARES) - LOG_2_PI - 0.5 * np.linalg.slogdet(covariance)[1]
    np.testing.assert_allclose(highest_density_levels(mixture, SHARES), expected, atol=1e-3)


@pytest.mark.parametrize("narrow", [1.0, 0.1, 1e-3, 1e-6])
def test_components_far_apart_share_the_level_however_narrow_one_is(narrow):
    weights, deviations = np.array([0.3, 0.7]), np.array([narrow, 1.0])
    covariances = deviations[:, None, None] ** 2 * np.eye(2)
    mixture = Mixture(weights, [[0.0, 0.0], [1e3, 0.0]], covariances)
    levels = highest_density_levels(mixture, SHARES)
    # Above a density t lies 1 - t / peak of each component, if its peak is above it.
    peaks = weights / (2 * np.pi * deviations**2)
    above = np.maximum(0.0, 1.0 - np.exp(levels)[:, None] / peaks)
    np.testing.assert_allclose(above @ weights, SHARES, atol=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_that_share_of_independent_draws_lies_above(seed):
    generator = np.random.default_rng(seed)
    k, n = seed + 1, 200_000
    weights, means = generator.dirichlet(np.ones(k)), generator.normal(size=(k, 2)) * 2
    roots = generator.normal(size=(k, 2, 2))
    covariances = roots @ roots.transpose(0, 2, 1) + 0.02 * np.eye(2)
    mixture = Mixture(weights, means, covariances)
    counts = generator.multinomial(n, weights)
    parts = [*zip(means, covariances, counts, strict=True)]
    draws = np.concatenate([generator.multivariate_normal(m, c, size=s) for m, c, s in parts])
    density = sum(
        w * multivariate_normal(m, c).pdf(draws)
        for w, (m, c, _) in zip(weights, parts, strict=True)
    )
    above = (np.log(density) >= highest_density_levels(mixture, SHARES)[:, None]).mean(axis=1)
    error = np.sqrt(SHARES * (1 - SHARES) / n)
    assert (np.abs(above - SHARES) <= 4 * error + 1e-3).all()


def test_the_order_of_components_and_one_without_weight_change_nothing():
    mixture = Mixture([0.2, 0.8], [[0.0, 0.0], [3.0, 1.0]], [np.eye(2), 0.1 * np.eye(2)])
    levels = highest_density_levels(mixture, SHARES)
    np.testing.assert_allclose(highest_density_levels(mixture.permuted([1, 0]), SHARES), levels)
    idle = Mixture([0.2, 0.8, 0.0], [*mixture.means, [9.0, 9.0]], [*mixture.covariances, np.eye(2)])
    np.testing.assert_allclose(highest_density_levels(idle, SHARES), levels)
    assert (np.diff(levels) < 0).all()


@pytest.mark.parametrize("shares", [[0.0], [1.0], [np.nan], 0.5, [[0.5]], [-1.0], ["x"]])
def test_what_is_no_share_is_refused(shares):
    mixture = Mixture([1.0], [[0.0, 0.0]], [np.eye(2)])
    with pytest.raises(ValueError, match="probabilities"):
        highest_density_levels(mixture, shares)


def test_only_the_plane_has_them():
    with pytest.raises(ValueError, match="plane"):
        highest_density_levels(Mixture([1.0], [[0.0] * 3], [np.eye(3)]), [0.5])
