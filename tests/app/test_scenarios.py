"""The lesson's claims hold on their own data, and on ten other draws of them."""

from concurrent.futures import wait

import pytest

from app.messages import handle
from app.scenarios import SCENARIOS
from app.session import Session
from app.tools import TOOLS

from .asking import take_to_the_end

OTHER_SEEDS = range(20, 30)
ENOUGH = 8


def work_out(session, tools):
    """Have all long work of some tools done, as a browser does that waits for it."""
    for tool, options in tools.items():
        if TOOLS[tool].work is None:
            continue
        message = {"do": "work", "run": session.run, "name": tool, "options": options}
        list(handle(session, message))
        wait([session.jobs._jobs[tool].future])


def looked_at(name, **changes):
    """A scenario's claims where it is opened, or at the end if a claim is about that."""
    session = Session()
    session.open(name)
    scenario = session.scenario
    if changes:
        session.change(changes)
    take_to_the_end(session)
    at_end = any(claim.at_end for claim in scenario.claims)
    cursor = session.sent if at_end else min(scenario.half_step, session.sent)
    tools = {tool: dict(options) for tool, options in scenario.tools.items()}
    work_out(session, tools)
    asked = {"do": "look", "run": session.run, "cursor": cursor, "tools": tools}
    [answer] = handle(session, asked)
    session.close()
    return answer["claims"]


def holds(claims):
    return all(claim["verdict"] in ("holds", "shown") for claim in claims)


# These take so long that they are claimed together with what else is asked of their work.
CLAIMED_ELSEWHERE = {"covariance", "labels", "moons"}
NAMES = [name for name in SCENARIOS if name not in CLAIMED_ELSEWHERE]


@pytest.mark.parametrize("name", NAMES)
def test_holds_on_its_own_data(name):
    claims = looked_at(name)
    assert claims
    assert holds(claims), claims


@pytest.mark.parametrize("name", NAMES)
def test_holds_on_most_other_draws_of_the_data(name):
    told = [looked_at(name, data_seed=seed) for seed in OTHER_SEEDS]
    assert sum(map(holds, told)) >= ENOUGH, [claims for claims in told if not holds(claims)]
