"""A start made by hand: what it may be, what goes with it, and that runs begin exactly there."""

import math
from urllib.parse import parse_qsl

import numpy as np
import pytest

import datasets
from app import address
from app.by_hand import (
    BY_HAND,
    LARGEST_VARIANCE,
    checked_covariances,
    checked_means,
    checked_weights,
    mixture,
)
from app.models import MODELS, drawn
from app.runs import runs
from app.session import Session
from app.settings import changed, defaults
from gmm_core import COVARIANCE_TYPES, EM, Mixture, Timeline, initialize

MEANS = [[0.0, 1.0], [2.5, -3.0], [-1.0, 0.5]]
COVARIANCES = [[1.0, 0.6, 2.0], [0.5, -0.2, 0.25], [4.0, 0.0, 0.01]]
WEIGHTS = [0.5, 0.2, 0.3]
HAND = {"means": MEANS, "covariances": COVARIANCES, "weights": WEIGHTS}


def matrices(triples):
    return np.array([[[xx, xy], [xy, yy]] for xx, xy, yy in triples])


def test_all_parts_are_kept_as_they_were_put():
    settings = changed(defaults(), HAND)
    assert settings.start == BY_HAND
    assert settings.k == 3
    assert settings.covariances == tuple(map(tuple, COVARIANCES))
    assert settings.weights == tuple(WEIGHTS)
    assert changed(defaults(), {"k": 9, "start": "spread", **HAND}).k == 3


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({**HAND, "covariances": COVARIANCES[:2]}, "Covariances"),
        ({**HAND, "weights": [0.5, 0.5]}, "Weights"),
        ({"covariances": COVARIANCES}, "Covariances"),
        ({"weights": WEIGHTS}, "Weights"),
        ({"k": 3, "covariances": COVARIANCES}, "Covariances"),
        *[
            ({**HAND, "covariances": [bad, *COVARIANCES[1:]]}, "Covariances")
            for bad in (
                [1.0, 1.0, 1.0],
                [1.0, -1.0 + 1e-9, 1.0],
                [1.0, 2.0, 1.0],
                [0.0, 0.0, 1.0],
                [-1.0, 0.0, -1.0],
                [1.0, math.nan, 1.0],
                [1.0, 0.0, math.inf],
                [2 * LARGEST_VARIANCE, 0.0, 1.0],
                [10**400, 0, 1],
                [True, 0.0, 1.0],
                [1.0, 0.0],
                [[1.0, 0.0], [0.0, 1.0]],
                "1,0,1",
                None,
            )
        ],
        *[
            ({**HAND, "weights": bad}, "Weights")
            for bad in (
                [0.5, 0.5, 0.0],
                [1.5, -0.25, -0.25],
                [0.3, 0.3, 0.3],
                [0.5, 0.5, math.nan],
                [0.5, 0.25, "0.25"],
                [],
                0.5,
            )
        ],
    ],
)
def test_what_is_not_possible_is_refused_by_its_name(change, label):
    with pytest.raises(ValueError, match=f"^{label} cannot be .*: the value must be .*\\.$"):
        changed(defaults(), change)


@pytest.mark.parametrize(
    "change",
    [
        {"k": 4},
        {"start": "k-means"},
        {"data": "moons"},
        {"n": 80},
        {"means": None},
        {"start": "spread", "k": 3, "means": None, "covariances": None, "weights": None},
    ],
)
def test_it_goes_as_a_whole_with_what_it_was_put_for(change):
    settings = changed(changed(defaults(), HAND), change)
    assert (settings.means, settings.covariances, settings.weights) == (None, None, None)
    assert settings.start != BY_HAND


@pytest.mark.parametrize("change", [{"covariance": "tied"}, {"seed": 3}, {"model": "student"}])
def test_it_stays_whole_with_what_does_not_touch_it(change):
    hand = changed(defaults(), HAND)
    settings = changed(hand, change)
    assert (settings.means, settings.covariances, settings.weights) == (
        hand.means,
        hand.covariances,
        hand.weights,
    )


def test_means_alone_bring_the_usual_shapes_and_equal_weights():
    settings = changed(changed(defaults(), HAND), {"means": MEANS})
    assert (settings.covariances, settings.weights) == (None, None)
    points = datasets.load(settings.data, settings.n, settings.data_seed).points
    first = runs(settings).mixture.states[0].mixture
    usual = initialize(points, 3, "full", "given means", means=MEANS)
    assert np.array_equal(first.covariances, usual.covariances)
    assert np.array_equal(first.weights, usual.weights)


def test_nothing_by_hand_is_what_nothing_by_hand_was():
    nothing = {"means": None, "covariances": None, "weights": None}
    assert changed(defaults(), nothing) == defaults()


def test_fewer_components_of_another_model_end_it():
    many = {"data": "blobs", "model": "process", "means": [[float(k), 0.0] for k in range(20)]}
    settings = changed(defaults(), many)
    assert settings.k == 20
    after = changed(settings, {"model": "EM"})
    assert (after.k, after.means) == (10, None)
    assert after.start != BY_HAND


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_runs_begin_exactly_there_with_shapes_that_the_type_allows(kind):
    settings = changed(defaults(), {**HAND, "covariance": kind})
    points = datasets.load(settings.data, settings.n, settings.data_seed).points
    weights = np.array(WEIGHTS)
    allowed = COVARIANCE_TYPES[kind].restrict(matrices(COVARIANCES), weights)
    expected = Timeline(EM(points, Mixture(weights, np.array(MEANS), allowed, kind)))
    shown = runs(settings)
    shown.extend_to(20)
    expected.extend(20)
    for ours, theirs in zip(shown.mixture.states, expected.states, strict=True):
        assert ours.log_likelihood == theirs.log_likelihood
        assert np.array_equal(ours.mixture.covariances, theirs.mixture.covariances)
    assert np.array_equal(shown.kmeans.states[0].centroids, MEANS)


def test_weights_may_come_without_shapes():
    settings = changed(defaults(), {"means": MEANS, "weights": WEIGHTS})
    first = runs(settings).mixture.states[0].mixture
    assert np.array_equal(first.weights, WEIGHTS)
    assert np.array_equal(first.covariances[0], first.covariances[1])


@pytest.mark.parametrize(
    ("shape", "word"), [([1e-18, 0.0, 1.0], "narrow"), ([1e13, 0.0, 1e13], "wide")]
)
def test_shapes_that_the_points_do_not_bear_are_refused_and_change_nothing(shape, word):
    session = Session()
    before = dict(session.param.values())
    with pytest.raises(ValueError, match=f"cannot be so {word}"):
        session.change({**HAND, "covariances": [shape, *COVARIANCES[1:]]})
    assert dict(session.param.values()) == before


@pytest.mark.parametrize("scale", [1e-90, 1.0, 1e90])
def test_units_do_not_matter(scale):
    pairs = np.random.default_rng(1).normal(size=(60, 2)) * scale
    means = [tuple(scale * np.array(mean)) for mean in MEANS]
    shapes = [tuple(scale * scale * np.array(shape)) for shape in COVARIANCES]
    made = mixture(
        pairs,
        "full",
        checked_means(means, 1, 10),
        checked_covariances(shapes),
        checked_weights(WEIGHTS),
    )
    assert np.allclose(made.covariances / scale**2, matrices(COVARIANCES), rtol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_only_where_runs_begin_at_the_start_itself_is_all_of_it_drawn(name):
    settings = changed(defaults(), {**HAND, "model": name})
    first = drawn(runs(settings).mixture.states[0])
    same = (
        np.array_equal(first.means, MEANS)
        and np.array_equal(first.covariances, matrices(COVARIANCES))
        and np.array_equal(first.weights, WEIGHTS)
    )
    assert same == MODELS[name].begins_there


def test_a_link_holds_all_of_it():
    settings = changed(defaults(), {**HAND, "covariance": "tied"})
    link = address.link(settings, None, {}, {})
    asked = address.settings_in(dict(parse_qsl(link.removeprefix("?"))))
    assert (asked.settings, asked.left_out) == (settings, [])
