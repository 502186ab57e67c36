"""What is in sight, at the sizes that people have."""

import re

import pytest
from playwright.sync_api import expect

from . import reading
from .driving import KMEANS, MIXTURE
from .opening import PHONE
from .waiting import until

LARGE = [(1440, 900), (1024, 768)]
SMALL_PHONE = {**PHONE, "viewport": {"width": 320, "height": 640}}
TABLET = {**PHONE, "viewport": {"width": 820, "height": 1180}}
ACROSS = {**PHONE, "viewport": {"width": 844, "height": 390}}
UPRIGHT = {**PHONE, "viewport": {"width": 768, "height": 1024}}
# A laptop's page at 200 % and at 400 %: so many pixels of the style sheet are left.
TWICE = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
FOUR_TIMES = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
PROJECTOR = {"viewport": {"width": 3840, "height": 2160}}
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

# What lies over each other in the panes' heads: title, shares, facts, state, note.
MEETING = """(host) => [...host.querySelectorAll(".pane header")].flatMap((header) => {
  const words = [...header.querySelectorAll("h2, .chips > li, .facts > div, .status, .note")]
    .map((word) => {
      const text = document.createRange()
      text.selectNodeContents(word)
      const box = (word.matches("li") ? word : text).getBoundingClientRect()
      return { said: word.innerText, ...box.toJSON() }
    })
    .filter(({ width, height }) => width && height)
  return words.flatMap((a, i) => words.slice(i + 1)
    .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map((b) => [a.said, b.said]))
})"""


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


@pytest.mark.parametrize("options", [ACROSS, UPRIGHT, TWICE], ids=["across", "upright", "200 %"])
def test_both_pictures_and_every_button_are_in_sight_on_small_screens(open_page, options):
    stepper = open_page(**options)
    for _ in range(2):
        names = ["Reset", "Back", "Step", "E step", "M step", "Run"]
        assert all(in_sight(stepper.button(name)) for name in names)
        pictures = [stepper.field("img", name) for name in (MIXTURE, KMEANS)]
        assert all(map(in_sight, pictures))
        boxes = [picture.bounding_box() for picture in pictures]
        # Side by side, of one size, as they share their axes.
        assert boxes[0]["y"] == boxes[1]["y"]
        assert boxes[0]["height"] == boxes[1]["height"] >= 150
        assert not scrolls_sideways(stepper)
        stepper.press("Step")


@pytest.mark.parametrize(("scenario", "options"), [("tilted", FOUR_TIMES), ("criteria", TWICE)])
def test_nothing_is_lost_when_zoomed(open_page, options, scenario):
    whole = open_page(f"/app?scenario={scenario}")
    zoomed = open_page(f"/app?scenario={scenario}", **options)
    assert not scrolls_sideways(zoomed)
    # What has no room in the header is an entry of the menu.
    for stepper in (whole, zoomed):
        stepper.page.locator("[data-ref=menu-button]").click()
    for role in ("button", "link", "slider", "spinbutton", "combobox", "img", "heading"):
        assert zoomed.page.get_by_role(role).count() == whole.page.get_by_role(role).count()
    # Whatever is pinned leaves room to read.
    pinned = zoomed.host.locator(".bar").bounding_box()
    fixed = zoomed.host.locator(".bar").evaluate("(bar) => getComputedStyle(bar).position")
    assert fixed != "fixed" or pinned["height"] < options["viewport"]["height"] / 4


def test_a_projector_shows_larger_words_and_uses_its_space(open_page):
    stepper = open_page(**PROJECTOR)
    stepper.press("Step")
    # On a laptop it is 42 high.
    assert stepper.button("Step").bounding_box()["height"] > 65
    picture = stepper.field("img", MIXTURE).bounding_box()
    assert picture["width"] > 1200
    # The hand's own tools go where it points.
    point = reading.points(stepper.plots()[0])[40]
    stepper.tap_point(*point)
    stepper.wait_for_ring(point)
    stepper.slider.fill("3")
    chart = stepper.page.locator(".chart").bounding_box()
    stepper.page.mouse.click(chart["x"] + chart["width"] - 4, chart["y"] + 20)
    assert stepper.cursor == 2 * int(stepper.slider.get_attribute("max"))


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)])
def test_settings_stay_on_one_row_beside_the_data(open_page, size):
    stepper = open_page(viewport=dict(zip(("width", "height"), size, strict=True)))
    cards, settings = (
        stepper.host.locator(name).bounding_box() for name in (".picker", ".settings")
    )
    assert settings["y"] < cards["y"] + cards["height"]
    assert settings["x"] > cards["x"] + cards["width"]


def test_twenty_components_leave_both_pictures_of_one_size(open_page):
    stepper = open_page("/app?scenario=dirichlet", viewport={"width": 1024, "height": 768})
    boxes = [stepper.field("img", name).bounding_box() for name in (MIXTURE, KMEANS)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["height"] == boxes[1]["height"]


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


@pytest.mark.parametrize("components", [4, 5, 10])
def test_no_words_of_a_pictures_head_meet(open_page, components):
    stepper = open_page(f"/app?data=blobs&n=2000&k={components}&start=random+responsibilities")
    for cursor in (0, int(stepper.slider.get_attribute("max"))):
        stepper.seek(cursor)
        for width in (1440, 1400, 1366, 1280, 1245, 1100, 1024, 768):
            stepper.page.set_viewport_size({"width": width, "height": 800})
            assert stepper.host.evaluate(MEETING) == [], (width, cursor)


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


def test_the_verdict_on_a_prediction_comes_into_view(open_page):
    stepper = open_page("/app?scenario=step", viewport={"width": 1280, "height": 720})
    stepper.tap_point(3, 3)
    said = stepper.page.locator(".prediction .said")
    expect(said).to_contain_text("You said")
    stepper.page.locator("[data-ref=lesson]").evaluate("(lesson) => { lesson.scrollTop = 0 }")
    stepper.seek(int(stepper.slider.get_attribute("max")))
    expect(said).to_contain_text("ended at")
    expect(said).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("options", [PHONE, {**PHONE, "viewport": {"width": 360, "height": 640}}])
def test_a_phone_tells_a_tapped_points_shares_by_its_picture(open_page, options):
    stepper = open_page(**options)
    stepper.button("Step").tap()
    point = reading.points(stepper.plots()[0])[4]
    stepper.tap_point(*point, touch=True)
    line = stepper.host.locator(".ringed")
    expect(line).to_contain_text(re.compile(r"^Point 5:.* \d+ %"))
    until(stepper.page, f"({IN_SIGHT})(document.querySelector('.ringed'))")
    assert in_sight(stepper.button("Step"))
    assert not scrolls_sideways(stepper)


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1440, 900)])
def test_the_longest_value_of_a_choice_is_seen_whole(open_page, size):
    stepper = open_page(viewport=dict(zip(("width", "height"), size, strict=True)))
    has, needs = stepper.field("combobox", "Covariance").evaluate("""(select) => {
      const has = select.offsetWidth
      select.style.width = "max-content"
      return [has, select.offsetWidth]
    }""")
    assert has >= needs


def test_a_long_ending_moves_neither_picture(open_page):
    # One that ends in many words, beside one that ends in few.
    stepper = open_page("/app?scenario=collapse", viewport={"width": 1280, "height": 720})
    plots = [stepper.field("img", name) for name in (MIXTURE, KMEANS)]
    before = [plot.bounding_box() for plot in plots]
    while stepper.button("Step").is_enabled():
        stepper.press("Step")
    expect(stepper.pane("Gaussian mixture")).to_contain_text("Collapsed")
    assert [plot.bounding_box() for plot in plots] == before
