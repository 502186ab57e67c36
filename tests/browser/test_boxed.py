"""The stepper within another page: a Panel app that has two of them, and words of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from datasets import load
from gmm_core import EM, Timeline, initialize

from .conftest import PATIENCE
from .serving import Server, serve
from .watching import Watch

POINTS = load("faithful").points
SIZE = {"width": 1100, "height": 1700}
READY = "[data-state=ready]"
# Whether the picture and the buttons lie within their box.
INSIDE = """(box) => {
  const outer = box.getBoundingClientRect()
  return [...box.querySelectorAll(".bar, .pane.mixture .plot")].every((part) => {
    const { left, right, top, bottom, width } = part.getBoundingClientRect()
    const across = left >= outer.left && right <= outer.right && width > 100
    return across && top >= outer.top && bottom <= outer.bottom
  })
}"""


@pytest.fixture(scope="module")
def panel_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    output = tmp_path_factory.mktemp("panel") / "output.txt"
    with serve(output, what="tests/browser/panel_app.py") as running:
        yield running
    assert running.troubles() == []


@pytest.fixture(scope="module")
def page(browser: Browser, panel_app: Server) -> Iterator[Page]:
    page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    watch = Watch(page, panel_app.url)
    page.goto(f"{panel_app.url}/panel_app")
    expect(page.locator(READY)).to_have_count(2, timeout=30_000)
    yield page
    page.close()
    assert watch.complaints == []


@pytest.fixture
def boxes(page: Page) -> list[Locator]:
    """The two steppers, each at its start."""
    both = page.locator(".em-stepper-box").all()
    for box in both:
        if button(box, "Reset").is_enabled():
            button(box, "Reset").click()
    return both


def button(box: Locator, name: str) -> Locator:
    return box.get_by_role("button", name=name, exact=True)


def counters(boxes: list[Locator]) -> list[str]:
    return [box.locator("output.counter").inner_text() for box in boxes]


def test_python_knows_to_the_last_digit_what_is_shown(page, boxes):
    run = Timeline(EM(POINTS, initialize(POINTS, 2, "full", "k-means++", 3)))
    run.extend(200)
    for presses, half_steps in (("Step", "Step"), 4), (("E step",), 5), (("Back",), 4):
        for name in presses:
            button(boxes[0], name).click()
        said = f"{half_steps} half-steps: {run.states[half_steps].log_likelihood!r}"
        expect(page.get_by_text(said)).to_be_visible()


def test_two_in_one_page_know_nothing_of_each_other(page, boxes):
    first, second = boxes
    button(first, "Step").click()
    button(second, "One component more").click()
    expect(second.get_by_role("spinbutton", name="Components")).to_have_value("4")
    expect(first.get_by_role("spinbutton", name="Components")).to_have_value("2")
    button(second, "E step").focus()
    page.keyboard.press("e")
    expect(second.locator(READY)).to_have_attribute("data-cursor", "1")
    assert counters(boxes) == ["iter 1", "iter 0"]
    # A key that is pressed outside of both is neither's.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    assert counters(boxes) == ["iter 1", "iter 0"]
    button(second, "One component fewer").click()
    expect(second.get_by_role("spinbutton", name="Components")).to_have_value("3")


def test_nothing_of_it_reaches_the_page_around(page, boxes):
    assert page.evaluate("document.querySelectorAll('#em-stepper, #menu, #points').length") == 0
    before = page.evaluate("[location.href, history.length, JSON.stringify(history.state)]")
    button(boxes[0], "Step").click()
    boxes[1].locator("[data-level='2'].levels a, .levels a[data-level='2']").click()
    expect(boxes[1].locator("section.level[data-level='2']")).to_be_visible()
    page.wait_for_timeout(600)
    after = page.evaluate("[location.href, history.length, JSON.stringify(history.state)]")
    assert after == before
    assert page.title() == "Another page"
    heading = page.get_by_role("heading", name="Waiting times")
    assert heading.evaluate("(h) => getComputedStyle(h).fontFamily") != boxes[0].evaluate(
        "(box) => getComputedStyle(box.querySelector('.stepper')).fontFamily"
    )


def test_tools_ask_and_are_answered(boxes):
    button(boxes[0], "Half-steps").click()
    button(boxes[0], "Step").click()
    expect(boxes[0].locator(".half").first).to_be_visible()
    expect(boxes[0].locator(".tools")).not_to_have_class("tools stale")
    button(boxes[0], "Half-steps").click()


def test_parts_that_the_page_fetches_come_without_files(page, boxes):
    button(boxes[1], "Your data").click()
    dialog = boxes[1].get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("width", [480, 700, 1100])
def test_whatever_its_width_all_of_it_stays_in_its_box(page, boxes, width):
    page.set_viewport_size({"width": width, "height": SIZE["height"]})
    try:
        for box in boxes:
            assert box.evaluate(INSIDE)
            assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    finally:
        page.set_viewport_size(SIZE)


def test_files_are_taken_away_from_there_too(page, boxes, tmp_path):
    # The other one has no header.
    box = boxes[1]
    button(box, "Step").click()
    button(box, "Menu").click()
    box.locator("#menu").get_by_role("button", name="Download").click()
    dialog = box.get_by_role("dialog", name="Download")
    for label in ("Page (HTML)", "Picture (SVG)"):
        with page.expect_download() as coming:
            button(dialog, f"Download {label}").click()
        path = tmp_path / coming.value.suggested_filename
        coming.value.save_as(path)
        text = path.read_text(encoding="utf-8")
        assert "EM Stepper" in text
        # Where the notebook is, is nobody's business.
        assert "localhost" not in text
    button(dialog, "Close").click()
