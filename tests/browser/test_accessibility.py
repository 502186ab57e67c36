"""Everyone can use the page: rules of WCAG 2.2 at levels A and AA, by axe, and the keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from . import reading
from .opening import PHONE

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TOKENS = """() => Array.from({ length: 10 }, (_, k) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--c${k}`).trim())"""


@pytest.fixture(scope="module")
def axe():
    return Axe()


# Of what is in order, one node of each rule is told: to name them all takes longer than to look.
# Style sheets are of this host, and need not be fetched once more.
ASKED = {
    "runOnly": {"type": "tag", "values": LEVELS},
    "resultTypes": ["violations"],
    "preload": False,
}


def violations(axe, stepper):
    found = axe.run(stepper.page, options=ASKED).response
    assert found["passes"], "axe looked at nothing"
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("components", [3, 10])
def test_axe_finds_nothing_while_stepping(open_page, axe, scheme, components):
    stepper = open_page(f"/app?k={components}", color_scheme=scheme)
    stepper.press("Step", "E step")
    assert violations(axe, stepper) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_either_end_nor_in_help(open_page, axe, scheme):
    stepper = open_page("/app?data=iris&k=99", color_scheme=scheme)
    expect(stepper.notice).to_be_visible()
    assert violations(axe, stepper) == []
    stepper.seek(int(stepper.slider.get_attribute("max")))
    for term in ("agreement", "inertia"):
        stepper.button(term).first.click()
        expect(
            stepper.page.get_by_text("adjusted Rand" if term == "agreement" else "sum of squared")
        ).to_be_visible()
        assert violations(axe, stepper) == []
        stepper.page.keyboard.press("Escape")


def test_axe_finds_nothing_on_a_phone(open_page, axe):
    stepper = open_page(**PHONE)
    stepper.press("Step")
    assert violations(axe, stepper) == []


def test_every_scheme_has_its_own_palette(open_page, palettes):
    stepper = open_page("/app?k=10", color_scheme="dark")
    stepper.press("Step")
    begun = stepper.marks()
    for scheme in ("dark", "light"):
        stepper.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        stepper.frames_pass(3)
        assert reading.ellipse_colours(stepper.plots()[0]) == 2 * palettes[scheme]
        assert stepper.page.evaluate(TOKENS) == palettes[scheme]
        assert stepper.counter == "iter 1"
    stepper.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    stepper.frames_pass(3)
    assert stepper.marks() == begun


def test_a_run_by_keyboard_alone(stepper):
    stepper.button("Step").focus()
    keyboard = stepper.page.keyboard
    keyboard.press("Enter")
    keyboard.press("Space")
    assert stepper.counter == "iter 2"
    keyboard.press("Tab")
    focused = stepper.page.evaluate("document.activeElement.textContent")
    assert focused == "E step"
    keyboard.press("Enter")
    assert stepper.cursor == 5


def test_focus_is_not_lost_when_a_button_can_do_nothing_more(stepper):
    stepper.press("Step")
    stepper.button("Back").focus()
    stepper.page.keyboard.press("Enter")
    assert stepper.counter == "iter 0"
    stepper.page.keyboard.press("Tab")
    assert stepper.page.evaluate("document.activeElement.textContent") == "Step"


def test_what_changes_is_announced(stepper):
    live = stepper.page.locator("[aria-live]:not([aria-live=off]), [role=status], output")
    before = live.all_inner_texts()
    stepper.press("Step")
    assert live.all_inner_texts() != before
