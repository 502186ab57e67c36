"""The limit σ → 0 of a spherical mixture is k-means, half-step by half-step."""

from itertools import pairwise

import numpy as np
import pytest

from gmm_core import (
    KMeans,
    Phase,
    SoftKMeans,
    StopReason,
    Timeline,
    assign,
    e_step,
    initialize,
    m_step,
    soft_assign,
    soft_update,
    update,
)


def groups(seed, n=200, d=2):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n, d)) + 3.0 * generator.integers(4, size=(n, 1))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("ratio", [1e-4, 1e-6, 1e-9])
@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1e12, 0.0), (1e-12, 0.0), (1.0, 1e8)])
def test_at_small_sigma_every_half_step_is_that_of_k_means(seed, ratio, scale, shift):
    points = (groups(seed) + shift) * scale
    sigma = ratio * points.std(axis=0).mean()
    start = points[:5]
    hard, soft = Timeline(KMeans(points, start)), Timeline(SoftKMeans(points, start, sigma))
    while not hard.ended:
        one, other = hard.half_step(), soft.half_step()
        assert (one.phase, one.iteration) == (other.phase, other.iteration)
        np.testing.assert_array_equal(other.labels, one.labels)
        np.testing.assert_array_equal(other.responsibilities.argmax(axis=1), one.labels)
        atol = 1e-6 * points.std()
        np.testing.assert_allclose(other.centroids, one.centroids, rtol=0, atol=atol)
    soft.extend(2)
    assert soft.stop_reason in (StopReason.NO_CHANGE, StopReason.CONVERGED)
    assert len(soft.states) == len(hard.states)


@pytest.mark.parametrize("sigma", [0.05, 0.5, 2.0])
def test_it_is_em_of_the_spherical_mixture(sigma):
    points = groups(0)
    timeline = Timeline(SoftKMeans(points, points[:3], sigma))
    mixture = timeline.state.mixture
    shares, log_likelihood = e_step(points, mixture)
    state = timeline.half_step()
    np.testing.assert_allclose(state.responsibilities, shares, atol=1e-12)
    assert state.log_likelihood == pytest.approx(log_likelihood, rel=1e-12)
    np.testing.assert_allclose(timeline.half_step().centroids, m_step(points, shares).means)
    np.testing.assert_array_equal(mixture.covariances[1], sigma**2 * np.eye(2))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sigma", [0.01, 0.3, 1.0, 10.0])
def test_log_likelihood_never_falls_and_the_run_ends(seed, sigma):
    points = groups(seed)
    timeline = Timeline(SoftKMeans(points, points[:4], sigma))
    timeline.extend(4000)
    values = np.array([state.objective for state in timeline.states])
    assert np.diff(values).min() >= -1e-9 * (len(points) + np.abs(values).max())
    assert timeline.stop_reason in (StopReason.CONVERGED, StopReason.NO_CHANGE)
    assert timeline.states[-1].phase is Phase.M


def test_responsibilities_harden_as_sigma_shrinks():
    points = groups(1)
    sizes = [soft_assign(points, points[:4], sigma)[0].max(axis=1) for sigma in (10, 3, 1, 0.1)]
    assert all((after >= before).all() for before, after in pairwise(sizes))
    assert (sizes[-1] > 0.99).mean() > 0.95


def test_an_empty_component_keeps_its_centroid_and_ties_are_shared():
    centroids = [[-1.0], [1.0], [5e4], [1.0]]
    shares, _ = soft_assign([[0.0], [2.0]], centroids, 1e-3)
    np.testing.assert_allclose(shares, [[1 / 3, 1 / 3, 0, 1 / 3], [0, 1 / 2, 0, 1 / 2]])
    moved = soft_update([[0.0], [2.0]], shares, centroids)
    np.testing.assert_allclose(moved, [[0.0], [1.2], [5e4], [1.2]])
    labels = assign([[0.0], [2.0]], [[-1.0], [1.5]])
    hard = update([[0.0], [2.0]], labels, [[-1.0], [1.5]])
    soft, _ = soft_assign([[0.0], [2.0]], [[-1.0], [1.5]], 1e-3)
    np.testing.assert_array_equal(soft_update([[0.0], [2.0]], soft, [[-1.0], [1.5]]), hard)


def test_the_start_has_no_responsibilities():
    points = groups(2)
    state = Timeline(SoftKMeans(points, initialize(points, 3).means, 1.0)).state
    assert (state.responsibilities, state.labels, state.iteration) == (None, None, 0)
