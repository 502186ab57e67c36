"""A run that collapses ends with that reason on finite numbers; a narrow one does not."""

import numpy as np
import pytest

from gmm_core import (
    COVARIANCE_TYPES,
    EM,
    CovariancePrior,
    Mixture,
    Phase,
    StopReason,
    Timeline,
    em_step,
    initialize,
    m_step,
)
from gmm_core.resolution import Resolution, collapsed, resolve


def round_mixture(means, variances, weights=None, kind="full"):
    means = np.asarray(means, dtype=float)
    k, d = means.shape
    weights = np.full(k, 1 / k) if weights is None else weights
    return Mixture(weights, means, np.asarray(variances)[:, None, None] * np.eye(d), kind)


def three_groups(seed=0, side=6.0, n=60):
    generator = np.random.default_rng(seed)
    corners = side * np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.866]])
    return np.concatenate([corner + generator.normal(size=(n // 3, 2)) for corner in corners])


def run(points, start, **settings):
    timeline = Timeline(EM(points, start, **settings))
    timeline.extend(4000)
    for state in timeline.states:
        assert np.isfinite(state.log_likelihood)
        assert np.isfinite(state.mixture.covariances).all()
    return timeline


GROUP = np.random.default_rng(1).normal(size=(50, 2))
LONELY = np.concatenate([GROUP, [[9.0, 0.0]]])
ON_THE_POINT = round_mixture([[0.0, 0.0], [9.0, 0.0]], [1.0, 0.01])
COLLAPSES = {
    "one point": (LONELY, ON_THE_POINT),
    "one point, spherical": (
        LONELY,
        round_mixture(ON_THE_POINT.means, [1, 0.01], None, "spherical"),
    ),
    "one point, diag": (LONELY, round_mixture(ON_THE_POINT.means, [1, 0.01], None, "diag")),
    "five equal points": (np.concatenate([LONELY, np.tile([[9.0, 0.0]], (4, 1))]), ON_THE_POINT),
    "two points": (np.concatenate([LONELY, [[9.3, 0.4]]]), ON_THE_POINT),
    "three points on a slanted line": (
        np.concatenate([LONELY, [[9.1, 0.3], [9.2, 0.6]]]),
        ON_THE_POINT,
    ),
    "far from zero": (
        LONELY + 1e8,
        Mixture(ON_THE_POINT.weights, ON_THE_POINT.means + 1e8, ON_THE_POINT.covariances),
    ),
    "in tiny units": (
        LONELY * 1e-100,
        Mixture(
            ON_THE_POINT.weights, ON_THE_POINT.means * 1e-100, ON_THE_POINT.covariances * 1e-200
        ),
    ),
    "a component without points": (GROUP, round_mixture([[0.0, 0.0], [90.0, 0.0]], [1.0, 1.0])),
    "points on a line": (
        np.stack([np.arange(20.0), 2.0 * np.arange(20.0)], axis=1),
        round_mixture([[3.0, 6.0], [12.0, 24.0]], [4.0, 4.0]),
    ),
    "a column that never varies": (
        np.stack([GROUP[:, 0], np.full(50, 7.0)], axis=1),
        round_mixture([[0.0, 7.0]], [1.0]),
    ),
    "a constant column whose mean rounds": (
        np.stack([GROUP[:, 0], np.full(50, 1e8 + 0.1)], axis=1),
        round_mixture([[0.0, 1e8]], [1.0]),
    ),
    "all points equal": (np.full((5, 2), 3.0), round_mixture([[3.0, 3.0]], [1.0])),
    "one point in all": (np.array([[1.0, 2.0]]), round_mixture([[1.0, 2.0]], [1.0])),
}


@pytest.mark.parametrize("name", COLLAPSES)
def test_ends_as_collapsed_on_the_last_good_state(name):
    points, start = COLLAPSES[name]
    timeline = run(points, start)
    assert timeline.stop_reason is StopReason.COLLAPSED
    assert len(timeline.states) <= 40
    last = timeline.states[-1]
    assert last.phase is Phase.E
    assert last.responsibilities.sum() == pytest.approx(len(points))


# Neither gives points to a component that has none.
@pytest.mark.parametrize("name", [n for n in COLLAPSES if n != "a component without points"])
def test_a_ridge_or_a_prior_prevents_it(name):
    points, start = COLLAPSES[name]
    scale = max(np.ptp(points), 1.0 if np.ptp(points) == 0 else 0.0) ** 2
    for settings in (
        {"ridge": 1e-3 * scale},
        {"prior": CovariancePrior(1e-3 * scale, 1.0)},
    ):
        timeline = run(points, start, **settings)
        assert timeline.stop_reason is StopReason.CONVERGED


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_collapse_can_be_watched(seed):
    """One point 8 standard deviations out, under a wide component of small weight."""
    corners = 6.0 * np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.866]])
    planted = [8.0 * np.cos(np.pi * 7 / 6), 8.0 * np.sin(np.pi * 7 / 6)]
    points = np.concatenate([three_groups(seed, n=300), [planted]])
    start = round_mixture([*corners, planted], [1, 1, 1, 9], [0.95 / 3, 0.95 / 3, 0.95 / 3, 0.05])
    timeline = run(points, start)
    assert timeline.stop_reason is StopReason.COLLAPSED
    whole = [state for state in timeline.states if state.phase is not Phase.E]
    assert 4 <= whole[-1].iteration <= 13
    assert whole[-1].log_likelihood - whole[0].log_likelihood > 20.0


def narrow(correlation, n=60):
    """Three parallel groups, each with this correlation, side by side across it."""
    generator = np.random.default_rng(4)
    across = np.sqrt((1.0 - correlation) / 2.0)
    along = generator.normal(size=3 * n)
    offset = across * (generator.normal(size=3 * n) + 12.0 * np.repeat([-1.0, 0.0, 1.0], n))
    return np.stack([along - offset, along + offset], axis=1), np.repeat([0, 1, 2], n)


@pytest.mark.parametrize("correlation", [0.9, 1 - 1e-4, 1 - 1e-6, 1 - 1e-8])
@pytest.mark.parametrize("offset", [0.0, 1e3])
def test_narrow_groups_are_not_a_collapse(correlation, offset):
    points, labels = narrow(correlation)
    points = points + offset
    timeline = run(points, m_step(points, np.eye(3)[labels]))
    assert timeline.stop_reason is StopReason.CONVERGED
    found = timeline.states[-1].responsibilities.argmax(axis=1)
    assert (found == labels).mean() > 0.99


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
@pytest.mark.parametrize("ratio", [1e-3, 1e-6])
def test_a_tiny_group_beside_a_wide_one_is_not_a_collapse(kind, ratio):
    generator = np.random.default_rng(2)
    points = np.concatenate(
        [generator.normal(size=(50, 2)), [[5.0, 5.0]] + ratio * generator.normal(size=(50, 2))]
    )
    labels = np.repeat([0, 1], 50)
    timeline = run(points, m_step(points, np.eye(2)[labels], kind))
    assert timeline.stop_reason is StopReason.CONVERGED


def test_a_round_component_does_not_mind_a_column_that_never_varies():
    points = np.stack([three_groups()[:, 0], np.full(60, 0.1)], axis=1)
    timeline = run(points, initialize(points, 2, "spherical"))
    assert timeline.stop_reason is StopReason.CONVERGED


def test_columns_of_very_different_units_are_not_a_collapse():
    points = three_groups() * [1e-9, 1e9]
    timeline = run(points, initialize(points, 3, method="k-means"))
    assert timeline.stop_reason is StopReason.CONVERGED


def test_one_wild_outlier_does_not_make_the_rest_a_collapse():
    points = np.concatenate([three_groups(), [[1e6, 1e6], [1e6, 1.1e6], [1.2e6, 1e6]]])
    labels = np.repeat([0, 1, 2, 3], [20, 20, 20, 3])
    timeline = run(points, m_step(points, np.eye(4)[labels]))
    assert timeline.stop_reason is StopReason.CONVERGED


@pytest.mark.parametrize(("unexplained", "expected"), [(1e-9, False), (1e-11, True)])
@pytest.mark.parametrize("units", [1.0, 1e-9])
def test_a_coordinate_that_the_others_determine_is_a_collapse(unexplained, expected, units):
    slant = np.sqrt(1.0 - unexplained)
    scale = np.diag([1.0, units])
    mixture = Mixture([1.0], [[0.0, 0.0]], [scale @ [[1.0, slant], [slant, 1.0]] @ scale])
    assert collapsed(mixture, Resolution(np.zeros(2), np.zeros(2))) is expected


@pytest.mark.parametrize(("roundings", "expected"), [(1e5, False), (1e3, True)])
def test_a_coordinate_that_the_others_determine_to_its_rounding_is_a_collapse(roundings, expected):
    """Far from zero the mean is rounded by so much that the likelihood would lose its digits."""
    points = np.random.default_rng(0).normal(size=(50, 2)) + 1e8
    apart = roundings * np.finfo(float).eps * 1e8
    mixture = Mixture([1.0], [[1e8, 1e8]], [[[1.0, 1.0], [1.0, 1.0 + apart**2]]])
    assert collapsed(mixture, resolve(points)) is expected


def test_the_free_functions_say_which_component_collapsed():
    points, start = COLLAPSES["a component without points"]
    with pytest.raises(ValueError, match="component 1 without points"):
        em_step(points, start)
    with pytest.raises(ValueError, match="component 0"):
        m_step([[1.0, 2.0], [1.0, 2.0], [5.0, 4.0]], [[1, 0], [1, 0], [0, 1]])
