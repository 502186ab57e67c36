"""What a visitor may choose: every value is possible, or refused in a sentence."""

import math
from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import datasets
from app.settings import (
    BY_HAND,
    MAX_COMPONENTS,
    MAX_SEED,
    MIN_COMPONENTS,
    STARTS,
    Settings,
    changed,
    defaults,
)
from gmm_core import COVARIANCE_TYPES

NAMES = [field.name for field in fields(Settings)]
TILTED = datasets.describe("tilted")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children),
    max_leaves=6,
)


def is_possible(settings):
    entry = datasets.describe(settings.data)
    return (
        type(settings.n) is type(settings.k) is int
        and type(settings.seed) is type(settings.data_seed) is int
        and entry.min_points <= settings.n <= entry.max_points
        and MIN_COMPONENTS <= settings.k <= MAX_COMPONENTS
        and min(settings.seed, settings.data_seed) >= 0
        and max(settings.seed, settings.data_seed) <= MAX_SEED
        and settings.covariance in COVARIANCE_TYPES
        and (settings.start in STARTS if settings.means is None else settings.start == BY_HAND)
        and (settings.means is None or len(settings.means) == settings.k)
        and len(set(settings.columns)) == 2
        and set(settings.columns) <= set(entry.columns)
    )


@pytest.mark.parametrize("data", datasets.names())
def test_every_data_set_has_possible_defaults(data):
    settings = defaults(data)
    assert settings.data == data
    assert is_possible(settings)


@pytest.mark.parametrize(
    ("change", "label", "allowed"),
    [
        ({"data": "nope"}, "Data set", datasets.names()),
        ({"data": 3}, "Data set", datasets.names()),
        ({"data": ["tilted"]}, "Data set", datasets.names()),
        ({"n": TILTED.min_points - 1}, "Points", [f"{TILTED.min_points:,}"]),
        ({"n": TILTED.max_points + 1}, "Points", [f"{TILTED.max_points:,}"]),
        ({"n": True}, "Points", ["whole number"]),
        ({"n": "300"}, "Points", ["whole number"]),
        ({"n": 300.0}, "Points", ["whole number"]),
        ({"n": math.nan}, "Points", ["whole number"]),
        ({"data": "faithful", "n": 271}, "Points", ["272"]),
        ({"columns": ["x"]}, "Columns", ["two different", "x, y"]),
        ({"columns": ["x", "x"]}, "Columns", ["two different"]),
        ({"columns": "xy"}, "Columns", ["two different"]),
        ({"columns": ["x", ["y"]]}, "Columns", ["two different"]),
        ({"columns": ["x", "y", "x"]}, "Columns", ["two different"]),
        ({"data_seed": -1}, "Data seed", ["0", f"{MAX_SEED:,}"]),
        ({"data_seed": MAX_SEED + 1}, "Data seed", ["0", f"{MAX_SEED:,}"]),
        ({"k": MIN_COMPONENTS - 1}, "Components", [str(MIN_COMPONENTS), str(MAX_COMPONENTS)]),
        ({"k": MAX_COMPONENTS + 1}, "Components", [str(MIN_COMPONENTS), str(MAX_COMPONENTS)]),
        ({"k": None}, "Components", ["whole number"]),
        ({"k": 10**5000}, "Components", ["whole number"]),
        ({"covariance": "round"}, "Covariance", COVARIANCE_TYPES),
        ({"start": ""}, "Start", STARTS),
        ({"start": {}}, "Start", STARTS),
        ({"seed": 1.5}, "Seed", [f"{MAX_SEED:,}"]),
        ({"seed": "0"}, "Seed", [f"{MAX_SEED:,}"]),
        ({"means": []}, "Means", ["pairs of numbers"]),
        ({"means": [[0.0]]}, "Means", ["pairs of numbers"]),
        ({"means": [[0.0, "1"]]}, "Means", ["pairs of numbers"]),
        ({"means": [[0.0, math.nan]]}, "Means", ["pairs of numbers"]),
        ({"means": [[0.0, 10**400]]}, "Means", ["pairs of numbers"]),
        ({"means": [[True, 0.0]]}, "Means", ["pairs of numbers"]),
        ({"means": [[0.0, 0.0]] * (MAX_COMPONENTS + 1)}, "Means", [str(MAX_COMPONENTS)]),
        ({"means": {"0": [0.0, 0.0]}}, "Means", ["pairs of numbers"]),
        ({"colour": "red"}, "Setting", NAMES),
    ],
)
def test_what_is_not_possible_is_refused_by_its_name(change, label, allowed):
    with pytest.raises(ValueError, match=f"^{label} cannot be ") as refused:
        changed(defaults(), change)
    said = str(refused.value)
    assert all(choice in said for choice in allowed)
    assert said.endswith(".")


def test_one_impossible_value_refuses_the_whole_change():
    with pytest.raises(ValueError, match="Components"):
        changed(defaults(), {"n": 100, "k": 0})


def test_another_data_set_brings_its_defaults_and_keeps_what_is_named():
    before = changed(defaults(), {"k": 7, "covariance": "diag", "seed": 4})
    after = changed(before, {"data": "moons", "n": 80})
    moons = defaults("moons")
    assert (after.k, after.start, after.seed) == (moons.k, moons.start, moons.seed)
    assert (after.n, after.covariance) == (80, "diag")


def test_means_put_by_hand_bring_their_number():
    settings = changed(defaults(), {"means": [[0, 1], [2.5, -3]]})
    assert settings.means == ((0.0, 1.0), (2.5, -3.0))
    assert settings.k == 2
    assert settings.start not in STARTS


@pytest.mark.parametrize("change", [{"k": 4}, {"start": "k-means"}, {"data": "moons"}, {"n": 80}])
def test_means_put_by_hand_go_with_what_they_were_put_for(change):
    settings = changed(changed(defaults(), {"means": [[0, 1], [2, 3]]}), change)
    assert settings.means is None
    assert is_possible(settings)


def test_the_same_data_set_again_changes_nothing():
    settings = changed(defaults(), {"k": 7})
    assert changed(settings, {"data": settings.data}) == settings
    assert changed(settings, {}) == settings


@given(changes=st.dictionaries(st.sampled_from(NAMES) | st.text(), JSON, max_size=4))
@example({"n": math.inf})
@example({"means": [[0, 0], [1, 1]], "k": 2})
@example({"means": [[0, 0], [1, 1]], "k": 3})
@example({"means": [[0, 0]], "start": "spread"})
@example({"means": [[0, 0]], "data": "iris"})
@example({"columns": [math.nan, math.nan]})
@example({"data": "x" * 10**6})
def test_anything_else_is_either_possible_or_refused(changes):
    said = None
    try:
        settings = changed(defaults(), changes)
    except ValueError as refused:
        said = str(refused)
    assert is_possible(settings) if said is None else 0 < len(said) < 400
