"""A hundred starts on the page: a mark for each, a click that shows it, matched colours."""

import re

import pytest
from playwright.sync_api import expect

from app.session import Session
from app.tools.restarts import run_all

from .opening import WAYS, settle, tool
from .test_lesson import claims

NAME = "Many starts"


@pytest.fixture(scope="module")
def engine():
    session = Session()
    session.open("restarts")
    return run_all(session.runs.dataset, 5, "full", lambda _share: None)


def opened(open_page, way="address", *, started=True):
    stepper = open_page("/app?scenario=restarts" if way == "address" else "/app")
    if way != "address":
        stepper.field("link", "EM and the mathematics").click()
        stepper.page.locator("[data-scenario=restarts] a.try").click()
    expect(tool(stepper, NAME)).to_be_visible()
    if started:
        stepper.press("Start a hundred times")
        expect(marks(stepper)).not_to_have_count(0, timeout=30_000)
        settle(stepper)
    return stepper


def marks(stepper):
    return tool(stepper, NAME).locator("svg .mark")


@pytest.mark.parametrize("way", WAYS)
def test_there_is_a_mark_for_every_run_and_the_claims_hold(open_page, way, engine):
    stepper = opened(open_page, way, started=False)
    assert claims(stepper)["final heights, over 0.01 nats apart"] == ("–", "open")
    stepper.press("Start a hundred times")
    expect(marks(stepper)).to_have_count(len(engine["runs"]), timeout=30_000)
    tops, best = len(engine["reached"]), engine["reached"][0]
    expect(tool(stepper, NAME).locator(".said")).to_contain_text(
        f"100 starts ended at {tops} tops, {best} of them at the best."
    )
    settle(stepper)
    told = claims(stepper)
    assert told["final heights, over 0.01 nats apart"] == (str(engine["heights"]), "holds")
    [shown] = [run for run in engine["runs"] if run["seed"] == 90]
    below = engine["runs"][0]["log_likelihood"] - shown["log_likelihood"]
    assert told["the one on the screen lies below it by"] == (f"{below:.1f}", "shown")
    highest = f"{engine['runs'][0]['log_likelihood']:,.1f}".replace("-", "−")
    expect(tool(stepper, NAME).get_by_role("img")).to_have_accessible_name(re.compile(highest))
    # Higher is higher on the screen, and equally high side by side.
    heights = [float(mark.get_attribute("cy")) for mark in marks(stepper).all()]
    assert len({round(height) for height in heights}) >= 3


def test_a_mark_is_clicked_and_its_run_comes_on_the_screen(open_page, engine):
    stepper = opened(open_page)
    lowest = max(marks(stepper).all(), key=lambda mark: float(mark.get_attribute("cy")))
    lowest.click(force=True)
    value = f"{engine['runs'][-1]['log_likelihood']:,.1f}".replace("-", "−")
    expect(stepper.pane("Gaussian mixture")).to_contain_text(value)
    expect(stepper.host.locator("[data-ref=seed]")).to_have_text(str(engine["runs"][-1]["seed"]))
    expect(marks(stepper)).to_have_count(len(engine["runs"]))
    tool(stepper, NAME).get_by_role("button", name="The best", exact=True).click()
    best = f"{engine['runs'][0]['log_likelihood']:,.1f}".replace("-", "−")
    expect(stepper.pane("Gaussian mixture")).to_contain_text(best)
    expect(tool(stepper, NAME).locator(".apart")).to_contain_text("as high as the best")
    # By the keyboard, and stepped from where it started.
    slider = stepper.field("slider", "Which run, the best first")
    slider.fill(str(len(engine["runs"])))
    expect(stepper.pane("Gaussian mixture")).to_contain_text(value)
    tool(stepper, NAME).get_by_role("button", name="From its start").click()
    start = f"{engine['runs'][-1]['trace'][0]:,.1f}".replace("-", "−")
    expect(stepper.pane("Gaussian mixture")).to_contain_text(start)


def test_matched_labels_recolour_the_picture(open_page, engine):
    stepper = opened(open_page)
    tool(stepper, NAME).get_by_role("button", name="The best", exact=True).click()
    expect(tool(stepper, NAME).locator(".apart")).to_contain_text("as high as the best")
    settle(stepper)
    best = centres_by_colour(stepper)
    # Another run at the best top, whose components have another order.
    for place in range(2, engine["reached"][0]):
        stepper.field("slider", "Which run, the best first").fill(str(place))
        expect(tool(stepper, NAME).locator(".slide output")).to_have_text(re.compile(f"^{place} "))
        settle(stepper)
        if centres_by_colour(stepper) != best:
            break
    assert centres_by_colour(stepper) != best
    stepper.field("checkbox", "colours as in the best").check()
    settle(stepper)
    stepper.frames_pass(3)
    assert centres_by_colour(stepper) == best


def centres_by_colour(stepper):
    """Where the ellipse of each colour lies, to a tenth."""
    outlines = next(mark for mark in stepper.plots()[0]["marks"] if mark["kind"] == "Patches")
    middles = [
        (round(sum(x) / len(x), 1) + 0.0, round(sum(y) / len(y), 1) + 0.0)
        for x, y in zip(outlines["x"], outlines["y"], strict=True)
    ]
    return dict(zip(outlines["colour"], middles, strict=True))


def test_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=five")
    before = stepper.marks()
    stepper.field("link", "EM and the mathematics").click()
    stepper.page.locator("[data-scenario=restarts] a.try").click()
    stepper.press("Start a hundred times")
    expect(marks(stepper)).not_to_have_count(0, timeout=30_000)
    stepper.field("checkbox", "colours as in the best").check()
    settle(stepper)
    stepper.page.go_back()
    expect(tool(stepper, NAME)).to_have_count(0)
    stepper.wait_for_cursor(0)
    stepper.frames_pass(3)
    assert stepper.marks() == before


def test_what_is_pressed_is_in_sight_and_so_is_what_it_finds(open_page):
    stepper = open_page("/app?scenario=restarts", viewport={"width": 1440, "height": 900})
    press = stepper.button("Start a hundred times")
    expect(press).to_be_in_viewport(ratio=1)
    press.press("Enter")
    # The keyboard stays where the button was.
    expect(tool(stepper, NAME).locator(".said")).to_be_focused()
    expect(marks(stepper)).not_to_have_count(0, timeout=30_000)
    expect(tool(stepper, NAME).get_by_role("img")).to_be_in_viewport(ratio=1)
    expect(tool(stepper, NAME).get_by_role("button", name="The best")).to_be_in_viewport(ratio=1)
    expect(tool(stepper, NAME).locator(".said")).to_be_focused()
