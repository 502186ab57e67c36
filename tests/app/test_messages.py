"""What arrives from a browser may be anything; the session goes on with what it had."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.messages import handle, session_from
from app.session import Session
from app.whole_run import whole_run

DEEP = []
for _ in range(500):
    DEEP = [DEEP]

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def session():
    """A session that every message here has to leave as it is."""
    session = Session()
    session.move_to(4)
    return session


def everything(session):
    return dict(session.param.values())


NOT_UNDERSTOOD = [
    None,
    3,
    "step",
    [],
    DEEP,
    math.nan,
    b"\x00",
    {},
    {"do": None},
    {"do": 1},
    {"do": ["set"]},
    {"do": "__class__"},
    {"do": "x" * 10**6},
    {"do": "set"},
    {"do": "set", "values": None},
    {"do": "set", "values": []},
    {"do": "set", "values": {}},
    {"do": "set", "values": {"k": "3"}},
    {"do": "set", "values": {"k": 10**9}},
    {"do": "set", "values": {"n": -5}},
    {"do": "set", "values": {"n": math.nan}},
    {"do": "set", "values": {"k": DEEP}},
    {"do": "set", "values": {"x" * 10**6: 1}},
    {"do": "set", "values": {"data": "x" * 10**6}},
    {"do": "set", "values": {"covariance": "<script>alert(1)</script>"}},
    {"do": "at", "run": 0},
    {"do": "at", "run": 0, "cursor": -1},
    {"do": "at", "run": 0, "cursor": 2.0},
    {"do": "at", "run": 0, "cursor": True},
    {"do": "at", "run": 0, "cursor": math.inf},
    {"do": "at", "run": 0, "cursor": 10**400},
    {"do": "at", "run": 0, "cursor": "4"},
    {"do": "select", "run": 0},
    {"do": "select", "run": 0, "point": 300},
    {"do": "select", "run": 0, "point": -1},
    {"do": "select", "run": 0, "point": None},
    {"do": "select", "run": 0, "point": DEEP},
]


@pytest.mark.parametrize("message", NOT_UNDERSTOOD, ids=lambda message: repr(message)[:60])
def test_what_cannot_be_done_is_answered_by_a_sentence(session, message):
    before = everything(session)
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
    assert len(answer["notice"]) < 400
    assert everything(session) == before


@pytest.mark.parametrize("run", [1, -1, None, False, "0", [], math.nan])
@pytest.mark.parametrize("rest", [{"do": "at", "cursor": 6}, {"do": "select", "point": 1}])
def test_what_belongs_to_another_run_is_not_answered(session, run, rest):
    before = everything(session)
    assert list(handle(session, {"run": run, **rest})) == []
    assert everything(session) == before


@settings(max_examples=200, deadline=None)
@given(
    message=ANYTHING
    | st.fixed_dictionaries(
        {"do": st.sampled_from(["set", "at", "select"])},
        optional={
            # With the right run others could be right too.
            "run": ANYTHING.filter(lambda run: run != 0),
            "values": ANYTHING,
            "cursor": ANYTHING,
            "point": ANYTHING,
        },
    )
    | st.fixed_dictionaries(
        {
            "do": st.just("set"),
            "values": st.dictionaries(
                st.sampled_from(["data", "columns", "covariance", "start", "k", "colour"]),
                st.text() | st.floats() | st.lists(ANYTHING, max_size=2),
                min_size=1,
            ),
        }
    )
)
def test_no_message_whatever_does_harm(session, message):
    before = everything(session)
    answers = list(handle(session, message))
    assert all(answer["kind"] == "refusal" for answer in answers)
    assert everything(session) == before


def test_a_change_is_answered_by_the_whole_run():
    session = Session()
    (answer,) = handle(session, {"do": "set", "values": {"k": 2, "n": 60}})
    assert (answer["kind"], answer["run"]) == ("run", session.run)
    assert answer["settings"]["k"] == 2
    assert len(answer["data"]["points"]) == 60
    assert answer["settings"].keys() == whole_run(session)["settings"].keys()


def test_a_new_start_is_answered_by_the_whole_run_and_a_sentence():
    (answer,) = handle(Session({"start": "spread"}), {"do": "new start"})
    assert answer["kind"] == "run"
    assert answer["settings"]["start"] == "random points"
    assert "at random" in answer["notice"]


def test_a_selected_point_is_answered_by_its_story():
    session = Session()
    (answer,) = handle(session, {"do": "select", "run": 0, "point": 7})
    assert (answer["kind"], answer["story"]["point"]) == ("story", 7)
    assert session.selected == 7


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, {}),
        ({"k": "4", "data": "moons", "n": "90"}, {"data": "moons", "k": 4, "n": 90}),
        ({"covariance": "tied", "start": "k-means"}, {"covariance": "tied", "start": "k-means"}),
        (
            {"columns": "sepal width (cm),petal length (cm)", "data": "iris"},
            {"data": "iris", "columns": ("sepal width (cm)", "petal length (cm)")},
        ),
        ({"seed": "12", "data_seed": "3", "utm": "x"}, {"seed": 12, "data_seed": 3}),
    ],
)
def test_an_address_is_followed(arguments, expected):
    session, notice = session_from(arguments)
    assert notice == ""
    assert session.settings == Session(expected).settings


@pytest.mark.parametrize(
    ("arguments", "kept", "label"),
    [
        ({"data": "nope", "k": "4"}, {"k": 4}, "Data set"),
        ({"k": "99", "seed": "5"}, {"seed": 5}, "Components"),
        ({"k": "-1"}, {}, "Components"),
        ({"k": "3.0"}, {}, "Components"),
        ({"k": "٣"}, {}, "Components"),
        ({"n": "9" * 5000}, {}, "Points"),
        ({"columns": "x"}, {}, "Columns"),
        ({"start": ""}, {}, "Start"),
    ],
)
def test_of_an_impossible_address_the_rest_is_followed(arguments, kept, label):
    session, notice = session_from(arguments)
    assert f"{label} cannot be" in notice
    assert len(notice) < 400
    assert session.settings == Session(kept).settings


@given(
    arguments=st.dictionaries(
        st.sampled_from(["data", "columns", "covariance", "start", "k", "seed"]) | st.text(),
        st.text(),
    )
)
@settings(max_examples=50, deadline=None)
def test_no_address_whatever_does_harm(arguments):
    session, _ = session_from(arguments)
    assert whole_run(session)["kind"] == "run"


def test_a_session_made_anew_for_the_same_address_goes_on_with_a_page_that_has_more():
    page, anew = Session({"data": "overlap"}), Session({"data": "overlap"})
    for cursor in range(0, 200, 20):
        [*handle(page, {"do": "at", "run": 0, "cursor": cursor})]
    assert page.sent > anew.sent
    values = whole_run(page)["settings"]
    known = {"run": 0, "values": values, "point": 3, "computed": page.sent}
    assert [*handle(anew, {"do": "resume", **known})] == [{"kind": "resumed", "run": 0}]
    assert anew.sent == page.sent
    assert anew.selected == 3
