"""ICL and DIC beside closed forms and densities that SciPy computes."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma
from sklearn.mixture import GaussianMixture

from gmm_core import (
    Timeline,
    Variational,
    VariationalPrior,
    bic,
    dic,
    e_step,
    fit,
    icl,
    log_density,
    n_effective_parameters,
    n_parameters,
    variational_m_step,
    variational_prior,
    variational_start,
)


def blobs(seed, side=6.0, n=300):
    generator = np.random.default_rng(seed)
    corners = side * np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    return corners[np.arange(n) % 3] + generator.normal(size=(n, 2))


def test_icl_is_bic_and_twice_the_entropy():
    points = blobs(0, side=2.0)
    fitted = fit(points, 3)
    shares, log_likelihood = e_step(points, fitted.mixture)
    n_free = n_parameters(3, 2)
    theirs = GaussianMixture(3)
    theirs.weights_, theirs.means_ = fitted.mixture.weights, fitted.mixture.means
    theirs.precisions_cholesky_ = fitted.mixture.whitening.transpose(0, 2, 1)
    entropy = stats.entropy(theirs.predict_proba(points), axis=1).sum()
    expected = theirs.bic(points) + 2.0 * entropy
    assert icl(log_likelihood, n_free, 300, shares) == pytest.approx(expected, rel=1e-9)
    hard = np.eye(3)[shares.argmax(axis=1)]
    assert icl(log_likelihood, n_free, 300, hard) == bic(log_likelihood, n_free, 300)


def test_icl_charges_for_overlap():
    """Two Gaussians in one place are two for BIC and one group for ICL."""
    generator = np.random.default_rng(0)
    cross = generator.normal(size=(2, 200, 2)) * [[[3.0, 0.8]], [[0.8, 3.0]]]
    points = np.concatenate([*cross, 40.0 + generator.normal(size=(200, 2))])
    chosen = {}
    for k in (1, 2, 3, 4):
        fitted = fit(points, k, n_init=5)
        shares, log_likelihood = e_step(points, fitted.mixture)
        n_free = n_parameters(k, 2)
        chosen[k] = (
            bic(log_likelihood, n_free, len(points)),
            icl(log_likelihood, n_free, len(points), shares),
        )
    assert min(chosen, key=lambda k: chosen[k][0]) == 3
    assert min(chosen, key=lambda k: chosen[k][1]) == 2


def posterior_of(points, k, seed=0, concentration=1.0):
    prior = variational_prior(
        points, k, weight_prior="dirichlet_distribution", concentration=concentration
    )
    start = variational_m_step(points, variational_start(points, k, seed=seed), prior)
    timeline = Timeline(Variational(points, start, tolerance=1e-9, max_iterations=2000))
    timeline.extend(4000)
    return timeline.states[-1].posterior


@pytest.mark.parametrize(("n", "d"), [(1, 2), (40, 1), (500, 3)])
def test_of_one_component_dic_is_its_closed_form(n, d):
    """With a Normal–Wishart prior everything is known, from SciPy's densities and digamma."""
    generator = np.random.default_rng(d)
    points = generator.normal(size=(n, d)) * 2.0 + 1.0
    b, v, m = 0.5, d + 2.0, np.zeros(d)
    prior = VariationalPrior("dirichlet_distribution", 1.0, b, m, v, np.eye(d))
    posterior = variational_m_step(points, np.ones((n, 1)), prior)
    # The posterior by the textbook (Murphy 2007, equations 217 to 221).
    mean = points.mean(axis=0)
    b_n, v_n, m_n = b + n, v + n, (b * m + n * mean) / (b + n)
    scatter = (points - mean).T @ (points - mean)
    scale = np.linalg.inv(np.eye(d) + scatter + b * n / (b + n) * np.outer(mean - m, mean - m))
    precision = v_n * scale
    covariance = np.linalg.inv(precision)
    log_determinant = d * np.log(2.0) + np.linalg.slogdet(scale)[1]
    log_determinant += digamma((v_n - np.arange(d)) / 2.0).sum()
    deviations = points - m_n
    squares = np.einsum("ni,ij,nj->", deviations, precision, deviations)
    expected = 0.5 * (n * (log_determinant - d * np.log(2.0 * np.pi) - d / b_n) - squares)
    at_point = stats.multivariate_normal(m_n, covariance).logpdf(points).sum()
    # Here q is the exact posterior: by Bayes' rule log q(θ)/p(θ) = log p(X | θ) − log p(X), at θ̃
    # and on average, and log p(X) drops out.
    effective = n_effective_parameters(posterior)
    assert effective == pytest.approx(2.0 * (at_point - expected), rel=1e-9)
    assert dic(points, posterior) == pytest.approx(
        4.0 * (at_point - expected) - 2.0 * at_point, rel=1e-9
    )


def test_the_effective_number_is_near_the_true_one_on_groups_apart():
    """Weights 2, means 6, covariances 9."""
    points = blobs(0)
    effective = n_effective_parameters(posterior_of(points, 3))
    assert n_parameters(3, 2) == 17
    assert effective == pytest.approx(16.8, abs=0.2)


@pytest.mark.parametrize("seed", range(3))
def test_bic_and_dic_name_the_true_number_on_groups_apart(seed):
    points = blobs(seed)
    by_dic, by_bic = {}, {}
    for k in range(1, 6):
        fitted = fit(points, k, n_init=3)
        by_bic[k] = bic(fitted.log_likelihood, n_parameters(k, 2), len(points))
        runs = [posterior_of(points, k, start) for start in range(3)]
        by_dic[k] = min(dic(points, posterior) for posterior in runs)
    assert min(by_bic, key=by_bic.get) == 3
    assert min(by_dic, key=by_dic.get) == 3


def test_dic_is_its_definition():
    points = blobs(1, n=90)
    posterior = posterior_of(points, 2)
    mixture = Timeline(Variational(points, posterior)).state.mixture
    fit_at_expectation = log_density(points, mixture).sum()
    assert dic(points, posterior) == pytest.approx(
        2.0 * n_effective_parameters(posterior) - 2.0 * fit_at_expectation
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "must have the weight_prior 'dirichlet_distribution'; it was 'dirichlet_process'"),
        (
            {"weight_prior": "dirichlet_distribution", "covariance_type": "tied"},
            "must have the covariance_type 'full'; it was 'tied'",
        ),
    ],
)
def test_dic_is_refused_where_it_means_nothing(settings, message):
    points = blobs(0)
    prior = variational_prior(points, 1, **settings)
    posterior = variational_m_step(points, np.ones((300, 1)), prior)
    with pytest.raises(ValueError, match=message):
        dic(points, posterior)
