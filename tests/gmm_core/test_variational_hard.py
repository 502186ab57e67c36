"""Hard input for variational inference: a right result, a flagged one, or an error that helps."""

import numpy as np
import pytest

from gmm_core import (
    COVARIANCE_TYPES,
    WEIGHT_PRIORS,
    StopReason,
    Timeline,
    Variational,
    VariationalPrior,
    active_components,
    expected_mixture,
    fit_variational,
    log_density,
    one_hot,
    variational_e_step,
    variational_m_step,
    variational_prior,
    variational_start,
)

GENERATOR = np.random.default_rng(0)
POINTS = GENERATOR.normal(size=(40, 2))
HOLED = POINTS.copy()
HOLED[3, 1] = np.nan
PAIR = np.array([[0.0, 0.0], [0.0, 0.0], [9.0, 1.0], [9.0, 1.0], [4.0, 8.0], [4.0, 8.0]])
LINE = np.outer(np.arange(30.0), [1.0, 2.0])
CONSTANT = np.stack([POINTS[:, 0], np.full(40, 1e8 + 0.1)], axis=1)

HARD = {
    "N = K": (POINTS[:5], 5, {}),
    "one column": (POINTS[:, :1], 3, {}),
    "duplicates": (PAIR, 3, {}),
    "fifty components": (np.repeat(POINTS, 2, axis=0) + 1e-3, 40, {}),
    "integers": (np.arange(24).reshape(12, 2) % 7, 3, {}),
    "outlier at 1e12": (np.concatenate([POINTS, [[1e12, 0.0]]]), 3, {"covariance_type": "diag"}),
    "outlier, own prior": (np.concatenate([POINTS, [[1e12, 0.0]]]), 3, {"covariance": 1.0}),
    "scale 1e140": (POINTS * 1e140, 3, {}),
    "scale 1e-130": (POINTS * 1e-130, 3, {}),
    "units": (POINTS * [1e-9, 1e9], 3, {}),
    "far away": (POINTS + 1e8, 3, {}),
    "on a line, spherical": (LINE, 3, {"covariance_type": "spherical"}),
    "on a line, own prior": (LINE, 3, {"covariance": 1.0}),
    "a constant column, own prior": (CONSTANT, 3, {"covariance": [1.0, 1e-3]}),
    "one point, own prior": (POINTS[:1], 1, {"covariance": 2.0}),
    "wide prior": (POINTS, 5, {"covariance": 1e20}),
    "least concentration": (POINTS, 10, {"concentration": 1e-99}),
    "most concentration": (POINTS, 10, {"concentration": 1e6}),
    "degrees of freedom at the edge": (POINTS, 5, {"degrees_of_freedom": 1.0 + 1e-9}),
    "a mean far away": (POINTS, 5, {"mean": [1e4, -1e4]}),
}


@pytest.mark.parametrize("weight_prior", WEIGHT_PRIORS)
@pytest.mark.parametrize("name", HARD)
def test_ends_on_finite_numbers_with_a_bound_that_never_falls(name, weight_prior):
    points, k, settings = HARD[name]
    prior = variational_prior(points, k, weight_prior=weight_prior, **settings)
    start = variational_m_step(points, variational_start(points, k), prior)
    timeline = Timeline(Variational(points, start, max_iterations=100))
    timeline.extend(200)
    assert timeline.stop_reason in (StopReason.CONVERGED, StopReason.ITERATION_LIMIT)
    bounds = np.array([state.objective for state in timeline.states])
    assert np.isfinite(bounds).all()
    assert np.diff(bounds).min() >= -1e-9 * (len(points) + np.abs(bounds).max())
    last = timeline.states[-1]
    np.testing.assert_allclose(last.responsibilities.sum(axis=1), 1.0, rtol=1e-12)
    assert np.isfinite(log_density(points, expected_mixture(last.posterior))).all()
    assert active_components(last.posterior.weights)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_fewer_points_than_components(kind):
    prior = VariationalPrior("dirichlet_process", 0.1, 1.0, [0.0, 0.0], 2.0, np.eye(2), kind)
    start = variational_m_step(POINTS[:3], one_hot([0, 5, 9], 20), prior)
    timeline = Timeline(Variational(POINTS[:3], start))
    timeline.extend(100)
    bounds = np.array([state.objective for state in timeline.states])
    assert np.diff(bounds).min() >= -1e-9 * (3 + np.abs(bounds).max())
    assert len(active_components(timeline.state.posterior.weights)) <= 20


def test_identical_components_stay_identical():
    prior = variational_prior(POINTS, 4, weight_prior="dirichlet_distribution")
    posterior = variational_m_step(POINTS, np.full((40, 4), 0.25), prior)
    shares, _ = variational_e_step(POINTS, posterior)
    np.testing.assert_allclose(shares, 0.25)


def test_a_prior_that_leaves_no_digits_is_a_collapse():
    """A prior of 1e-20 beside points of unit variance: two points leave no covariance."""
    prior = variational_prior(POINTS, 5, covariance=1e-20)
    start = variational_m_step(POINTS, variational_start(POINTS, 5), prior)
    timeline = Timeline(Variational(POINTS, start))
    timeline.extend(200)
    assert timeline.stop_reason is StopReason.COLLAPSED
    assert all(np.isfinite(state.objective) for state in timeline.states)


PRIOR = variational_prior(POINTS, 3)
EVEN = np.full((40, 3), 1 / 3)
START = variational_m_step(POINTS, EVEN, PRIOR)

REFUSED = {
    "nan": (lambda: fit_variational(HOLED, 3), "points .*row 3, column 1"),
    "1e160": (lambda: fit_variational(POINTS * 1e160, 3), "points must be"),
    "no rows": (lambda: fit_variational(POINTS[:0], 3), "points"),
    "no columns": (lambda: fit_variational(POINTS[:, :0], 3), "points"),
    "words": (lambda: fit_variational([["a", "b"]], 1), "points"),
    "K True": (lambda: fit_variational(POINTS, True), "n_components must be"),
    "K > N": (lambda: fit_variational(POINTS, 41), "n_components must be at most .*40; it was 41"),
    "n_init": (lambda: fit_variational(POINTS, 2, n_init=0), "n_init must be"),
    "method": (lambda: variational_start(POINTS, 3, "x"), "method must be one of k-means, .*'x'"),
    "identical": (lambda: fit_variational(np.ones((5, 2)), 1), "covariance must be given"),
    "one point": (lambda: fit_variational(POINTS[:1], 1), "covariance must be given"),
    "line": (lambda: fit_variational(LINE, 2), "covariance must be given.*line"),
    "constant": (lambda: fit_variational(CONSTANT, 2), "covariance must be given.*never varies"),
    "type": (
        lambda: variational_prior(POINTS, 3, "round"),
        "covariance_type must be one of full, .*'round'",
    ),
    "weight prior": (
        lambda: variational_prior(POINTS, 3, weight_prior="even"),
        "weight_prior must be one of dirichlet_process, .*'even'",
    ),
    "concentration": (
        lambda: variational_prior(POINTS, 3, concentration=0.0),
        "concentration must be above 1e-100 and at most 1e\\+06; it was 0.0",
    ),
    "concentration nan": (
        lambda: variational_prior(POINTS, 3, concentration=np.nan),
        "concentration must be",
    ),
    "mean precision": (
        lambda: variational_prior(POINTS, 3, mean_precision=-1.0),
        "mean_precision must be above",
    ),
    "degrees": (
        lambda: variational_prior(POINTS, 3, degrees_of_freedom=1.0),
        "degrees_of_freedom must be above 1 .*it was 1.0",
    ),
    "mean columns": (
        lambda: variational_prior(POINTS, 3, mean=[0.0]),
        "points must have 1 columns, as the prior's mean has",
    ),
    "mean shape": (lambda: variational_prior(POINTS, 3, mean=POINTS), r"mean .*shape \(D,\)"),
    "mean nan": (lambda: variational_prior(POINTS, 3, mean=[0.0, np.nan]), "mean must be finite"),
    "covariance shape": (
        lambda: variational_prior(POINTS, 3, covariance=np.eye(3)),
        r"covariance must be a number, 2 variances, or a matrix \(2, 2\)",
    ),
    "covariance nan": (
        lambda: variational_prior(POINTS, 3, covariance=np.nan),
        "covariance must be finite",
    ),
    "covariance 0": (
        lambda: variational_prior(POINTS, 3, covariance=0.0),
        "covariance must be positive definite",
    ),
    "covariance flat": (
        lambda: variational_prior(POINTS, 3, covariance=np.ones((2, 2))),
        "covariance must be positive definite",
    ),
    "covariance skew": (
        lambda: variational_prior(POINTS, 3, covariance=[[1.0, 0.5], [0.0, 1.0]]),
        "covariance must be symmetric",
    ),
    "shares": (
        lambda: variational_m_step(POINTS, EVEN[:5], PRIOR),
        r"responsibilities must have the shape \(40, K\).*\(5, 3\)",
    ),
    "shares sum": (
        lambda: variational_m_step(POINTS, 2.0 * EVEN, PRIOR),
        "responsibilities must be zero or more and sum to one in each row; row 0",
    ),
    "columns": (
        lambda: variational_e_step(POINTS[:, :1], START),
        "points must have 2 columns, as the prior has",
    ),
    "run columns": (lambda: Variational(POINTS[:, :1], START), "points must have 2 columns"),
    "ridge": (lambda: Variational(POINTS, START, ridge=-1.0), "ridge must be"),
    "tolerance": (lambda: Variational(POINTS, START, tolerance=-1.0), "tolerance must be"),
    "limit": (lambda: Variational(POINTS, START, max_iterations=0), "max_iterations must be"),
    "labels": (lambda: one_hot([0, 3], 3), "labels must be from 0 to 2; that of row 1 was 3"),
    "labels float": (lambda: one_hot([0.0, 1.0], 3), "labels must be whole numbers"),
    "weights": (lambda: active_components([[1.0]]), "weights must be finite numbers"),
    "threshold": (lambda: active_components([1.0], -1.0), "threshold must be"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_its_name_and_what_to_do(name):
    call, message = REFUSED[name]
    with pytest.raises((ValueError, TypeError), match=message):
        call()
