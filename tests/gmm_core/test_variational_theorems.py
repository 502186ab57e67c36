"""What must hold of variational inference for every data set: bounds, closed forms, invariances."""

import itertools
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betaln, gammaln, logsumexp

from gmm_core import (
    COVARIANCE_TYPES,
    WEIGHT_PRIORS,
    Phase,
    StopReason,
    Timeline,
    Variational,
    VariationalPrior,
    expected_mixture,
    one_hot,
    sample,
    variational_e_step,
    variational_m_step,
    variational_prior,
    variational_step,
)
from gmm_core.measured_points import Deviations, Monomials, measure

N_EXAMPLES = 10_000 if os.environ.get("EM_STEPPER_FULL") else 40
QUICK = settings(max_examples=N_EXAMPLES, deadline=None, derandomize=True)


def log_evidence(points, prior):
    """log p(X) of one Gaussian under a Normal–Wishart prior: predictive t after t, by SciPy."""
    d = points.shape[1]
    b, m = prior.mean_precision, np.array(prior.mean)
    v, s = prior.degrees_of_freedom, np.array(prior.covariance)
    total = 0.0
    for x in points:
        shape = s * (b + 1.0) / (b * (v - d + 1.0))
        total += stats.multivariate_t(m, shape, v - d + 1.0).logpdf(x)
        s = s + b / (b + 1.0) * np.outer(x - m, x - m)
        m, b, v = (b * m + x) / (b + 1.0), b + 1.0, v + 1.0
    return total


def log_probability_of_labels(counts, prior):
    """log p(Z), the weights integrated out."""
    counts, concentration = np.asarray(counts, dtype=float), prior.concentration
    if prior.weight_prior == "dirichlet_distribution":
        k, n = len(counts), counts.sum()
        return (
            gammaln(k * concentration)
            - gammaln(k * concentration + n)
            + (gammaln(concentration + counts) - gammaln(concentration)).sum()
        )
    beyond = counts.sum() - np.cumsum(counts)
    return (betaln(1.0 + counts, concentration + beyond) - betaln(1.0, concentration)).sum()


def log_joint(points, labels, k, prior):
    """log p(X, Z), all parameters integrated out."""
    counts = np.bincount(labels, minlength=k)
    groups = sum(log_evidence(points[labels == j], prior) for j in range(k))
    return log_probability_of_labels(counts, prior) + groups


def some_prior(d, kind="full", weight_prior="dirichlet_process", mean_precision=0.6):
    generator = np.random.default_rng(0)
    root = generator.normal(size=(d, d))
    return VariationalPrior(
        weight_prior,
        0.7,
        mean_precision,
        generator.normal(size=d),
        d + 1.3,
        root @ root.T + np.eye(d),
        kind,
    )


@pytest.mark.parametrize("d", [1, 2, 4])
@pytest.mark.parametrize("n", [1, 2, 30])
def test_of_one_component_the_bound_is_the_exact_evidence(d, n):
    points = np.random.default_rng(n).normal(size=(n, d)) * 3.0 + 1.0
    prior = some_prior(d, weight_prior="dirichlet_distribution")
    posterior = variational_m_step(points, np.ones((n, 1)), prior)
    _, bound = variational_e_step(points, posterior)
    assert bound == pytest.approx(log_evidence(points, prior), rel=1e-11)


@pytest.mark.parametrize("weight_prior", WEIGHT_PRIORS)
@pytest.mark.parametrize("d", [1, 3])
def test_at_hard_labels_the_bound_is_the_exact_joint(weight_prior, d):
    """With q(Z) sure of Z, the best q(θ) is the posterior given Z, and L = log p(X, Z).

    Groups are so far apart that the E step is sure of them to the last digit.
    """
    generator = np.random.default_rng(d)
    labels = np.repeat([0, 1, 3], [5, 1, 9])
    points = 1e4 * labels[:, None] + generator.normal(size=(15, d))
    prior = some_prior(d, weight_prior=weight_prior, mean_precision=1e-8)
    start = variational_m_step(points, one_hot(labels, 4), prior)
    after_m = Timeline(Variational(points, start)).step()
    assert after_m.phase is Phase.M
    np.testing.assert_allclose(after_m.responsibilities, one_hot(labels, 4), atol=1e-100)
    assert after_m.objective == pytest.approx(log_joint(points, labels, 4, prior), rel=1e-11)


@pytest.mark.parametrize("weight_prior", WEIGHT_PRIORS)
def test_the_bound_lies_below_the_evidence_summed_over_all_labellings(weight_prior):
    points = np.array([[-2.0], [-1.7], [-1.9], [2.0], [2.4], [1.9]])
    prior = some_prior(1, weight_prior=weight_prior)
    k = 3
    every = itertools.product(range(k), repeat=len(points))
    joints = [log_joint(points, np.array(labels), k, prior) for labels in every]
    evidence = logsumexp(joints)
    start = variational_m_step(points, one_hot([0, 0, 0, 1, 1, 1], k), prior)
    timeline = Timeline(Variational(points, start, tolerance=0.0))
    timeline.extend(200)
    # No labelling is forgotten, and none counted twice: no bound is looser than its best one.
    assert max(joints) - 1e-9 < timeline.states[-1].objective < evidence


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("weight_prior", WEIGHT_PRIORS)
def test_the_bound_is_the_expectation_that_defines_it(kind, weight_prior):
    """E_q[log p(X | θ, Z) p(Z | θ) p(θ) / q(θ) q(Z)], by draws of θ and SciPy's densities."""
    generator = np.random.default_rng(0)
    k, d, n_draws = 3, 2, 2000
    points = np.concatenate([generator.normal(size=(9, d)), 2.0 + generator.normal(size=(6, d))])
    prior = some_prior(d, kind, weight_prior)
    start = variational_m_step(points, generator.dirichlet(np.ones(k), size=15), prior)
    timeline = Timeline(Variational(points, start))
    timeline.half_step()
    state = timeline.half_step()  # q(Z) and q(θ) of different E steps: nothing is tight
    shares, q = state.responsibilities, state.posterior
    logs = np.full(n_draws, stats.entropy(shares, axis=1).sum())
    log_weights = np.zeros((n_draws, k))
    if weight_prior == "dirichlet_distribution":
        draws = generator.dirichlet(q.weight_concentration, size=n_draws)
        log_weights = np.log(draws)
        logs += stats.dirichlet(np.full(k, prior.concentration)).logpdf(draws.T)
        logs -= stats.dirichlet(q.weight_concentration).logpdf(draws.T)
    else:
        for j in range(k):
            a, b = q.weight_concentration[:, j]
            sticks = generator.beta(a, b, size=n_draws)
            log_weights[:, j] += np.log(sticks)
            log_weights[:, j + 1 :] += np.log1p(-sticks)[:, None]
            logs += stats.beta(1.0, prior.concentration).logpdf(sticks)
            logs -= stats.beta(a, b).logpdf(sticks)
    logs += log_weights @ shares.sum(axis=0)
    for j in range(k):
        degrees, scatter = q.gaussians.degrees_of_freedom[j], q.gaussians.scatters[j]
        theirs = stats.wishart(prior.degrees_of_freedom, np.linalg.inv(prior.covariance))
        ours = stats.wishart(degrees, np.linalg.inv(scatter))
        precisions = ours.rvs(n_draws, random_state=generator)
        logs += theirs.logpdf(precisions.T) - ours.logpdf(precisions.T)
        near = q.gaussians.mean_precision[j] * precisions
        roots = np.linalg.cholesky(np.linalg.inv(near))
        means = q.means[j] + np.einsum("nij,nj->ni", roots, generator.normal(size=(n_draws, d)))
        logs -= normal(means - q.means[j], near)
        logs += normal(means - prior.mean, prior.mean_precision * precisions)
        for point, share in zip(points, shares[:, j], strict=True):
            logs += share * normal(point - means, precisions)
    error = logs.std() / np.sqrt(n_draws)
    assert error < 0.1
    assert abs(logs.mean() - state.objective) <= 4.0 * error + 1e-9
    if kind == "full":
        # Then q(θ) is proportional to what it is compared with: every draw gives the same.
        assert logs.std() < 1e-9


def normal(deviations, precisions):
    """log N of deviations (n, d) from the mean, under precisions (n, d, d)."""
    squares = np.einsum("ni,nij,nj->n", deviations, precisions, deviations)
    constants = np.linalg.slogdet(precisions)[1] - deviations.shape[1] * np.log(2.0 * np.pi)
    return 0.5 * (constants - squares)


@st.composite
def problems(draw):
    """Points in groups of different size and shape, a prior, and a start."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    d, k = draw(st.integers(1, 4)), draw(st.integers(1, 8))
    n = draw(st.integers(1, 60))
    points = generator.normal(size=(n, d)) @ generator.normal(size=(d, d))
    points += generator.normal(size=(4, d))[generator.integers(4, size=n)] * 5.0
    points *= 10.0 ** draw(st.integers(-6, 6))
    root = generator.normal(size=(d, d)) * np.abs(points).max()
    prior = VariationalPrior(
        draw(st.sampled_from(sorted(WEIGHT_PRIORS))),
        10.0 ** draw(st.integers(-4, 4)),
        10.0 ** draw(st.integers(-4, 2)),
        points[0],
        d - 1.0 + 10.0 ** draw(st.integers(-2, 2)),
        (root @ root.T + 0.1 * np.eye(d) * np.abs(points).max() ** 2)
        * 10.0 ** draw(st.integers(-6, 1)),
        draw(st.sampled_from(sorted(COVARIANCE_TYPES))),
    )
    return points, prior, generator.dirichlet(np.full(k, 0.3), size=n)


@QUICK
@given(problems())
def test_no_half_step_lowers_the_bound(problem):
    points, prior, shares = problem
    start = variational_m_step(points, shares, prior)
    timeline = Timeline(Variational(points, start, tolerance=0.0))
    timeline.extend(80)
    assert timeline.stop_reason in (None, StopReason.CONVERGED)
    bounds = np.array([state.objective for state in timeline.states])
    assert np.isfinite(bounds).all()
    # Rounding: a few units in the last place for each of the N terms.
    assert np.diff(bounds).min() >= -1e-9 * (len(points) + np.abs(bounds).max())


@QUICK
@given(problems())
def test_restricting_the_posterior_lowers_the_bound(problem):
    """All types bound one evidence, so at the same responsibilities the richer bound is tighter."""
    points, prior, shares = problem
    variance = np.trace(prior.covariance) / len(prior.covariance)
    bounds = {}
    for kind in COVARIANCE_TYPES:
        same = VariationalPrior(
            prior.weight_prior,
            prior.concentration,
            prior.mean_precision,
            prior.mean,
            prior.degrees_of_freedom,
            variance * np.eye(points.shape[1]),
            kind,
        )
        posterior = variational_m_step(points, shares, same)
        expected = Variational(points, posterior)
        # At given q(Z) = shares, from its definition; the entropy is the same for all.
        scores = posterior.log_scores
        deviations = points.T - posterior.means[:, :, None]
        squares = np.einsum(
            "kin,kij,kjn->kn", deviations, posterior.gaussians.precisions, deviations
        )
        terms = scores[:, None] - 0.5 * squares
        bounds[kind] = (shares.T * terms).sum() - posterior.divergence
        assert expected.first_state().objective >= bounds[kind] + stats.entropy(
            shares, axis=1
        ).sum() - 1e-9 * (len(points) + abs(bounds[kind]))
    slack = 1e-9 * (len(points) + max(map(abs, bounds.values())))
    assert bounds["full"] >= bounds["tied"] - slack
    assert bounds["full"] >= bounds["diag"] - slack
    assert bounds["diag"] >= bounds["spherical"] - slack


def test_a_naive_ridge_lowers_the_bound_from_its_maximum():
    points = np.random.default_rng(0).normal(size=(60, 2)) * [3.0, 0.5]
    prior = variational_prior(points, 1)
    start = variational_m_step(points, np.ones((60, 1)), prior)
    timeline = Timeline(Variational(points, start, ridge=0.5))
    timeline.step()
    assert timeline.states[-1].objective < timeline.states[0].objective - 1.0


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("weight_prior", WEIGHT_PRIORS)
def test_units_and_origin_do_not_matter(kind, weight_prior):
    generator = np.random.default_rng(3)
    points = np.concatenate([generator.normal(size=(40, 2)), 5.0 + generator.normal(size=(40, 2))])
    points = np.round(points * 2**20) / 2**20  # so that a shift rounds nothing away
    shares = generator.dirichlet(np.ones(5), size=80)

    def end(data):
        posterior = variational_m_step(data, shares, variational_prior(data, 5, kind, weight_prior))
        for _ in range(30):
            posterior = variational_step(data, posterior)
        return posterior

    plain = end(points)
    for factor, offset in ((1e12, 0.0), (1e-12, 0.0), (1.0, 1e8)):
        moved = end(points * factor + offset)
        np.testing.assert_allclose(moved.weights, plain.weights, atol=1e-6)
        np.testing.assert_allclose((moved.means - offset) / factor, plain.means, atol=1e-6)
        np.testing.assert_allclose(moved.covariances / factor**2, plain.covariances, atol=1e-6)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_fast_form_is_the_careful_one(kind, d):
    generator = np.random.default_rng(d)
    points = generator.normal(size=(200, d)) @ generator.normal(size=(d, d)) + 3.0
    prior = variational_prior(points, 6, kind)
    fast = measure(points, prior)
    assert isinstance(fast, Monomials)
    careful = Deviations(points, np.ascontiguousarray((points - prior.mean).T), prior)
    shares = generator.dirichlet(np.full(6, 0.2), size=200).T
    for ours, theirs in zip(fast.moments(shares), careful.moments(shares), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-10)
    posterior = variational_m_step(points, shares.T, prior)
    scores, gaussians = posterior.log_scores, posterior.gaussians
    np.testing.assert_allclose(
        fast.log_terms(scores, gaussians, slice(0, 200)),
        careful.log_terms(scores, gaussians, slice(0, 200)),
        atol=1e-10,
    )


@pytest.mark.parametrize(
    ("factor", "covariance"), [(1.0, None), (1e4, None), (1.0, 1e-9)], ids=["fast", "N", "narrow"]
)
def test_the_careful_form_is_used_where_the_fast_one_loses_digits(factor, covariance):
    points = np.random.default_rng(0).normal(size=(int(10 * factor), 2))
    form = Monomials if factor == 1.0 and covariance is None else Deviations
    assert isinstance(measure(points, variational_prior(points, 2, covariance=covariance)), form)


def test_blocks_do_not_show():
    points = np.random.default_rng(0).normal(size=(30_001, 2))
    prior = variational_prior(points, 3)
    shares = np.random.default_rng(1).dirichlet(np.ones(3), size=len(points))
    posterior = variational_m_step(points, shares, prior)
    counts = shares.sum(axis=0)
    means = (prior.mean + shares.T @ points) / (1.0 + counts)[:, None]
    np.testing.assert_allclose(posterior.means, means, rtol=1e-10, atol=1e-12)
    whole, _ = variational_e_step(points, posterior)
    for part in (slice(0, 10), slice(10_921, 10_925), slice(29_990, 30_001)):
        np.testing.assert_allclose(
            variational_e_step(points[part], posterior)[0], whole[part], rtol=1e-12
        )


def test_halves_make_a_step_and_states_hold_what_each_half_made():
    generator = np.random.default_rng(5)
    points = generator.normal(size=(30, 2))
    prior = variational_prior(points, 4)
    start = variational_m_step(points, generator.dirichlet(np.ones(4), size=30), prior)
    timeline = Timeline(Variational(points, start))
    assert timeline.state.responsibilities is None
    after_e = timeline.half_step()
    assert after_e.posterior is start
    shares, bound = variational_e_step(points, start)
    np.testing.assert_array_equal(after_e.responsibilities, shares)
    assert after_e.objective == bound == timeline.states[0].objective
    after_m = timeline.half_step()
    assert (after_m.phase, after_m.iteration) == (Phase.M, 1)
    np.testing.assert_array_equal(after_m.responsibilities, shares)
    np.testing.assert_array_equal(after_m.posterior.means, variational_step(points, start).means)
    for array in (after_m.posterior.means, after_m.posterior.weight_concentration):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("weight_prior", WEIGHT_PRIORS)
def test_a_component_without_points_keeps_the_prior_and_can_be_drawn_from(kind, weight_prior):
    points = np.random.default_rng(0).normal(size=(50, 2))
    prior = variational_prior(points, 3, kind, weight_prior, concentration=0.1)
    mixture = expected_mixture(
        variational_m_step(points, one_hot(np.zeros(50, dtype=int), 3), prior)
    )
    assert mixture.covariance_type == kind
    assert mixture.weights.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(mixture.means[2], prior.mean)
    if kind != "tied":
        np.testing.assert_allclose(mixture.covariances[2], prior.covariance / 2.0)
    assert np.isfinite(sample(mixture, 100)).all()
