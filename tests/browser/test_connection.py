"""The connection lost, the server restarted, the page loaded anew: nothing done is lost."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from app.session import Session

from .expecting import Expected, assert_shows
from .waiting import until

LOST = re.compile("connection to the server is lost")
REBUILT = re.compile("rebuilt as it was")
# Closes the websocket as a break in the line does; the page's own way back is left to it.
BREAK = "() => { for (const socket of window.sockets) socket.close() }"
BEYOND = "(cursor) => Number(document.querySelector('#em-stepper').dataset.cursor) > cursor"
KEEP_SOCKETS = """
  window.sockets = []
  window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); window.sockets.push(this) }
  }
"""


def words(stepper):
    return stepper.page.locator(".connection")


def test_a_page_that_is_loaded_anew_shows_the_same_picture(open_page):
    stepper = open_page("/app?data=blobs&start=random+points&seed=3")
    stepper.press("Step", "Step", "E step")
    stepper.page.get_by_role("button", name="Density", exact=True).click()
    stepper.frames_pass(3)
    expect(stepper.page.locator(".tools")).not_to_have_class(re.compile("stale"))
    shown = stepper.picture()
    stepper.page.reload()
    stepper.wait_until_ready()
    stepper.wait_for_cursor(5)
    expect(stepper.page.locator(".tools")).not_to_have_class(re.compile("stale"))
    stepper.frames_pass(3)
    assert stepper.picture()["plots"][1] == shown["plots"][1]
    assert stepper.picture()["words"] == shown["words"]


def test_an_address_that_is_opened_is_followed_whatever_was_there_before(open_page):
    stepper = open_page("/app")
    stepper.press("Step")
    stepper.page.goto(stepper.page.url.partition("?")[0] + "?data=moons")
    stepper.wait_until_ready()
    assert stepper.cursor == 0
    expect(stepper.field("radio", "Moons")).to_be_checked()


def test_after_a_break_the_page_goes_on_where_it_was(open_page, palette):
    stepper = open_page("/app")
    stepper.page.add_init_script(KEEP_SOCKETS)
    stepper.page.reload()
    stepper.wait_until_ready()
    stepper.press("New start")
    stepper.wait_for_cursor(0)
    expect(stepper.field("combobox", "Start")).to_have_value("random points")
    stepper.press("Step")
    stepper.page.evaluate(BREAK)
    expect(words(stepper)).to_have_text(LOST)
    stepper.press("Step")
    assert stepper.cursor == 4
    expect(words(stepper)).to_be_hidden()
    assert_shows(stepper, Expected(start="random points"), palette)
    # The session is the one from before: the next start is the one after it.
    stepper.press("New start")
    stepper.wait_for_cursor(0)
    stepper.press("Step")
    assert_shows(stepper, Expected(start="random points", seed=1), palette)


def test_what_is_asked_during_a_break_is_done_after_it(open_page):
    stepper = open_page("/app")
    stepper.page.add_init_script(KEEP_SOCKETS)
    stepper.page.reload()
    stepper.wait_until_ready()
    stepper.press("Step")
    stepper.page.evaluate(BREAK)
    stepper.press("One component more")
    stepper.wait_for_cursor(0)
    expect(stepper.field("spinbutton", "Components")).to_have_value("4")
    expect(words(stepper)).to_be_hidden()


def test_after_a_restart_the_page_rebuilds_itself_and_says_so(alone, palette):
    start, open_one = alone
    settings = {"data": "blobs", "k": 4, "start": "random points", "seed": 5}
    with start(1) as server:
        stepper = open_one(server, "/app?data=blobs&k=4&start=random+points&seed=5")
        stepper.tap_point(*Session(settings).runs.dataset.points[7])
        stepper.press("Step", "Step")
        shown = stepper.picture()
    expect(words(stepper)).to_have_text(LOST)
    stepper.press("Back", "Step", "Step", "Back")
    with start(2):
        expect(words(stepper)).to_have_text(REBUILT, timeout=30_000)
        stepper.wait_for_cursor(4)
        assert_shows(stepper, Expected(**settings), palette)
        now = stepper.picture()
        assert now["plots"] == shown["plots"]
        # And it can do all that it could before.
        stepper.press("New start")
        stepper.wait_for_cursor(0)
        stepper.press("Step")
        assert_shows(stepper, Expected(**settings | {"seed": 6}), palette)


def test_means_put_by_hand_outlive_the_server(alone):
    start, open_one = alone
    with start(1) as server:
        stepper = open_one(server)
        x, y = stepper.place(
            *stepper.plots()[0]["marks"] and Session().runs.kmeans.states[0].centroids[0]
        )
        stepper.page.mouse.move(x, y)
        stepper.page.mouse.down()
        # In one move, so that no answer to an earlier one comes after the step.
        stepper.page.mouse.move(x + 60, y + 40)
        stepper.page.mouse.up()
        expect(stepper.field("combobox", "Start")).to_have_value("given means")
        stepper.press("Step")
        shown = stepper.plots()
    expect(words(stepper)).to_have_text(LOST)
    with start(2):
        expect(words(stepper)).to_have_text(REBUILT, timeout=30_000)
        stepper.wait_for_cursor(2)
        assert stepper.plots() == shown


def test_a_run_that_is_played_goes_on_while_the_server_is_away_and_after(alone):
    start, open_one = alone
    with start(1) as server:
        stepper = open_one(server, "/app?data=overlap")
        stepper.press("Run")
        until(stepper.page, BEYOND, arg=2)
    expect(words(stepper)).to_have_text(LOST)
    cursor = stepper.cursor
    until(stepper.page, BEYOND, arg=cursor)
    with start(2):
        expect(words(stepper)).to_have_text(REBUILT, timeout=30_000)
        cursor = stepper.cursor
        until(stepper.page, BEYOND, arg=cursor)
