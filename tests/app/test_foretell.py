"""A number said beforehand: nothing is given away before it, and the engine's number after it."""

from concurrent.futures import wait

import pytest

from app.messages import handle
from app.session import Session
from gmm_core import active_components


def looked(session, cursor, **options):
    message = {
        "do": "look",
        "run": session.run,
        "cursor": cursor,
        "tools": {"foretell": options},
    }
    [answer] = handle(session, message)
    return answer if answer["kind"] == "refusal" else answer["tools"]["foretell"]


def ended(name):
    session = Session()
    session.open(name)
    while session.move_to(session.sent):
        pass
    return session


def test_how_many_stay_is_told_at_the_end_to_whoever_has_said_something():
    session = ended("dirichlet")
    weights = session.runs.mixture.states[-1].mixture.weights
    assert looked(session, 0, about="staying", number=5)["seen"] is None
    assert looked(session, session.sent, about="staying")["seen"] is None
    told = looked(session, session.sent, about="staying", number=5)
    assert told == {"about": "staying", "said": 5, "seen": len(active_components(weights))}


def test_how_many_reach_the_best_is_told_once_all_have_ended():
    session = ended("restarts")
    assert looked(session, session.sent, about="reaching", number=50)["seen"] is None
    message = {"do": "work", "run": session.run, "name": "restarts", "options": {}}
    list(handle(session, message))
    wait([session.jobs._jobs["restarts"].future])
    [answer] = handle(session, message)
    told = looked(session, session.sent, about="reaching", number=50)
    assert told["seen"] == answer["result"]["reached"][0]
    session.close()


@pytest.mark.parametrize(
    "options", [{"number": -1}, {"number": 1.5}, {"number": 10**9}, {"about": "luck"}]
)
def test_impossible_options_are_refused_with_a_sentence(options):
    answer = looked(Session(), 0, **options)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
