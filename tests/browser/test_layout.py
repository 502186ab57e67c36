"""What is in sight, at the sizes that people have."""

import pytest
from playwright.sync_api import expect

from . import reading
from .driving import KMEANS, MIXTURE
from .waiting import until

LARGE = [(1440, 900), (1024, 768)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {**PHONE, "viewport": {"width": 320, "height": 640}}
TABLET = {**PHONE, "viewport": {"width": 820, "height": 1180}}
# Whether an element lies in the window, and nothing lies over its corners and middle.
IN_SIGHT = """(element) => {
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
  const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
  const places = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]]
  return inside && places.every(([across, up]) => {
    const found = document.elementFromPoint(left + across * width, top + up * height)
    return element.contains(found)
  })
}"""


def scrolls_sideways(stepper):
    width, room = stepper.page.evaluate(
        "[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return width > room


def in_sight(locator):
    return locator.evaluate(IN_SIGHT)


@pytest.mark.parametrize("size", LARGE)
def test_a_laptop_shows_everything_that_moves(open_page, size):
    stepper = open_page(viewport=dict(zip(("width", "height"), size, strict=True)))
    for _ in range(2):
        assert in_sight(stepper.button("Step"))
        assert in_sight(stepper.field("img", MIXTURE))
        assert in_sight(stepper.field("img", KMEANS))
        assert in_sight(stepper.field("region", "Log-likelihood by iteration"))
        assert not scrolls_sideways(stepper)
        stepper.press("Step")


def test_a_phone_shows_the_picture_and_the_step_button(open_page):
    stepper = open_page(**PHONE)
    for _ in range(2):
        assert in_sight(stepper.field("img", MIXTURE))
        assert in_sight(stepper.button("Step"))
        assert in_sight(stepper.host.locator("output.counter"))
        assert not scrolls_sideways(stepper)
        stepper.button("Step").tap()
    assert stepper.counter == "iter 2"


def test_a_phone_can_be_tapped_and_scrolled(open_page):
    stepper = open_page(**PHONE)
    stepper.button("Step").tap()
    point = reading.points(stepper.plots()[0])[0]
    stepper.tap_point(*point, touch=True)
    # A finger may mean any point nearby, but the ring lands near the finger.
    stepper.wait_for_ring(point, within=1.0)
    ring = stepper.field("spinbutton", "Ringed point")
    ring.scroll_into_view_if_needed()
    expect(stepper.story).to_be_in_viewport()
    assert in_sight(stepper.button("Step"))


def test_a_small_phone_wraps_what_is_wide(open_page):
    stepper = open_page("/app?data=iris&k=10", **SMALL_PHONE)
    stepper.seek(3)
    assert not scrolls_sideways(stepper)


@pytest.mark.parametrize("options", [PHONE, SMALL_PHONE, TABLET])
def test_the_end_of_a_run_is_no_wider_than_the_screen(open_page, options):
    stepper = open_page("/app?data=blobs", **options)
    stepper.seek(int(stepper.slider.get_attribute("max")))
    assert stepper.button("Step").is_disabled()
    assert not scrolls_sideways(stepper)


@pytest.mark.parametrize("size", LARGE)
def test_every_weight_is_in_sight(open_page, size):
    stepper = open_page("/app?k=10", viewport=dict(zip(("width", "height"), size, strict=True)))
    stepper.press("Step")
    chips = stepper.field("list", "Weights of the components").get_by_role("listitem").all()
    assert len(chips) == 10
    assert all(map(in_sight, chips))


def test_a_circle_looks_like_a_circle(stepper):
    (x0, y0), (x1, y1) = stepper.place(0, 0), stepper.place(1, 1)
    assert x1 - x0 == pytest.approx(y0 - y1, rel=0.01)


def test_turning_the_window_shows_all_points_again(open_page):
    stepper = open_page()
    stepper.page.set_viewport_size({"width": 1100, "height": 1000})
    stepper.frames_pass(5)
    plot = stepper.plots()[0]
    x0, x1, y0, y1 = plot["view"]
    (left, bottom), (right, top) = reading.points(plot).min(0), reading.points(plot).max(0)
    assert x0 < left < right < x1
    assert y0 < bottom < top < y1


def test_nothing_jumps_when_numbers_change(stepper):
    def boxes():
        names = ["Back", "Step", "E step", "M step", "Run", "Reset"]
        things = [stepper.button(name) for name in names]
        things += [stepper.field("img", name) for name in (MIXTURE, KMEANS)]
        return [thing.bounding_box() for thing in things]

    before = boxes()
    for name in ("E step", "M step", "Step"):
        stepper.press(name)
        assert boxes() == before
    stepper.seek(int(stepper.slider.get_attribute("max")))
    assert boxes() == before


def test_ellipses_travel_unless_motion_is_not_wanted(open_page):
    stepper = open_page(reduced_motion="no-preference")
    record = """() => {
      const plot = Bokeh.documents.at(-1).roots()[0]
      const patches = plot.renderers.find(({ glyph }) => glyph.type === "Patches").data_source
      window.drawn = []
      patches.properties.data.change.connect(() => window.drawn.push(patches.data.x[0][0]))
    }"""
    still = open_page()
    for page in (stepper, still):
        page.page.evaluate(record)
        page.press("Step")
    end = reading.ellipses(still.plots()[0])[0, 0, 0]
    until(stepper.page, "(end) => window.drawn.at(-1) === end", arg=end)
    between = stepper.page.evaluate("window.drawn")[:-1]
    assert len(set(between)) > 1
    assert still.page.evaluate("[...new Set(window.drawn)]") == [end]
    assert stepper.marks() == still.marks()
