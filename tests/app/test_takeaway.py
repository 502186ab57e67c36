"""Exact numbers of a run, in pieces, for the files that the browser makes of them."""

import numpy as np
import pytest

from app import models
from app.messages import handle
from app.models import MODELS
from app.packing import packed
from app.session import Session


def ask(session, **question):
    [answer] = handle(session, {"do": "take", "run": session.run, **question})
    return answer


def whole(session):
    """Return every piece of the run, in order."""
    pieces, at = [], 0
    while at is not None:
        pieces.append(ask(session, what="states", **{"from": at}))
        at = pieces[-1]["next"]
    return [piece["states"] for piece in pieces]


def joined(pieces, part, name):
    return np.concatenate([piece[part][name] for piece in pieces if len(piece[part][name])])


@pytest.mark.parametrize("model", MODELS)
def test_the_pieces_are_the_whole_run_to_the_last_digit(model):
    session = Session({"model": model, "k": 4})
    before = dict(session.param.values())
    pieces = whole(session)
    states = session.runs.mixture.states
    shown = states[::2] if states[-1].phase.value != "E" else states[:-1:2]
    assert session.runs.ended_by(10**6)
    assert joined(pieces, "mixture", "objective").tolist() == [state.objective for state in shown]
    for name in ("weights", "means"):
        drawn = [getattr(models.drawn(state), name) for state in shown]
        assert np.array_equal(joined(pieces, "mixture", name), drawn)
    centroids = [state.centroids for state in session.runs.kmeans.states[::2]]
    assert np.array_equal(joined(pieces, "kmeans", "centroids"), centroids)
    assert [piece["mixture"]["last"] for piece in pieces][-1] == len(states) - 1
    # Whoever takes something away stands where he stood.
    assert dict(session.param.values()) == before


def test_pieces_are_asked_for_in_order_so_that_none_takes_long():
    session = Session({"data": "blobs", "n": 100_000})
    assert "no such from" in ask(session, what="states", **{"from": 1_000})["sentence"]
    piece = ask(session, what="states", **{"from": 0})
    assert piece["next"] == len(piece["states"]["mixture"]["objective"]) * 2


@pytest.mark.parametrize("cursor", [1, 2, 7])
def test_responsibilities_are_the_engines(cursor):
    session = Session({"data": "overlap", "k": 3})
    found = ask(session, what="responsibilities", cursor=cursor)["responsibilities"]
    assert np.array_equal(found, session.runs.mixture.states[cursor].responsibilities)


def test_before_the_first_e_step_there_is_nothing_to_share():
    answer = ask(Session(), what="responsibilities", cursor=0)
    assert answer["what"] == "refusal"
    assert "take a Step" in answer["sentence"]


def test_of_very_many_shares_the_first_are_sent():
    session = Session({"data": "blobs", "n": 100_000, "model": "dirichlet", "k": 20})
    found = ask(session, what="responsibilities", cursor=1)["responsibilities"]
    assert found.shape == (50_000, 20)
    assert len(packed({"shares": found})) < 10_000_000


def test_groups_are_those_of_the_data():
    assert np.array_equal(ask(Session(), what="groups")["groups"], Session().runs.dataset.groups)
    assert ask(Session({"data": "faithful"}), what="groups")["groups"] is None


HOSTILE = [
    {},
    {"what": None},
    {"what": "passwords"},
    {"what": ["states"]},
    {"what": "states"},
    {"what": "states", "from": -1},
    {"what": "states", "from": True},
    {"what": "states", "from": 10**12},
    {"what": "responsibilities", "cursor": "1"},
    {"what": "script", "cursor": 10**9},
]


@pytest.mark.parametrize("question", HOSTILE)
def test_what_cannot_be_taken_is_refused_in_a_sentence(question):
    answer = ask(Session(), **question)
    assert answer["what"] == "refusal"
    assert answer["sentence"].endswith(".")


def test_a_question_about_another_run_is_not_answered():
    session = Session()
    question = {"do": "take", "run": session.run + 1, "what": "groups"}
    assert list(handle(session, question)) == []
