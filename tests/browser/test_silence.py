"""A line that falls silent without a word: the page notices, goes on, and finds back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from ..server.proxy import line
from .conftest import Pages
from .expecting import Expected, assert_shows
from .serving import Server, free_port, serve
from .test_connection import LOST, words

NOTICED = 15_000  # milliseconds


@pytest.fixture
def far_away(browser, tmp_path):
    """A page whose line to its server can fall silent, and that line."""
    port = free_port()
    origin = f"localhost:{port}"
    with (
        serve(tmp_path / "output.txt", BOKEH_ALLOW_WS_ORIGIN=origin) as server,
        line(int(server.url.rpartition(":")[2]), port) as wire,
    ):
        pages = Pages(browser, Server(wire.url, server.output))
        yield pages.open(), wire
        for context in pages.contexts.values():
            context.close()


def test_a_line_that_falls_silent_is_noticed_by_what_is_not_answered(far_away, palette):
    stepper, wire = far_away
    stepper.press("New start")
    stepper.wait_for_cursor(0)
    expect(stepper.field("combobox", "Start")).to_have_value("random points")
    wire.silent()
    stepper.press("Step", "Step")
    stepper.press("New start")
    expect(words(stepper)).to_have_text(LOST, timeout=NOTICED)
    # What is here goes on.
    stepper.press("Step")
    assert stepper.cursor == 6
    wire.again()
    expect(words(stepper)).to_be_hidden(timeout=NOTICED)
    # What was asked into the silence is done now, by the session of before.
    stepper.wait_for_cursor(0)
    stepper.press("Step")
    assert_shows(stepper, Expected(start="random points", seed=1), palette)


def test_a_line_that_is_only_slow_is_not_given_up(far_away, palette):
    stepper, wire = far_away
    wire.silent()
    stepper.press("New start")
    stepper.page.wait_for_timeout(2_000)
    wire.again()
    expect(stepper.field("combobox", "Start")).to_have_value("random points")
    stepper.press("Step")
    assert_shows(stepper, Expected(start="random points"), palette)
    expect(words(stepper)).to_be_hidden()
    assert not re.search("lost", stepper.page.locator("body").inner_text())
