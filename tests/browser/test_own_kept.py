"""A visitor's own points outlive the server, and the page that is loaded anew."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from . import own, reading
from .opening import settle

REBUILT = re.compile("rebuilt as it was")
LOST = re.compile("connection to the server is lost")
FEW = "/app?data=blobs&n=60"
ROWS = np.round(np.random.default_rng(4).normal(size=(120, 2)) * [1, 40], 3)
TABLE = "height,weight,kind\n" + "\n".join(
    f"{x},{y},{'ab'[i % 2]}" for i, (x, y) in enumerate(ROWS)
)


def upload(stepper):
    own.hand_in(stepper, TABLE.encode())
    own.show(stepper, 120, True_groups="kind")


def draw_some(stepper):
    own.draw(stepper, "Edit these points")
    x, y = stepper.place(0.0, 0.0)
    stepper.page.mouse.click(x, y)
    own.wait_for_points(stepper, 61)
    stepper.press("Done")


MAKE = {"drawn": draw_some, "uploaded": upload}


@pytest.mark.parametrize("kind", MAKE)
def test_own_points_outlive_the_server(alone, kind):
    start, open_one = alone
    with start(1) as server:
        stepper = open_one(server, FEW)
        MAKE[kind](stepper)
        stepper.press("Step", "Step", "E step")
        stepper.frames_pass(3)
        shown = stepper.picture()
    words = stepper.page.locator(".connection")
    expect(words).to_have_text(LOST)
    with start(2):
        expect(words).to_have_text(REBUILT, timeout=30_000)
        stepper.wait_for_cursor(5)
        stepper.frames_pass(3)
        now = stepper.picture()
        assert now["plots"] == shown["plots"]
        assert now["values"] == shown["values"]
        # And the new session has them: another fit of the same points.
        stepper.changes(stepper.button("One component more").click)
        assert np.array_equal(
            reading.points(stepper.plots()[0]),
            reading.points(shown["plots"][0]),
        )


@pytest.mark.parametrize("kind", MAKE)
def test_own_points_outlive_the_page(open_page, kind):
    stepper = open_page(FEW)
    MAKE[kind](stepper)
    stepper.press("Step", "Step")
    settle(stepper)
    shown = stepper.picture()
    stepper.page.reload()
    stepper.wait_until_ready()
    stepper.wait_for_cursor(4)
    own.wait_for_points(stepper, 61 if kind == "drawn" else 120)
    settle(stepper)
    now = stepper.picture()
    assert now["plots"][1]["marks"] == shown["plots"][1]["marks"]
    assert stepper.notice.count() == 0
    assert stepper.pane("Gaussian mixture").inner_text() in now["words"]
    # Back to before them, and forward again.
    stepper.page.go_back()
    own.wait_for_points(stepper, 60)
    stepper.page.go_forward()
    own.wait_for_points(stepper, 61 if kind == "drawn" else 120)


def test_what_was_drawn_while_the_server_was_away_is_fitted_after(alone):
    start, open_one = alone
    with start(1) as server:
        stepper = open_one(server, "/app?data=blobs&n=60")
        own.draw(stepper, "Edit these points")
        x, y = stepper.place(0.0, 0.0)
        stepper.page.mouse.click(x, y)
        own.wait_for_points(stepper, 61)
    words = stepper.page.locator(".connection")
    expect(words).to_have_text(LOST)
    stepper.page.mouse.click(x + 50, y)
    with start(2):
        expect(words).to_have_text(REBUILT, timeout=30_000)
        own.wait_for_points(stepper, 62)
        assert len(own.drawn(stepper)) == 62


def test_where_the_browser_keeps_nothing_it_is_said(open_page):
    stepper = open_page()
    upload(stepper)
    stepper.page.evaluate(
        "() => { Storage.prototype.setItem = function (name, value) {\n"
        "  if (name.includes('own')) throw new Error('full')\n"
        "  this[name] = value\n"
        "} }"
    )
    stepper.page.reload()
    stepper.wait_until_ready()
    expect(stepper.notice).to_contain_text("no longer has these points")
