"""Many starts at once: each run is the one it would be alone, and their maxima are told apart."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from gmm_core import (
    COVARIANCE_TYPES,
    CovariancePrior,
    Mixture,
    StopReason,
    Timeline,
    aic,
    bic,
    component_distances,
    e_step,
    fit,
    initialize,
    match_components,
    n_parameters,
    restarts,
    select_components,
)
from gmm_core.batch import whiten_all
from gmm_core.em import EM
from gmm_core.initialization import METHODS


def groups(seed=0, k=5, n=300, d=2, side=6.0):
    generator = np.random.default_rng(seed)
    centres = side * generator.normal(size=(k, d))
    return centres[generator.integers(k, size=n)] + generator.normal(size=(n, d))


FIVE = groups()


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [1, 2, 3, 20])
@pytest.mark.parametrize("method", METHODS)
def test_every_run_is_the_one_it_would_be_alone(kind, d, method):
    points = groups(d=d, k=3, n=90 if d < 20 else 400)
    together = restarts(points, 3, 4, 7, kind, method, max_iterations=40)
    for seed, one in enumerate(together.fits, start=7):
        alone = fit(points, 3, kind, 1, seed, method, max_iterations=40)
        assert one.stop_reason is alone.stop_reason
        assert one.iterations == alone.iterations
        np.testing.assert_allclose(one.trace, alone.trace, rtol=1e-8)
        np.testing.assert_allclose(one.mixture.means, alone.mixture.means, atol=1e-5)
        np.testing.assert_allclose(one.mixture.covariances, alone.mixture.covariances, atol=1e-5)


@pytest.mark.parametrize("settings", [{"ridge": 0.1}, {"prior": CovariancePrior(0.5, 2.0)}])
def test_ridge_and_prior_are_those_of_a_single_run(settings):
    one = restarts(FIVE, 4, 2, **settings).fits[1]
    timeline = Timeline(EM(FIVE, initialize(FIVE, 4, method="k-means++", seed=1), **settings))
    timeline.extend(4000)
    assert one.stop_reason is timeline.stop_reason
    assert one.log_likelihood == pytest.approx(timeline.states[-1].log_likelihood, rel=1e-9)


def test_with_a_prior_the_objective_decides():
    """The one of the highest objective is kept, here not that of the highest likelihood."""
    points = groups(n=60, side=2.0)
    prior = CovariancePrior(9.0, 10.0)
    result = restarts(points, 4, 20, prior=prior)
    assert result.best.objective == max(one.objective for one in result.fits)
    for one in result.fits:
        assert one.objective == one.trace[-1] < one.log_likelihood
        assert np.diff(one.trace).min() >= -1e-9 * (len(points) + np.abs(one.trace).max())
    objectives = [one.objective for one in result.maxima]
    assert objectives == sorted(objectives, reverse=True)
    assert result.log_likelihoods.argmax() != result.best_run
    kept = fit(points, 4, n_init=20, method="k-means++", prior=prior)
    assert kept.objective == pytest.approx(result.best.objective, rel=1e-9)
    timeline = Timeline(EM(points, kept.mixture, prior=prior))
    assert kept.log_likelihood == timeline.state.log_likelihood
    assert kept.objective == timeline.state.objective
    selection = select_components(points, [4], 20, method="k-means++", prior=prior)
    free = n_parameters(4, 2)
    assert selection.bic[0] == bic(selection.best.log_likelihood, free, len(points))
    assert selection.best.objective == pytest.approx(kept.objective, rel=1e-9)


@pytest.mark.parametrize("offset", [0.0, 1e8])
def test_narrow_groups_run_by_themselves_and_right(offset):
    points = np.concatenate([FIVE[:50] * 1e-6, FIVE[50:] + 1000.0]) + offset
    together = restarts(points, 2, 3, method="k-means")
    for seed, one in enumerate(together.fits):
        alone = fit(points, 2, seed=seed, method="k-means")
        assert one.stop_reason is alone.stop_reason
        assert one.log_likelihood == pytest.approx(alone.log_likelihood, rel=1e-9)


def test_maxima_are_told_apart_and_are_maxima():
    """Several local maxima, and the best is no worse than scikit-learn's from such starts."""
    result = restarts(FIVE, 5, 40, method="k-means", tolerance=1e-11, max_iterations=20_000)
    values = [one.log_likelihood for one in result.maxima]
    assert values == sorted(values, reverse=True)
    assert len(values) >= 3
    assert np.diff(values).max() < -0.01
    assert sum(len(one.reached_by) for one in result.maxima) == sum(
        one.stop_reason is not StopReason.COLLAPSED for one in result.fits
    )
    for top in result.maxima:
        for run in top.reached_by:
            other = result.fits[run].mixture
            other = other.permuted(match_components(top.mixture, other))
            np.testing.assert_allclose(other.means, top.mixture.means, atol=0.3)
    theirs = GaussianMixture(5, n_init=40, tol=1e-8, max_iter=2000, random_state=0).fit(FIVE)
    best = theirs.score(FIVE) * len(FIVE)
    assert result.best.log_likelihood >= best - 1e-6 * abs(best)
    assert result.best.log_likelihood == values[0] == result.log_likelihoods.max()


def test_collapsed_runs_are_set_aside():
    points = np.concatenate([np.random.default_rng(1).normal(size=(12, 2)), [[9.0, 0.0]]])
    result = restarts(points, 3, 30, method="random points")
    reasons = {one.stop_reason for one in result.fits}
    assert reasons == {StopReason.COLLAPSED, StopReason.CONVERGED}
    reached = {run for one in result.maxima for run in one.reached_by}
    for run, one in enumerate(result.fits):
        assert (run in reached) is (one.stop_reason is not StopReason.COLLAPSED)
        assert np.isfinite(one.trace).all()
        assert e_step(points, one.mixture)[1] == pytest.approx(one.log_likelihood, rel=1e-9)
    assert result.best.stop_reason is StopReason.CONVERGED


def test_progress_is_told_and_can_cancel():
    seen = []
    result = restarts(FIVE, 5, 10, progress=seen.append)
    assert [one.iteration for one in seen] == list(range(len(seen)))
    assert (seen[-1].n_ended, seen[-1].n) == (10, 10)
    assert seen[-1].best_log_likelihood == result.best.log_likelihood
    cancelled = restarts(FIVE, 5, 10, progress=lambda state: state.iteration < 3)
    assert all(one.iterations <= 3 for one in cancelled.fits)
    assert StopReason.CANCELLED in {one.stop_reason for one in cancelled.fits}


@pytest.mark.parametrize("scale", [1.0, 1e-9, 1e12])
def test_matching_undoes_a_permutation_whatever_the_units(scale):
    generator = np.random.default_rng(3)
    for _ in range(20):
        k = int(generator.integers(1, 7))
        roots = generator.normal(size=(k, 2, 2))
        covariances = (roots @ roots.mT + 0.01 * np.eye(2)) * scale**2
        mixture = Mixture(
            generator.dirichlet(np.ones(k)), generator.normal(size=(k, 2)) * scale, covariances
        )
        order = generator.permutation(k).tolist()
        shuffled = mixture.permuted(order)
        assert [order[i] for i in match_components(mixture, shuffled)] == list(range(k))
        np.testing.assert_allclose(np.diag(component_distances(mixture, mixture)), 0.0, atol=1e-12)


def test_matching_tells_coinciding_components_apart_by_weight():
    a = Mixture([0.2, 0.8], [[0.0], [0.0]], [[[1.0]], [[1.0]]])
    assert match_components(a, a.permuted([1, 0])) == [1, 0]


def test_distance_is_bhattacharyyas():
    """Beside −log ∫ √(p q) by quadrature."""
    a = Mixture([1.0], [[0.3]], [[[0.5]]])
    b = Mixture([1.0], [[-1.0]], [[[2.0]]])
    x = np.linspace(-20, 20, 40_001)
    p = np.exp(-0.5 * (x - 0.3) ** 2 / 0.5) / np.sqrt(2 * np.pi * 0.5)
    q = np.exp(-0.5 * (x + 1.0) ** 2 / 2.0) / np.sqrt(2 * np.pi * 2.0)
    expected = -np.log(np.trapezoid(np.sqrt(p * q), x))
    assert component_distances(a, b)[0, 0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_whitening_all_at_once(d):
    roots = np.random.default_rng(d).normal(size=(4, 3, d, d))
    covariances = roots @ roots.mT
    whitening, log_scales = whiten_all(covariances)
    identity = np.broadcast_to(np.eye(d), covariances.shape)
    np.testing.assert_allclose(whitening @ covariances @ whitening.mT, identity, atol=1e-8)
    np.testing.assert_allclose(log_scales, 0.5 * np.linalg.slogdet(covariances)[1], rtol=1e-9)
    covariances[1, 2] *= -1.0
    assert np.isnan(whiten_all(covariances)[1][1, 2])


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_the_sweep_finds_the_true_number_of_groups(kind):
    points = groups(seed=4, k=3, n=300, side=10.0)
    result = select_components(points, range(1, 6), covariance_type=kind)
    assert result.best_n_components == 3
    assert result.best is result.fits[2]
    for size, one, by_bic, by_aic in zip(
        result.n_components, result.fits, result.bic, result.aic, strict=True
    ):
        free = n_parameters(size, 2, kind)
        assert by_bic == bic(one.log_likelihood, free, 300)
        assert by_aic == aic(one.log_likelihood, free)
        theirs = GaussianMixture(size, covariance_type=kind, n_init=5, random_state=0).fit(points)
        assert by_bic <= theirs.bic(points) + 1e-2


def test_the_sweep_tells_its_progress_and_can_be_cancelled():
    seen = []
    result = select_components(
        FIVE, range(1, 6), 3, progress=lambda size, state: seen.append((size, state)) or size < 4
    )
    assert result.n_components == (1, 2, 3)
    assert {size for size, _ in seen} == {1, 2, 3, 4}
    with pytest.raises(ValueError, match="progress returned False before the first"):
        select_components(FIVE, [2], progress=lambda *_: False)
    with pytest.raises(ValueError, match="n_components must name at least one size"):
        select_components(FIVE, [])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: restarts(FIVE, 3, 0), "n must be an integer of at least 1; it was 0"),
        (lambda: restarts(FIVE, 3, tolerance=-1.0), "tolerance must be"),
        (lambda: restarts(FIVE, 3, same_within=np.nan), "same_within must be"),
        (lambda: match_components(fit(FIVE, 1).mixture, fit(FIVE, 2).mixture), "had 1 and 2"),
        (
            lambda: match_components(fit(FIVE, 1).mixture, fit(FIVE[:, :1], 1).mixture),
            "number of dimensions; they had 2 and 1",
        ),
    ],
)
def test_refuses_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
