"""Points drawn in the picture: they follow the hand at once, and the fit begins anew on them."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.own_data import own
from datasets import load, read_table
from gmm_core import initialize

from . import reading
from .expecting import Expected, assert_shows, number
from .opening import PHONE
from .own import draw, drawn, fitted, open_dialog, wait_for_points
from .test_accessibility import violations
from .test_dragging import drag
from .waiting import until, until_true

CORNERS = [(-6.0, -4.0), (-5.0, -2.5), (-6.5, -2.0), (5.0, 3.0), (6.0, 4.5), (4.0, 4.0)]
# A click is at a whole pixel.
PIXEL = 0.08


def click_points(stepper, places, **options):
    for x, y in places:
        stepper.tap_point(x, y, **options)
    wait_for_points(stepper, len(places))


def settled(stepper):
    """Return the points, once the fit is on those that were drawn."""
    until_true(
        stepper.page,
        lambda: np.array_equal(fitted(stepper), drawn(stepper)),
        "The points that are fitted are those that were drawn.",
    )
    return fitted(stepper)


@pytest.mark.parametrize("pane", [0, 1])
def test_points_are_drawn_on_an_empty_sheet_and_fitted(open_page, palette, pane):
    stepper = open_page("/app?k=2&data=moons")
    bar = draw(stepper)
    assert len(drawn(stepper)) == 0
    stepper.tap_point(*CORNERS[0], pane)
    expect(bar.get_by_role("status")).to_contain_text("two points are needed")
    # Nothing of another fit is shown beside points that it is not of.
    expect(stepper.page.get_by_role("region", name="Log-likelihood")).not_to_be_visible()
    for place in CORNERS[1:]:
        stepper.tap_point(*place, pane)
    wait_for_points(stepper, 6)
    points = settled(stepper)
    assert points == pytest.approx(np.array(CORNERS), abs=PIXEL)
    assert (stepper.cursor, stepper.host.get_attribute("class")) == (0, "stepper")
    expect(bar.get_by_role("status")).to_have_text("6 points")
    stepper.press("Done")
    expect(stepper.button("Step")).to_be_focused()
    expected = Expected(own=own("", points, None, ("x", "y"), "Here."), k=2, start="spread")
    assert_shows(stepper, expected, palette)
    stepper.press("Step", "E step")
    assert_shows(stepper, expected, palette)


def test_points_are_moved_erased_and_every_edit_undone(open_page):
    stepper = open_page("/app?k=2")
    draw(stepper)
    click_points(stepper, CORNERS)
    first = settled(stepper)
    drag(stepper, first[0], (0.0, 5.0))
    moved = settled(stepper)
    assert moved[0] == pytest.approx((0.0, 5.0), abs=PIXEL)
    assert np.array_equal(moved[1:], first[1:])
    stepper.field("radio", "Erase").check()
    stepper.tap_point(*moved[3])
    wait_for_points(stepper, 5)
    assert np.array_equal(settled(stepper), np.delete(moved, 3, axis=0))
    # A click where there is nothing is no edit.
    stepper.tap_point(0.0, -6.0)
    stepper.press("Clear")
    expect(stepper.page.get_by_role("region", name="Log-likelihood")).not_to_be_visible()
    assert len(drawn(stepper)) == 0
    stepper.press("Undo")
    wait_for_points(stepper, 5)
    stepper.page.keyboard.press("Control+z")
    wait_for_points(stepper, 6)
    assert np.array_equal(settled(stepper), moved)
    stepper.press("Undo")
    until(stepper.page, "document.querySelector('.drawbar').isConnected")
    wait_for_points(stepper, 6)
    stepper.frames_pass(10)
    assert np.array_equal(settled(stepper), first)
    for _ in CORNERS:
        stepper.press("Undo")
    assert len(drawn(stepper)) == 0
    assert stepper.button("Undo").is_disabled()


def test_a_point_may_be_added_close_to_another(open_page):
    stepper = open_page("/app?k=1")
    draw(stepper)
    click_points(stepper, CORNERS[:2])
    first = settled(stepper)
    stepper.tap_point(*(first[0] + [0.3, 0.0]))
    wait_for_points(stepper, 3)
    points = settled(stepper)
    assert np.array_equal(points[:2], first)
    assert points[2] == pytest.approx(first[0] + [0.3, 0.0], abs=PIXEL)
    # A second click on a point is none beside it.
    stepper.tap_point(*points[2])
    stepper.frames_pass(5)
    assert len(drawn(stepper)) == 3


def test_fewer_components_may_be_fitted_to_fewer_points(open_page):
    stepper = open_page("/app?k=4")
    bar = draw(stepper)
    for place in CORNERS[:3]:
        stepper.tap_point(*place)
    expect(bar.get_by_role("status")).to_have_text("4 components need at least 4 points.")
    stepper.press("One component fewer")
    wait_for_points(stepper, 3)
    assert len(settled(stepper)) == 3


def test_the_last_edit_is_not_lost_by_leaving_at_once(open_page):
    stepper = open_page("/app?k=2")
    draw(stepper)
    for place in CORNERS:
        stepper.tap_point(*place)
    stepper.press("Done")
    wait_for_points(stepper, 6)
    assert fitted(stepper) == pytest.approx(np.array(CORNERS), abs=PIXEL)


def test_a_spray_makes_many_points_in_groups(open_page):
    stepper = open_page("/app?k=2")
    bar = draw(stepper)
    mouse = stepper.page.mouse
    stepper.field("radio", "Spray").check()
    for group, (x, y) in enumerate([(-5.0, 2.0), (5.0, -2.0)], 1):
        bar.get_by_role("radio", name=f"Group {group}").check()
        mouse.move(*stepper.place(x, y))
        mouse.down()
        stepper.page.wait_for_timeout(700)
        mouse.up()
    expect(bar.get_by_role("status")).to_contain_text("in 2 groups")
    points = settled(stepper)
    assert len(points) >= 6
    left = points[:, 0] < 0
    assert 0 < left.sum() < len(points)
    # The groups are the truth that k-means and the mixture are held against.
    stepper.press("Step", "Step", "Step")
    expect(stepper.pane("k-means")).to_contain_text("agreement")
    expect(stepper.pane("k-means")).to_contain_text("1.00")


@pytest.mark.parametrize("name", ["tilted", "faithful"])
def test_a_data_set_on_the_screen_is_edited(open_page, name):
    stepper = open_page(f"/app?data={name}")
    before = load(name, seed=9).points
    draw(stepper, "Edit these points")
    shown = drawn(stepper)
    step = np.ptp(before, axis=0) / 1000
    assert (np.abs(shown - before) <= step).all()
    middle = np.median(before, axis=0)
    corner = before.min(axis=0)
    nearest = np.linalg.norm((shown - middle) / np.ptp(before, axis=0), axis=1).argmin()
    drag(stepper, shown[nearest], corner)
    points = settled(stepper)
    assert (np.abs(points[nearest] - corner) <= 10 * step).all()
    assert len(points) == len(before)
    others = np.arange(len(points)) != nearest
    assert np.array_equal(points[others], shown[others])
    stepper.press("Done")
    assert np.array_equal(fitted(stepper, 1), points)
    # The browser's Back leads to the data before the edits.
    stepper.page.go_back()
    wait_for_points(stepper, len(before))
    until(stepper.page, "document.querySelector('[name=data]:checked') !== null")
    assert np.array_equal(fitted(stepper), before)


def test_the_fit_begins_anew_at_every_edit(open_page):
    stepper = open_page("/app?k=2")
    draw(stepper)
    click_points(stepper, CORNERS)
    stepper.press("Step", "Step")
    # Once there are colours they are seen; shapes stand for groups only at the start.
    assert len(drawn(stepper)) == 0
    stepper.tap_point(0.0, 0.0)
    stepper.wait_for_cursor(0)
    wait_for_points(stepper, 7)
    points = settled(stepper)
    start = initialize(points, 2, "full", "spread", 0)
    log_likelihood = Expected(own=own("", points, None, ("x", "y"), ""), k=2, start="spread")
    expect(stepper.pane("Gaussian mixture")).to_contain_text(
        number(log_likelihood.mixture.state.log_likelihood)
    )
    assert np.array_equal(reading.centres(stepper.plots()[0]), start.means)


def test_drawing_leaves_nothing_behind(open_page):
    stepper = open_page("/app?k=2")
    kinds = [[mark["kind"] for mark in plot["marks"]] for plot in stepper.plots()]
    draw(stepper)
    click_points(stepper, CORNERS)
    settled(stepper)
    stepper.press("Done")
    assert [[mark["kind"] for mark in plot["marks"]] for plot in stepper.plots()] == kinds
    assert stepper.page.get_by_role("group", name="Draw points", exact=True).count() == 0
    view, marks = stepper.plots()[0]["view"], stepper.marks()
    # To begin again and change nothing changes nothing.
    draw(stepper, "Edit these points")
    stepper.press("Done")
    assert (stepper.plots()[0]["view"], stepper.marks()) == (view, marks)


def test_what_was_not_fitted_is_given_up(open_page):
    stepper = open_page("/app?data=moons")
    before = stepper.marks()
    draw(stepper)
    stepper.tap_point(1.0, 1.0)
    stepper.frames_pass(5)
    stepper.press("Done")
    stepper.frames_pass(5)
    assert stepper.marks() == before
    assert stepper.press("Step").counter == "iter 1"


def test_another_data_set_ends_the_drawing(open_page, palette):
    stepper = open_page("/app?k=2")
    bar = draw(stepper)
    click_points(stepper, CORNERS)
    stepper.field("radio", "Moons").check()
    expect(bar).not_to_be_visible()
    wait_for_points(stepper, 300)
    assert_shows(stepper, Expected(data="moons"), palette)


def test_too_many_points_are_not_edited_by_hand(open_page):
    stepper = open_page("/app?n=3001")
    before = stepper.plots()[0]["view"]
    shown = open_dialog(stepper)
    stepper.press("Edit these points")
    expect(shown.get_by_role("alert")).to_contain_text("3,001 points are too many")
    stepper.page.keyboard.press("Escape")
    assert stepper.plots()[0]["view"] == before
    assert stepper.press("Step").counter == "iter 1"


def test_what_was_drawn_is_saved_and_read_back_equal(open_page):
    stepper = open_page("/app?k=2")
    bar = draw(stepper)
    click_points(stepper, CORNERS[:3])
    bar.get_by_role("radio", name="Group 2").check()
    for place in CORNERS[3:]:
        stepper.tap_point(*place)
    wait_for_points(stepper, 6)
    points = settled(stepper)
    with stepper.page.expect_download() as saved:
        stepper.press("Save as CSV")
    assert saved.value.suggested_filename.endswith(".csv")
    content = saved.value.path().read_bytes()
    back, groups, notes = read_table(content).points("x", "y", "group")
    assert np.array_equal(back, points)
    assert groups.tolist() == [0, 0, 0, 1, 1, 1]
    assert notes == ()


def test_points_are_drawn_with_a_finger(open_page):
    stepper = open_page("/app?k=2", **PHONE)
    draw(stepper)
    stepper.page.locator(".drawbar").scroll_into_view_if_needed()
    places = [(-6.0, -4.0), (-5.0, 2.0), (5.0, 3.0), (6.0, -4.0)]
    click_points(stepper, places, touch=True)
    assert settled(stepper) == pytest.approx(np.array(places), abs=0.2)
    stepper.field("radio", "Erase").check()
    stepper.tap_point(*places[0], touch=True)
    wait_for_points(stepper, 3)
    sideways = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    assert stepper.page.evaluate(sideways) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_drawing(open_page, scheme):
    stepper, axe = open_page("/app?k=2", color_scheme=scheme), Axe()
    draw(stepper)
    assert violations(axe, stepper) == []
    click_points(stepper, CORNERS)
    assert violations(axe, stepper) == []


def test_points_are_drawn_and_erased_by_keyboard(open_page):
    stepper = open_page("/app?k=2")
    bar, keyboard = draw(stepper), stepper.page.keyboard
    stepper.field("application", "Walk through the mixture").focus()
    expect(bar.get_by_role("status")).to_contain_text("Mark at")
    keyboard.press("Space")
    for key in ("Shift+ArrowRight", "Shift+ArrowUp", "ArrowLeft"):
        keyboard.press(key)
        keyboard.press("Space")
    wait_for_points(stepper, 4)
    four = drawn(stepper)
    pixels = np.diff(four, axis=0) * 36 / (four[1] - four[0])[0]
    assert pixels == pytest.approx(np.array([[36, 0], [0, 36], [-6, 0]]), abs=1)
    # Back to within the reach of the first point alone.
    keyboard.press("Shift+ArrowDown")
    keyboard.press("Shift+ArrowLeft")
    keyboard.press("Delete")
    wait_for_points(stepper, 3)
    assert np.array_equal(settled(stepper), four[1:])
    keyboard.press("Control+z")
    wait_for_points(stepper, 4)
    assert stepper.cursor == 0
