"""A start by hand as a person sees it: its bar, its knobs, and what it has become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from .driving import Stepper
from .waiting import until

# What the page would come back to, and whether it waits for the engine.
KNOWN = "document.getElementById('em-stepper').connection.page.known()"
ANSWERED = """(run) => {
  const { page, unanswered } = document.getElementById("em-stepper").connection
  return page.known().run !== run && ![...unanswered.values()].some((each) => each.do === "set")
}"""


def bar(stepper: Stepper) -> Locator:
    return stepper.page.get_by_role("group", name="Start by hand", exact=True)


def knobs(stepper: Stepper) -> Locator:
    """The ends of the axes, which the hand takes hold of: of the first axis, then of the second."""
    return stepper.page.locator(".knob:visible")


def begin(stepper: Stepper) -> Locator:
    """Begin a start by hand where the run begins."""
    stepper.field("combobox", "Start").select_option("by hand")
    expect(bar(stepper)).to_be_visible()
    expect(knobs(stepper)).to_have_count(4)
    return bar(stepper)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pull(stepper: Stepper, knob: int, right: float, down: float) -> tuple[float, float]:
    """Drag an end by so many pixels; return where it was let go."""
    mouse, (x, y) = stepper.page.mouse, middle(knobs(stepper).nth(knob))
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y + down, steps=4)
    stepper.frames_pass(3)
    mouse.up()
    return x + right, y + down


def settings_after(stepper: Stepper, act: Callable[[], object]) -> dict[str, Any]:
    """Do something to the start; return the settings once the engine has answered all of it."""
    run = stepper.page.evaluate(KNOWN)["run"]
    act()
    until(stepper.page, ANSWERED, run)
    return stepper.page.evaluate(KNOWN)["values"]


def in_data(stepper: Stepper, x: float, y: float) -> tuple[float, float]:
    """Return which place of the data lies at a place on the screen."""
    (x0, y0), (x1, y1) = stepper.place(0.0, 0.0), stepper.place(1.0, 1.0)
    return (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
