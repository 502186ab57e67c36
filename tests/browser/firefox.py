"""The page in Firefox: what it shows is what the engine computes, as in the other browsers.

`pytest tests/browser/firefox.py`; it needs firefox-esr or firefox, so it is a part of `.ci/run
full` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.scenarios import SCENARIOS

from . import reading
from .bidi import Firefox, firefox
from .driving import FRAME, PLOTS
from .expecting import Expected, assert_shows, number, with_centres_at
from .opening import PRESSED, end_of
from .serving import Server

ESCAPE = "\ue00c"
LAPTOP, PHONE = (1440, 900), (390, 844)
SETTLED = "!document.querySelector('.tools').matches('.stale')"


class Shown:
    """What a test reads off a page, whichever browser it is in; see `driving.Stepper`."""

    def __init__(self, browser: Firefox, url: str) -> None:
        self.browser, self.url = browser, url

    def open(self, path: str = "/app", size: tuple[int, int] = LAPTOP) -> None:
        self.browser.resize(*size)
        self.browser.open(self.url + path)

    def press(self, name: str) -> None:
        self.browser.press(f"[data-ref={name}]")

    def press_the_button(self, name: str) -> None:
        """Press a button by what stands on it, as soon as it is there."""
        buttons = "[...document.querySelectorAll('button')]"
        found = f"{buttons}.find((button) => button.textContent === {json.dumps(name)})"
        self.browser.until(f"Boolean({found})")
        self.browser.ask(f"{found}.click()")

    def wait_for_cursor(self, half_steps: int) -> None:
        self.browser.until(f"document.querySelector('#em-stepper').dataset.cursor == {half_steps}")

    @property
    def cursor(self) -> int:
        return int(self.browser.ask("document.querySelector('#em-stepper').dataset.cursor"))

    def plots(self) -> list[dict[str, Any]]:
        return self.browser.ask(f"({PLOTS})()")

    def pane(self, name: str) -> SimpleNamespace:
        """Return what has the words of a pane, by its title."""
        panes = "[...document.querySelectorAll('.pane')]"
        titled = f"{panes}.find((pane) => pane.querySelector('h2').textContent === '{name}')"
        return SimpleNamespace(inner_text=lambda: self.browser.ask(f"{titled}.innerText"))

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the data lies on the screen, in the first pane."""
        frame = self.browser.ask(f"({FRAME})(0)")
        x0, x1, y0, y1 = self.plots()[0]["view"]
        return (
            frame["left"] + (x - x0) / (x1 - x0) * frame["width"],
            frame["top"] + (y1 - y) / (y1 - y0) * frame["height"],
        )

    @property
    def scrolls_sideways(self) -> bool:
        return self.browser.ask(
            "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"
        )


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture
def shown(started: Firefox, server: Server) -> Iterator[Shown]:
    yield Shown(started, server.url)
    errors, started.errors = started.errors, []
    assert errors == []


@pytest.fixture
def colours(shown: Shown) -> list[str]:
    """The components' colours, as the page's modules have them."""
    shown.open()
    light = "import('/assets/colour.js').then(({ LIGHT }) => LIGHT)"
    return shown.browser.ask(light)


def test_every_half_step_shows_what_the_engine_computes(shown, colours):
    expected = Expected()
    assert_shows(shown, expected, colours)
    for cursor, name in enumerate(("e-step", "m-step", "e-step"), 1):
        shown.press(name)
        shown.wait_for_cursor(cursor)
        assert_shows(shown, expected, colours)
    # From the middle of an iteration a step leads to its end, and Back to its beginning.
    for cursor, name in ((4, "step"), (6, "step"), (4, "back")):
        shown.press(name)
        shown.wait_for_cursor(cursor)
        assert_shows(shown, expected, colours)


def test_a_run_begins_where_a_centre_was_put(shown, colours):
    before = reading.centres(shown.plots()[0])
    target = before[1] + [1.5, 2.0]
    start, end = shown.place(*before[1]), shown.place(*target)
    shown.browser.drag([start, tuple(np.add(start, end) / 2), end])
    means = reading.centres(shown.plots()[0])
    assert means[1] == pytest.approx(target, abs=0.15)
    expected = with_centres_at(means)
    said = number(expected.mixture.state.log_likelihood)
    fact = "document.querySelector('[data-ref=mixture-objective]').innerText"
    shown.browser.until(f"{fact} === {json.dumps(said)}")
    shown.press("step")
    shown.wait_for_cursor(2)
    assert_shows(shown, expected, colours)


@pytest.mark.parametrize("name", ["soft", "monotone", "covariance", "heavy", "graph"])
def test_a_scenario_opens_at_its_place_and_its_claims_hold(shown, name):
    shown.open(f"/app?scenario={name}")
    session, _ = end_of(name)
    last = max(len(run.states) - 1 for run in (session.runs.mixture, session.runs.kmeans))
    # Other tests may have taken the same runs further.
    shown.wait_for_cursor(min(SCENARIOS[name].half_step, last))
    if name in PRESSED:
        shown.press_the_button(PRESSED[name])
    claims = f"[...document.querySelectorAll('[data-scenario={name}] [data-claims] li')]"
    shown.browser.until(f"{SETTLED} && {claims}.every((each) => each.matches('.holds'))")


def test_keys_and_what_opens_over_the_page(shown):
    shown.open()
    shown.browser.key("e")
    shown.wait_for_cursor(1)
    shown.press("menu-button")
    shown.browser.until("document.querySelector('#menu').matches(':popover-open')")
    shown.press("teachers")
    shown.browser.until("document.querySelector('[data-ref=teachers-dialog]').open")
    shown.browser.key(ESCAPE)
    shown.browser.until("!document.querySelector('[data-ref=teachers-dialog]').open")


@pytest.mark.parametrize("size", [LAPTOP, PHONE])
@pytest.mark.parametrize("level", [1, 2, 3])
def test_nothing_is_wider_than_the_window(shown, size, level):
    shown.open(f"/app?level={level}", size)
    assert not shown.scrolls_sideways
