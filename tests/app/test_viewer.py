"""The stepper as a Panel object: what it gives back is what the engine says at that place."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import datasets
from app import EMStepper
from app.arrival import picture
from app.boxed import boxed, markup
from app.page import variables
from app.session import Session
from gmm_core import EM, Timeline, initialize

ROOT = Path(__file__).resolve().parents[2]
FAITHFUL = datasets.load("faithful").points


def stepped(*arguments, **options):
    """Return a stepper, and a function that says that its browser is at a half-step."""
    stepper = EMStepper(*arguments, **options)
    component = stepper.__panel__()
    answers = []
    component._send_msg = answers.append

    def say(message, view="one"):
        component._handle_msg({**message, "view": view})
        said = [answer["packed"] for answer in answers if answer["view"] == view]
        answers.clear()
        return said

    return stepper, say


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("half_step", [0, 1, 2, 7, 30])
def test_it_gives_back_what_the_engine_computes(kind, half_step):
    stepper, say = stepped(FAITHFUL, 2, kind, "random points", 5)
    say({"do": "at", "run": 0, "cursor": half_step})
    timeline = Timeline(EM(FAITHFUL, initialize(FAITHFUL, 2, kind, "random points", 5)))
    timeline.extend(half_step)
    state = timeline.states[: half_step + 1][-1]
    assert stepper.iteration == state.iteration == (len(timeline.states[: half_step + 1]) - 1) // 2
    assert stepper.log_likelihood == stepper.objective == state.log_likelihood
    for name in ("weights", "means", "covariances"):
        np.testing.assert_array_equal(getattr(stepper.mixture, name), getattr(state.mixture, name))
    if half_step:
        np.testing.assert_array_equal(stepper.responsibilities, state.responsibilities)
    else:
        assert stepper.responsibilities is None
    assert stepper.points.tobytes() == FAITHFUL.tobytes()


def test_settings_that_were_changed_on_the_page_are_given_back():
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 3)), columns=["a", "b", "c"])
    stepper, say = stepped(table, columns=("a", "c"))
    assert (stepper.columns, stepper.settings.k) == (("a", "c"), 3)
    say({"do": "set", "values": {"columns": ["b", "c"], "k": 4}})
    assert (stepper.columns, stepper.settings.k, stepper.iteration) == (("b", "c"), 4, 0)
    assert stepper.mixture.means.shape == (4, 2)
    assert stepper.points.tolist() == table[["b", "c"]].to_numpy().tolist()


def test_each_view_has_a_session_of_its_own_and_the_one_used_last_is_told():
    stepper, say = stepped(FAITHFUL, 2)
    say({"do": "at", "run": 0, "cursor": 4}, "one")
    say({"do": "set", "values": {"k": 3}}, "two")
    assert (stepper.settings.k, stepper.cursor) == (3, 0)
    assert len(say({"do": "at", "run": 0, "cursor": 6}, "one")) == 1
    assert (stepper.settings.k, stepper.iteration) == (2, 3)
    for number in range(40):
        say({"do": "at", "run": 0, "cursor": 2}, f"view {number}")
    assert stepper.iteration == 1


def test_the_place_can_be_watched():
    stepper, say = stepped(FAITHFUL, 2)
    seen = []
    stepper.param.watch(lambda event: seen.append((event.new, stepper.iteration)), "cursor")
    say({"do": "at", "run": 0, "cursor": 5})
    assert seen == [(5, 2)]
    with pytest.raises(TypeError, match="Constant"):
        stepper.cursor = 3


@pytest.mark.parametrize("message", [None, 7, {}, {"do": "at"}, {"view": 3}, {"view": "one"}])
def test_whatever_a_browser_sends_does_no_harm(message):
    stepper = EMStepper(FAITHFUL)
    component = stepper.__panel__()
    component._send_msg = lambda _answer: None
    component._handle_msg(message)
    assert stepper.iteration == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"n_components": 11},
            "Components cannot be 11: the value must be a whole number from 1 to 10.",
        ),
        ({"n_components": 0}, "Components cannot be 0"),
        (
            {"covariance_type": "round"},
            "Covariance cannot be 'round': the value must be one of full, tied",
        ),
        ({"start": "somewhere"}, "Start cannot be 'somewhere': the value must be one of spread"),
        ({"seed": -1}, "Seed cannot be -1"),
        ({"model": "magic"}, "Model cannot be 'magic'"),
        ({"model": "ridge", "strength": -1}, "Ridge cannot be -1"),
        ({"hide": ("nothing",)}, "Hidden part cannot be 'nothing'"),
        ({"theme": "pink"}, "Theme cannot be 'pink': the value must be one of light, dark."),
        ({"height": 10}, "Height cannot be 10: the value must be 320 pixels or more."),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_the_page_s_own_sentence(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        EMStepper(FAITHFUL, **options)


def test_nothing_that_is_typed_becomes_markup():
    bad = "<img src=x onerror=alert(1)>"
    table = pd.DataFrame(FAITHFUL, columns=[bad, "b"])
    component = EMStepper(table, title=bad).__panel__()
    assert "onerror" not in component.markup
    assert bad.encode() in component.opening


def test_in_a_box_no_rule_asks_the_window_and_none_reaches_the_page_around():
    style = boxed(
        ":root { --ink: #000; }\n@media (max-width: 760px), (max-width: 900px) and "
        "(orientation: portrait) {\n  .a { height: 42dvh; width: calc(100vw - 2px); }\n}\n"
        "@media (prefers-color-scheme: dark) {\n  :root { --ink: #fff; }\n}\n"
    )
    assert ":root" not in style
    assert (
        "@container (max-width: 760px) or ((max-width: 900px) and (orientation: portrait)) {"
        in style
    )
    assert "height: 42cqh; width: calc(100cqw - 2px);" in style
    assert "@media (prefers-color-scheme: dark) {" in style


def test_the_markup_is_the_page_s_own_and_says_that_it_is_within_another():
    session = Session()
    filled = markup(variables(session, 1, picture(session)))
    assert filled.count("data-within") == 1
    assert 'data-ref="step"' in filled


def test_another_package_named_datasets_is_named_and_so_is_the_way_out(tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__init__.py").write_text("Dataset = dict")
    asks = "import app; app.EMStepper"
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    command = [sys.executable, "-c", asks]
    environment = {**os.environ, "PYTHONPATH": path}
    said = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    ).stderr
    assert f"finds another one first, in {tmp_path / 'datasets'}" in said
    assert f"sys.path.insert(0, {str(ROOT)!r})" in said
    first = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {asks}"
    subprocess.run(
        [sys.executable, "-c", first], cwd=tmp_path, env=environment, check=True, timeout=120
    )


def test_the_documentation_s_examples_run_in_order():
    page = (ROOT / "docs" / "NOTEBOOK.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    assert len(examples) >= 3
    # Elsewhere, because `panel.extension` is for all of a process.
    asks = "\n".join([*examples, "assert isinstance(stepper, EMStepper)"])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", asks], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("0 -")
    assert done.stderr == ""


def test_what_needs_no_panel_is_imported_without_it():
    asks = (
        "import sys, app.settings; print('panel' in sys.modules, hasattr(__import__('app'), 'no'))"
    )
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
