"""Points as small SVG paths, which the browser can draw before any script has come."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

import datasets
from datasets import Dataset

# So many points show what the data look like, and weigh less than the scripts' first kilobytes.
MOST = 600
MARGIN = 0.07
LENGTH = 1000


@cache
def thumbnails() -> tuple[dict[str, str], ...]:
    """Return the data sets for the picker, each with a picture of itself."""
    return tuple(
        {"name": name, "title": datasets.describe(name).title, "path": _thumbnail(name)}
        for name in datasets.names()
        if datasets.describe(name).listed
    )


def _thumbnail(name: str) -> str:
    points = datasets.thumbnail(name) * np.array([44.0, -44.0]) + np.array([8.0, 46.0])
    return _dots(points, digits=1)


def first_picture(dataset: Dataset, *, equal: bool) -> dict[str, str]:
    """Return the path and view box of the data's picture, and how it fits its place.

    Parameters
    ----------
    dataset : Dataset
    equal : bool
        Whether one unit is equally long on both axes.

    Returns
    -------
    dict
        `path`, `view_box` and `fit`: values of SVG's `d`, `viewBox` and `preserveAspectRatio`.
    """
    points = dataset.points[:MOST]
    low, high = dataset.points.min(axis=0), dataset.points.max(axis=0)
    unit = np.full(2, (high - low).max()) if equal else high - low
    unit = np.where(unit > 0, unit, 1.0) / LENGTH
    width, height = (high - low) / unit
    across, down = (points[:, 0] - low[0]) / unit[0], (high[1] - points[:, 1]) / unit[1]
    margins = MARGIN * width, MARGIN * height
    box = (-margins[0], -margins[1], width + 2 * margins[0], height + 2 * margins[1])
    return {
        "path": _dots(np.stack([across, down], axis=1), digits=0),
        "view_box": " ".join(f"{value:.0f}" for value in box),
        "fit": "xMidYMid meet" if equal else "none",
    }


def _dots(points: NDArray[np.float64], digits: int) -> str:
    # A line of no length with round ends is a dot, so that one path holds them all.
    return "".join(f"M{x:.{digits}f} {y:.{digits}f}h0" for x, y in points)
