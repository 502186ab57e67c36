"""Random fits over all types and shapes: the objective never falls, whatever the units.

300 of them by default, 10,000 where EM_STEPPER_FULL is 1, and half as many on hard data.
"""

import os

import numpy as np
import pytest

from gmm_core import COVARIANCE_TYPES, EM, CovariancePrior, Phase, Timeline, e_step, fit, initialize
from gmm_core.initialization import METHODS

N_FITS = 10_000 if os.environ.get("EM_STEPPER_FULL") == "1" else 300
KINDS, STARTS = sorted(COVARIANCE_TYPES), sorted(METHODS)


def problem(seed):
    """Groups of random number, place, shape and size, in one to four dimensions."""
    generator = np.random.default_rng(seed)
    d, k = int(generator.integers(1, 5)), int(generator.integers(1, 6))
    n = int(generator.integers(8 * k, 150))
    centres = generator.normal(size=(k, d)) * generator.choice([0.5, 3.0, 30.0, 3000.0])
    roots = generator.normal(size=(k, d, d)) * generator.choice([0.1, 1.0], size=(k, 1, 1))
    groups = generator.integers(k, size=n)
    points = centres[groups] + np.einsum("nij,nj->ni", roots[groups], generator.normal(size=(n, d)))
    kind, method = KINDS[seed % 4], STARTS[int(generator.integers(len(STARTS)))]
    return points, initialize(points, k, kind, method, seed)


def hard_problem(seed):
    """The same with few points, and one of what costs digits."""
    generator = np.random.default_rng(seed)
    d, k = int(generator.integers(1, 6)), int(generator.integers(1, 9))
    n = int(generator.integers(2 * k + 6, 120))
    centres = generator.normal(size=(k, d)) * 10.0 ** generator.uniform(-2, 5)
    roots = generator.normal(size=(k, d, d)) * 10.0 ** generator.uniform(-3, 1, size=(k, 1, 1))
    groups = generator.integers(k, size=n)
    points = centres[groups] + np.einsum("nij,nj->ni", roots[groups], generator.normal(size=(n, d)))
    spoil = (
        lambda x: np.round(10.0 * x / x.std(axis=0)),
        lambda x: x[generator.integers(n, size=n)],  # duplicates
        lambda x: x @ np.eye(d)[:, :1] * np.arange(1, d + 1) + 1e-3 * generator.normal(size=(n, d)),
        lambda x: x * np.where(np.arange(n) == 0, 1e6, 1.0)[:, np.newaxis],  # an outlier
        lambda x: x * 10.0 ** generator.uniform(-6, 6, size=d),
        lambda x: x + 10.0 ** generator.uniform(2, 8),
        lambda x: generator.standard_cauchy(size=x.shape),
    )
    points = spoil[int(generator.integers(len(spoil)))](points)
    kind, method = KINDS[seed % 4], STARTS[int(generator.integers(len(STARTS)))]
    different = np.unique(points, axis=0)
    return points, initialize(points, min(k, len(different)), kind, method, seed)


@pytest.mark.parametrize("part", range(10))
def test_no_hard_fit_ever_falls_before_it_ends_as_collapsed(part):
    for seed in range(part, N_FITS // 2, 10):
        points, start = hard_problem(seed)
        timeline = Timeline(EM(points, start, tolerance=0.0, max_iterations=60))
        timeline.extend(120)
        values = [state.objective for state in timeline.states if state.phase is not Phase.E]
        assert np.isfinite(values).all()
        allowed = 1e-9 * (len(points) + np.abs(values[1:]))
        assert (np.diff(values) >= -allowed).all(), seed


@pytest.mark.parametrize("part", range(10))
@pytest.mark.parametrize("prior", [None, CovariancePrior(0.1, 1.0)], ids=["plain", "prior"])
def test_no_random_fit_ever_falls(part, prior):
    for seed in range(part, N_FITS // 2, 10):
        points, start = problem(seed)
        timeline = Timeline(EM(points, start, max_iterations=40, prior=prior))
        timeline.extend(100)
        states = [state for state in timeline.states if state.phase is not Phase.E]
        values = np.array([state.objective for state in states])
        assert np.isfinite(values).all()
        allowed = 1e-9 * (len(points) + np.abs(values[1:]))
        assert (np.diff(values) >= -allowed).all(), seed


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize(("scale", "shift"), [(1e12, 0.0), (1e-12, 0.0), (1.0, 1e8)])
def test_units_and_origin_change_neither_labels_nor_parameters(kind, d, scale, shift):
    """Parameters to 1e-6 of the data's standard deviation."""
    generator = np.random.default_rng(d)
    points = np.concatenate([generator.normal(size=(40, d)) + 6.0 * i for i in range(3)])
    if shift:  # rounded so that the shift itself changes nothing
        points = np.round(points * 2.0**20) / 2.0**20
    moved = points * scale + shift
    one = fit(points, 3, kind, method="k-means").mixture
    other = fit(moved, 3, kind, method="k-means").mixture
    size = points.std()
    labels = [e_step(x, m)[0].argmax(axis=1) for x, m in ((points, one), (moved, other))]
    np.testing.assert_array_equal(*labels)
    np.testing.assert_allclose((other.means - shift) / scale, one.means, rtol=0, atol=1e-6 * size)
    np.testing.assert_allclose(
        other.covariances / scale**2, one.covariances, rtol=0, atol=1e-6 * size**2
    )
    np.testing.assert_allclose(other.weights, one.weights, rtol=0, atol=1e-6)
