"""What the lesson claims of a fitted density holds on its own data, and on other draws of them."""

import pytest

from app.messages import handle
from app.scenarios import SCENARIOS
from app.session import Session

NAMES = ("density", "anomaly", "sample")
OTHER_SEEDS = range(10)


def verdicts(name, data_seed=None):
    """How the claims of a scenario stand at the end of its run."""
    session = Session()
    session.open(name)
    if data_seed is not None:
        session.change({"data_seed": data_seed})
    while True:
        (answer,) = handle(session, {"do": "at", "run": session.run, "cursor": session.sent})
        if answer["chunk"] is None:
            break
    tools = {tool: dict(options) for tool, options in SCENARIOS[name].tools.items()}
    message = {"do": "look", "run": session.run, "cursor": session.sent, "tools": tools}
    (answer,) = handle(session, message)
    return [claim["verdict"] for claim in answer["claims"]]


@pytest.mark.parametrize("name", NAMES)
def test_claims_hold_on_the_scenarios_own_data(name):
    assert set(verdicts(name)) == {"holds"}


@pytest.mark.parametrize("name", NAMES)
def test_claims_do_not_hang_on_one_seed(name):
    held = [set(verdicts(name, seed)) == {"holds"} for seed in OTHER_SEEDS]
    assert sum(held) >= 8
