"""A run from the maximum on the page: what falls, what does not, and that the badge says so."""

import re

import pytest
from playwright.sync_api import expect

from app.session import Session
from app.tools.climb import climb, drop

from .driving import Stepper
from .opening import WAYS, claims, settle, tool

SAID = {
    "Ridge": "no part of what EM climbs",
    "Prior": "The plain log-likelihood falls; with its penalty it never does.",
    "EM": "It never falls.",
}
BADGES = {"Ridge": r"^fell by .* at iteration \d+$", "Prior": "^never fell", "EM": "^never fell"}


def engine(model):
    session = Session()
    session.open("monotone")
    return climb(session.settings, model)


def opened(open_page, way):
    """Open the statement at the end of its run."""
    stepper = open_page("/app?scenario=monotone" if way == "address" else "/app")
    if way != "address":
        stepper.field("link", "EM and the mathematics").click()
        stepper.page.locator("[data-scenario=monotone] a.try").click()
    expect(tool(stepper, "What climbs")).to_be_visible()
    expect(stepper.button("Step")).to_be_disabled()
    settle(stepper)
    return stepper


def choose(stepper: Stepper, name: str) -> None:
    """Choose a model in the tool, and wait until the page shows the end of its run."""
    panel = tool(stepper, "What climbs")
    panel.locator(".segments label").filter(has_text=re.compile(f"^{name}$")).click()
    expect(panel.get_by_role("status")).to_contain_text(SAID[name])
    expect(stepper.button("Step")).to_be_disabled()
    settle(stepper)


@pytest.mark.parametrize("way", WAYS)
def test_the_numbers_are_the_engines(open_page, way):
    stepper = opened(open_page, way)
    told = claims(stepper, "monotone")
    assert float(told[1]) == pytest.approx(drop(engine("ridge").log_likelihood), rel=6e-3)
    assert float(told[2]) == pytest.approx(drop(engine("prior").log_likelihood), rel=6e-3)


def test_the_badge_and_the_lines_follow_the_model(open_page):
    stepper = opened(open_page, "address")
    panel = tool(stepper, "What climbs")
    badge = stepper.host.locator("[data-ref=trace-fell]")
    for name in ("Ridge", "Prior", "EM"):
        if name != "Ridge":
            choose(stepper, name)
        expect(badge).to_have_text(re.compile(BADGES[name]))
        claims(stepper, "monotone")
        known = engine(name if name == "EM" else name.lower())
        plain, objective = (
            f"{values[-1] - values[0]:,.2f}".replace("-", "−").replace("−0.00", "0.00")
            for values in (known.log_likelihood, known.objective)
        )
        expect(panel.get_by_role("img")).to_have_accessible_name(
            f"the objective: {objective} nats since the beginning; "
            f"the plain log-likelihood: {plain} nats since the beginning"
        )
    expect(stepper.pane("Gaussian mixture")).to_be_visible()


def test_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=tilted&begin=maximum")
    before = stepper.marks()
    stepper.field("link", "EM and the mathematics").click()
    stepper.page.locator("[data-scenario=monotone] a.try").click()
    expect(tool(stepper, "What climbs")).to_be_visible()
    settle(stepper)
    stepper.page.go_back()
    expect(tool(stepper, "What climbs")).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
