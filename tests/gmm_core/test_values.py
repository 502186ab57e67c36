"""Small functions beside closed forms, and the frozen values themselves."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2
from sklearn.metrics import adjusted_rand_score

from gmm_core import (
    COVARIANCE_TYPES,
    Mixture,
    adjusted_rand_index,
    aic,
    assign,
    bic,
    ellipse,
    em_step,
    m_step,
    n_parameters,
    sample,
    sample_components,
    update,
)

MIXTURE = Mixture(
    [0.3, 0.7], [[0.0, 0.0], [4.0, -2.0]], [[[1.0, 0.5], [0.5, 2.0]], [[0.3, 0.0], [0.0, 0.9]]]
)


def test_a_mixture_copies_its_arrays_and_freezes_them():
    weights = np.array([0.5, 0.5])
    mixture = Mixture(weights, [[0], [1]], [[[1]], [[2]]])
    weights[0] = 9.0
    assert mixture.weights[0] == 0.5
    assert (mixture.n_components, mixture.n_dimensions) == (2, 1)
    for name in ("weights", "means", "covariances", "whitening", "log_scales"):
        assert getattr(mixture, name).dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            getattr(mixture, name)[0] = 1.0
    with pytest.raises(AttributeError):
        mixture.weights = weights


def test_whitening_and_log_scales():
    for w, s, c in zip(MIXTURE.whitening, MIXTURE.log_scales, MIXTURE.covariances, strict=True):
        np.testing.assert_allclose(w @ c @ w.T, np.eye(2), atol=1e-14)
        assert s == pytest.approx(0.5 * np.linalg.slogdet(c)[1], rel=1e-14)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.95])
def test_every_boundary_point_lies_at_the_quantile(level):
    mean, covariance = np.array([3.0, -1.0]), np.array([[2.0, 1.2], [1.2, 1.0]])
    outline = ellipse(mean, covariance, level, 50)
    offsets = outline - mean
    distances = np.einsum("ni,ij,nj->n", offsets, np.linalg.inv(covariance), offsets)
    np.testing.assert_allclose(distances, chi2(2).ppf(level), rtol=1e-10)
    x, y = outline.T
    area = 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)
    true = np.pi * chi2(2).ppf(level) * np.sqrt(np.linalg.det(covariance))
    assert area == pytest.approx(true, rel=0.01)  # positive, so counter-clockwise


@pytest.mark.parametrize("seed", range(10))
def test_agreement_is_scikit_learns(seed):
    generator = np.random.default_rng(seed)
    a = generator.integers(generator.integers(1, 6), size=50)
    b = np.where(generator.random(50) < 0.6, a, generator.integers(4, size=50))
    assert adjusted_rand_index(a, b) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    assert adjusted_rand_index(a, 10 - a) == 1.0


@pytest.mark.parametrize("labels", [["a"], ["a", "a", "a"], ["a", "b", "c"]])
def test_agreement_of_trivial_groupings_is_one(labels):
    assert adjusted_rand_index(labels, labels) == 1.0


@pytest.mark.parametrize(
    ("kind", "count"),
    [("full", 51_509), ("tied", 9 + 1000 + 5050), ("diag", 2009), ("spherical", 1019)],
)
def test_parameter_counts_in_a_hundred_dimensions(kind, count):
    assert n_parameters(10, 100, kind) == count
    assert kind in COVARIANCE_TYPES


@pytest.mark.parametrize("spread", [1.0, 1e-6])
def test_the_m_step_keeps_its_digits_far_from_zero(spread):
    """Beside exact rational arithmetic, on data whose own rounding is 1e-8."""
    generator = np.random.default_rng(0)
    points = 1e8 + spread * generator.normal(size=(30, 2))
    shares = generator.dirichlet([1.0, 1.0], size=30)
    mixture = m_step(points, shares)
    exact = [[Fraction(value) for value in row] for row in points.tolist()]
    for k in range(2):
        held = [Fraction(value) for value in shares[:, k].tolist()]
        total = sum(held)
        mean = [sum(h * x[i] for h, x in zip(held, exact, strict=True)) / total for i in (0, 1)]
        np.testing.assert_allclose(mixture.means[k], [float(m) for m in mean], rtol=3e-16)
        for i, j in ((0, 0), (0, 1), (1, 1)):
            moments = ((x[i] - mean[i]) * (x[j] - mean[j]) for x in exact)
            true = float(sum(h * m for h, m in zip(held, moments, strict=True)) / total)
            assert mixture.covariances[k, i, j] == pytest.approx(true, abs=1e-12 * spread**2)


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("far", [1e12, 1e60, 1e140])
def test_the_steps_keep_their_digits_beside_points_far_out(d, far):
    """A group, and another so far out that in its units the first is a point."""
    generator = np.random.default_rng(d)
    near, others = generator.normal(size=(2, 40, d))
    points = np.concatenate([near, far * (1.0 + 0.1 * others)])
    mixture = m_step(points, np.eye(2)[np.repeat([0, 1], 40)])
    stepped = em_step(points, mixture)
    for one in (mixture, stepped):
        np.testing.assert_allclose(one.means[0], near.mean(axis=0), rtol=1e-12, atol=1e-13)
        expected = np.cov(near.T, bias=True).reshape(d, d)
        np.testing.assert_allclose(one.covariances[0], expected, rtol=1e-12, atol=1e-14)


def test_criteria():
    assert bic(-100.0, 5, 200) == pytest.approx(5 * np.log(200) + 200)
    assert aic(-100.0, 5) == 210.0


def test_samples_have_the_mixtures_moments():
    n = 20_000
    points = sample(MIXTURE, n, seed=3)
    components = sample_components(MIXTURE, n, seed=3)
    share = np.bincount(components) / n
    np.testing.assert_allclose(share, MIXTURE.weights, atol=4 * np.sqrt(0.21 / n))
    for k in range(2):
        own = points[components == k]
        covariance = MIXTURE.covariances[k]
        errors = 4 * np.sqrt(np.diag(covariance) / len(own))
        assert (np.abs(own.mean(axis=0) - MIXTURE.means[k]) < errors).all()
        variances = np.diag(covariance)
        errors = 4 * np.sqrt((np.outer(variances, variances) + covariance**2) / len(own))
        assert (np.abs(np.cov(own.T) - covariance) < errors).all()
    np.testing.assert_array_equal(points, sample(MIXTURE, n, seed=3))
    assert not np.array_equal(points, sample(MIXTURE, n, seed=4))
    assert sample(MIXTURE, 0).shape == (0, 2)


def test_an_empty_cluster_keeps_its_centroid_and_ties_go_to_the_first():
    points = [[0.0], [2.0]]
    centroids = [[-1.0], [1.0], [50.0], [1.0]]
    labels = assign(points, centroids)
    np.testing.assert_array_equal(labels, [0, 1])
    np.testing.assert_array_equal(update(points, labels, centroids), [[0.0], [2.0], [50.0], [1.0]])


def test_k_means_keeps_its_digits_far_from_zero():
    points = np.array([[0.0], [0.5], [3.0], [3.25]]) + 1e8
    labels = assign(points, [[1e8], [1e8 + 3.0]])
    np.testing.assert_array_equal(labels, [0, 0, 1, 1])
    means = update(points, labels, [[1e8], [1e8 + 3.0]])
    np.testing.assert_array_equal(means - 1e8, [[0.25], [3.125]])
