"""Lines around the regions where a density is highest, each holding a given share of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Nats below the highest value, beyond which nothing is left of any share.
FLOOR = 100.0


def contours(
    x: Floats, y: Floats, log_density: Floats, shares: Sequence[float]
) -> list[list[Floats]]:
    """Return the lines around the smallest regions that hold given shares of a density.

    Parameters
    ----------
    x : array (C,)
        Where the columns of the grid lie, evenly spaced.
    y : array (R,)
        Where its rows lie, evenly spaced.
    log_density : array (R, C)
        Natural logarithms, up to a constant.
    shares : sequence of float
        Each between 0 and 1, of what lies on the grid.

    Returns
    -------
    list of list of array (M, 2)
        For each share its lines; one that ends where it begins surrounds a region or a hole.

    Notes
    -----
    Highest-density regions: Hyndman (1996).
    """
    # Between the places of the grid the logarithm is far straighter than the density.
    heights = np.maximum(log_density - log_density.max(), -FLOOR)
    generator = contour_generator(x, y, heights, line_type=LineType.Separate)
    lines: list[list[Floats]] = []
    for level in _levels(heights, shares):
        found: Any = generator.lines(level)
        lines.append([np.asarray(line) for line in found])
    return lines


def _levels(heights: Floats, shares: Sequence[float]) -> Floats:
    """Return the logarithms above which the places of a grid hold given shares."""
    falling = np.sort(heights, axis=None)[::-1]
    held = np.cumsum(np.exp(falling))
    places = np.searchsorted(held / held[-1], shares)
    levels: Floats = falling[np.minimum(places, len(falling) - 1)]
    return levels
