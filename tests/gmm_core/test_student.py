"""t mixtures: what must hold for every data set, and what they are for."""

import os

import numpy as np
import pytest
from scipy.stats import multivariate_t

from gmm_core import (
    COVARIANCE_TYPES,
    EM,
    Mixture,
    Phase,
    StopReason,
    StudentEM,
    StudentMixture,
    Timeline,
    e_step,
    fit,
    fit_student,
    initialize,
    log_density,
    m_step,
    student_e_step,
    student_log_density,
    student_m_step,
)
from gmm_core.student_t_expectation import log_normalizer, log_normalizer_slope

FULL = bool(os.environ.get("EM_STEPPER_FULL"))
N_FITS = 500 if FULL else 5
ESTIMATES = [("fixed", "ECME"), ("common", "ECME"), ("per component", "ECME")]
ESTIMATES += [("common", "EM"), ("per component", "EM")]
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.866]])


def student_groups(generator, n, side, degrees):
    """Three groups of n / 3 points, t distributed about the corners of a triangle."""
    normals = generator.normal(size=(n, 2))
    chi = generator.chisquare(degrees, size=n) / degrees
    return side * np.repeat(CORNERS, n // 3, axis=0) + normals / np.sqrt(chi)[:, None]


def blobs(generator, n, side):
    return side * np.repeat(CORNERS, n // 3, axis=0) + generator.normal(size=(n, 2))


def problem(seed):
    generator = np.random.default_rng(seed)
    d, k = generator.integers(1, 4), generator.integers(1, 4)
    n = generator.integers(12 * k, 80)
    points = generator.normal(size=(n, d)) / np.sqrt(generator.chisquare(2.0, size=(n, 1)))
    points += 4.0 * generator.integers(k, size=(n, 1))
    return points, int(k), float(generator.choice([0.5, 2.0, 8.0, 200.0]))


def start_from(points, k, kind, degrees, seed=0):
    shape = initialize(points, k, kind, "k-means++", seed)
    return StudentMixture(shape.weights, shape.means, shape.covariances, degrees, kind)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize(("estimate", "variant"), ESTIMATES)
def test_log_likelihood_never_falls(kind, estimate, variant):
    for seed in range(N_FITS):
        points, k, degrees = problem(seed)
        start = start_from(points, k, kind, degrees, seed)
        timeline = Timeline(
            StudentEM(points, start, estimate, variant, tolerance=0.0, max_iterations=25)
        )
        timeline.extend(50)
        values = np.array([state.objective for state in timeline.states])
        assert np.isfinite(values).all()
        fall = -np.diff(values).min(initial=0.0)
        assert fall <= 1e-9 * (len(points) + np.abs(values).max()), (seed, fall)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("degrees", [0.7, 3.0, 40.0])
def test_the_end_is_a_maximum(kind, degrees):
    """No nearby mixture of the same type has a higher log-likelihood."""
    generator = np.random.default_rng(1)
    points = student_groups(generator, 120, 8.0, 3.0)
    end = fit_student(points, 3, kind, degrees, "fixed", tolerance=1e-14).mixture
    _, _, top = student_e_step(points, end)
    for _ in range(20):
        weights = end.weights * np.exp(0.02 * generator.normal(size=3))
        stretch = np.exp(0.05 * generator.normal(size=3))
        stretch = stretch if kind != "tied" else np.full(3, stretch[0])
        moved = StudentMixture(
            weights / weights.sum(),
            end.locations + 0.05 * generator.normal(size=end.locations.shape),
            end.scales * stretch[:, None, None],
            degrees,
            kind,
        )
        assert student_e_step(points, moved)[2] < top


@pytest.mark.parametrize("estimate", ["common", "per component"])
def test_estimated_degrees_are_a_maximum(estimate):
    points = student_groups(np.random.default_rng(2), 300, 9.0, 1.5)
    end = fit_student(points, 3, estimate=estimate, n_init=3, tolerance=1e-13).mixture
    _, _, top = student_e_step(points, end)
    changes = np.ones((1, 3)) if estimate == "common" else np.eye(3)
    for change in (*changes, *-changes):
        degrees = end.degrees_of_freedom * np.exp(0.01 * change)
        moved = StudentMixture(end.weights, end.locations, end.scales, degrees)
        assert student_e_step(points, moved)[2] < top
    if estimate == "common":
        assert np.ptp(end.degrees_of_freedom) == 0


def test_both_variants_of_estimation_end_at_the_same_maximum():
    points = student_groups(np.random.default_rng(3), 300, 8.0, 2.0)
    one, other = (
        fit_student(
            points, 3, variant=variant, method="spread", tolerance=1e-13, max_iterations=5000
        )
        for variant in ("EM", "ECME")
    )
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-10)
    np.testing.assert_allclose(
        one.mixture.degrees_of_freedom, other.mixture.degrees_of_freedom, rtol=1e-4
    )


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_with_many_degrees_of_freedom_it_is_the_gaussian_mixture(kind):
    points = blobs(np.random.default_rng(0), 90, 4.0)
    gaussian = initialize(points, 3, kind, "k-means")
    student = StudentMixture(gaussian.weights, gaussian.means, gaussian.covariances, 1e12, kind)
    shares, log_likelihood = e_step(points, gaussian)
    same, latent_scales, close = student_e_step(points, student)
    np.testing.assert_allclose(same, shares, atol=1e-10)
    np.testing.assert_allclose(latent_scales, 1.0, atol=1e-9)
    assert close == pytest.approx(log_likelihood, rel=1e-10)
    np.testing.assert_allclose(
        student_log_density(points, student), log_density(points, gaussian), rtol=1e-9
    )
    stepped = student_m_step(points, same, latent_scales, 1e12, kind)
    expected = m_step(points, shares, kind)
    np.testing.assert_allclose(stepped.locations, expected.means, rtol=1e-8)
    np.testing.assert_allclose(stepped.scales, expected.covariances, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("degrees", [0.5, 3.0, 30.0])
def test_density_is_scipys(d, degrees):
    generator = np.random.default_rng(d)
    points = 3.0 * generator.normal(size=(30, d))
    root = generator.normal(size=(d, d))
    scale = root @ root.T + 0.1 * np.eye(d)
    mine = student_log_density(points, StudentMixture([1.0], [np.ones(d)], [scale], degrees))
    theirs = multivariate_t(np.ones(d), scale, df=degrees).logpdf(points)
    np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("d", [1, 2, 5, 8, 51])
def test_the_slope_of_the_normalizer_is_its_derivative(d):
    degrees = np.geomspace(0.1, 1e4, 40)
    step = 1e-5 * degrees
    difference = log_normalizer(degrees + step, d) - log_normalizer(degrees - step, d)
    slope = log_normalizer_slope(degrees, d)
    np.testing.assert_allclose(slope, difference / (2.0 * step), rtol=1e-5, atol=1e-9)


def test_half_steps_are_the_free_functions():
    points = student_groups(np.random.default_rng(4), 60, 6.0, 3.0)
    start = start_from(points, 3, "full", 4.0)
    timeline = Timeline(StudentEM(points, start, "per component"))
    first = timeline.state
    assert (first.responsibilities, first.latent_scales, first.outlier_weights) == (None,) * 3
    after_e, after_m = timeline.half_step(), timeline.half_step()
    assert (after_e.phase, after_m.phase) == (Phase.E, Phase.M)
    assert (after_e.iteration, after_m.iteration) == (0, 1)
    assert after_e.mixture is start
    shares, latent_scales, log_likelihood = student_e_step(points, start)
    assert first.log_likelihood == after_e.log_likelihood == log_likelihood
    for state in (after_e, after_m):
        np.testing.assert_array_equal(state.responsibilities, shares)
        np.testing.assert_array_equal(state.latent_scales, latent_scales)
        np.testing.assert_array_equal(state.outlier_weights, (shares * latent_scales).sum(axis=1))
    by_hand = student_m_step(
        points, shares, latent_scales, start.degrees_of_freedom, "full", "per component"
    )
    for name in ("weights", "locations", "scales", "degrees_of_freedom"):
        np.testing.assert_array_equal(getattr(after_m.mixture, name), getattr(by_hand, name))
        with pytest.raises(ValueError, match="read-only"):
            getattr(after_m.mixture, name)[0] = 1.0
    swapped = after_m.mixture.permuted([2, 0, 1])
    assert student_e_step(points, swapped)[2] == pytest.approx(after_m.log_likelihood, rel=1e-13)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize(("scale", "shift"), [(1e12, 0.0), (1e-12, 0.0), (1.0, 1e8)])
def test_shifting_and_scaling_the_data_shifts_and_scales_the_fit(kind, scale, shift):
    # On a grid of 2^-20, so that shifting rounds nothing and the two data sets are the same.
    raw = student_groups(np.random.default_rng(5), 90, 8.0, 3.0)
    points = np.round(raw * 2.0**20) / 2.0**20
    moved = (points + shift) * scale
    one, other = (fit_student(x, 3, kind, tolerance=1e-12) for x in (points, moved))
    spread = points.std()
    np.testing.assert_allclose(other.mixture.weights, one.mixture.weights, rtol=1e-6)
    np.testing.assert_allclose(
        other.mixture.locations / scale - shift, one.mixture.locations, atol=1e-6 * spread
    )
    np.testing.assert_allclose(
        other.mixture.scales / scale / scale, one.mixture.scales, atol=1e-6 * spread**2
    )
    labels = [student_e_step(x, f.mixture)[0].argmax(1) for x, f in ((points, one), (moved, other))]
    np.testing.assert_array_equal(*labels)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_a_component_on_one_point_ends_as_collapsed(kind):
    generator = np.random.default_rng(1)
    points = np.concatenate([generator.normal(size=(50, 2)), np.tile([[30.0, 0.0]], (5, 1))])
    scales = np.array([np.eye(2), 0.01 * np.eye(2)])
    start = StudentMixture([0.5, 0.5], [[0.0, 0.0], [30.0, 0.0]], scales, 4.0, kind)
    timeline = Timeline(StudentEM(points, start, tolerance=0.0))
    timeline.extend(2000)
    values = [state.log_likelihood for state in timeline.states]
    assert np.isfinite(values).all()
    # A tied scale is held open by the other group.
    expected = StopReason.CONVERGED if kind == "tied" else StopReason.COLLAPSED
    assert timeline.stop_reason in (expected, StopReason.ITERATION_LIMIT)
    assert (timeline.stop_reason is StopReason.COLLAPSED) is (kind != "tied")


def test_outliers_are_weighed_down():
    points = np.concatenate([blobs(np.random.default_rng(0), 60, 6.0), [[40.0, -30.0]]])
    state = Timeline(StudentEM(points, start_from(points, 3, "full", 4.0))).seek(41)
    weights = state.outlier_weights
    assert weights[-1] < 0.05
    assert weights[-1] == weights.min()
    assert np.median(weights[:-1]) > 0.8


@pytest.mark.parametrize("seed", range(11))
def test_one_outlier_moves_a_gaussian_mixture_five_times_as_far(seed):
    points = blobs(np.random.default_rng(seed), 60, 6.0)
    outward = CORNERS[1] - CORNERS.mean(axis=0)
    outlier = 6.0 * CORNERS[1] + 30.0 * outward / np.linalg.norm(outward)
    spoilt = np.concatenate([points, [outlier]])

    # All four runs from the truth.
    parameters = np.full(3, 1 / 3), 6.0 * CORNERS, np.tile(np.eye(2), (3, 1, 1))

    def gaussian(data):
        return Timeline(EM(data, Mixture(*parameters))).seek(10_000).mixture.means

    def student(data):
        start = StudentMixture(*parameters, 4.0)
        return Timeline(StudentEM(data, start)).seek(10_000).mixture.locations

    shifts = []
    for means in (gaussian, student):
        clean, moved = means(points), means(spoilt)
        nearest = np.linalg.norm(clean - outlier, axis=1).argmin()
        shifts.append(np.linalg.norm(moved[nearest] - clean[nearest]))
    assert shifts[0] >= 5.0 * shifts[1]


@pytest.mark.parametrize("seed", range(11 if FULL else 3))
def test_on_heavy_tails_it_predicts_better_than_any_gaussian_mixture(seed):
    generator = np.random.default_rng(seed)
    points, held_out = (student_groups(generator, 399, 8.0, 3.0) for _ in range(2))
    student = fit_student(points, 3, n_init=3, seed=seed)
    gaussians = [fit(points, k, n_init=3, seed=seed).mixture for k in range(1, 7)]
    theirs = max(log_density(held_out, mixture).mean() for mixture in gaussians)
    assert student_log_density(held_out, student.mixture).mean() > theirs
    assert 1.5 < np.median(student.mixture.degrees_of_freedom) < 6.0
