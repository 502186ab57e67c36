"""A component that collapses on the page: watched, ended with its reason, stopped by a prior."""

import re

import pytest
from playwright.sync_api import expect

from app.session import Session

from .opening import WAYS, claims, settle, tool
from .test_lesson import claims as claims_now

NAME = "A shrinking component"


def opened_at_its_start(open_page, way):
    stepper = open_page("/app?scenario=collapse" if way == "address" else "/app")
    if way != "address":
        stepper.field("link", "Beyond EM").click()
        stepper.page.locator("[data-scenario=collapse] a.try").click()
    expect(tool(stepper, NAME)).to_be_visible()
    stepper.wait_for_cursor(0)
    return stepper


def to_the_end(stepper):
    """Step to the end: a collapsed run ends on an E half, beyond the last whole iteration."""
    step = stepper.button("Step")
    for _ in range(200):
        if step.is_disabled():
            return
        stepper.press("Step")
    pytest.fail("The run did not end.")


def engine():
    session = Session()
    session.open("collapse")
    session.runs.extend_to(2_002)
    return session.runs.mixture.states


@pytest.mark.parametrize("way", WAYS)
def test_it_is_watched_to_its_end_with_the_engines_numbers(open_page, way):
    stepper, states = opened_at_its_start(open_page, way), engine()
    told = claims_now(stepper)
    assert told["iterations, then collapse"] == ("–", "open")
    dots = tool(stepper, NAME).locator("svg circle.dot")
    expect(dots).to_have_count(1)
    stepper.press("Step", "Step")
    expect(dots).to_have_count(3)
    to_the_end(stepper)
    settle(stepper)
    values = claims(stepper, "collapse")
    assert int(values[0]) == states[-1].iteration >= 4
    gain = states[-1].log_likelihood - states[0].log_likelihood
    assert values[1] == f"{gain:.1f}"
    expect(dots).to_have_count(states[-1].iteration + 1)
    expect(tool(stepper, NAME).get_by_role("status")).to_contain_text("its last good state")
    expect(stepper.button("Add a prior").first).to_be_visible()


@pytest.mark.parametrize(("way_on", "title"), [("ridge", "a ridge"), ("prior", "a prior")])
def test_a_way_on_converges(open_page, way_on, title):
    stepper = opened_at_its_start(open_page, "address")
    tool(stepper, NAME).get_by_role("button", name=f"Add {title}", exact=True).click()
    expect(stepper.pane(f"Mixture with {title}")).to_be_visible()
    to_the_end(stepper)
    settle(stepper)
    expect(stepper.host).to_contain_text("Converged")
    row = tool(stepper, NAME).locator("tbody tr").filter(has_text=way_on)
    sigma = re.search(r"σ = (\d+\.\d+)", tool(stepper, NAME).get_by_role("status").inner_text())[1]
    expect(row).to_contain_text(sigma)


def test_the_end_of_the_run_offers_a_prior(open_page):
    stepper = open_page("/app?scenario=collapse")
    to_the_end(stepper)
    stepper.host.locator("[data-ref=ways]").get_by_role("button", name="Add a prior").click()
    expect(stepper.pane("Mixture with a prior")).to_be_visible()


def test_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=lonely")
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    stepper.page.locator("[data-scenario=collapse] a.try").click()
    expect(tool(stepper, NAME)).to_be_visible()
    stepper.page.go_back()
    expect(tool(stepper, NAME)).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
