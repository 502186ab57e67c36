"""What is refused, and that the message names the argument, what it was, and what it may be."""

import numpy as np
import pytest

import gmm_core as g

POINTS = np.random.default_rng(0).normal(size=(10, 2))
HOLED = POINTS.copy()
HOLED[3, 1] = np.nan
ENDLESS = POINTS.copy()
ENDLESS[7, 0] = -np.inf
MIXTURE = g.initialize(POINTS, 2)
EYE = [np.eye(2)] * 2
LINE = np.zeros(10, dtype=int)

REFUSED = {
    "nan": (lambda: g.e_step(HOLED, MIXTURE), "points must be finite.*row 3, column 1 was nan"),
    "inf": (lambda: g.fit(ENDLESS, 2), "points must be finite.*row 7, column 0 was -inf"),
    "huge": (lambda: g.fit(POINTS * 1e160, 2), "points must be.*at most 1e\\+150.*rescale"),
    "tiny": (lambda: g.fit(POINTS * 1e-160, 2), "points must extend over at least 1e-140"),
    "flat array": (lambda: g.log_density([1.0, 2.0], MIXTURE), r"points .*shape was \(2,\)"),
    "no points": (lambda: g.e_step(np.empty((0, 2)), MIXTURE), r"points .*at least one.*\(0, 2\)"),
    "words": (lambda: g.fit([["a", "b"]], 1), "points must be an array of numbers"),
    "columns": (
        lambda: g.e_step(np.ones((4, 3)), MIXTURE),
        r"points must have 2 columns.*\(4, 3\)",
    ),
    "K 0": (lambda: g.initialize(POINTS, 0), "n_components must be .*at least 1; it was 0"),
    "K -1": (lambda: g.initialize(POINTS, -1), "n_components must be .*at least 1; it was -1"),
    "K 2.5": (lambda: g.initialize(POINTS, 2.5), "n_components must be an integer; it was 2.5"),
    "K True": (lambda: g.initialize(POINTS, True), "n_components must be .*it was True"),
    "K > N": (lambda: g.fit(POINTS, 11), "n_components must be at most .*10; it was 11"),
    "type": (
        lambda: g.initialize(POINTS, 2, "round"),
        "covariance_type must be one of full, .*'rou",
    ),
    "method": (lambda: g.initialize(POINTS, 2, method="x"), "method must be one of spread, .*'x'"),
    "seed": (lambda: g.initialize(POINTS, 2, seed=-1), "seed must be .*0; it was -1"),
    "all equal": (lambda: g.initialize(np.ones((5, 2)), 2), "points must not all be equal"),
    "no means": (lambda: g.initialize(POINTS, 2, method="given means"), "means must be given"),
    "means unasked": (lambda: g.initialize(POINTS, 2, means=POINTS[:2]), "means may be given only"),
    "means rows": (
        lambda: g.initialize(POINTS, 2, method="given means", means=POINTS[:3]),
        r"means must have n_components = 2 rows; shape was \(3, 2\)",
    ),
    "n_init": (lambda: g.fit(POINTS, 2, n_init=0), "n_init must be .*at least 1; it was 0"),
    "weights sum": (lambda: g.Mixture([0.5, 0.6], POINTS[:2], EYE), "weights must .*sum to one"),
    "weight < 0": (lambda: g.Mixture([-0.5, 1.5], POINTS[:2], EYE), "weights must be zero or more"),
    "weights K": (lambda: g.Mixture([1.0], POINTS[:2], EYE), r"weights must have the shape \(K\)"),
    "means nan": (lambda: g.Mixture([0.5, 0.5], HOLED[2:4], EYE), "means must be finite"),
    "cov shape": (
        lambda: g.Mixture([0.5, 0.5], POINTS[:2], np.eye(2)),
        r"covariances must have the shape \(K, D, D\) = \(2, 2, 2\).*it was \(2, 2\)",
    ),
    "cov indefinite": (
        lambda: g.Mixture([1.0], [[0.0, 0.0]], [[[1.0, 2.0], [2.0, 1.0]]]),
        "covariances must be positive definite; component 0",
    ),
    "cov skew": (
        lambda: g.Mixture([1.0], [[0.0, 0.0]], [[[1.0, 0.5], [0.0, 1.0]]]),
        "covariances must be symmetric",
    ),
    "order": (lambda: MIXTURE.permuted([0, 0]), r"order must hold each of 0 to 1 once; .*\[0, 0\]"),
    "q shape": (lambda: g.m_step(POINTS, np.ones((9, 1))), r"responsibilities must have.*\(9, 1\)"),
    "q sum": (lambda: g.m_step(POINTS, np.ones((10, 2))), "responsibilities .*row 0 was"),
    "q nan": (lambda: g.m_step(POINTS, np.full((10, 1), np.nan)), "responsibilities .*row 0 was"),
    "ridge": (lambda: g.em_step(POINTS, MIXTURE, -1.0), "ridge must be .*zero or more; it was -1"),
    "prior": (lambda: g.CovariancePrior(-1.0, 1.0), "scale must be .*zero or more; it was -1"),
    "tolerance": (lambda: g.EM(POINTS, MIXTURE, tolerance=np.nan), "tolerance must be a finite"),
    "iterations": (lambda: g.EM(POINTS, MIXTURE, max_iterations=0), "max_iterations must be"),
    "centroids": (lambda: g.assign(POINTS, [[1.0]]), "points must have 1 columns"),
    "centroids nan": (lambda: g.KMeans(POINTS, HOLED[2:4]), "centroids must be finite"),
    "labels": (lambda: g.update(POINTS, LINE + 2, POINTS[:2]), "labels must lie in 0 to 1"),
    "labels N": (lambda: g.inertia(POINTS, [0], POINTS[:2]), "labels must be 10 integers"),
    "level": (lambda: g.ellipse([0, 0], np.eye(2), 1.0), "level must lie above 0 and below 1"),
    "ellipse": (lambda: g.ellipse([0, 0, 0], np.eye(3), 0.5), r"shapes \(2,\) and \(2, 2\)"),
    "groupings": (lambda: g.adjusted_rand_index([0, 1], [0]), "a and b must be labels"),
    "n": (lambda: g.sample(MIXTURE, -1), "n must be an integer of at least 0; it was -1"),
    "K in count": (lambda: g.n_parameters(0, 2), "n_components must be"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_by_name(name):
    call, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        call()
