"""What levels 2 and 3 open beside the picture passes axe, in both themes and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .test_accessibility import violations
from .test_lesson import PHONE

OPENED = {
    "model": ".generate tbody tr",
    "covariance": ".types tbody tr",
    "elbo": ".bound .sum > div",
    "labels": ".maps svg",
    "graph": ".node.lit",
    "limit": ".harden .updates dd",
    "heavy": ".held-out .sizes button",
    "skew": ".held-out .sizes button",
    "regression": ".regression svg path",
    "wave": ".regression svg path",
}
SIDEWAYS = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, PHONE], ids=["", "dark", "phone"]
)
@pytest.mark.parametrize("name", OPENED)
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, name, options):
    stepper = open_page(f"/app?scenario={name}", **options)
    expect(stepper.host.locator(OPENED[name]).first).to_be_visible()
    assert violations(Axe(), stepper) == []
    assert not stepper.page.evaluate(SIDEWAYS)
