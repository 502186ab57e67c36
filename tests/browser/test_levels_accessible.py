"""What levels 2 and 3 open beside the picture passes axe, in both themes and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.scenario import TO_THE_END
from app.scenarios import SCENARIOS

from .opening import settle
from .test_accessibility import violations
from .test_lesson import PHONE

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
# What the reader is asked to press first.
PRESSED = {
    "restarts": "Start a hundred times",
    "dirichlet": "Count at seven concentrations",
    "criteria": "Count in three ways",
}
SIDEWAYS = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, PHONE], ids=["", "dark", "phone"]
)
@pytest.mark.parametrize("name", OPENED)
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, name, options):
    stepper = open_page(f"/app?scenario={name}", **options)
    if name in PRESSED:
        stepper.press(PRESSED[name])
    expect(stepper.host.locator(OPENED[name]).first).to_be_visible()
    # What is on its way is paler.
    if SCENARIOS[name].half_step == TO_THE_END:
        expect(stepper.button("Step")).to_be_disabled()
    settle(stepper)
    assert violations(Axe(), stepper) == []
    assert not stepper.page.evaluate(SIDEWAYS)
