"""Every scenario, with what it opens beside the picture, passes axe; so do one's own data.

In the ordinary run those that open a tool of their own are looked at, each in one of three ways:
light, dark, on a phone. With the environment variable AXE_EVERYTHING all are, each in all three.
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.scenario import TO_THE_END
from app.scenarios import SCENARIOS

from .opening import PHONE, PRESSED, settle
from .test_accessibility import violations

# Some of it is long work.
PATIENCE = 60_000  # milliseconds
WAYS = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}
EVERYTHING = bool(os.environ.get("AXE_EVERYTHING"))
# What shows that a tool has its numbers.
OPENED = {
    "model": ".generate tbody tr",
    "monotone": ".climb tbody tr",
    "restarts": ".restarts svg .mark",
    "covariance": ".types tbody tr",
    "elbo": ".bound .sum > div",
    "labels": ".maps svg",
    "collapse": ".shrink tbody tr",
    "dirichlet": ".concentration svg .dot",
    "concentration": ".weights svg .bar",
    "criteria": ".criteria3 tbody tr",
    "graph": ".node.lit",
    "limit": ".harden .updates dd",
    "heavy": ".held-out .sizes button",
    "skew": ".held-out .sizes button",
    "regression": ".regression svg path",
    "wave": ".regression svg path",
}
SIDEWAYS = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


def looked_at(names):
    """Return names with ways to look at them: one each, in turn, or all."""
    ways = list(WAYS)
    return [
        (name, way)
        for i, name in enumerate(names)
        for way in (ways if EVERYTHING else [ways[i % len(ways)]])
    ]


@pytest.mark.parametrize(("name", "way"), looked_at(SCENARIOS if EVERYTHING else OPENED))
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, name, way):
    stepper = open_page(f"/app?scenario={name}", **WAYS[way])
    if name in PRESSED:
        stepper.press(PRESSED[name])
    if name in OPENED:
        expect(stepper.host.locator(OPENED[name]).first).to_be_visible(timeout=PATIENCE)
    if SCENARIOS[name].half_step == TO_THE_END:
        expect(stepper.button("Step")).to_be_disabled()
    settle(stepper)
    assert violations(Axe(), stepper) == []
    assert not stepper.page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("way", WAYS if EVERYTHING else ["dark"])
def test_axe_finds_nothing_with_every_switch_on(open_page, way):
    stepper = open_page("/app?data=blobs&n=200&shapes=1", **WAYS[way])
    stepper.press("Step")
    for switch in stepper.field("group", "Show beside the picture").get_by_role("button").all():
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", "true")
    expect(stepper.host.locator(".snippet .code, .tool .code").first).to_be_visible()
    settle(stepper)
    assert violations(Axe(), stepper) == []
    assert not stepper.page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("way", WAYS if EVERYTHING else ["light"])
def test_axe_finds_nothing_where_ones_own_data_come_in(open_page, way):
    stepper = open_page(**WAYS[way])
    stepper.button("Your data").click()
    expect(stepper.page.locator("dialog[open]")).to_be_visible()
    assert violations(Axe(), stepper) == []
    assert not stepper.page.evaluate(SIDEWAYS)
