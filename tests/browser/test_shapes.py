"""Components told apart by shape as well as by colour, when that is wanted."""

from playwright.sync_api import expect

from . import reading
from .expecting import Expected
from .waiting import until

# In the order of the components.
MARKS = ["circle", "square", "triangle", "diamond", "inverted_triangle"]
MARKED = "() => Bokeh.documents.at(-1).roots()[0].renderers[1].glyph.marker.field === 'marker'"
# A profile of its own: what the browser keeps is for these tests alone.
ALONE = {"locale": "en-GB"}


def shapes_of(plot):
    return reading.marks(plot, "Scatter")[0]["marker"]


def dashes_of(plot):
    (outlines,) = reading.marks(plot, "Patches")
    return outlines["dash"]


def switch(stepper):
    stepper.press("Menu")
    entry = stepper.page.locator("[data-ref=shapes]")
    entry.click()
    stepper.page.keyboard.press("Escape")
    return entry


def test_points_wear_the_mark_of_the_component_that_takes_most_of_them(open_page):
    stepper = open_page("/app?k=5&shapes=1")
    until(stepper.page, MARKED)
    assert set(shapes_of(stepper.plots()[0])) == {"circle"}
    stepper.press("Step")
    expected = Expected(k=5)
    _, shares = expected.shares_at(2)
    mixture, kmeans = stepper.plots()
    assert shapes_of(mixture) == [MARKS[k] for k in shares.argmax(axis=1)]
    assert shapes_of(kmeans) == [MARKS[k] for k in expected.labels_at(2)]
    dashes = dashes_of(mixture)
    assert len({tuple(dash) for dash in dashes}) == 5
    assert dashes[:5] == dashes[5:]
    clips = stepper.page.eval_on_selector_all(
        "[data-ref=mixture-chips] .swatch", "(all) => all.map((s) => getComputedStyle(s).clipPath)"
    )
    assert len(set(clips)) == 5


def test_shapes_are_off_until_they_are_switched_on_and_then_kept(open_page):
    stepper = open_page(**ALONE)
    stepper.press("Step")
    plain = stepper.marks()
    assert "marker" not in reading.marks(stepper.plots()[0], "Scatter")[0]
    expect(switch(stepper)).to_have_attribute("aria-pressed", "true")
    until(stepper.page, MARKED)
    again = open_page(**ALONE)
    until(again.page, MARKED)
    expect(switch(again)).to_have_attribute("aria-pressed", "false")
    again.press("Step")
    assert again.pixels() == open_page(**ALONE).press("Step").pixels()
    assert [mark["colour"] for mark in plain[0] if "colour" in mark] == [
        mark["colour"] for mark in again.marks()[0] if "colour" in mark
    ]


def test_other_data_and_the_way_back_keep_shapes(open_page):
    stepper = open_page("/app?k=3&shapes=1")
    until(stepper.page, MARKED)
    stepper.press("Step")
    stepper.changes(lambda: stepper.field("radio", "Blobs").check())
    n = len(reading.points(stepper.plots()[0]))
    assert shapes_of(stepper.plots()[0]) == ["circle"] * n
    stepper.press("Step")
    assert set(shapes_of(stepper.plots()[0])) == set(MARKS[:3])
    stepper.page.locator(".top [data-undo=undo]").click()
    stepper.wait_for_cursor(2)
    stepper.page.keyboard.press("p")
    stepper.frames_pass(5)
    assert set(shapes_of(stepper.plots()[0])) == set(MARKS[:3])


def test_many_points_stay_discs_and_say_so(open_page):
    stepper = open_page("/app?data=blobs&n=1600&shapes=1")
    until(stepper.page, MARKED)
    stepper.press("Step")
    assert len(reading.points(stepper.plots()[0])) == 0
    assert len({tuple(dash) for dash in dashes_of(stepper.plots()[0])}) == 3
    assert "up to 1,500 points" in stepper.page.locator("[data-ref=shapes]").text_content()
