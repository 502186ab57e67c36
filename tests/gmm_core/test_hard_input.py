"""Hard input, for every function: a right result, one that says it is degenerate, or a refusal.

A refusal is a ValueError that names the argument. Whatever is returned is finite.
"""

import tracemalloc

import numpy as np
import pytest

import gmm_core as g
from gmm_core.initialization import METHODS

GENERATOR = np.random.default_rng(0)
TWO = np.concatenate([GENERATOR.normal(size=(20, 2)), GENERATOR.normal(size=(20, 2)) + 8.0])
DATES = np.array([["2020-01-01", "2020-01-02"]] * 6, dtype="datetime64[D]")


def with_value(value):
    points = TWO.copy()
    points[3, 1] = value
    return points


# What each may do besides being refused or collapsing: nothing, or the labels that are right.
RIGHT = np.repeat([0, 1], 20)
DATA = {
    "ordinary": TWO,
    "fewer points than components": TWO[:1],
    "as many points as components": TWO[[0, 39]],
    "identical points": np.full((9, 2), 3.0),
    "duplicates": np.repeat(TWO, 3, axis=0),
    "collinear points": np.stack([np.arange(30.0), 2.0 * np.arange(30.0)], axis=1),
    "a constant column": np.stack([TWO[:, 0], np.full(40, 7.0)], axis=1),
    "an outlier at 1e12": with_value(1e12),
    "an outlier at 1e160": with_value(1e160),
    "nan": with_value(np.nan),
    "inf": with_value(np.inf),
    "-inf": with_value(-np.inf),
    "integers": np.round(TWO * 10).astype(int),
    "booleans": TWO > 1.0,
    "numbers as objects": TWO.astype(object),
    "objects": np.array([["a", None]] * 6, dtype=object),
    "complex": TWO * (1 + 0j),
    "dates": DATES,
    "time spans": DATES - DATES[0, 0],
    "masked": np.ma.masked_greater(TWO, 8.0),
    "masked, none of it": np.ma.masked_array(TWO),
    "no rows": np.empty((0, 2)),
    "no columns": np.empty((5, 0)),
    "one column": TWO[:, :1],
    "one dimension": TWO[:, 0],
    "ragged": [[1.0, 2.0], [3.0]],
    "scale 1e160": TWO * 1e160,
    "scale 1e-160": TWO * 1e-160,
    "scale 1e140": TWO * 1e140,
    "scale 1e-130": TWO * 1e-130,
    "offset 1e8": TWO + 1e8,
    "columns of different units": TWO * [1e-90, 1e90],
    "read-only, reversed": TWO[::-1, ::-1],
}
REFUSED = {
    "an outlier at 1e160": "row 3, column 1",
    "nan": "row 3, column 1 was nan",
    "inf": "row 3, column 1 was inf",
    "-inf": "row 3, column 1 was -inf",
    "objects": "row 0, column 0 was 'a'",
    "complex": "complex. Take their real part",
    "dates": "dates. Subtract",
    "time spans": "time spans. Divide",
    "masked": "masked",
    "no rows": "at least one point",
    "no columns": "at least one point",
    "one dimension": "two dimensions",
    "ragged": "points must be an array with rows of one length",
    "scale 1e160": "at most 1e\\+150",
}
SEPARATES = {
    "ordinary",
    "numbers as objects",
    "masked, none of it",
    "scale 1e140",
    "scale 1e-130",
    "offset 1e8",
    "columns of different units",
}
START = g.initialize(TWO, 2, method="k-means")

METHOD_NAMES = sorted(METHODS)
ALGORITHMS = {
    **{
        f"fit, {kind}": lambda points, kind=kind: g.fit(points, 2, kind, method="k-means")
        for kind in g.COVARIANCE_TYPES
    },
    **{
        f"initialize, {method}": lambda points, method=method: g.initialize(
            points, 2, method=method
        )
        for method in METHOD_NAMES
    },
    "restarts": lambda points: g.restarts(points, 2, 3).best,
    "select_components": lambda points: g.select_components(points, [1, 2], 2).best,
    "e_step": lambda points: g.e_step(points, START),
    "em_step": lambda points: g.em_step(points, START),
    "m_step": lambda points: g.m_step(points, np.full((len(points), 2), 0.5)),
    "log_density": lambda points: g.log_density(points, START),
    "KMeans": lambda points: run(g.KMeans(points, TWO[[0, -1]])),
    "EM": lambda points: run(g.EM(points, START)),
    "assign": lambda points: g.assign(points, TWO[[0, -1]]),
    "update": lambda points: g.update(points, np.arange(len(points)) % 2, TWO[[0, -1]]),
}


def run(algorithm):
    timeline = g.Timeline(algorithm)
    timeline.extend(2000)
    assert timeline.stop_reason in g.StopReason
    return timeline.states[-1]


def numbers_in(result):
    """All numbers of whatever a function returned."""
    if isinstance(result, tuple):
        return [number for part in result for number in numbers_in(part)]
    if isinstance(result, g.Fit):
        return [*numbers_in(result.mixture), *result.trace, result.log_likelihood]
    if isinstance(result, g.EMState):
        return [*numbers_in(result.mixture), result.log_likelihood, result.objective]
    if isinstance(result, g.KMeansState):
        return [*result.centroids.ravel(), result.inertia]
    if isinstance(result, g.Mixture):
        return [*result.weights, *result.means.ravel(), *result.covariances.ravel()]
    return np.ravel(result).tolist()


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_right_flagged_or_refused_in_words(name, algorithm):
    refusal, result = "", None
    try:
        result = ALGORITHMS[algorithm](DATA[name])
    except (ValueError, TypeError) as error:
        refusal = str(error)
    if refusal:
        assert name not in SEPARATES or algorithm in ("e_step", "em_step", "EM", "log_density")
        words = ("points", "n_components", "covariances", "responsibilities")
        assert any(word in refusal for word in words)
        return
    assert name not in REFUSED
    assert np.isfinite(numbers_in(result)).all()
    if isinstance(result, g.Fit) and name in SEPARATES:
        assert result.stop_reason is g.StopReason.CONVERGED
    if algorithm.startswith("fit") and name in SEPARATES:
        found, _ = g.e_step(DATA[name], result.mixture)
        assert g.adjusted_rand_index(found.argmax(axis=1), RIGHT) == 1.0


@pytest.mark.parametrize("name", REFUSED)
def test_says_where_and_what_to_do(name):
    for algorithm in ("fit, full", "em_step", "KMeans", "restarts"):
        with pytest.raises(ValueError, match=REFUSED[name]):
            ALGORITHMS[algorithm](DATA[name])


@pytest.mark.parametrize("value", [True, 2.0, "2", None, 0, -1, 10**9])
def test_a_wrong_number_of_components_is_refused(value):
    for call in (g.initialize, g.fit, g.restarts):
        with pytest.raises(ValueError, match="n_components must be"):
            call(TWO, value)
    with pytest.raises(ValueError, match="n_components must be"):
        g.select_components(TWO, [value])


def test_fifty_components():
    points = np.random.default_rng(1).normal(size=(2000, 2))
    result = g.fit(points, 50, "spherical", max_iterations=30)
    assert np.isfinite(numbers_in(result)).all()
    assert np.diff(result.trace).min() >= -1e-9 * (2000 + abs(result.trace[-1]))


def test_coinciding_components_stay_together():
    mixture = g.Mixture([0.3, 0.7], [[1.0, 1.0]] * 2, [np.eye(2) * 9] * 2)
    stepped = g.em_step(TWO, mixture)
    np.testing.assert_allclose(stepped.means[0], stepped.means[1], rtol=1e-12)
    np.testing.assert_allclose(stepped.weights, [0.3, 0.7], rtol=1e-12)


def test_a_weight_of_zero_stays_out_and_says_so():
    mixture = g.Mixture([0.0, 1.0], START.means, START.covariances)
    responsibilities, log_likelihood = g.e_step(TWO, mixture)
    assert not responsibilities[:, 0].any()
    assert np.isfinite(log_likelihood)
    with pytest.raises(ValueError, match="component 0 without points"):
        g.em_step(TWO, mixture)


def test_a_million_points():
    """One iteration, and what it takes beyond the points: no array (N, K)."""
    generator = np.random.default_rng(0)
    points = generator.normal(size=(1_000_000, 2))
    mixture = g.initialize(points[:1000], 20, method="k-means++")
    tracemalloc.start()
    try:
        stepped = g.em_step(points, mixture)
        _, for_step = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        responsibilities, _ = g.e_step(points, mixture)
        _, for_shares = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert for_step + points.nbytes < 2.5 * points.nbytes
    assert for_shares + points.nbytes < 1.2 * (points.nbytes + responsibilities.nbytes)
    np.testing.assert_allclose(stepped.weights, responsibilities.mean(axis=0), rtol=1e-9)
