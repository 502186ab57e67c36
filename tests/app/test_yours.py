"""A visitor's own data: read, chosen, drawn and saved through messages, whatever arrives."""

import math
from base64 import b64encode

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from app import drawing, snippets, uploads
from app.messages import handle
from app.own_data import KEPT_POINTS, OWN, Shelf, own
from app.session import Session
from app.whole_run import whole_run
from datasets import load, read_table

VIEW = [-4.0, 6.0, -1.0, 9.0]
HOSTILE = "<img src=x onerror=alert(1)>"


def ask(session, **message):
    return list(handle(session, message))


def send(session, content, name="file.csv", header=None):
    """Send a file in parts, and return the last answer."""
    parts = [content[i : i + uploads.PART] for i in range(0, len(content), uploads.PART)] or [b""]
    at = 0
    for part in parts:
        about = {} if at else {"name": name, "size": len(content), "header": header}
        (answer,) = ask(session, do="upload", at=at, part=b64encode(part).decode(), **about)
        at += len(part)
    while answer["step"] == "reading":
        (answer,) = ask(session, do="table")
    return answer


def everything(session):
    return dict(session.param.values())


def iris_file():
    iris = load("iris", columns=["petal length (cm)", "petal width (cm)"])
    kinds = ["setosa", "versicolor", "virginica"]
    rows = [f"{x};{y};{kinds[g]}" for (x, y), g in zip(iris.points, iris.groups, strict=True)]
    return iris, ("länge;breite;art\n" + "\n".join(rows)).replace(".", ",").encode("utf-16")


def test_a_file_becomes_data_like_those_that_are_shipped():
    session, (iris, content) = Session(), iris_file()
    table = send(session, content, "iris.csv")
    assert (table["kind"], table["step"]) == (OWN, "table")
    assert (table["columns"], table["groups"]) == (["länge", "breite"], ["art"])
    assert (table["rows"], table["notes"], table["header"]) == (150, [], True)
    chosen, run = ask(session, do="choose", across="länge", up="breite", groups="art")
    assert (chosen["step"], run["kind"]) == ("chosen", "run")
    assert np.array_equal(run["data"]["points"], iris.points)
    assert run["data"]["columns"] == ["länge", "breite"]
    assert (run["data"]["groups"], run["settings"]["k"]) == (3, 3)
    assert (run["settings"]["data"], run["data"]["limits"]) == (OWN, [150, 150])
    assert "iris.csv" in run["data"]["source"]
    assert np.array_equal(session.runs.dataset.groups, iris.groups)
    (again,) = ask(session, do="set", values={"k": 4, "covariance": "tied"})
    assert (again["settings"]["data"], again["settings"]["k"]) == (OWN, 4)
    (back,) = ask(session, do="set", values={"data": "moons"})
    assert (back["settings"]["own"], back["settings"]["data"]) == (None, "moons")
    (again,) = ask(session, do="set", values={"data": OWN, "own": run["settings"]["own"]})
    assert np.array_equal(again["data"]["points"], iris.points)


def test_a_large_file_comes_in_parts_and_is_read_beside_others():
    points = np.random.default_rng(0).normal(size=(20_000, 2)).round(9)
    content = ("x,y\n" + "\n".join(f"{x!r},{y!r}" for x, y in points.tolist())).encode()
    assert len(content) > 2 * uploads.PART
    session = Session()
    assert send(session, content)["rows"] == 20_000
    _, run = ask(session, do="choose", across="y", up="x", standardize=True)
    assert run["data"]["points"].mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert "standardized" in run["data"]["source"]


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"x,y\n1,2\n3,abc\n5,6", "Line 3, column “y”"), (b"", "empty"), (b"PK\x03\x04", "ZIP")],
)
def test_a_refused_file_leaves_everything(content, part):
    session = Session({"k": 2})
    before = everything(session)
    answer = send(session, content)
    assert (answer["kind"], answer["step"]) == (OWN, "refusal")
    assert part in answer["sentence"]
    assert everything(session) == before


def test_names_are_text_and_nothing_else():
    session = Session()
    table = send(session, f"{HOSTILE},y\n1,2\n3,4\n5,7\n".encode(), f"{HOSTILE}.csv")
    assert table["columns"] == [HOSTILE, "y"]
    _, run = ask(session, do="choose", across=HOSTILE, up="y")
    assert run["data"]["about"] == ""
    tools = {"snippet": {"data": "by name"}}
    (look,) = ask(session, do="look", run=session.run, cursor=0, tools=tools)
    code = "\n".join(
        "".join(text for _, text in line) for line in look["tools"]["snippet"]["lines"]
    )
    assert "loadtxt" in code
    assert "img" not in code


@pytest.mark.parametrize("outlier", [None, [3.0, -2.0]])
def test_the_code_by_name_reads_what_was_saved(tmp_path, monkeypatch, outlier):
    session = Session()
    send(session, b'"a, b",c,kind\n1,2,u\n3.25,4,v\n5,7,u\n')
    ask(session, do="choose", across="a, b", up="c", groups="kind")
    ask(session, do="set", values={"outlier": outlier})
    (file,) = ask(session, do="save")
    (tmp_path / snippets.FILE).write_text(file["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = snippets.selection(session.settings, session.runs.dataset)
    names = {}
    exec("import numpy as np\n" + code[code.index("# These") : code.index("ks =")], names)
    assert np.array_equal(names["X"], session.runs.dataset.points)


def drawing_message(n=12, **changes):
    session = Session()
    (sheet,) = ask(session, do="begin drawing", empty=True, view=VIEW)
    steps = list(range(0, 300 * n, 300))
    message = {
        "do": "draw",
        "sheet": sheet["sheet"],
        "across": steps,
        "up": [step % 1700 for step in steps],
        "groups": [step % 2 for step in range(n)],
        "empty": True,
    }
    return session, message | changes


def test_what_is_drawn_becomes_data_and_keeps_what_was_chosen():
    session, message = drawing_message()
    ask(session, do="set", values={"k": 2, "covariance": "diag", "start": "k-means", "seed": 4})
    run, drawn = ask(session, **message)
    assert (run["kind"], drawn["step"], drawn["count"]) == ("run", "drawn", 12)
    kept = ("k", "covariance", "start", "seed")
    assert [run["settings"][name] for name in kept] == [2, "diag", "k-means", 4]
    assert run["data"]["groups"] == 2
    made = session.settings.own
    assert drawing.drawn(made.drawn) == made
    points = run["data"]["points"]
    assert points[:, 0] == pytest.approx(VIEW[0] + 0.005 * np.array(message["across"]))
    assert all(len(repr(value)) <= 8 for value in points.ravel().tolist())
    (file,) = ask(session, do="save")
    table = read_table(file["text"].encode())
    back, groups, notes = table.points("x", "y", "group")
    assert np.array_equal(back, points)
    assert np.array_equal(groups, session.runs.dataset.groups)
    assert notes == ()


@pytest.mark.parametrize("name", ["tilted", "faithful", "iris", "spirals"])
def test_editing_begins_from_the_points_on_the_screen(name):
    session = Session({"data": name})
    points = session.runs.dataset.points
    view = [
        float(v) for ends in zip(points.min(axis=0), points.max(axis=0), strict=True) for v in ends
    ]
    (sheet,) = ask(session, do="begin drawing", view=view)
    message = {key: sheet[key] for key in ("sheet", "across", "up", "groups")}
    run, _ = ask(session, do="draw", **message)
    moved = np.abs(run["data"]["points"] - points)
    assert (moved <= np.ptp(points, axis=0) / 1000).all()
    # What lies on a sheet already stays where it is.
    again, _ = ask(session, do="draw", **message)
    assert again["data"]["points"] is not None
    assert np.array_equal(again["data"]["points"], run["data"]["points"])


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"across": [1] * 12, "up": [1] * 12}, "one place"),
        ({"across": [], "up": [], "groups": []}, "two points"),
        ({"across": [0, 9], "up": [0, 9], "groups": [0, 0]}, "3 components need at least 3"),
        ({"groups": [8] * 12}, "sheet"),
        ({"across": [4097] * 12}, "sheet"),
        ({"across": [True] * 12}, "sheet"),
        ({"across": [1.0] * 12}, "sheet"),
        ({"across": [-1] * 12}, "sheet"),
        ({"across": [0] * 11}, "whole"),
        ({"across": [0] * 3001}, "3,000"),
        ({"across": "0" * 12}, "3,000"),
        ({"sheet": None}, "sheet"),
        ({"sheet": {"across": [0, 1, 300], "up": [0, 1, 0]}}, "sheet"),
        ({"sheet": {"across": [0, 3, 0], "up": [0, 1, 0]}}, "sheet"),
        ({"sheet": {"across": [10**400, 1, 0], "up": [0, 1, 0]}}, "sheet"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_leaves_everything(changes, part):
    session, message = drawing_message(**changes)
    before = everything(session)
    (answer,) = ask(session, **message)
    assert (answer["kind"], answer["step"]) == (OWN, "refusal")
    assert part in answer["sentence"]
    assert everything(session) == before


@pytest.mark.parametrize(
    "view",
    [
        *(None, [], [0, 1], [0, 0, 0, 1], [1, 0, 0, 1], [0, math.nan, 0, 1], [0, math.inf, 0, 1]),
        *(["0", 1, 0, 1], [0, True, 0, 1], [1e9, 1e9 + 1e-6, 0, 1], [0, 1e101, 0, 1], {"0": 1}),
    ],
)
def test_only_a_view_can_be_drawn_on(view):
    (answer,) = ask(Session(), do="begin drawing", empty=True, view=view)
    assert answer["step"] == "refusal"


@given(away=st.floats(-1e5, 1e5), width=st.floats(1e-9, 1e9), share=st.floats(0, 1))
def test_a_sheet_covers_its_view_finely(away, width, share):
    low = away * width
    made = drawing.axis(low, low + width)
    place = np.array([low + share * width])
    steps = made.nearest(place)
    assert 0 <= steps[0] <= drawing.STEPS
    assert abs(made.places(steps) - place)[0] <= width / 1600
    assert np.array_equal(made.nearest(made.places(steps)), steps)


@pytest.mark.parametrize(
    "message",
    [
        {"do": "upload"},
        {"do": "upload", "at": 5, "part": ""},
        {"do": "upload", "at": 0, "part": "", "name": 3, "size": 4},
        {"do": "upload", "at": 0, "part": "", "name": "a", "size": -1},
        {"do": "upload", "at": 0, "part": "", "name": "a", "size": 11 * 1024**2},
        {"do": "upload", "at": 0, "part": "?", "name": "a", "size": 4},
        {"do": "upload", "at": 0, "part": None, "name": "a", "size": 4},
        {"do": "upload", "at": 0, "part": "AAAAAAAA", "name": "a", "size": 4},
        {"do": "upload", "at": 0, "part": "A" * 400_000, "name": "a", "size": 400_000},
        {"do": "table"},
        {"do": "choose"},
        {"do": "choose", "across": "x", "up": "y"},
    ],
)
def test_what_is_no_file_is_refused(message):
    (answer,) = handle(Session(), message)
    assert (answer["step"], answer["kind"]) == ("refusal", OWN)
    assert answer["sentence"].endswith(".")


CHOICES = st.none() | st.booleans() | st.sampled_from(["x", "y", "kind", ""]) | st.lists(st.just(1))


@effort(max_examples=60, deadline=None)
@given(choice=st.dictionaries(st.sampled_from(["across", "up", "groups", "standardize"]), CHOICES))
@example(choice={"across": "x", "up": ["y"]})
@example(choice={"across": "x", "up": "y", "groups": []})
def test_no_choice_whatever_does_harm(choice):
    session = Session()
    send(session, b"x,y,kind\n1,2,a\n3,4,b\n5,9,b\n")
    answers = ask(session, do="choose", **choice)
    assert answers[0]["step"] in {"chosen", "refusal"}
    assert whole_run(session)["kind"] == "run"


@pytest.mark.parametrize("values", [{"own": "no such key"}, {"own": 3}, {"data": OWN}, {"own": []}])
def test_own_data_come_from_nowhere_else(values):
    session = Session()
    (answer,) = ask(session, do="set", values=values)
    assert answer["kind"] == "refusal"
    assert session.settings == Session().settings


def test_equal_points_are_equal_data_but_nobody_elses():
    points = np.random.default_rng(1).normal(size=(30, 2))
    one, other = (own("a", points, None, ("x", "y"), "Here.") for _ in range(2))
    assert one == other
    first, second = Session({"own": one}), Session({"own": other})
    assert first.settings == second.settings
    assert first.runs is not second.runs
    assert own("a", points + 1, None, ("x", "y"), "Here.") != one


def test_a_shelf_keeps_the_newest():
    shelf, points = Shelf(), np.random.default_rng(2).normal(size=(90_000, 2))
    sets = [own(str(i), points, None, ("x", "y"), "Here.") for i in range(6)]
    for one in sets:
        shelf.put(one)
    kept = KEPT_POINTS // 90_000
    for one in sets[-kept:]:
        assert shelf.named(one.key) == one
    with pytest.raises(ValueError, match="no longer"):
        shelf.named(sets[0].key)
