"""A visitor's own points come back to a session that lost them, or are refused with a sentence."""

import base64

import numpy as np
import pytest

from app.drawing import begun, drawn
from app.messages import handle
from app.own_data import own
from app.session import Session
from app.uploads import PART
from app.whole_run import whole_run

POINTS = np.random.default_rng(1).normal(size=(40, 2))
GROUPS = np.arange(40) % 3


def uploaded(points=POINTS, groups=GROUPS):
    return own("Höhen", points, groups, ("a, b", "<c>"), "Your data: 40 points.")


def parts_of(session, kept):
    """Return the messages by which a page hands points back, from what it was sent of them."""
    data = whole_run(session)["data"]
    groups = data["own"]["groups"]
    points = data["points"][: session.settings.n]
    body = np.ascontiguousarray(points, dtype="<f8").tobytes()
    body += b"" if groups is None else groups.tobytes()
    first = {
        "title": data["title"],
        "source": data["own"]["source"],
        "columns": data["all_columns"],
        "equal_aspect": data["equal_aspect"],
        "grouped": groups is not None,
        "size": len(body),
    }
    assert data["all_columns"] == list(kept.entry.columns)
    for at in range(0, len(body), PART):
        part = base64.b64encode(body[at : at + PART]).decode()
        yield {"do": "restore", "at": at, "part": part, **(first if at == 0 else {})}


@pytest.mark.parametrize("outlier", [None, (9.0, -9.0)])
@pytest.mark.parametrize("groups", [GROUPS, None])
def test_what_was_uploaded_comes_back_as_it_was(groups, outlier):
    kept = uploaded(groups=groups)
    first, second = Session({"own": kept, "outlier": outlier}), Session()
    values = {"own": kept.key, "outlier": outlier}
    (refused,) = handle(second, {"do": "set", "values": values})
    assert (refused["kind"], refused["missing"]) == ("refusal", kept.key)
    for message in parts_of(first, kept):
        (answer,) = handle(second, message)
    assert answer == {"kind": "own", "step": "restored", "key": kept.key}
    (run,) = handle(second, {"do": "set", "values": values})
    assert run["kind"] == "run"
    assert second.settings == first.settings
    assert np.array_equal(second.runs.dataset.points, first.runs.dataset.points)


def test_many_points_come_back_in_parts():
    kept = uploaded(np.random.default_rng(2).normal(size=(30_000, 2)), None)
    first, second = Session({"own": kept}), Session()
    answers = [next(handle(second, message)) for message in parts_of(first, kept)]
    assert [answer["step"] for answer in answers] == ["more of them"] * 2 + ["restored"]
    assert [answer.get("at") for answer in answers] == [PART, 2 * PART, None]


def test_a_drawing_comes_back_as_one():
    sheet = begun(np.empty((0, 2)), None, [-10, 10, -7, 7])["sheet"]
    steps = {"across": [1, 5, 9, 2], "up": [4, 1, 4, 0], "groups": [0, 1, 0, 1]}
    kept = drawn({"sheet": sheet, **steps}, columns=("höher", "up"), equal_aspect=False)
    told = whole_run(Session({"own": kept}))["data"]["own"]["drawn"]
    plain = {name: list(values) if name != "sheet" else values for name, values in told.items()}
    plain = {
        name: [int(value) for value in values] if name != "sheet" else values
        for name, values in plain.items()
    }
    session = Session()
    message = {"drawn": plain, "columns": ["höher", "up"], "equal_aspect": False}
    (answer,) = handle(session, {"do": "restore", **message})
    assert answer["key"] == kept.key
    assert session.shelf.named(kept.key).drawn == kept.drawn


def test_a_session_knows_its_own_points_by_their_key():
    kept = uploaded()
    session = Session({"own": kept})
    message = {"do": "resume", "run": 0, "computed": 0, "point": 0}
    (answer,) = handle(session, {**message, "values": {"own": kept.key}})
    assert answer["kind"] == "resumed"
    (answer,) = handle(session, {**message, "values": {"own": "another"}})
    assert answer["kind"] == "forgotten"


GOOD = {
    "do": "restore",
    "at": 0,
    "part": base64.b64encode(POINTS.tobytes()).decode(),
    "size": POINTS.nbytes,
    "title": "t",
    "source": "s",
    "columns": ["x", "y"],
    "equal_aspect": True,
    "grouped": False,
}


@pytest.mark.parametrize(
    "change",
    [
        {"size": 10**12},
        {"size": POINTS.nbytes + 1},
        {"size": 0},
        {"size": True},
        {"size": None},
        {"size": POINTS.nbytes - 16},
        {"at": 16},
        {"at": None},
        {"part": "%"},
        {"part": None},
        {"part": "AAAA" * 10**6},
        {"part": base64.b64encode(np.full((40, 2), np.nan).tobytes()).decode()},
        {"part": base64.b64encode(np.full((40, 2), 1e300).tobytes()).decode()},
        {"title": "t" * 10**6},
        {"title": "\u202etitle"},
        {"source": 7},
        {"columns": ["x", "x"]},
        {"columns": ["x"]},
        {"columns": "xy"},
        {"columns": ["x" * 100, "y"]},
        {"equal_aspect": 1},
        {"grouped": None},
        {"drawn": None},
        {"drawn": {"sheet": {}, "across": [1, 2], "up": [1, 2], "groups": [0, 0]}},
    ],
)
def test_what_is_no_data_is_refused_and_changes_nothing(change):
    session = Session()
    before = session.settings
    (answer,) = handle(session, GOOD | change)
    assert (answer["kind"], answer["step"], answer["about"]) == ("own", "refusal", "restore")
    assert answer["sentence"].endswith(".")
    assert len(answer["sentence"]) < 400
    assert session.settings == before
    assert next(handle(session, GOOD))["step"] == "restored"
