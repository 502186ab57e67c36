"""Every change of data and settings can be undone, and done again; stepping is no such change."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.session import Session

from . import own
from .driving import Stepper
from .opening import settle
from .waiting import until
from .watching import Watch
from .wire import Wire

SETTLED = "!document.getElementById('em-stepper').connection.awaitsRun"


def undo(stepper, what):
    stepper.press(f"Undo: {what}")


def redo(stepper, what):
    stepper.press(f"Redo: {what}")


def test_settings_come_back_with_the_iteration_and_go_again(open_page):
    stepper = open_page("/app?data=blobs")
    expect(stepper.button("Nothing to undo")).to_be_disabled()
    stepper.press("Density", "Step", "Step", "E step")
    settle(stepper)
    first, said = stepper.marks(), stepper.pane("Gaussian mixture").inner_text()
    stepper.changes(stepper.button("One component more").click)
    stepper.press("Step")
    settle(stepper)
    stepper.frames_pass(3)
    second = stepper.marks()
    stepper.changes(lambda: stepper.field("combobox", "Covariance").select_option("tied"))
    stepper.changes(stepper.field("radio", "Moons").check)
    stepper.press("Step", "Reset")
    undo(stepper, "Moons")
    undo(stepper, "tied covariances")
    stepper.wait_for_cursor(2)
    settle(stepper)
    stepper.frames_pass(3)
    assert stepper.marks() == second
    undo(stepper, "4 components")
    stepper.wait_for_cursor(5)
    settle(stepper)
    stepper.frames_pass(3)
    assert stepper.marks() == first
    assert stepper.pane("Gaussian mixture").inner_text() == said
    expect(stepper.button("Nothing to undo")).to_be_disabled()
    redo(stepper, "4 components")
    stepper.wait_for_cursor(2)
    settle(stepper)
    stepper.frames_pass(3)
    assert stepper.marks() == second
    # Another change ends what could have been done again.
    stepper.changes(stepper.button("New start").click)
    expect(stepper.button("Nothing to redo")).to_be_disabled()


def test_by_keyboard_but_not_while_typing(open_page):
    stepper = open_page("/app?data=blobs")
    keys = stepper.page.keyboard
    stepper.changes(stepper.button("One component more").click)
    field = stepper.field("spinbutton", "Components")
    expect(field).to_have_value("4")
    field.focus()
    keys.press("Control+z")
    stepper.frames_pass(3)
    expect(field).to_have_value("4")
    stepper.button("Step").focus()
    keys.press("Control+z")
    expect(field).to_have_value("3")
    keys.press("Control+Shift+z")
    expect(field).to_have_value("4")
    keys.press("Control+z")
    expect(field).to_have_value("3")
    keys.press("Control+y")
    expect(field).to_have_value("4")


def test_a_start_by_hand_is_one_change_however_long_the_hand_dragged(open_page):
    stepper = open_page("/app")
    first = stepper.marks()
    x, y = stepper.place(*Session().runs.kmeans.states[0].centroids[0])
    stepper.page.mouse.move(x, y)
    stepper.page.mouse.down()
    stepper.page.mouse.move(x + 60, y + 40, steps=12)
    until(stepper.page, SETTLED)
    expect(stepper.field("combobox", "Start")).to_have_value("given means")
    # A hand that rests for a minute before it goes on.
    stepper.page.evaluate(
        "() => { const now = performance.now(); performance.now = () => now + 60_000 }"
    )
    stepper.page.mouse.move(x + 90, y - 40, steps=3)
    stepper.page.mouse.up()
    until(stepper.page, SETTLED)
    stepper.frames_pass(5)
    undo(stepper, "start by hand")
    expect(stepper.field("combobox", "Start")).not_to_have_value("given means")
    stepper.frames_pass(3)
    assert stepper.marks() == first
    expect(stepper.button("Nothing to undo")).to_be_disabled()


@pytest.fixture
def held(browser, server):
    """A page whose answers can be held back, and its wire."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    stepper, wire = Stepper(page, Watch(page, server.url)), Wire(page)
    page.goto(server.url + "/app")
    stepper.wait_until_ready()
    yield stepper, wire
    assert stepper.watch.complaints == []
    context.close()


def all_is_undone(stepper, what):
    expect(stepper.button("Nothing to undo")).to_be_disabled()
    expect(stepper.button(f"Redo: {what}")).to_be_enabled()
    stepper.frames_pass(3)


def test_what_the_hand_did_last_is_undone_though_its_answer_is_on_its_way(held):
    stepper, wire = held
    first, mouse = stepper.marks(), stepper.page.mouse
    x, y = stepper.place(*Session().runs.kmeans.states[0].centroids[0])
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 30, y + 20)
    expect(stepper.button("Undo: start by hand")).to_be_enabled()
    until(stepper.page, SETTLED)
    wire.holding = True
    # What the first of these asks is not answered, and what the second wants is not yet asked.
    mouse.move(x + 60, y + 40)
    mouse.move(x + 90, y + 60)
    mouse.up()
    undo(stepper, "start by hand")
    wire.release()
    all_is_undone(stepper, "start by hand")
    expect(stepper.field("combobox", "Start")).not_to_have_value("given means")
    assert stepper.marks() == first


def test_changes_that_are_on_their_way_are_undone_together(held):
    stepper, wire = held
    stepper.press("New start")
    expect(stepper.button("Undo: start random points")).to_be_enabled()
    before = stepper.marks()
    wire.holding = True
    stepper.press("New start", "New start")
    undo(stepper, "start random points")
    wire.release()
    expect(stepper.button("Redo: another start")).to_be_enabled()
    expect(stepper.button("Undo: start random points")).to_be_enabled()
    stepper.frames_pass(3)
    assert stepper.marks() == before


def test_points_that_were_drawn_last_are_undone_and_nothing_later(held):
    stepper, wire = held
    first = stepper.marks()
    own.draw(stepper)
    for i in range(3):
        stepper.tap_point(float(i), float(i))
    own.wait_for_points(stepper, 3)
    wire.holding = True
    stepper.tap_point(3.0, 1.0)
    stepper.press("Done")
    stepper.page.keyboard.press("Control+z")
    wire.release()
    all_is_undone(stepper, "drawn points")
    assert stepper.marks() == first
    stepper.changes(stepper.button("One component more").click)
    stepper.frames_pass(5)
    expect(stepper.button("Undo: 4 components")).to_be_enabled()


def test_own_data_and_scenarios_come_back(open_page):
    stepper = open_page("/app?data=blobs&n=60")
    own.draw(stepper, "Edit these points")
    x, y = stepper.place(0.0, 0.0)
    for i in range(2):
        stepper.page.mouse.click(x + 30 * i, y + 25 * i)
        own.wait_for_points(stepper, 61 + i)
    # While one draws, the keys take back one point.
    stepper.page.keyboard.press("Control+z")
    own.wait_for_points(stepper, 61)
    stepper.press("Done")
    drawn = stepper.marks()
    stepper.page.locator("[data-scenario=density] a.try").click()
    current = stepper.page.locator(".statement.current")
    expect(current).to_have_attribute("data-scenario", "density")
    title = stepper.page.locator("[data-scenario=density] h3").first.inner_text()
    undo(stepper, title)
    own.wait_for_points(stepper, 61)
    assert stepper.marks() == drawn
    expect(current).to_have_count(0)
    undo(stepper, "drawn points")
    own.wait_for_points(stepper, 60)
    expect(stepper.field("radio", "Blobs")).to_be_checked()
    redo(stepper, "drawn points")
    own.wait_for_points(stepper, 61)


def test_on_a_phone_the_menu_has_it(open_page):
    stepper = open_page("/app?data=blobs", viewport={"width": 390, "height": 844})
    stepper.changes(stepper.button("One component more").click)
    stepper.page.locator("[data-ref=menu-button]").click()
    entry = stepper.page.locator("#menu").get_by_role("button", name=re.compile("^Undo"))
    expect(entry).to_contain_text("4 components")
    entry.click()
    expect(stepper.field("spinbutton", "Components")).to_have_value("3")
