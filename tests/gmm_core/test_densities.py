"""Densities beside 30-digit arithmetic, SciPy and scikit-learn."""

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture

from gmm_core import Mixture, e_step, fit, initialize, log_density, log_weighted_densities

REFERENCE = Path(__file__).parents[1] / "reference"
CASES = [
    case
    for case in json.loads((REFERENCE / "illcond" / "logpdf.json").read_text())["cases"]
    if case["dist"] == "normal"
]


def test_the_reference_cases_are_there():
    assert len(CASES) == 27


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['d']}")
def test_densities_keep_the_digits_that_double_precision_can_keep(case):
    mixture = Mixture(case["weights"], case["means"], case["covariances"])
    allowed = 10.0 * case["double_cholesky_max_rel_err"] + 1e-13

    def worst(got, true):
        pairs = zip(np.ravel(got), np.ravel(true), strict=True)
        return max(
            float(abs(mpmath.mpf(float(g)) - mpmath.mpf(t)) / max(1, abs(mpmath.mpf(t))))
            for g, t in pairs
        )

    with mpmath.workdps(40):
        logarithms = [mpmath.log(mpmath.mpf(weight)) for weight in case["weights"]]
        terms = [
            [mpmath.mpf(value) + logarithms[k] for k, value in enumerate(row)]
            for row in case["component_logpdf"]
        ]
        assert worst(log_weighted_densities(case["X"], mixture), terms) <= allowed
        assert worst(log_density(case["X"], mixture), case["mixture_logpdf"]) <= allowed
        responsibilities, log_likelihood = e_step(case["X"], mixture)
        assert worst([log_likelihood], [case["loglik"]]) <= 2 * allowed
        shares = [
            [mpmath.exp(mpmath.mpf(value)) for value in row] for row in case["log_responsibility"]
        ]
        largest = max(abs(mpmath.mpf(value)) for row in case["component_logpdf"] for value in row)
        # A share is the exponential of a difference of log-densities: absolute errors count.
        assert worst(responsibilities, shares) <= allowed * max(1.0, float(largest))


@pytest.mark.parametrize("d", [1, 2, 5])
def test_terms_are_log_weight_plus_scipy_log_density(d):
    generator = np.random.default_rng(d)
    points = generator.normal(size=(40, d)) * 3.0
    roots = generator.normal(size=(3, d, d))
    mixture = Mixture(
        [0.2, 0.3, 0.5], generator.normal(size=(3, d)), roots @ roots.mT + 0.1 * np.eye(d)
    )
    expected = np.stack(
        [
            np.log(w) + multivariate_normal(m, c).logpdf(points)
            for w, m, c in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        ],
        axis=1,
    )
    np.testing.assert_allclose(log_weighted_densities(points, mixture), expected, rtol=1e-10)


def test_log_density_is_scikit_learns_score():
    points = np.loadtxt(REFERENCE / "data" / "faithful.csv", delimiter=",", skiprows=1)
    mixture = fit(points, 3).mixture
    theirs = GaussianMixture(3)
    theirs.weights_, theirs.means_ = mixture.weights, mixture.means
    theirs.covariances_ = mixture.covariances
    theirs.precisions_cholesky_ = mixture.whitening.transpose(0, 2, 1)
    np.testing.assert_allclose(log_density(points, mixture), theirs.score_samples(points), 1e-10)


def test_density_integrates_to_one():
    mixture = Mixture(
        [0.3, 0.7], [[0.0, 0.0], [3.0, 1.0]], [[[1.0, 0.6], [0.6, 0.8]], [[0.5, 0.0], [0.0, 2.0]]]
    )
    axis = np.arange(-10.0, 13.0, 0.1)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    assert np.exp(log_density(grid, mixture)).sum() * 0.01 == pytest.approx(1.0, abs=1e-6)


def test_a_component_of_weight_zero_explains_nothing():
    mixture = Mixture([0.0, 1.0], [[0.0], [1.0]], [[[1.0]], [[1.0]]])
    responsibilities, _ = e_step([[0.0], [1.0]], mixture)
    np.testing.assert_allclose(responsibilities, [[0.0, 1.0], [0.0, 1.0]], atol=1e-300)


def test_blocks_do_not_show():
    points = np.random.default_rng(0).normal(size=(20_001, 2))
    mixture = initialize(points, 3)
    whole, _ = e_step(points, mixture)
    for part in (slice(0, 10), slice(8190, 8194), slice(19_990, 20_001)):
        np.testing.assert_allclose(e_step(points[part], mixture)[0], whole[part], rtol=1e-12)
