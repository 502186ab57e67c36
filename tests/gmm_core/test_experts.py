"""Mixtures of linear experts, and the conditional density that a joint mixture implies."""

import os

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import norm

from gmm_core import (
    ExpertsEM,
    LinearExperts,
    Mixture,
    Phase,
    StopReason,
    Timeline,
    conditional_log_density,
    conditional_mean,
    conditional_parts,
    experts_e_step,
    experts_gates,
    experts_log_density,
    experts_m_step,
    experts_mean,
    fit,
    fit_experts,
    initialize_experts,
    log_density,
)

FULL = bool(os.environ.get("EM_STEPPER_FULL"))
N_FITS = 3500 if FULL else 15
EXPERTS = LinearExperts(
    [0.3, -0.2, 0.0], [1.0, -2.0, 0.5], [0, 1, -1], [1, -1, 0], [0.5, 1, 2], 0.7
)
JOINT = Mixture(
    [0.3, 0.2, 0.5],
    [[0.0, 0.0], [4.0, -2.0], [1.0, 3.0]],
    [[[1.0, 0.5], [0.5, 2.0]], [[0.3, -0.2], [-0.2, 0.9]], [[2.0, 0.0], [0.0, 0.5]]],
)


def two_lines(generator, n):
    """Row by row: x uniform, a tight falling line left of zero, a loose rising one right."""
    x = generator.uniform(-3.0, 3.0, n)
    left, right = generator.normal(size=(2, n))
    y = np.where(x <= 0, -0.8 * x + 0.15 * left, 0.5 * x + 0.8 * right)
    return np.stack([x, y], axis=1)


def random_problem(seed):
    generator = np.random.default_rng(seed)
    n, k = int(generator.integers(20, 120)), int(generator.integers(1, 5))
    lines = generator.normal(size=(k, 2)) * generator.choice([0.3, 2.0])
    x = generator.normal(size=n) * 2.0
    which = generator.integers(k, size=n) if seed % 2 else (x > 0).astype(int) % k
    y = (
        lines[which, 0]
        + lines[which, 1] * x
        + generator.choice([0.1, 1.0]) * generator.normal(size=n)
    )
    return np.stack([x, y], axis=1), k


@pytest.mark.parametrize("part", range(5))
@pytest.mark.parametrize("gate_penalty", [0.0, 0.01, 1.0])
def test_the_objective_never_falls(gate_penalty, part):
    for seed in range(part, N_FITS, 5):
        points, k = random_problem(seed)
        method = ("spread", "random points")[seed % 2]
        start = initialize_experts(points, k, method, seed)
        run = ExpertsEM(points, start, gate_penalty, tolerance=0.0, max_iterations=25)
        timeline = Timeline(run)
        timeline.extend(50)
        values = np.array([state.objective for state in timeline.states])
        assert np.isfinite(values).all()
        fall = -np.diff(values).min(initial=0.0)
        assert fall <= 1e-9 * (len(points) + np.abs(values).max()), (seed, fall)


def test_the_end_is_the_maximum_that_a_general_optimizer_finds():
    """On data whose gates overlap, so that the maximum lies at finite slopes."""
    generator = np.random.default_rng(0)
    x = generator.uniform(-3.0, 3.0, 300)
    first = generator.random(300) < 1.0 / (1.0 + np.exp(1.5 * x))
    y = np.where(first, 1.0 - x, 2.0 * x - 1.0) + 0.5 * generator.normal(size=300)
    points = np.stack([x, y], axis=1)
    fitted = fit_experts(points, 2, n_init=5, tolerance=1e-13, max_iterations=5000)
    assert fitted.stop_reason is StopReason.CONVERGED

    def negative(theta):
        c, d, a1, a2, b1, b2, s1, s2 = theta
        gate = 1.0 / (1.0 + np.exp(-(c + d * x)))
        one = (1.0 - gate) * norm(a1 + b1 * x, np.exp(s1)).pdf(y)
        return -np.log(one + gate * norm(a2 + b2 * x, np.exp(s2)).pdf(y)).sum()

    best = min(
        minimize(negative, guess, method="BFGS").fun
        for guess in ([0, 1, 1, -1, -1, 2, -0.7, -0.7], [0, -1, -1, 1, 2, -1, -0.7, -0.7])
    )
    assert fitted.log_likelihood == pytest.approx(-best, abs=1e-5)


def test_one_expert_is_least_squares():
    points = two_lines(np.random.default_rng(0), 50)
    fitted = fit_experts(points, 1).experts
    slope, intercept = np.polyfit(*points.T, 1)
    assert fitted.slopes[0] == pytest.approx(slope, rel=1e-10)
    assert experts_mean([0.0], fitted)[0] == pytest.approx(intercept, rel=1e-10)
    residuals = points[:, 1] - slope * points[:, 0] - intercept
    assert fitted.deviations[0] == pytest.approx(residuals.std(), rel=1e-10)


@pytest.mark.parametrize("x", [-40.0, -1.0, 0.3, 2.0, 30.0])
def test_experts_predict_a_density_with_its_mean(x):
    def density(y):
        return float(np.exp(experts_log_density([[x, y]], EXPERTS)[0]))

    span = 60.0
    places = [x - 0.7, 1.0 - x + 0.7, -1.0]
    total = quad(density, -span, span, points=places, limit=200)[0]
    mean = quad(lambda y: y * density(y), -span, span, points=places, limit=200)[0]
    assert total == pytest.approx(1.0, abs=1e-6)
    assert experts_mean([x], EXPERTS)[0] == pytest.approx(mean, abs=1e-5)
    assert experts_gates([x], EXPERTS).sum() == pytest.approx(1.0, abs=1e-14)


def test_half_steps_are_the_free_functions():
    points = two_lines(np.random.default_rng(1), 80)
    start = initialize_experts(points, 2)
    timeline = Timeline(ExpertsEM(points, start, 0.01))
    assert timeline.state.responsibilities is None
    after_e, after_m = timeline.half_step(), timeline.half_step()
    shares, log_likelihood = experts_e_step(points, start)
    assert (after_e.phase, after_m.phase, after_m.iteration) == (Phase.E, Phase.M, 1)
    assert after_e.log_likelihood == log_likelihood
    np.testing.assert_array_equal(after_e.responsibilities, shares)
    np.testing.assert_array_equal(after_m.responsibilities, shares)
    by_hand = experts_m_step(points, shares, start, 0.01)
    for name in ("gate_intercepts", "gate_slopes", "intercepts", "slopes", "deviations"):
        np.testing.assert_array_equal(getattr(after_m.experts, name), getattr(by_hand, name))
    assert experts_log_density(points, by_hand).sum() == pytest.approx(
        after_m.log_likelihood, rel=1e-12
    )
    assert after_m.objective < after_m.log_likelihood


@pytest.mark.parametrize(("scale", "shift"), [(2.0**40, 0.0), (2.0**-40, 0.0), (1.0, 2.0**26)])
def test_shifting_and_scaling_the_data_shifts_and_scales_the_fit(scale, shift):
    # On a grid of 2^-20, so that shifting rounds nothing and the two data sets are the same.
    points = np.round(two_lines(np.random.default_rng(2), 100) * 2.0**20) / 2.0**20
    moved = (points + shift) * scale
    one, other = (fit_experts(data, 2, gate_penalty=0.01) for data in (points, moved))
    x = np.linspace(-3.0, 3.0, 20)
    np.testing.assert_allclose(
        experts_mean((x + shift) * scale, other.experts) / scale - shift,
        experts_mean(x, one.experts),
        atol=1e-5,
    )
    assert other.log_likelihood + 100 * np.log(scale) == pytest.approx(one.log_likelihood, abs=1e-4)


def test_points_on_a_line_end_as_collapsed():
    x = np.arange(20.0)
    points = np.stack([x, 2.0 * x + 1.0], axis=1)
    fitted = fit_experts(points, 2)
    assert fitted.stop_reason is StopReason.COLLAPSED
    assert np.isfinite(fitted.log_likelihood)


@pytest.mark.parametrize("x", [-30.0, -2.0, 0.0, 1.5, 40.0])
def test_the_conditional_of_a_joint_mixture_is_joint_over_marginal(x):
    def joint(y):
        return float(np.exp(log_density([[x, y]], JOINT)[0]))

    if abs(x) < 10:
        places = [-3.0, 0.0, 3.0]
        marginal = quad(joint, -40.0, 40.0, points=places, limit=200)[0]
        mean = quad(lambda y: y * joint(y), -40.0, 40.0, points=places, limit=200)[0] / marginal
        assert conditional_mean([x], JOINT)[0] == pytest.approx(mean, rel=1e-6)
        for y in (-3.0, 0.0, 2.5):
            expected = np.log(joint(y) / marginal)
            assert conditional_log_density([[x, y]], JOINT)[0] == pytest.approx(expected, abs=1e-6)
    # Far out, where joint and marginal underflow, it is a density still.
    centre = conditional_mean([x], JOINT)[0]
    total = quad(
        lambda y: float(np.exp(conditional_log_density([[x, y]], JOINT)[0])),
        centre - 40.0,
        centre + 40.0,
        points=[centre],
        limit=200,
    )[0]
    assert total == pytest.approx(1.0, abs=1e-6)


def test_conditional_of_three_dimensions_is_its_parts():
    generator = np.random.default_rng(0)
    roots = generator.normal(size=(2, 3, 3))
    covariances = roots @ roots.transpose(0, 2, 1) + 0.2 * np.eye(3)
    mixture = Mixture([0.4, 0.6], generator.normal(size=(2, 3)), covariances)
    points = generator.normal(size=(5, 3))
    weights, means, variances = conditional_parts(points[:, :2], mixture)
    for k, (mean, matrix) in enumerate(zip(mixture.means, covariances, strict=True)):
        slopes = np.linalg.solve(matrix[:2, :2], matrix[:2, 2])
        np.testing.assert_allclose(means[:, k], mean[2] + (points[:, :2] - mean[:2]) @ slopes)
        assert variances[k] == pytest.approx(matrix[2, 2] - matrix[2, :2] @ slopes)
    marginal = Mixture(mixture.weights, mixture.means[:, :2], covariances[:, :2, :2])
    np.testing.assert_allclose(
        conditional_log_density(points, mixture),
        log_density(points, mixture) - log_density(points[:, :2], marginal),
    )
    np.testing.assert_allclose(
        conditional_mean(points[:, :2], mixture), (weights * means).sum(axis=1)
    )


def test_on_two_lines_of_different_noise_experts_predict_better_than_the_joint_mixture():
    gains = []
    for seed in range(11) if FULL else (1, 2, 3):
        generator = np.random.default_rng(seed)
        points, held_out = two_lines(generator, 400), two_lines(generator, 4000)
        joint = fit(points, 2, n_init=3, seed=seed).mixture
        theirs = conditional_log_density(held_out, joint).mean()
        gains.append(
            [
                experts_log_density(held_out, fit_experts(points, 2, gate_penalty=p).experts).mean()
                - theirs
                for p in (0.0, 0.01)
            ]
        )
    plain, kept_finite = np.array(gains).T
    # Infinitely steep gates lose now and then: a point just across the border costs them much.
    assert (plain > 0).sum() >= (9 if FULL else 2)
    assert (kept_finite > 0).all()
