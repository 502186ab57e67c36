"""Points and components by keyboard: what is walked to is told, and starts are made so, too."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from . import reading
from .expecting import Expected, assert_shows
from .hand import bar, knobs, settings_after

MIXTURE, KMEANS = "Walk through the mixture", "Walk through k-means"
WAYS = {"ArrowRight": (1, 0), "ArrowLeft": (-1, 0), "ArrowUp": (0, 1), "ArrowDown": (0, -1)}
# What has the focus, within Bokeh's shadow roots, too.
STOP = """() => {
  let at = document.activeElement
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  const labels = [...at.labels ?? []].map((label) => label.textContent).join("")
  const name = at.ariaLabel || at.title || at.textContent.trim() || labels
  return { at: at.tagName, name, shown: at.outerHTML.slice(0, 120) }
}"""
LAYERS = """() => Bokeh.documents.at(-1).roots().map((plot) =>
  Object.values(Bokeh.index).find(({ model }) => model === plot).canvas_view.events_el.tabIndex)"""
FOCUSED = "document.activeElement.getAttribute('aria-label') ?? ''"


def walk_into(stepper, name=MIXTURE):
    """Go to a picture as Tab does."""
    stepper.field("application", name).focus()
    fetched(stepper)
    return stepper.page.locator("p.hidden[role=status]", has_text=re.compile("")).first


def fetched(stepper):
    """Wait until the part of the page is there that walks."""
    expect(stepper.page.locator(".knobs")).to_have_count(2)


def press(stepper, *keys):
    for key in keys:
        stepper.page.keyboard.press(key)


def pixels(stepper):
    """Return where all points lie on the screen, right and up."""
    frame = np.array([stepper.place(0.0, 0.0), stepper.place(1.0, 1.0)])
    return reading.points(stepper.plots()[0]) * (frame[1] - frame[0]) * [1, -1]


def told_number(said):
    """Return the number that the sentence names, once there is one."""
    expect(said).to_contain_text(re.compile(r"^Point \d+, "))
    return int(re.match(r"Point (\d+)", said.inner_text())[1]) - 1


@pytest.mark.parametrize("name", [MIXTURE, KMEANS])
def test_arrow_keys_walk_to_the_nearest_point_that_way(open_page, name):
    stepper = open_page()
    said, places = walk_into(stepper, name), pixels(stepper)
    press(stepper, "Home")
    at = told_number(said)
    assert at == 0
    for key in ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"]:
        press(stepper, key)
        stepper_said = re.compile(rf"^(?!Point {at + 1},)Point \d+, ")
        expect(said).to_contain_text(stepper_said)
        to, away = told_number(said), places - places[at]
        along = away @ WAYS[key]
        across = np.abs(away).sum(axis=1) - np.abs(along)
        within = (along > 0) & (across <= along)
        if within.any():
            assert to == np.where(within, along + across, np.inf).argmin()
        assert along[to] > 0
        stepper.wait_for_ring(reading.points(stepper.plots()[0])[to])
        at = to


def test_a_point_tells_its_story(open_page):
    stepper, expected = open_page(), Expected()
    stepper.press("E step")
    said = walk_into(stepper)
    press(stepper, "End")
    expect(said).to_contain_text(f"Point {len(expected.points)},")
    _, shares = expected.shares_at(1)
    for share in shares[-1]:
        if share >= 0.01:
            expect(said).to_contain_text(f"{round(100 * share)} %")
    expect(said).to_contain_text("k-means says")
    expect(stepper.field("spinbutton", "Ringed point")).to_have_value(str(len(expected.points)))


def test_a_start_is_made_by_keyboard(open_page, palette):
    stepper = open_page()
    said, first = walk_into(stepper), Expected().mixture.state.mixture
    press(stepper, "c")
    expect(knobs(stepper)).to_have_count(4)
    expect(said).to_contain_text("Arrow keys move it")

    values = settings_after(stepper, lambda: press(stepper, "ArrowRight", "Shift+ArrowUp"))
    moved = np.array(values["means"]) - first.means
    assert moved[0][1] == pytest.approx(5 * moved[0][0], rel=1e-6)
    assert moved[0][0] > 0
    assert not moved[1:].any()

    press(stepper, "]")
    expect(said).to_contain_text("is round: a turn changes nothing")
    values = settings_after(stepper, lambda: press(stepper, "+", ".", "[", "Shift+["))
    (xx, xy, yy), *others = values["covariances"]
    lengths, axes = np.linalg.eigh([[xx, xy], [xy, yy]])
    before = first.covariances[0][0][0]
    assert np.sqrt(lengths / before) == pytest.approx([1.1, 1.21])
    assert np.degrees(np.arctan(axes[1, 1] / axes[0, 1])) == pytest.approx(20.0)
    assert others == [[before, 0.0, before]] * 2
    expect(said).to_contain_text("turned 20°")

    values = settings_after(stepper, lambda: press(stepper, "Insert"))
    assert len(values["means"]) == 4
    expect(said).to_contain_text("added at")
    values = settings_after(stepper, lambda: press(stepper, "Delete"))
    assert len(values["means"]) == 3
    expect(said).to_contain_text("removed: log-likelihood")
    press(stepper, "Escape")
    expect(bar(stepper)).not_to_be_visible()
    assert_shows(stepper, Expected(**values), palette)


def test_from_the_first_tab_to_a_finished_run(open_page, palette):
    stepper = open_page("/app?data=blobs")
    while stepper.page.evaluate(FOCUSED) != MIXTURE:
        press(stepper, "Tab")
    fetched(stepper)
    values = settings_after(stepper, lambda: press(stepper, "c", "ArrowUp", "c", "Shift+ArrowDown"))
    press(stepper, "Space", "r")
    expect(stepper.button("Step")).to_be_disabled(timeout=60_000)
    assert_shows(stepper, Expected(**values), palette)
    # Space and R are the page's own keys; arrow keys walk here, and step elsewhere.
    cursor = stepper.cursor
    press(stepper, "ArrowLeft")
    assert stepper.cursor == cursor
    press(stepper, "Shift+Tab", "ArrowLeft")
    assert stepper.cursor < cursor


def test_every_stop_has_a_name(open_page):
    stepper = open_page()
    stops = []
    while not stops or stops[-1]["at"] != "BODY":
        press(stepper, "Tab")
        stops.append(stepper.page.evaluate(STOP))
        assert len(stops) < 200
    assert len(stops) > 20
    assert [stop for stop in stops[:-1] if not stop["name"]] == []
    # The plots are laid out anew.
    press(stepper, "p")
    assert stepper.page.evaluate(LAYERS) == [-1, -1]


def test_components_are_walked_at_any_step(open_page):
    stepper = open_page()
    stepper.press("Step")
    said = walk_into(stepper)
    press(stepper, "c")
    centres = reading.centres(stepper.plots()[0])
    expect(said).to_contain_text("blue")
    press(stepper, "ArrowRight")
    expect(said).to_contain_text("amber")
    press(stepper, "ArrowRight")
    expect(said).to_contain_text("green")
    press(stepper, "ArrowRight")
    expect(said).to_contain_text("No component farther that way")
    assert np.array_equal(reading.centres(stepper.plots()[0]), centres)
    press(stepper, "[", "Delete", "Insert")
    assert stepper.counter == "iter 1"


def test_keys_zoom_around_where_one_is(open_page):
    stepper = open_page()
    whole = stepper.plots()[0]["view"]
    walk_into(stepper)
    press(stepper, "Home", "z", "z", "Shift+Z")
    stepper.frames_pass(3)
    x0, x1, y0, y1 = stepper.plots()[0]["view"]
    assert (x1 - x0) / (whole[1] - whole[0]) == pytest.approx(1 / 1.5)
    assert [(x0 + x1) / 2, (y0 + y1) / 2] == pytest.approx(reading.points(stepper.plots()[0])[0])
    press(stepper, "Tab", "Enter")
    stepper.frames_pass(3)
    assert stepper.plots()[0]["view"] == pytest.approx(whole)


def test_the_list_of_keys_tells_of_it(stepper):
    press(stepper, "?")
    listed = stepper.page.get_by_role("dialog", name="Keyboard")
    expect(listed).to_contain_text("Arrow keys walk from point to point")
    press(stepper, "Escape")
