"""The log-likelihood is the lower bound plus a divergence, each computed on its own."""

import numpy as np
import pytest
from scipy import stats

from gmm_core import (
    COVARIANCE_TYPES,
    EM,
    Mixture,
    Phase,
    Timeline,
    e_step,
    elbo,
    initialize,
    kl_to_posterior,
)


def groups(seed, d=2, n=90):
    generator = np.random.default_rng(seed)
    centres = 4.0 * generator.normal(size=(3, d))
    return centres[generator.integers(3, size=n)] + generator.normal(size=(n, d))


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize(("d", "factor", "offset"), [(1, 1.0, 0.0), (2, 1e6, 1e6), (4, 1.0, 1e8)])
def test_every_state_adds_up_and_each_half_climbs(kind, d, factor, offset):
    points = groups(d, d) * factor + offset
    timeline = Timeline(EM(points, initialize(points, 3, kind), tolerance=0.0, max_iterations=30))
    timeline.extend(60)
    bounds = []
    for state in timeline.states[1:]:
        shares = state.responsibilities
        bound = elbo(points, state.mixture, shares)
        divergence = kl_to_posterior(points, state.mixture, shares)
        scale = abs(state.log_likelihood)
        assert abs(bound + divergence - state.log_likelihood) <= 1e-9 * scale
        assert divergence >= 0.0
        if state.phase is Phase.E:
            assert divergence <= 1e-9 * scale
        bounds.append(bound)
    assert np.diff(bounds).min() >= -1e-9 * (len(points) + np.abs(bounds).max())
    assert bounds[-1] > bounds[0]


def test_they_are_the_expectations_that_define_them():
    """By SciPy's densities, a term for every point and component."""
    points = groups(0)
    mixture = initialize(points, 3, seed=1)
    shares = np.random.default_rng(0).dirichlet(np.ones(3), size=len(points))
    joint = np.stack(
        [
            np.log(w) + stats.multivariate_normal(m, c).logpdf(points)
            for w, m, c in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        ],
        axis=1,
    )
    posterior = np.exp(joint - np.log(np.exp(joint).sum(axis=1))[:, None])
    expected = stats.entropy(shares, posterior, axis=1).sum()
    assert kl_to_posterior(points, mixture, shares) == pytest.approx(expected, rel=1e-10)
    expected = (shares * (joint - np.log(shares))).sum()
    assert elbo(points, mixture, shares) == pytest.approx(expected, rel=1e-12)


def test_shares_of_zero_count_nothing():
    points = groups(1)
    mixture = initialize(points, 3)
    labels = e_step(points, mixture)[0].argmax(axis=1)
    hard = np.eye(3)[labels]
    _, log_likelihood = e_step(points, mixture)
    total = elbo(points, mixture, hard) + kl_to_posterior(points, mixture, hard)
    assert total == pytest.approx(log_likelihood, rel=1e-12)
    nobody = Mixture([0.0, 0.5, 0.5], mixture.means, mixture.covariances)
    shares, log_likelihood = e_step(points, nobody)
    assert elbo(points, nobody, np.where(shares < 1e-200, 0.0, shares)) == pytest.approx(
        log_likelihood, rel=1e-12
    )
    everybody = np.tile([1.0, 0.0, 0.0], (len(points), 1))
    assert elbo(points, nobody, everybody) == -np.inf
    assert kl_to_posterior(points, nobody, everybody) == np.inf


@pytest.mark.parametrize("function", [elbo, kl_to_posterior])
def test_shares_that_do_not_fit_are_refused(function):
    points = groups(2)
    mixture = initialize(points, 3)
    for shares, message in (
        (np.full((90, 2), 0.5), r"responsibilities must have the shape \(90, 3\).*\(90, 2\)"),
        (np.full((89, 3), 1 / 3), r"responsibilities must have the shape \(90, 3\).*\(89, 3\)"),
        (np.full((90, 3), 0.5), r"sum to one in each row; row 0 was \[0.5, 0.5, 0.5\]"),
        (np.full((90, 3), np.nan), "row 0 was"),
        (np.zeros((90, 3)), "row 0 was"),
    ):
        with pytest.raises(ValueError, match=message):
            function(points, mixture, shares)
