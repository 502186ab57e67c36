"""A run that was downloaded is opened again as it was, and nothing else that a file may say."""

import copy
import json
from base64 import b64encode
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from app import uploads, yours
from app.messages import handle
from app.models import MODELS
from app.own_data import own
from app.saved_run import FORMAT, VERSION, SavedRunError, is_saved_run, read_saved_run
from app.session import Session
from datasets import load

HOSTILE = "<img src=x onerror=alert(1)>"
HAND = {
    "means": [[0.0, 1.0], [1.0, 2.0]],
    "covariances": [[1.0, 0.5, 2.0], [2.0, 0.0, 0.5]],
    "weights": [0.25, 0.75],
}
FAITHFUL = load("faithful").points


def ask(session, **message):
    return list(handle(session, message))


def file_of(session, half_step):
    """Return what the browser writes of a run, as far as it is read again."""
    [run] = ask(session, do="set", values={"seed": session.settings.seed})
    session.runs.extend_to(half_step)
    states = session.runs.mixture.states[: half_step + 1]
    data, dataset = run["data"], session.runs.dataset
    told = data or {"columns": list(dataset.column_names), "title": dataset.title}
    return {
        "format": FORMAT,
        "version": VERSION,
        "settings": {name: value for name, value in run["settings"].items() if name != "own"},
        "shown": {"half_step": half_step},
        "data": {
            "title": dataset.title,
            "source": dataset.source,
            "columns": told["columns"],
            "equal_aspect": True,
            "points": dataset.points.tolist(),
            "groups": None if dataset.groups is None else dataset.groups.tolist(),
        },
        "mixture": {"states": [{"objective": state.objective} for state in states[::2]]},
    }


def upload(session, content):
    """Send a file, and return the last answer."""
    parts = [content[i : i + uploads.PART] for i in range(0, len(content), uploads.PART)]
    at = 0
    for part in parts:
        about = {} if at else {"name": "any.csv", "size": len(content), "header": None}
        [answer] = ask(session, do="upload", at=at, part=b64encode(part).decode(), **about)
        at += len(part)
    while answer["step"] == "reading":
        [answer] = ask(session, do="table")
    return answer


def opened(session, file):
    """Open a file as the page does; return what it shows and the run."""
    assert upload(session, json.dumps(file).encode())["step"] == "run"
    told, run = ask(session, do="open run")
    assert told["step"] == "opened"
    return told["half_step"], run


CASES = [
    *({"model": model, "data": "overlap", "k": 4} for model in MODELS),
    {"data": "iris", "columns": ["sepal length (cm)", "petal width (cm)"], "covariance": "diag"},
    {"data": "lonely", "start": "wide on one point"},
    {"data": "blobs", **HAND},
    {"model": "ridge", "strength": 0.2, "begin": "maximum", "outlier": [3.0, 4.0]},
    {"model": "process", "k": 17, "strength": 2.5, "start": "random points", "seed": 8},
    {"data": "moons", "n": 77, "data_seed": 5},
    {"own": own("Mine", FAITHFUL, None, ("a", "b"), "Here.")},
    {"own": own(HOSTILE, FAITHFUL, np.arange(272) % 5, (HOSTILE, '"'), HOSTILE), "k": 2, **HAND},
]


@pytest.mark.parametrize("case", CASES)
def test_what_was_saved_is_opened_to_the_last_digit(case):
    session = Session(case)
    session.runs.extend_to(12)
    half_step = min(12, len(session.runs.mixture.states) - 1)
    other = Session({"data": "spirals", "k": 5, "model": "student"})
    shown, run = opened(other, file_of(session, half_step))
    assert (shown, run["notice"]) == (half_step, "")
    for name, value in vars(session.settings).items():
        if name != "own":
            assert getattr(other.settings, name) == value, name
    assert np.array_equal(other.runs.dataset.points, session.runs.dataset.points)
    one, two = (each.runs for each in (session, other))
    assert two.mixture.states[half_step].objective == one.mixture.states[half_step].objective
    assert run["data"]["columns"] == list(session.runs.dataset.column_names)
    assert run["data"]["title"] == session.runs.dataset.title
    if session.settings.own is not None:
        # The browser may come back to these points by their key.
        other.change({"data": "moons"})
        other.change({"data": "own", "own": run["settings"]["own"]})
        assert np.array_equal(other.runs.dataset.points, FAITHFUL)


def test_a_large_file_is_read_beside_others():
    points = np.random.default_rng(0).normal(size=(40_000, 2))
    session = Session({"own": own("Many", points, None, ("a", "b"), "Here.")})
    file = file_of(session, 2)
    assert len(json.dumps(file)) > 2 * uploads.AT_ONCE
    _, run = opened(Session(), file)
    assert np.array_equal(run["data"]["points"], points)


def test_other_numbers_than_the_engines_are_said():
    file = file_of(Session(), 6)
    file["mixture"]["states"][3]["objective"] += 0.01
    _, run = opened(Session(), file)
    assert "the log-likelihood is" in run["notice"]
    file["mixture"]["states"][3]["objective"] *= 1 + 1e-12
    file["mixture"]["states"][3]["objective"] -= 0.01
    assert opened(Session(), file)[1]["notice"] == ""


def test_a_run_that_is_too_long_to_compare_at_once_says_so(monkeypatch):
    monkeypatch.setattr(yours, "MOST_COMPARED", 100)
    assert "not compared" in opened(Session(), file_of(Session(), 6))[1]["notice"]


def changed(path, value):
    """Return a file with one part of it changed, or left out."""
    file = copy.deepcopy(WHOLE)
    *way, last = path.split(".")
    part = file
    for name in way:
        part = part[name]
    if value is LEFT_OUT:
        del part[last]
    else:
        part[last] = value
    return json.dumps(file).encode()


LEFT_OUT = object()
WHOLE = file_of(Session({"own": own("Mine", FAITHFUL[:9], [0] * 9, ("a", "b"), "Here.")}), 4)
NAMED = file_of(Session({"n": 50}), 4)
REFUSED = {
    "a number that is none": (changed("shown.half_step", float("nan")), "no whole JSON"),
    "cut off": (json.dumps(WHOLE).encode()[:-400] + b"}", "damaged in line 1"),
    "too deep": (b'{"format": "em-stepper run", "x": ' + b"[" * 10**6 + b"}", "no whole JSON"),
    "a long number": (changed("version", 1)[:-1] + b', "x": ' + b"9" * 9999 + b"}", "no whole"),
    "another format": (changed("format", 7)[:-1] + b', "x": "em-stepper run"}', "“format”"),
    "a newer version": (changed("version", 2), "“version” has to be 1"),
    "no settings": (changed("settings", LEFT_OUT), "no “settings”"),
    "settings as a list": (changed("settings", [1]), "no “settings”"),
    "an unknown setting": (changed("settings.shell", "rm -rf"), "Setting cannot be 'shell'"),
    "no data": (changed("data", None), "no “data”"),
    "an unknown data set": (changed("settings.data", HOSTILE), "Data set cannot be '<img"),
    "a data set as a list": (changed("settings.data", ["own"]), "Data set cannot be a list"),
    "components beyond all": (changed("settings.k", 10**6), "Components cannot be"),
    "components in words": (changed("settings.k", "3; DROP"), "Components cannot be"),
    "a negative seed": (changed("settings.seed", -1), "Seed cannot be"),
    "a start without means": (changed("settings.start", "given means"), "no “means”"),
    "means as text": (changed("settings.means", "0,0"), "Means cannot be"),
    "points as text": (changed("data.points", "1,2"), "“points” have to be"),
    "points in space": (changed("data.points", [[1, 2, 3]] * 9), "“points” have to be"),
    "points beyond": (changed("data.points", [[10**400, 1.0]] * 9), "“points” have to be"),
    "points that are true": (changed("data.points", [[True, 1.0]] * 9), "“points” have to be"),
    "one point": (changed("data.points", [[1.0, 2.0]]), "“groups” have to be"),
    "no point": (
        changed("data", {**WHOLE["data"], "points": [], "groups": None}),
        "“points” have to be",
    ),
    "one name": (changed("data.columns", ["a"]), "“columns” have to be"),
    "names that are none": (changed("data.columns", [1, 2]), "“columns” have to be"),
    "one name twice": (changed("data.columns", ["a", " a\u200b"]), "two different names"),
    "groups in words": (changed("data.groups", ["a"] * 9), "“groups” have to be"),
    "too few groups": (changed("data.groups", [0]), "“groups” have to be"),
    "a place beyond": (changed("shown.half_step", 10**9), "“half_step” has to be"),
    "a place that is true": (changed("shown.half_step", True), "“half_step” has to be"),
    "other points": (
        json.dumps(NAMED | {"data": WHOLE["data"]}).encode(),
        "not those of the data set “tilted”",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_is_refused_in_one_sentence_and_leaves_everything(what):
    content, part = REFUSED[what]
    session = Session({"k": 2})
    before = dict(session.param.values())
    answer = upload(session, content)
    assert (answer["kind"], answer["step"]) == ("own", "refusal")
    assert answer["sentence"].startswith("This run cannot be opened: ")
    assert part in answer["sentence"]
    assert len(answer["sentence"]) < 400
    assert dict(session.param.values()) == before
    assert ask(session, do="open run")[0]["step"] == "refusal"


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1}', b"[1, 2]", b'x,y\n"em-stepper run",1\n', b"{em-stepper run,y\n1,2\n3,4\n"],
)
def test_other_files_are_read_as_what_they_are(content):
    assert not is_saved_run(content)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner)
)
PATHS = [*WHOLE, *(f"settings.{name}" for name in WHOLE["settings"])]
PATHS += [f"data.{name}" for name in WHOLE["data"]]


@effort(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), ANYTHING)
def test_whatever_stands_in_a_file_it_is_read_or_refused(path, value):
    # Anything else that is raised fails the test.
    with suppress(SavedRunError):
        read_saved_run(changed(path, value))


def test_marks_before_the_file_and_spaces_behind_it_are_no_harm():
    content = b"\xef\xbb\xbf\n" + json.dumps(WHOLE).encode() + b"\r\n\n"
    assert is_saved_run(content)
    assert read_saved_run(content).half_step == 4
