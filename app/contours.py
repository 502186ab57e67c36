"""Lines of equal height, and the heights of a density whose regions hold given shares of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Message = dict[str, Any]


def level_lines(x: Floats, y: Floats, heights: Floats, levels: Sequence[float] | Floats) -> Message:
    """Return the lines on which a surface has given heights.

    Parameters
    ----------
    x : array (C,)
        Where the columns of the grid lie, in order.
    y : array (R,)
        Where its rows lie, in order.
    heights : array (R, C)
        Logarithms of a density are far straighter between the places of a grid than itself.
    levels : sequence of float

    Returns
    -------
    dict
        `x` and `y` of all vertices, one line after the other; `begins`, where each line begins
        among them; and `level` of each line, an index into the levels. A line that ends where it
        begins surrounds a region or a hole.
    """
    generator = contour_generator(x, y, heights, line_type=LineType.ChunkCombinedOffset)
    lines = [_lines(generator.lines(level)) for level in levels]
    vertices = np.concatenate([points for points, _ in lines])
    starts = np.cumsum([0, *(len(points) for points, _ in lines[:-1])])
    return {
        "x": vertices[:, 0],
        "y": vertices[:, 1],
        "begins": np.uint32(
            np.concatenate([at + begins for at, (_, begins) in zip(starts, lines, strict=True)])
        ),
        "level": np.repeat(
            np.arange(len(lines), dtype=np.uint8), [len(begins) for _, begins in lines]
        ),
    }


def levels_holding(shares: Sequence[float], log_density: Floats) -> Floats:
    """Return the logarithms of a density above which given shares of it lie.

    Parameters
    ----------
    shares : sequence of float (S,)
        Each between 0 and 1, of all that lies on the grid.
    log_density : array (R, C)
        At the places of an even grid, up to a constant.

    Returns
    -------
    array (S,)

    Notes
    -----
    Highest-density regions: Hyndman (1996).
    """
    falling = np.sort(log_density, axis=None)[::-1]
    held = np.cumsum(np.exp(falling - falling[0]))
    # Each place stands for the middle of its share.
    middle = held - np.exp(falling - falling[0]) / 2
    levels: Floats = np.interp(shares, middle / held[-1], falling)
    return levels


def _lines(found: Any) -> tuple[Floats, NDArray[np.uint32]]:
    """Return the vertices (M, 2) of the lines of one level, and where each begins."""
    (points,), (offsets,) = found
    if points is None:
        return np.empty((0, 2)), np.empty(0, np.uint32)
    return points, offsets[:-1]
