"""What an address says: text and values lead to each other, and nothing hostile gets through."""

import base64
import zlib
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import address, points_text
from app.drawing import MAX_DRAWN
from app.messages import session_from
from app.options import Choice, Flag, Maybe, Number, Place, Whole
from app.own_data import own
from app.scenarios import SCENARIOS
from app.session import settings_of
from app.settings import Settings, changed, defaults
from app.tools import TOOLS
from tests.random_links import random_drawing, random_settings

SEEDS = st.integers(0, 2**32 - 1)


def followed(link):
    """Return what an address asks for, as a browser hands it over."""
    return address.settings_in(dict(parse_qsl(link.removeprefix("?"), keep_blank_values=True)))


def test_every_setting_is_said_by_some_part():
    said = {part.setting or part.name for part in address.TABLE if part.of == address.SETTINGS}
    assert said - {"scenario"} == set(Settings.__dataclass_fields__)
    assert len(set(address.NAMES)) == len(address.NAMES)


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS)
def test_settings_are_the_same_after_their_link(seed):
    wanted = random_settings(np.random.default_rng(seed))
    asked = followed(address.link(wanted, None, {}, {}))
    assert asked.left_out == []
    assert asked.settings == wanted


@settings(max_examples=200, deadline=None)
@given(
    means=st.lists(
        st.tuples(*[st.floats(-1e100, 1e100, allow_nan=False)] * 2), min_size=1, max_size=10
    ),
    outlier=st.none() | st.tuples(*[st.floats(-1e100, 1e100, allow_nan=False)] * 2),
)
def test_numbers_keep_all_their_digits(means, outlier):
    wanted = changed(defaults(), {"means": means, "outlier": outlier})
    asked = followed(address.link(wanted, None, {}, {}))
    assert (asked.settings, asked.left_out) == (wanted, [])


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_stays_one_in_its_link(name):
    wanted = settings_of(SCENARIOS[name])
    asked = followed(address.link(wanted, SCENARIOS[name], {}, {}))
    assert (asked.settings, asked.scenario, asked.left_out) == (wanted, SCENARIOS[name], [])


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_a_drawing_is_the_same_after_its_text(seed):
    drawing = random_drawing(np.random.default_rng(seed))
    again = points_text.read(points_text.written(drawing))
    assert again == drawing
    assert again.drawn == drawing.drawn
    assert again.entry.columns == drawing.entry.columns


def test_three_hundred_points_fit_into_a_link():
    text = points_text.written(random_drawing(np.random.default_rng(0), 300))
    assert len(text) < 1_600
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_what_no_link_can_hold_is_refused_with_the_number_of_points():
    points = np.random.default_rng(0).normal(size=(1_234, 2))
    uploaded = own("table.csv", points, None, ("a", "b"), "Your data.")
    with pytest.raises(ValueError, match="1,234"):
        points_text.written(uploaded)
    with pytest.raises(ValueError, match="up to 300 points"):
        points_text.written(random_drawing(np.random.default_rng(3), MAX_DRAWN))


def test_the_place_is_the_same_after_its_link():
    panes = {
        "density": {},
        "beside": {"method": "DBSCAN", "bandwidth": None, "radius": 0.1 + 0.2, "min_points": 7},
        "prediction": {"kind": "turn", "component": 1, "place": [1e-17, -2.5e300]},
    }
    panes["beside"]["method"] = list(TOOLS["beside"].options["method"].choices)[-1]
    panes["prediction"]["kind"] = TOOLS["prediction"].options["kind"].choices[-1]
    panes["prediction"]["place"] = [1e-17, -2.5e99]
    place = {"iter": 7, "point": 12, "level": 3, "panes": panes}
    link = address.link(defaults(), None, place, {"theme": "dark", "hide": ("bar", "story")})
    arguments = dict(parse_qsl(link.removeprefix("?"), keep_blank_values=True))
    assert arguments["iter"] == "3.5"
    read, left_out = address.values_in(arguments, address.PLACE)
    read["panes"]["prediction"]["place"] = list(read["panes"]["prediction"]["place"])
    assert (read, left_out) == (place, [])
    read, left_out = address.values_in(arguments, address.PAGE)
    assert (read, left_out) == ({"theme": "dark", "hide": ("story", "bar")}, [])


def some_values(option):
    """Return some values that an option takes."""
    match option:
        case Choice():
            return list(option.choices)
        case Whole():
            return [option.low, option.default, option.high]
        case Number():
            return [option.low, float(option.default), option.high]
        case Flag():
            return [False, True]
        case Maybe():
            return [None, *some_values(option.of)]
        case Place():
            return [None, (-1.5, 2e-9)]
    raise AssertionError(option)


@pytest.mark.parametrize("tool", TOOLS)
def test_every_option_of_every_tool_is_the_same_after_its_text(tool):
    for name, option in TOOLS[tool].options.items():
        for value in some_values(option):
            link = address.link(defaults(), None, {"panes": {tool: {name: value}}}, {})
            read, left_out = address.values_in(dict(parse_qsl(link[1:])), address.PLACE)
            assert (read, left_out) == ({"panes": {tool: {name: value}}}, [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"means": "1,2_3"}, "Means cannot be"),
        ({"means": "nan,2"}, "Means cannot be"),
        ({"means": "1e101,2"}, "Means cannot be"),
        ({"means": "_".join(["1,2"] * 1_900)}, "Means cannot be"),
        ({"means": "1,2_" * 10_000}, "Means cannot be"),
        ({"outlier": "inf,0"}, "Outlier cannot be"),
        ({"outlier": "<script>"}, "Outlier cannot be"),
        ({"iter": "-1"}, "Iteration cannot be"),
        ({"iter": "1e9"}, "Iteration cannot be"),
        ({"iter": "9999999"}, "Iteration cannot be"),
        ({"iter": "3.25"}, "Iteration cannot be"),
        ({"iter": "٣"}, "Iteration cannot be"),
        ({"point": "0"}, "Point cannot be"),
        ({"point": "301"}, "There is no such point"),
        ({"point": "9" * 5_000}, "Point cannot be"),
        ({"level": "4"}, "Level cannot be"),
        ({"panes": "density,nonsense"}, "Tool cannot be"),
        ({"panes": "density(("}, "Tool cannot be"),
        ({"panes": "density(x:1)"}, "Option cannot be"),
        ({"panes": "sample(n:10000000)"}, "n cannot be"),
        ({"panes": "sample(n:nan)"}, "n cannot be"),
        ({"theme": "pink"}, "Theme cannot be"),
        ({"hide": "everything"}, "Hidden part cannot be"),
        ({"scenario": "nope"}, "Scenario cannot be"),
        ({"data": "own"}, "Data set cannot be"),
        ({"points": "%%%"}, "points of the address are broken"),
        ({"points": "x" * 7_999}, "points of the address are broken"),
        ({"points": "x" * 10**6}, "Points cannot be"),
    ],
)
def test_what_is_broken_is_left_out_with_a_sentence(arguments, sentence):
    session, notice = session_from({**arguments, "k": "4"})
    assert notice.startswith(address.NOT_FOLLOWED)
    assert sentence in notice
    assert len(notice) < 1_500
    assert session.settings == changed(defaults(), {"k": 4})


def encoded(content):
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


HEAD = b'[[0,1,0],[0,1,0],["x","y"],true]\0'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 10**7,
        HEAD,
        HEAD + b"\1\2\3",
        HEAD + b"\0" * 5,
        HEAD + b"\xff" * 50,
        HEAD + b"\0" * 5 * 301,
        b"[" * 900 + b"\0" + b"\0" * 10,
        b'[[0,1,0],[0,1,0],["x","x"],true]\0' + bytes(range(10)),
        b'[[0,1,0],[0,1,0],["x","y\\u202e"],true]\0' + bytes(range(10)),
        b'[[0,1,0],[0,1,0],["x",7],true]\0' + bytes(range(10)),
        b'[[0,1,0],[0,1,0],["x","y"],1]\0' + bytes(range(10)),
        b'[[0,3,0],[0,1,0],["x","y"],true]\0' + bytes(range(10)),
        b'[[0,1,400],[0,1,0],["x","y"],true]\0' + bytes(range(10)),
        b'{"a":1}\0' + bytes(range(10)),
    ],
)
def test_points_that_nobody_drew_are_refused_with_a_sentence(content):
    with pytest.raises(ValueError, match=r"\.$"):
        points_text.read(encoded(content))


@settings(max_examples=100, deadline=None)
@given(
    arguments=st.dictionaries(
        st.sampled_from(address.NAMES),
        st.text(max_size=40) | st.from_regex(r"[\w(),:;._-]{0,40}"),
        max_size=6,
    )
)
def test_no_address_whatever_does_harm(arguments):
    asked = address.settings_in(arguments)
    for of in (address.PLACE, address.PAGE):
        address.values_in(arguments, of)
    assert asked.settings == changed(asked.settings, {"seed": asked.settings.seed})
