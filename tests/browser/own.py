"""Hands the page a visitor's own data, and draws on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from . import reading
from .driving import Stepper

DROP = """([name, text]) => {
  const files = new DataTransfer()
  files.items.add(new File([text], name, { type: "text/csv" }))
  const about = { dataTransfer: files, bubbles: true, cancelable: true }
  const host = document.getElementById("em-stepper")
  for (const kind of ["dragover", "drop"]) host.dispatchEvent(new DragEvent(kind, about))
}"""


def dialog(stepper: Stepper) -> Locator:
    return stepper.page.get_by_role("dialog", name="Your data")


def open_dialog(stepper: Stepper) -> Locator:
    stepper.press("Your data")
    expect(dialog(stepper)).to_be_visible()
    return dialog(stepper)


def hand_in(stepper: Stepper, content: bytes, name: str = "table.csv") -> Locator:
    """Choose a file in the dialog, opened if need be."""
    if not dialog(stepper).is_visible():
        open_dialog(stepper)
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": content}
    dialog(stepper).get_by_label("A file", exact=True).set_input_files(file, timeout=30_000)
    return dialog(stepper)


def paste(stepper: Stepper, text: str) -> Locator:
    shown = open_dialog(stepper)
    shown.get_by_role("textbox", name="Cells from a spreadsheet").fill(text)
    stepper.press("Read these cells")
    return shown


def drop(stepper: Stepper, content: str, name: str = "table.csv") -> Locator:
    stepper.page.evaluate(DROP, [name, content])
    expect(dialog(stepper)).to_be_visible()
    return dialog(stepper)


def show(stepper: Stepper, n_points: int, **choices: str) -> None:
    """Choose columns, and wait until their points are shown."""
    shown = dialog(stepper)
    for label, choice in choices.items():
        field = shown.get_by_role("combobox", name=label.replace("_", " "), exact=True)
        field.select_option(label=choice)
    stepper.press("Show these points")
    expect(shown).not_to_be_visible()
    wait_for_points(stepper, n_points)


def wait_for_points(stepper: Stepper, count: int) -> None:
    """Wait until the engine's fit is on so many points, and all that was sent is answered."""
    expect(stepper.page.locator("[data-ref=points-total]")).to_have_text(f"{count:,}")
    stepper.frames_pass(3)


def draw(stepper: Stepper, button: str = "Draw points") -> Locator:
    """Begin to draw."""
    open_dialog(stepper)
    stepper.press(button)
    bar = stepper.page.get_by_role("group", name="Draw points", exact=True)
    expect(bar.get_by_role("status")).not_to_be_empty()
    return bar


def drawn(stepper: Stepper, pane: int = 0) -> NDArray[np.float64]:
    """Return the points as the hand left them, before the engine has answered."""
    (mark,) = (mark for mark in stepper.plots()[pane]["marks"] if "shape" in mark)
    return np.column_stack([mark["x"], mark["y"]])


def fitted(stepper: Stepper, pane: int = 0) -> NDArray[np.float64]:
    """Return the points that the fit is of."""
    return reading.points(stepper.plots()[pane])
