"""What must hold for every data set, start and covariance type."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmm_core import (
    COVARIANCE_TYPES,
    EM,
    CovariancePrior,
    KMeans,
    Mixture,
    Phase,
    StopReason,
    Timeline,
    assign,
    e_step,
    em_step,
    inertia,
    initialize,
    log_density,
    m_step,
    update,
)

QUICK = settings(max_examples=40, deadline=None, derandomize=True)
METHODS = ("spread", "random points", "k-means++", "k-means", "random responsibilities")


@st.composite
def problems(draw):
    """Points in groups of different size and shape, and a start for them."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    d = draw(st.integers(1, 4))
    k = draw(st.integers(1, 4))
    n = draw(st.integers(15 * k, 80))
    centres = generator.normal(size=(k, d)) * draw(st.sampled_from([0.5, 3.0, 20.0]))
    roots = generator.normal(size=(k, d, d)) + 0.3 * np.eye(d)
    groups = generator.integers(k, size=n)
    points = centres[groups] + np.einsum("nij,nj->ni", roots[groups], generator.normal(size=(n, d)))
    kind = draw(st.sampled_from(sorted(COVARIANCE_TYPES)))
    method = draw(st.sampled_from(METHODS))
    return points, initialize(points, k, kind, method, seed=draw(st.integers(0, 99)))


def whole_iterations(timeline):
    return [state for state in timeline.states if state.phase is not Phase.E]


def largest_fall(values):
    return max(0.0, -np.diff(values).min(initial=0.0))


@QUICK
@given(problems())
def test_log_likelihood_never_falls(problem):
    points, start = problem
    timeline = Timeline(EM(points, start, tolerance=0.0, max_iterations=60))
    timeline.extend(200)
    values = np.array([state.log_likelihood for state in whole_iterations(timeline)])
    assert np.isfinite(values).all()
    # Rounding: a few units in the last place for each of the N terms.
    assert largest_fall(values) <= 1e-9 * (len(points) + np.abs(values).max())


@QUICK
@given(problems(), st.floats(1e-3, 10.0), st.floats(0.1, 10.0))
def test_penalized_log_likelihood_never_falls_with_a_prior(problem, scale, strength):
    points, start = problem
    prior = CovariancePrior(scale, strength)
    timeline = Timeline(EM(points, start, tolerance=0.0, max_iterations=30, prior=prior))
    timeline.extend(100)
    values = np.array([state.objective for state in whole_iterations(timeline)])
    assert len(values) > 1
    assert largest_fall(values) <= 1e-9 * (len(points) + np.abs(values).max())


def test_a_naive_ridge_lowers_the_log_likelihood_from_its_maximum():
    points = np.random.default_rng(0).normal(size=(60, 2)) * [3.0, 0.5]
    top = m_step(points, np.ones((60, 1)))
    with_ridge = Timeline(EM(points, top, ridge=0.5))
    start = with_ridge.state.log_likelihood
    assert with_ridge.step().log_likelihood < start - 1.0


@QUICK
@given(problems())
def test_responsibilities_and_weights_sum_to_one(problem):
    points, start = problem
    responsibilities, log_likelihood = e_step(points, start)
    np.testing.assert_allclose(responsibilities.sum(axis=1), 1.0, atol=1e-14)
    assert responsibilities.min() >= 0
    assert log_likelihood == pytest.approx(log_density(points, start).sum(), rel=1e-12)
    assert em_step(points, start, ridge=1e-3).weights.sum() == pytest.approx(1.0, abs=1e-14)


@QUICK
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_components_and_of_points_changes_nothing(problem, random):
    points, start = problem
    order = random.sample(range(start.n_components), start.n_components)
    rows = random.sample(range(len(points)), len(points))
    responsibilities, log_likelihood = e_step(points, start)
    permuted, same = e_step(points[rows], start.permuted(order))
    np.testing.assert_allclose(permuted, responsibilities[rows][:, order], atol=1e-12)
    assert same == pytest.approx(log_likelihood, rel=1e-12)
    one, other = em_step(points, start, 1e-3), em_step(points[rows], start.permuted(order), 1e-3)
    np.testing.assert_allclose(other.weights, one.weights[order], rtol=1e-11)
    np.testing.assert_allclose(other.means, one.means[order], rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(other.covariances, one.covariances[order], rtol=1e-9, atol=1e-10)


@QUICK
@given(
    problems(),
    st.sampled_from(METHODS),
    st.sampled_from([1.0, 2.0**40, 2.0**-40, 2.0**400, 2.0**-400]),
    st.sampled_from([0.0, 2.0**20, -(2.0**26)]),
)
def test_shifting_and_scaling_the_data_shifts_and_scales_the_run(problem, method, scale, shift):
    # On a grid of 2^-20, so that shifting rounds nothing and the two data sets are the same.
    points = np.round(problem[0] * 2.0**20) / 2.0**20
    k, kind = problem[1].n_components, problem[1].covariance_type
    moved = (points + shift) * scale
    before = Timeline(EM(points, initialize(points, k, kind, method, 3), tolerance=0.0))
    after = Timeline(EM(moved, initialize(moved, k, kind, method, 3), tolerance=0.0))
    volume = points.size * np.log(scale)
    for _ in range(4):
        one, other = before.step(), after.step()
        assert (one.phase, one.iteration) == (other.phase, other.iteration)
        size = np.abs(points).max()
        np.testing.assert_allclose(other.mixture.weights, one.mixture.weights, rtol=1e-6)
        np.testing.assert_allclose(
            other.mixture.means / scale - shift,
            one.mixture.means,
            rtol=1e-6,
            atol=1e-7 * size + 1e-15 * abs(shift),
        )
        np.testing.assert_allclose(
            other.mixture.covariances / scale / scale,
            one.mixture.covariances,
            rtol=1e-5,
            atol=1e-7 * size**2,
        )
        assert other.log_likelihood + volume == pytest.approx(
            one.log_likelihood, rel=1e-6, abs=1e-6 * len(points)
        )


@QUICK
@given(problems())
def test_a_step_is_an_e_half_and_an_m_half(problem):
    points, start = problem
    timeline = Timeline(EM(points, start))
    first = timeline.state
    after_e = timeline.half_step()
    if timeline.step().phase is Phase.E:
        assert timeline.stop_reason is StopReason.COLLAPSED
        return
    after_m = timeline.state
    responsibilities, log_likelihood = e_step(points, start)
    assert first.responsibilities is None
    assert after_e.mixture is start
    assert (after_e.iteration, after_m.iteration) == (0, 1)
    assert first.log_likelihood == after_e.log_likelihood == log_likelihood
    np.testing.assert_array_equal(after_e.responsibilities, responsibilities)
    np.testing.assert_array_equal(after_m.responsibilities, responsibilities)
    by_hand = m_step(points, responsibilities, start.covariance_type)
    for name in ("weights", "means", "covariances"):
        expected = getattr(by_hand, name)
        np.testing.assert_array_equal(getattr(after_m.mixture, name), expected)
        np.testing.assert_array_equal(getattr(em_step(points, start), name), expected)
    assert after_m.log_likelihood == e_step(points, by_hand)[1]
    again = Timeline(EM(points, start))
    again.step()
    np.testing.assert_array_equal(again.state.mixture.means, after_m.mixture.means)


@QUICK
@given(problems(), st.integers(1, 12), st.booleans())
def test_back_then_step_is_the_identity(problem, steps, lloyd):
    points, start = problem
    timeline = Timeline(KMeans(points, start.means) if lloyd else EM(points, start))
    for _ in range(steps):
        timeline.step()
    state, cursor, count = timeline.state, timeline.cursor, len(timeline.states)
    timeline.back()
    assert timeline.cursor < cursor
    assert timeline.step() is state
    assert (timeline.cursor, len(timeline.states)) == (cursor, count)


@QUICK
@given(problems())
def test_k_means_never_raises_its_inertia_and_ends_at_a_fixed_point(problem):
    points, start = problem
    timeline = Timeline(KMeans(points, start.means))
    timeline.extend(2000)
    assert timeline.stop_reason is StopReason.NO_CHANGE
    values = [state.inertia for state in timeline.states[1:]]
    assert largest_fall(-np.array(values)) <= 1e-12 * values[0]
    last = timeline.states[-1]
    np.testing.assert_array_equal(assign(points, last.centroids), last.labels)
    np.testing.assert_array_equal(update(points, last.labels, last.centroids), last.centroids)
    brute = np.square(points[:, None] - last.centroids).sum(axis=2)
    np.testing.assert_array_equal(brute.argmin(axis=1), last.labels)
    assert inertia(points, last.labels, last.centroids) == pytest.approx(
        brute.min(axis=1).sum(), rel=1e-12
    )


@QUICK
@given(problems())
def test_the_m_step_is_a_maximum(problem):
    """No nearby mixture of the same type has a higher expected log-likelihood."""
    points, start = problem
    kind = start.covariance_type
    responsibilities, _ = e_step(points, start)
    # Soften, so that no component is without points.
    responsibilities = 0.9 * responsibilities + 0.1 / start.n_components
    best = m_step(points, responsibilities, kind)

    def expected(mixture):
        terms = [
            np.log(w) + log_density(points, Mixture([1.0], [m], [c]))
            for w, m, c in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        ]
        return float((responsibilities * np.stack(terms, axis=1)).sum())

    top = expected(best)
    generator = np.random.default_rng(0)
    for _ in range(5):
        weights = best.weights * np.exp(0.05 * generator.normal(size=best.n_components))
        means = best.means + 0.05 * generator.normal(size=best.means.shape)
        stretch = np.exp(0.1 * generator.normal(size=best.n_components))
        stretch = stretch if kind != "tied" else np.full_like(stretch, stretch[0])
        covariances = best.covariances * stretch[:, None, None]
        assert expected(Mixture(weights / weights.sum(), means, covariances, kind)) < top
