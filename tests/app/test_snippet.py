"""The code on the page, run as it is shown in a fresh interpreter, gives the page's numbers."""

import json
import subprocess
import sys

import numpy as np
import pytest

from app import models, snippets
from app.looks import look
from app.session import Session
from gmm_core import COVARIANCE_TYPES, StopReason, e_step, log_density, select_components

HAND = [[-2.0, 1.0], [0.5, 0.0], [3.0, 2.5]]
CASES = [
    *({"data": "tilted", "covariance": kind, "at": 20} for kind in COVARIANCE_TYPES),
    {"data": "iris", "columns": ["sepal width (cm)", "petal length (cm)"], "k": 2, "at": 7},
    {"data": "faithful", "start": "k-means++", "seed": 3, "at": 2},
    {"data": "overlap", "n": 77, "start": "random responsibilities", "data_seed": 4, "at": 9},
    {"data": "uneven", "means": HAND, "at": 4, "in_full": True},
    {"data": "moons", "k": 5, "covariance": "diag", "at": 16, "in_full": True},
    {"data": "blobs", "model": "ridge", "strength": 0.05, "at": 8},
    {"data": "blobs", "at": 0},
]

# What scikit-learn keeps of the covariances of each type.
KEPT = {
    "full": lambda matrices: matrices,
    "tied": lambda matrices: matrices[0],
    "diag": lambda matrices: matrices.diagonal(axis1=1, axis2=2),
    "spherical": lambda matrices: matrices[:, 0, 0],
}

# Runs each text in a namespace of its own and tells what it left there. One that has the points
# in it runs without our data sets; none may warn.
RUN = """
import contextlib, io, json, sys
told = []
for code in json.load(sys.stdin):
    space, printed = {}, io.StringIO()
    sys.modules.pop("datasets", None)
    if "import load" not in code:
        sys.modules["datasets"] = None
    with contextlib.redirect_stdout(printed):
        exec(code, space)
    gmm = space["gmm"]
    told.append({
        "printed": printed.getvalue(),
        "means": gmm.means_.tolist(),
        "weights": gmm.weights_.tolist(),
        "covariances": gmm.covariances_.tolist(),
        "responsibilities": space["responsibilities"].tolist(),
        "labels": space["labels"].tolist(),
        "log_density": space["log_density"].tolist(),
    })
print(json.dumps(told))
"""


def shown(case):
    """A session in which a case is on the screen, and what the tool shows there."""
    changes = {name: case[name] for name in case if name not in ("at", "in_full")}
    session = Session(changes)
    while session.move_to(session.sent):
        pass
    options = {"data": "in full" if case.get("in_full") else "by name"}
    asked = {"cursor": case["at"], "tools": {"snippet": options}}
    return session, look(session, asked)["tools"]["snippet"]


def text_of(tool):
    return "".join("".join(text for _, text in line) + "\n" for line in tool["lines"])


@pytest.fixture(scope="module")
def results():
    """Every case: the session, what was shown, and what the code gave."""
    pairs = [shown(case) for case in CASES]
    codes = [text_of(tool) for _, tool in pairs]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN],
        input=json.dumps(codes),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(*pair, gave) for pair, gave in zip(pairs, json.loads(done.stdout), strict=True)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: str(CASES[n]))
def test_the_code_as_shown_gives_what_is_on_the_screen(results, number):
    session, _, gave = results[number]
    runs, at = session.runs, CASES[number]["at"] or len(session.runs.mixture.states) - 1
    mixture, points = runs.mixture.states[: at + 1][-1].mixture, runs.dataset.points
    # From a start shown at iteration 0 the code goes to where EM ends, a little further than ours.
    close = 1e-6 if CASES[number]["at"] else 1e-3
    assert np.allclose(gave["weights"], mixture.weights, atol=close)
    assert np.allclose(gave["means"], mixture.means, atol=close)
    covariances = KEPT[mixture.covariance_type](mixture.covariances)
    assert np.allclose(gave["covariances"], covariances, atol=close)
    shares, _ = e_step(points, mixture)
    assert np.allclose(gave["responsibilities"], shares, atol=10 * close)
    assert np.allclose(gave["log_density"], log_density(points, mixture), atol=10 * close)
    if CASES[number]["at"]:
        assert np.array_equal(gave["labels"], shares.argmax(axis=1))


@pytest.mark.parametrize("number", range(len(CASES) - 1), ids=lambda n: str(CASES[n]))
def test_what_it_prints_is_what_the_page_says_it_will(results, number):
    _, tool, gave = results[number]
    told = dict(tool["prints"])
    printed = dict(line.split(maxsplit=1) for line in gave["printed"].splitlines())
    said = float(told["log-likelihood"].replace("−", "-"))
    assert abs(float(printed["log-likelihood"]) - said) <= 1e-4
    for name in ("weights", "means", "covariances"):
        assert json.loads(printed[name]) == gave[name]
    weights = [float(weight) for weight in told["weights"].split(", ")]
    assert np.allclose(weights, gave["weights"], atol=1e-4)


def test_at_the_start_it_says_that_scikit_learn_cannot(results):
    _, tool, _ = results[-1]
    assert "cannot show a start" in tool["notes"][0]
    assert "cannot show a start" in text_of(tool)
    assert tool["prints"] == []


COLLAPSING = [
    # A mean so far away that no point is its.
    {"data": "tilted", "means": [[0.0, 0.0], [900.0, 900.0]]},
    {"data": "uneven", "n": 50, "k": 6, "start": "random points"},
]


@pytest.mark.parametrize("settings", COLLAPSING, ids=["at once", "later"])
def test_a_start_that_collapses_is_said_to_and_gets_a_ridge(settings):
    session, tool = shown({**settings, "at": 0})
    states = session.runs.mixture.states
    assert session.runs.mixture.stop_reason is StopReason.COLLAPSED
    collapse = states[-1].iteration + 1
    assert f"In iteration {collapse} a component collapses" in tool["notes"][1]
    code = text_of(tool)
    assert f"collapse in iteration {collapse}" in code
    assert len(json.loads(run(code)["weights"])) == session.settings.k
    # Without the ridge scikit-learn says so too.
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run(code.replace("reg_covar=1e-06", "reg_covar=0"))
    assert "ill-defined empirical covariance" in failed.value.stderr


def test_the_last_iteration_before_a_collapse_is_shown_as_it_is():
    session, _ = shown({**COLLAPSING[1], "at": 0})
    last = session.runs.mixture.states[-1]
    _, tool = shown({**COLLAPSING[1], "at": 2 * last.iteration})
    assert "rounding errors." in tool["notes"][0]
    printed = float(run(text_of(tool))["log-likelihood"])
    assert abs(printed - last.log_likelihood) <= 1e-6


def test_at_a_half_step_it_says_whose_numbers_they_are():
    _, tool = shown({"data": "tilted", "at": 21})
    assert tool["notes"] == ["Its responsibilities are those of the E step after iteration 10."]


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(line.split(maxsplit=1) for line in done.stdout.splitlines())


def test_the_choice_of_k_is_ours_and_its_fit_no_better():
    session = Session({"data": "blobs"})
    asked = {"cursor": 0, "tools": {"snippet": {"about": "selection"}}}
    printed = run(text_of(look(session, asked)["tools"]["snippet"]))
    points = session.runs.dataset.points
    ours = select_components(points, range(1, 11), tolerance=1e-10)
    assert int(printed["K"]) == ours.best_n_components == 3
    theirs = float(printed["log-likelihood"])
    assert ours.best.log_likelihood >= theirs - 1e-6 * abs(theirs)
    assert printed["converged"].startswith("True")


@pytest.mark.parametrize("model", ["process", "dirichlet"])
@pytest.mark.parametrize("covariance", ["full", "diag"])
def test_variational_code_gives_the_active_components_on_the_screen(model, covariance):
    settings = {"data": "blobs", "model": model, "k": 20, "strength": 0.05, "seed": 3}
    _, tool = shown({**settings, "covariance": covariance, "start": "random points", "at": 40})
    printed, told = run(text_of(tool)), dict(tool["prints"])
    assert printed["active"] == told["active"]
    ours = [float(weight) for weight in told["weights"].split(", ")]
    assert np.allclose(ours, json.loads(printed["weights"]), atol=1e-4)


def test_variational_code_needs_a_start_that_scikit_learn_can_make():
    _, tool = shown({"data": "blobs", "model": "process", "start": "k-means", "at": 4})
    assert tool["lines"] == []
    assert "random points" in tool["notes"][0]


UNKNOWN_THERE = ["prior", "student", "student, ν free", "limit"]


@pytest.mark.parametrize("model", UNKNOWN_THERE)
def test_what_scikit_learn_does_not_have_is_not_promised(model):
    _, tool = shown({"data": "blobs", "model": model, "at": 4})
    assert tool["lines"] == []
    assert models.MODELS[model].title in tool["notes"][0]


def test_too_many_points_are_not_written_down():
    _, tool = shown({"data": "blobs", "n": 5000, "at": 2, "in_full": True})
    assert "too many" in tool["notes"][0]
    assert "load(" in text_of(tool)


def test_many_points_are_few_pieces():
    _, tool = shown({"data": "overlap", "n": 3000, "at": 2, "in_full": True})
    assert text_of(tool).count("\n") < 1200
    assert sum(map(len, tool["lines"])) < 4000


def test_the_points_in_the_code_are_the_points():
    session, tool = shown({"data": "spirals", "at": 2, "in_full": True})
    code, space = text_of(tool), {"np": np}
    exec(code[code.index("X = ") : code.index("# It stops")], space)
    assert np.array_equal(space["X"], session.runs.dataset.points)


def test_colouring_keeps_every_character():
    _, tool = shown({"data": "moons", "at": 4, "in_full": True})
    code = text_of(tool)
    assert snippets.coloured(code) == tool["lines"]
    kinds = {kind for line in tool["lines"] for kind, _ in line}
    assert kinds == {"keyword", "string", "number", "comment", "plain"}
