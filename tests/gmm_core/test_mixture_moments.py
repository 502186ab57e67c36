"""Moments of a whole mixture beside quadrature, and errors beside those of many draws."""

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss

from gmm_core import Mixture, mixture_moments, sample, sampling_errors


def some_mixture(seed, d=2):
    generator = np.random.default_rng(seed)
    k = seed + 1
    roots = generator.normal(size=(k, d, d))
    return Mixture(
        generator.dirichlet(np.ones(k)),
        3.0 * generator.normal(size=(k, d)),
        roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(d),
    )


def expectation(mixture, function):
    """The mean of a polynomial of degree 9 or less, by Gauss-Hermite quadrature: exact."""
    nodes, weights = hermegauss(5)
    d = mixture.n_dimensions
    places = np.stack(np.meshgrid(*[nodes] * d), axis=-1).reshape(-1, d)
    shares = np.stack(np.meshgrid(*[weights] * d), axis=-1).reshape(-1, d).prod(axis=1)
    shares /= shares.sum()
    parts = zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    return sum(
        weight * np.tensordot(shares, function(mean + places @ np.linalg.cholesky(covariance).T), 1)
        for weight, mean, covariance in parts
    )


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_moments_and_errors_are_those_of_quadrature(seed, d):
    mixture, n = some_mixture(seed, d), 17
    mean, covariance = mixture_moments(mixture)
    np.testing.assert_allclose(mean, expectation(mixture, lambda x: x), rtol=1e-10, atol=1e-12)

    def products(x):
        return (x - mean)[:, :, None] * (x - mean)[:, None, :]

    np.testing.assert_allclose(covariance, expectation(mixture, products), rtol=1e-10, atol=1e-12)
    # Var S_ij by the moments themselves: the mean of n products, less what the mean took.
    fourth = expectation(mixture, lambda x: products(x) ** 2)
    crossed = np.outer(np.diagonal(covariance), np.diagonal(covariance))
    variance = (fourth - covariance**2) / n + (crossed + covariance**2) / (n * (n - 1))
    mean_errors, covariance_errors = sampling_errors(mixture, n)
    np.testing.assert_allclose(mean_errors, np.sqrt(np.diagonal(covariance) / n))
    np.testing.assert_allclose(covariance_errors, np.sqrt(variance))


@pytest.mark.parametrize("n", [2, 9, 300])
def test_one_gaussian_has_the_errors_of_a_wishart(n):
    covariance = np.array([[2.0, -0.7], [-0.7, 0.5]])
    _, errors = sampling_errors(Mixture([1.0], [[1.0, 2.0]], [covariance]), n)
    crossed = np.outer(np.diagonal(covariance), np.diagonal(covariance))
    np.testing.assert_allclose(errors, np.sqrt((crossed + covariance**2) / (n - 1)))


@pytest.mark.parametrize("seed", range(3))
def test_draws_scatter_by_their_standard_errors(seed):
    mixture, n, times = some_mixture(seed), 40, 4000
    draws = sample(mixture, n * times, seed).reshape(times, n, 2)
    means = draws.mean(axis=1)
    away = draws - means[:, None]
    covariances = np.einsum("tni,tnj->tij", away, away) / (n - 1)
    for seen, error, true in zip(
        (means, covariances), sampling_errors(mixture, n), mixture_moments(mixture), strict=True
    ):
        off = (seen - true) / error
        assert np.abs(off.mean(axis=0)).max() <= 4 / np.sqrt(times)
        assert np.abs(off.std(axis=0) - 1).max() <= 0.1


def test_units_and_places_far_away_keep_their_digits():
    mixture = some_mixture(2)
    moved = Mixture(mixture.weights, mixture.means + 1e6, mixture.covariances)
    for near, far in zip(sampling_errors(mixture, 50), sampling_errors(moved, 50), strict=True):
        np.testing.assert_allclose(far, near, rtol=1e-7)


@pytest.mark.parametrize("n", [1, 0, -3, 2.5, True, "2"])
def test_errors_need_two_draws(n):
    with pytest.raises(ValueError, match="n must be an integer"):
        sampling_errors(some_mixture(1), n)
