"""Reads a pane's marks: which of its data sources is which."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Plot = dict[str, Any]


def marks(plot: Plot, kind: str) -> list[dict[str, Any]]:
    """Return the marks of one kind, from the lowest to the one that lies over all others."""
    return [mark for mark in plot["marks"] if mark["kind"] == kind]


def points(plot: Plot) -> Floats:
    """Return the places (N, 2) of the points."""
    return _places(marks(plot, "Scatter")[0])


def colours(plot: Plot) -> NDArray[np.uint8]:
    """Return red, green and blue (N, 3) of the points."""
    return unpacked(marks(plot, "Scatter")[0]["colour"])


def centres(plot: Plot) -> Floats:
    """Return the places (K, 2) of the means or centroids, which lie just under the ring."""
    return _places(marks(plot, "Scatter")[-2])


def ring(plot: Plot) -> tuple[float, ...]:
    """Return the place of the ring."""
    return tuple(_places(marks(plot, "Scatter")[-1])[0])


def ellipses(plot: Plot) -> Floats:
    """Return the outlines (2 K, sides, 2) of the mixture, the outer ones first."""
    (outlines,) = marks(plot, "Patches")
    return np.stack([outlines["x"], outlines["y"]], axis=-1)


def ellipse_colours(plot: Plot) -> list[str]:
    """Return the colour of each outline."""
    (outlines,) = marks(plot, "Patches")
    return outlines["colour"]


def shapes(plot: Plot) -> list[list[float]]:
    """Return all that an M step moves: centres, and ellipses or borders."""
    drawn = marks(plot, "Patches") or marks(plot, "Segment")
    places = [value for mark in drawn for key, value in mark.items() if key[0] in "xy"]
    return [centres(plot).tolist(), *places]


def unpacked(packed: list[int]) -> NDArray[np.uint8]:
    """Return packed 0xrrggbbaa colours as red, green and blue (N, 3)."""
    return np.array(packed, dtype=">u4").view(np.uint8).reshape(-1, 4)[:, :3]


def _places(mark: dict[str, Any]) -> Floats:
    return np.column_stack([mark["x"], mark["y"]])
