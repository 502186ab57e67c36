"""What the graph lights is what differs between the engine's states, worked out anew here."""

import numpy as np
import pytest

from app.measures import MEASURES
from app.messages import handle
from app.session import Session
from app.tools.graph import GRAPH, UPDATES
from app.view import View
from gmm_core import Phase, e_step, m_step


@pytest.fixture(scope="module")
def session():
    session = Session({"data": "overlap"})
    while session.move_to(session.sent):
        pass
    return session


def looked(session, half_step):
    view = View(session.settings, session.runs, half_step, 0)
    return view, GRAPH.show(view, {})


def test_the_start_lights_nothing(session):
    view, answer = looked(session, 0)
    assert (answer["phase"], answer["lit"], answer["changed"]) == ("start", [], [])
    for name in ("changed_by_e", "changed_by_m", "wrongly_lit"):
        assert MEASURES[name](view) is None
    assert (answer["n"], answer["k"]) == (300, 3)


@pytest.mark.parametrize("half_step", [1, 2, 3, 8, 25])
def test_lit_is_what_a_half_step_by_itself_makes_other_than_before(session, half_step):
    view, answer = looked(session, half_step)
    points = view.runs.dataset.points
    before = view.runs.mixture.states[half_step - 1]
    shares, mixture = before.responsibilities, before.mixture
    if half_step % 2:
        after = e_step(points, mixture)[0], mixture
    else:
        after = shares, m_step(points, shares)
    pairs = {
        "z": (shares, after[0]),
        **{
            name: (getattr(mixture, name), getattr(after[1], name))
            for name in ("weights", "means", "covariances")
        },
    }
    differ = {name for name, (a, b) in pairs.items() if a is None or not np.allclose(a, b)}
    assert set(answer["lit"]) == set(answer["changed"]) == differ
    assert answer["phase"] == ("E" if half_step % 2 else "M")


def test_over_a_whole_run_light_and_change_go_together(session):
    for half_step in range(2, session.sent + 1):
        view = View(session.settings, session.runs, half_step, 0)
        assert MEASURES["wrongly_lit"](view) == 0
        assert MEASURES["changed_by_e"](view) == len(UPDATES[Phase.E]) == 1
        assert MEASURES["changed_by_m"](view) == len(UPDATES[Phase.M]) == 3


def test_other_models_may_leave_what_an_m_step_would_set():
    session = Session({"data": "blobs", "model": "limit"})
    view, answer = looked(session, 2)
    # Soft k-means has weights and covariances that no step moves.
    assert answer["changed"] == ["means"]
    assert MEASURES["wrongly_lit"](view) == 2


def test_a_run_that_has_ended_lights_nothing():
    # k-means takes longer here than the mixture, which holds its last state meanwhile.
    session = Session({"data": "blobs", "k": 1, "start": "k-means++"})
    while session.move_to(session.sent):
        pass
    last = len(session.runs.mixture.states)
    _, answer = looked(session, last)
    assert (answer["phase"], answer["lit"], answer["changed"]) == ("end", [], [])


@pytest.mark.parametrize("options", [{"node": "z"}, [], None, 1])
def test_it_has_no_options(session, options):
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"graph": options}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
