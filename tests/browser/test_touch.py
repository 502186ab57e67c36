"""Fingers: one scrolls, two zoom; a tap chooses, one that rests tells, two taps show all."""

import numpy as np
import pytest
from playwright.sync_api import expect

from . import reading
from .expecting import Expected, assert_shows
from .hand import bar, knobs, middle, settings_after
from .opening import PHONE
from .waiting import until_true

DOWN, UP = np.array([0, 100]), np.array([15, -70])
# From the centre of a pane to where no component can be taken hold of.
AWAY = np.array([0, -110])


class Fingers:
    """Real touches, as the browser's own protocol makes them."""

    def __init__(self, page):
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def send(self, kind, *places):
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, *ways, steps=6):
        """Move fingers along, each from a place to another."""
        ways = [np.array(way, dtype=float) for way in ways]
        self.send("touchStart", *(way[0] for way in ways))
        for t in np.linspace(0, 1, steps + 1)[1:]:
            self.send("touchMove", *((1 - t) * way[0] + t * way[1] for way in ways))
            self.page.wait_for_timeout(20)
        self.send("touchEnd")


def listening(stepper):
    """Wait until what listens to fingers has come: with it come the knobs of both panes, hidden."""
    expect(stepper.page.locator(".knobs")).to_have_count(2)


@pytest.fixture
def phone(open_page):
    """A page that a finger has touched before, and its fingers."""
    stepper = open_page(**PHONE)
    fingers = Fingers(stepper.page)
    fingers.send("touchStart", centre(stepper) + AWAY)
    fingers.send("touchCancel")
    listening(stepper)
    return stepper, fingers


def centre(stepper):
    return np.array(middle(stepper.field("img", "Points and ellipses of the Gaussian mixture")))


def view(stepper):
    return np.array(stepper.plots()[0]["view"])


def test_two_fingers_zoom_and_two_taps_show_all_again(phone):
    stepper, fingers = phone
    x0, x1, y0, y1 = before = view(stepper)
    at = centre(stepper)
    kept = [(x0 + x1) / 2, (y0 + y1) / 2]
    place = np.array(stepper.place(*kept))
    spread = np.array([40.0, 30.0])
    fingers.drag((place - spread, place - 2 * spread), (place + spread, place + 2 * spread))
    stepper.frames_pass(3)
    after = view(stepper)
    # Twice as far apart: half as much is seen, and what lay between the fingers stays there.
    assert after[1] - after[0] == pytest.approx((x1 - x0) / 2, rel=0.02)
    assert after[3] - after[2] == pytest.approx((y1 - y0) / 2, rel=0.02)
    assert np.array(stepper.place(*kept)) == pytest.approx(place, abs=1)
    assert stepper.page.evaluate("visualViewport.scale") == 1
    expect(stepper.button("Show all points")).to_be_visible()
    for _ in range(2):
        stepper.page.touchscreen.tap(*at)
    stepper.frames_pass(3)
    assert view(stepper) == pytest.approx(before)
    expect(stepper.button("Show all points")).not_to_be_visible()


def test_two_fingers_that_are_first_zoom_from_where_they_are_when_they_are_heard(open_page):
    stepper = open_page(**PHONE)
    fingers = Fingers(stepper.page)
    held = []
    stepper.page.route("**/hand.js", lambda route: held.append(route))
    x0, x1, *_ = view(stepper)
    place = centre(stepper) + AWAY

    def apart(half):
        return place - [half, 0], place + np.array([half, 0])

    fingers.send("touchStart", *apart(20))
    fingers.send("touchMove", *apart(40))
    until_true(stepper.page, lambda: held, "A finger fetches what listens to fingers.")
    assert view(stepper)[:2] == pytest.approx([x0, x1])
    held.pop().continue_()
    listening(stepper)
    fingers.send("touchMove", *apart(80))
    fingers.send("touchEnd")
    stepper.frames_pass(3)
    after = view(stepper)
    assert after[1] - after[0] == pytest.approx((x1 - x0) / 2, rel=0.02)
    assert stepper.page.evaluate("visualViewport.scale") == 1


def test_one_finger_scrolls_the_page_and_changes_nothing(phone):
    stepper, fingers = phone
    before, at = stepper.plots(), centre(stepper) + DOWN
    fingers.drag((at, at - 2 * DOWN))
    stepper.page.wait_for_timeout(200)
    assert stepper.page.evaluate("scrollY") > 100
    assert stepper.plots() == before


def test_a_tap_chooses_and_a_rest_tells(phone):
    stepper, fingers = phone
    stepper.press("E step")
    points = reading.points(stepper.plots()[0])
    lonely = points[points[:, 0].argmax()]
    stepper.tap_point(*lonely, touch=True)
    stepper.wait_for_ring(lonely)
    other = points[points[:, 1].argmax()]
    fingers.send("touchStart", stepper.place(*other))
    tip = stepper.page.locator(".tip:visible")
    place = f"x {other[0]:.2f}, y {other[1]:.2f}"
    expect(tip).to_have_text(f"point {points[:, 1].argmax() + 1}: {place}")
    fingers.send("touchEnd")
    expect(tip).to_have_count(0)
    # It was no tap.
    stepper.frames_pass(5)
    assert reading.ring(stepper.plots()[0]) == pytest.approx(lonely)


def test_a_tap_shows_no_words(open_page):
    # The first touch fetches what listens to fingers: it comes when this one has gone.
    stepper = open_page(**PHONE)
    point = reading.points(stepper.plots()[0])[0]
    for _ in range(2):
        stepper.tap_point(*point, touch=True)
        stepper.wait_for_ring(point)
        stepper.page.wait_for_timeout(700)
        expect(stepper.page.locator(".tip:visible")).to_have_count(0)


@pytest.mark.parametrize("way", ["a step", "another run", "a touch elsewhere", "Escape", "time"])
def test_what_a_rest_told_goes(phone, way):
    stepper, fingers = phone
    points = reading.points(stepper.plots()[0])
    place = stepper.place(*points[points[:, 1].argmax()])
    fingers.send("touchStart", place)
    tip = stepper.page.locator(".tip:visible")
    expect(tip).to_have_count(1)
    if way == "a touch elsewhere":
        fingers.send("touchStart", place, middle(stepper.host.locator("header").first))
    elif way != "time":
        keys = {"a step": "e", "another run": "n", "Escape": "Escape"}
        stepper.page.keyboard.press(keys[way])
    expect(tip).to_have_count(0, timeout=6000 if way == "time" else 2000)
    fingers.send("touchEnd")


def test_a_finger_moves_and_turns_components(phone, palette):
    stepper, fingers = phone
    mean = reading.centres(stepper.plots()[0])[0]
    start = np.array(stepper.place(*mean))
    values = settings_after(stepper, lambda: fingers.drag((start, start + UP)))
    assert stepper.page.evaluate("scrollY") == 0
    assert reading.centres(stepper.plots()[0])[0][1] > mean[1] + 1
    expect(bar(stepper)).to_be_visible()
    assert_shows(stepper, Expected(**values), palette)

    box = knobs(stepper).nth(0).bounding_box()
    assert min(box["width"], box["height"]) >= 44
    end = np.array(middle(knobs(stepper).nth(0)))
    values = settings_after(stepper, lambda: fingers.drag((end, end + UP)))
    assert stepper.page.evaluate("scrollY") == 0
    assert values["covariances"][0][1] != pytest.approx(0)
    assert_shows(stepper, Expected(**values), palette)
