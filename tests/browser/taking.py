"""Takes files away from the page, and finds points in pictures of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from .driving import Stepper

Floats = NDArray[np.float64]

SVG = "{http://www.w3.org/2000/svg}"
# Room for the axes, and around the data, as the pictures have it.
LEFT, RIGHT, ABOVE, BELOW = 32, 8, 6, 22
MARGIN = 0.07


def dialog(stepper: Stepper) -> Locator:
    return stepper.page.get_by_role("dialog", name="Download")


def open_dialog(stepper: Stepper) -> Locator:
    stepper.press("Download")
    expect(dialog(stepper)).to_be_visible()
    return dialog(stepper)


def taken(stepper: Stepper, label: str, folder: Path) -> Path:
    """Download a file, and return where it is."""
    shown = dialog(stepper) if dialog(stepper).is_visible() else open_dialog(stepper)
    with stepper.page.expect_download(timeout=60_000) as coming:
        shown.get_by_role("button", name=f"Download {label}", exact=True).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    # What is said of it comes last.
    expect(shown.get_by_role("status")).to_contain_text(path.name)
    return path


def places(points: Floats, box: tuple[float, float, float, float]) -> Floats:
    """Return where points (N, 2) lie in a pane drawn in a box (x, y, width, height), on equal axes.

    They fill it as a picture on the page does: all points and a margin, one unit equally long
    both ways.
    """
    x, y, width, height = box
    inner = np.array([width - LEFT - RIGHT, height - ABOVE - BELOW])
    low, high = points.min(axis=0), points.max(axis=0)
    unit = ((high - low) * (1 + 2 * MARGIN) / inner).max()
    away = (points - (low + high) / 2) / unit * [1, -1]
    return np.array([x + LEFT, y + ABOVE]) + inner / 2 + away


def uncovered(at: Floats, reach: float) -> NDArray[np.bool_]:
    """Return which points have no other one within a reach, in pixels."""
    apart = np.linalg.norm(at[:, None] - at[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return apart.min(axis=1) > reach


def rgb(palette: list[str]) -> list[tuple[int, ...]]:
    """Return colours as numbers from 0 to 255."""
    return [tuple(bytes.fromhex(colour[1:])) for colour in palette]


def clear_of_marks(points: Floats, at: Floats, centroids: Floats) -> NDArray[np.bool_]:
    """Return which points no other mark of k-means' pane, and no other point, can cover."""
    gaps = np.sort(np.linalg.norm(points[:, None] - centroids[None], axis=2), axis=1)
    unit = np.linalg.norm(at[0] - at[1]) / np.linalg.norm(points[0] - points[1])
    away = (gaps[:, 1] - gaps[:, 0]) * unit > 12
    return away & (gaps[:, 0] * unit > 16) & uncovered(at, 9)
