"""Lines of equal density, and the density at the pointer, beside the engine."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.tools.density import SHARES
from gmm_core import highest_density_levels, log_density

from . import reading
from .expecting import MINUS, Expected
from .opening import PHONE, WAYS, claims, end_of, opened, settle, tool
from .waiting import until

PLACE_IS_NEAR = """([x, y, within]) => {
  const fields = [...document.querySelectorAll(".density input")].map(({ value }) => value)
  return fields.every(Boolean) && Math.hypot(fields[0] - x, fields[1] - y) <= within
}"""


def number(value, digits):
    return f"{value:,.{digits}f}".replace("-", MINUS)


def place(panel):
    """What the two fields say."""
    fields = panel.get_by_role("spinbutton")
    return [float(field.input_value()) for field in fields.all()]


def wait_for_place(stepper, x, y):
    """Wait until the fields say a place, to about a pixel."""
    x0, x1, y0, y1 = stepper.plots()[0]["view"]
    pixel = max(x1 - x0, y1 - y0) / 300
    until(stepper.page, PLACE_IS_NEAR, arg=[x, y, 2 * pixel])


def says(panel, mixture):
    """Wait until the panel tells the engine's reading of the place in its fields."""
    value = log_density([place(panel)], mixture)[0]
    expect(panel.get_by_role("status")).to_have_text(f"log p = {number(value, 3)}")
    return panel.get_by_role("status").inner_text()


def assert_lines_are_of(stepper, mixture):
    (lines,) = reading.marks(stepper.plots()[0], "MultiLine")
    levels = highest_density_levels(mixture, SHARES)
    widths = sorted(set(lines["width"]), reverse=True)
    assert len(widths) == len(SHARES)
    for x, y, width in zip(lines["x"], lines["y"], lines["width"], strict=True):
        off = log_density(np.column_stack([x, y]), mixture) - levels[widths.index(width)]
        assert np.abs(off).max() < 0.03


@pytest.mark.parametrize("way", WAYS)
def test_the_scenario_shows_lines_of_the_fitted_mixture(open_page, way):
    stepper = opened(open_page, "density", way)
    mixture = end_of("density")[1].mixture
    assert claims(stepper, "density") == ["1.0000"]
    assert_lines_are_of(stepper, mixture)
    panel = tool(stepper, "Density")
    told = panel.locator("dl > div").all_inner_texts()
    levels = highest_density_levels(mixture, SHARES)
    assert [text.split() for text in told] == [
        [f"{100 * share:.0f}", "%", number(level, 2)]
        for share, level in zip(SHARES, levels, strict=True)
    ]


def test_the_pointer_reads_the_density_where_it_is(open_page):
    stepper = opened(open_page, "density", "address")
    panel, mixture = tool(stepper, "Density"), end_of("density")[1].mixture
    tip = stepper.page.locator(".tip").filter(has_text="log p")
    for x, y in [(0.0, 0.0), (4.5, -3.0), (-0.5, 5.0)]:
        stepper.page.mouse.move(*stepper.place(x, y))
        wait_for_place(stepper, x, y)
        expect(tip).to_have_text(says(panel, mixture))
        expect(tip).to_be_visible()
        box, (across, up) = tip.bounding_box(), stepper.place(x, y)
        assert abs(box["x"] + box["width"] - across) < 25
        assert abs(box["y"] + box["height"] - up) < 25
    # Over the other pane nothing new is read.
    before = place(panel)
    stepper.page.mouse.move(*stepper.place(1.0, 1.0, 1))
    stepper.frames_pass(5)
    expect(tip).to_be_hidden()
    assert place(panel) == before


def test_lines_and_reading_follow_every_step(open_page):
    stepper = open_page("/app?data=uneven")
    stepper.press("Density")
    expected, panel = Expected(data="uneven"), tool(stepper, "Density")
    panel.get_by_label("x", exact=True).fill("4")
    panel.get_by_label("y", exact=True).fill("-2.5")
    panel.get_by_label("y", exact=True).press("Enter")
    for button, cursor in [("Step", 2), ("E step", 3), ("M step", 4), ("Back", 2), ("Reset", 0)]:
        stepper.press(button)
        stepper.wait_for_cursor(cursor)
        settle(stepper)
        mixture = expected.mixture.seek(cursor).mixture
        says(panel, mixture)
        assert_lines_are_of(stepper, mixture)


def test_lines_follow_other_data_and_other_components(open_page):
    stepper = open_page("/app?data=uneven")
    stepper.press("Density", "Step")
    panel = tool(stepper, "Density")
    stepper.changes(
        lambda: stepper.page.get_by_role("radio", name="Old Faithful").check(force=True)
    )
    settle(stepper)
    assert_lines_are_of(stepper, Expected(data="faithful").mixture.states[0].mixture)
    panel.get_by_label("eruptions", exact=True).fill("3")
    panel.get_by_label("waiting", exact=True).fill("70.5")
    panel.get_by_label("waiting", exact=True).press("Enter")
    says(panel, Expected(data="faithful").mixture.states[0].mixture)
    stepper.changes(lambda: stepper.press("One component more"))
    settle(stepper)
    more = Expected(data="faithful", k=3).mixture.states[0].mixture
    assert_lines_are_of(stepper, more)
    says(panel, more)


@pytest.mark.parametrize("typed", [("", "2"), ("1", "")])
def test_half_a_place_is_none(open_page, typed):
    stepper = open_page("/app?data=uneven")
    stepper.press("Density")
    panel = tool(stepper, "Density")
    for field, text in zip(panel.get_by_role("spinbutton").all(), typed, strict=True):
        field.fill(text)
        field.press("Enter")
    expect(panel.get_by_role("status")).to_have_text("log p = –")
    assert stepper.notice.is_hidden()


def test_a_finger_reads_too_and_rings_its_point(open_page):
    stepper = open_page("/app?data=uneven", **PHONE)
    switch = stepper.button("Density")
    switch.scroll_into_view_if_needed()
    switch.tap()
    panel, point = tool(stepper, "Density"), Expected(data="uneven").points[17]
    stepper.page.get_by_role("img", name="ellipses").scroll_into_view_if_needed()
    stepper.tap_point(*point, touch=True)
    expect(panel.get_by_role("status")).to_have_text(re.compile(r"\d"))
    says(panel, Expected(data="uneven").mixture.states[0].mixture)
    stepper.wait_for_ring(point)


def test_a_fast_hand_never_asks_twice_at_once(open_page):
    stepper = open_page("/app")
    unanswered, most = [0], [0]

    def watch(socket):
        def sent(data):
            unanswered[0] += "probe" in str(data)
            most[0] = max(most[0], unanswered[0])

        def received(data):
            unanswered[0] -= "log_density" in str(data) and "probe" in str(data)

        socket.on("framesent", sent)
        socket.on("framereceived", received)

    stepper.page.on("websocket", watch)
    stepper.page.goto(stepper.page.url)
    stepper.wait_until_ready()
    stepper.press("Density")
    settle(stepper)
    x0, x1, y0, y1 = stepper.plots()[0]["view"]
    stepper.page.mouse.move(*stepper.place(x0, y0))
    stepper.page.mouse.move(*stepper.place(0.4 * x1, 0.7 * y1), steps=60)
    wait_for_place(stepper, 0.4 * x1, 0.7 * y1)
    says(tool(stepper, "Density"), Expected().mixture.states[0].mixture)
    assert most == [1]


def test_the_tip_stays_at_its_place_when_the_picture_is_moved(open_page):
    stepper = open_page("/app?data=uneven")
    stepper.press("Density")
    panel = tool(stepper, "Density")
    for field, text in zip(panel.get_by_role("spinbutton").all(), ["2", "1"], strict=True):
        field.fill(text)
        field.press("Enter")
    tip = stepper.page.locator(".tip").filter(has_text="log p")
    expect(tip).to_be_visible()
    before = tip.bounding_box()
    stepper.page.evaluate("""() => {
      const { x_range } = Bokeh.documents.at(-1).roots()[0]
      x_range.setv({ start: x_range.start - 2, end: x_range.end - 2 })
    }""")
    stepper.frames_pass(3)
    moved = stepper.place(2, 1)[0] - tip.bounding_box()["x"] - tip.bounding_box()["width"]
    assert tip.bounding_box()["x"] > before["x"]
    assert abs(moved) < 25


def test_opened_again_it_shows_the_same_again(open_page):
    stepper = open_page("/app?data=uneven")
    for _ in range(3):
        stepper.press("Density")
        settle(stepper)
        assert_lines_are_of(stepper, Expected(data="uneven").mixture.states[0].mixture)
        stepper.press("Density")


def test_a_place_taken_away_and_typed_again_is_read_again(open_page):
    stepper = open_page("/app?data=uneven")
    stepper.press("Density")
    panel = tool(stepper, "Density")
    x, y = panel.get_by_role("spinbutton").all()
    y.fill("2")
    for text in ("1", "", "1"):
        x.fill(text)
        x.press("Enter")
        if text:
            says(panel, Expected(data="uneven").mixture.states[0].mixture)
        else:
            expect(panel.get_by_role("status")).to_have_text("log p = –")


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=uneven")
    stepper.press("Step", "Step")
    before = stepper.picture()
    stepper.press("Density")
    settle(stepper)
    stepper.page.mouse.move(*stepper.place(0.0, 1.0))
    expect(tool(stepper, "Density").get_by_role("status")).to_have_text(re.compile(r"\d"))
    assert stepper.picture() != before
    stepper.press("Density")
    stepper.page.mouse.move(0, 0)
    stepper.frames_pass(3)
    assert stepper.picture() == before
    assert stepper.page.locator(".tip").filter(has_text="log p").count() == 0
