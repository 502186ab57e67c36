"""The script that repeats a run prints the page's numbers, in an interpreter of its own."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import script
from app.models import MODELS
from app.own_data import own
from app.session import Session
from datasets import load

ROOT = Path(__file__).parents[2]
SHAPES = [[1.0, 0.5, 2.0], [2.0, 0.0, 0.5]]
HAND = {"means": [[0.0, 1.0], [1.0, 2.0]]}
CASES = [
    *({"model": model, "data": "overlap", "k": 4, "at": 9} for model in MODELS),
    {"data": "lonely", "start": "wide on one point", "at": 5},
    {"data": "blobs", **HAND, "at": 6},
    {"data": "blobs", **HAND, "covariances": SHAPES, "weights": [0.25, 0.75], "at": 6},
    {"model": "ridge", "begin": "maximum", "outlier": [3.0, 4.0], "at": 7},
    {"model": "process", "start": "random points", "seed": 3, "k": 12, "at": 8},
    {"data": "iris", "columns": ["sepal length (cm)", "petal width (cm)"], "at": 40},
    {"data": "moons", "n": 77, "data_seed": 5, "covariance": "tied", "start": "k-means", "at": 0},
]
# All of them in one interpreter, each by itself: an import costs more than a run.
RUN = """
import contextlib, io, json, sys
told = []
for code in json.load(sys.stdin):
    sys.argv[1:] = [code["file"]]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code["text"], "script", "exec"), {"__name__": "__main__"})
    told.append(out.getvalue())
print(json.dumps(told))
"""


def printed(scripts):
    """Return what scripts print, as dicts of the values by their names."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert run.stderr == ""
    names = ("iteration", "log-likelihood", "lower bound", "weights", "means", "covariances")
    return [
        {
            name: ast.literal_eval(line.removeprefix(name))
            for line in text.splitlines()
            for name in names
            if line.startswith(f"{name} ")
        }
        for text in json.loads(run.stdout)
    ]


def state_at(session, half_step):
    session.runs.extend_to(half_step)
    states = session.runs.mixture.states
    return states[min(half_step, len(states) - 1)]


def test_scripts_print_what_the_engine_has_to_the_last_digit():
    written, states = [], []
    for case in CASES:
        session = Session({name: value for name, value in case.items() if name != "at"})
        state = state_at(session, case["at"])
        states.append(state)
        text = script.written(session.settings, session.runs, state)
        written.append({"text": text, "file": ""})
    for case, state, told in zip(CASES, states, printed(written), strict=True):
        known = "lower bound" if MODELS[case.get("model", "EM")].objective == "lower bound" else ""
        value = state.objective if known else state.log_likelihood
        assert told["iteration"] == state.iteration, case
        assert told[known or "log-likelihood"] == value, case
        drawn = script.models.drawn(state)
        assert told["means"] == drawn.means.tolist(), case
        assert told["covariances"] == drawn.covariances.tolist(), case


def test_ones_own_points_are_read_from_the_saved_run_and_names_stay_out(tmp_path):
    name = "<img src=x onerror=alert(1)>\"'''\\"
    points = load("faithful").points
    session = Session({"own": own(name, points, None, (name, "b"), name), "k": 2})
    state = state_at(session, 8)
    file = tmp_path / "run.json"
    file.write_text(json.dumps({"data": {"points": points.tolist()}}), encoding="utf-8")
    text = script.written(session.settings, session.runs, state)
    [told] = printed([{"text": text, "file": str(file)}])
    assert told["log-likelihood"] == state.log_likelihood
    assert "onerror" not in text


@pytest.mark.parametrize("model", MODELS)
def test_only_what_is_used_is_imported(model):
    session = Session({"model": model})
    text = script.written(session.settings, session.runs, session.runs.mixture.states[0])
    tree = ast.parse(text)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert imported - {"numpy"} <= used | {"np"}
    assert max(map(len, text.splitlines())) <= 100
