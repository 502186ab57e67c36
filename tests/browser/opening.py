"""Opens a scenario of the lesson, and what its statement and its tools then say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from app.scenarios import SCENARIOS
from app.session import Session
from gmm_core import EMState

from .driving import Stepper

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
WAYS = ("Try it", "address")
# What the reader is asked to press first.
PRESSED = {
    "restarts": "Start a hundred times",
    "covariance": "Find the best of each",
    "dirichlet": "Count at seven concentrations",
    "criteria": "Count in three ways",
}
STALE = re.compile(r"\bstale\b")


def end_of(scenario: str) -> tuple[Session, EMState]:
    """Return the session of a scenario, computed to its end, and the mixture's last state."""
    session = Session()
    session.open(scenario)
    session.runs.extend_to(SCENARIOS[scenario].half_step)
    return session, session.runs.mixture.states[-1]


def opened(open_page: Callable[..., Stepper], scenario: str, way: str) -> Stepper:
    """Open a scenario in one of two ways, and wait until all that it says is there."""
    if way == "address":
        stepper = open_page(f"/app?scenario={scenario}")
    else:
        stepper = open_page("/app")
        stepper.page.locator(f"[data-scenario={scenario}] a.try").click()
    session, _ = end_of(scenario)
    last = max(len(run.states) - 1 for run in (session.runs.mixture, session.runs.kmeans))
    stepper.wait_for_cursor(last)
    settle(stepper)
    return stepper


def settle(stepper: Stepper) -> None:
    """Wait until the tools show what belongs to the state on the screen."""
    expect(stepper.page.locator(".tools")).not_to_have_class(STALE)
    stepper.frames_pass(2)


def tool(stepper: Stepper, name: str) -> Locator:
    """Return a tool's panel."""
    return stepper.page.get_by_role("region", name=name, exact=True)


def claims(stepper: Stepper, scenario: str) -> list[str]:
    """Return the numbers under a statement, each of which has to hold."""
    rows = stepper.page.locator(f"[data-scenario={scenario}] [data-claims] li")
    for row in rows.all():
        expect(row).to_have_class("holds")
    return rows.get_by_role("status").all_inner_texts()
