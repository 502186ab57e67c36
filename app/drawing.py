"""Points drawn by hand: whole numbers on a grid, so that few of them fit into a link.

The one place that says how fine a drawing is. Each axis is divided into steps of 1, 2 or 5 times
a power of ten, at least `STEPS / 2.5` and at most `STEPS` of them across what was in view when
the drawing began; that is finer than a pixel, and coordinates have few decimals. A point is a
pair of whole numbers from 0 to `STEPS`, counted from the lower left corner, so 300 points are
some 900 bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.own_data import Own, own
from datasets.numerals import LARGEST

STEPS: Final = 4096
MAX_DRAWN = 3_000
MAX_GROUPS = 8
COLUMNS = ("x", "y")

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Axis:
    """One axis of a drawing: coordinate = (first + step) × mantissa × 10**exponent.

    Attributes
    ----------
    first : int
        Of the lower end, in steps from 0.
    mantissa : int
        1, 2 or 5.
    exponent : int
    """

    first: int
    mantissa: int
    exponent: int

    def places(self, steps: Integers) -> Floats:
        """Return coordinates; each is the float closest to its decimal number."""
        whole = (self.first + steps) * self.mantissa
        if self.exponent >= 0:
            return np.array([float(int(value) * 10**self.exponent) for value in whole])
        return np.array([int(value) / 10**-self.exponent for value in whole])

    def nearest(self, places: Floats) -> Integers:
        """Return the steps that are nearest to coordinates, within the axis."""
        size = self.mantissa * 10.0**self.exponent
        return np.clip(np.rint(places / size - self.first), 0, STEPS).astype(np.int64)


def axis(low: float, high: float) -> Axis:
    """Return the axis that has room for a range, with steps as fine as it allows.

    Raises
    ------
    ValueError
        If the range is too narrow for its distance from 0, or no range.
    """
    if not (abs(low) <= LARGEST and abs(high) <= LARGEST and low < high):
        raise ValueError("There is nothing in view to draw on. Reset the view of the picture.")
    # One step at either end may be lost to rounding.
    least = (high - low) / (STEPS - 2)
    if least < 1e-12 * max(abs(low), abs(high)) or least < 1e-200:
        raise ValueError(
            "The points lie too close together to be edited by hand, for their distance from 0."
        )
    exponent = math.floor(math.log10(least))
    mantissa = next(m for m in (1, 2, 5, 10) if m * 10.0**exponent >= least)
    if mantissa == 10:
        mantissa, exponent = 1, exponent + 1
    return Axis(math.floor(low / (mantissa * 10.0**exponent)), mantissa, exponent)


@dataclass(frozen=True)
class Sheet:
    """What is drawn on."""

    across: Axis
    up: Axis


def sheet(view: object) -> Sheet:
    """Return the sheet for a view: the ends of the axes, across and then up.

    Raises
    ------
    ValueError
        If it is none.
    """
    ends = view if isinstance(view, list | tuple) else []
    numbers = all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends)
    if len(ends) != 4 or not numbers:
        raise ValueError("The page sent no view to draw on. Reload it.")
    return Sheet(axis(ends[0], ends[1]), axis(ends[2], ends[3]))


def begun(points: Floats, groups: Integers | None, view: object) -> dict[str, Any]:
    """Return points as they are on a sheet, for the browser to edit.

    The sheet has room for the view and for the points.

    Raises
    ------
    ValueError
        If they are too many, in too many groups, or too close together.
    """
    if len(points) > MAX_DRAWN:
        raise ValueError(
            f"{len(points):,} points are too many to edit by hand: {MAX_DRAWN:,} are the most. "
            "Choose fewer points, or start from an empty picture."
        )
    if groups is not None and groups.max() >= MAX_GROUPS:
        raise ValueError(f"A drawing has at most {MAX_GROUPS} groups; these are more.")
    sheet(view)
    corners = np.reshape(np.array(view, dtype=np.float64), (2, 2)).T
    every = np.vstack([points, corners])
    low, high = every.min(axis=0), every.max(axis=0)
    made = sheet([float(low[0]), float(high[0]), float(low[1]), float(high[1])])
    return {
        "sheet": {name: list(vars(one).values()) for name, one in vars(made).items()},
        "steps": STEPS,
        "most": MAX_DRAWN,
        "across": made.across.nearest(points[:, 0]).tolist(),
        "up": made.up.nearest(points[:, 1]).tolist(),
        "groups": [0] * len(points) if groups is None else groups.tolist(),
    }


def drawn(message: Mapping[str, object], *, equal_aspect: bool) -> Own:
    """Return what a browser sent as drawn, every value checked.

    Parameters
    ----------
    message : mapping
        `sheet`, the axes as `begun` told them; `across`, `up` and `groups`, a whole number for
        each point.
    equal_aspect : bool

    Raises
    ------
    ValueError
        If a value is not possible, or there are too few or too many points.
    """
    across, up, groups = (_whole(message.get(name)) for name in ("across", "up", "groups"))
    if not len(across) == len(up) == len(groups):
        raise ValueError("The page sent points that are not whole. Reload it.")
    if len(across) < 2:
        raise ValueError("A picture needs at least two points.")
    if max(max(across), max(up)) > STEPS or max(groups) >= MAX_GROUPS:
        raise ValueError("The page sent points that are not on its sheet. Reload it.")
    axes = message.get("sheet")
    x, y = (_axis(axes.get(name) if isinstance(axes, dict) else None) for name in ("across", "up"))
    points = np.stack([x.places(np.array(across)), y.places(np.array(up))], axis=1)
    if not np.ptp(points, axis=0).any():
        raise ValueError("All points lie on one place. Draw some elsewhere.")
    known = None if len(set(groups)) == 1 else groups
    said = f"{len(points):,} points drawn by hand"
    source = f"{said}, in {len(set(groups))} groups." if known else f"{said}."
    return own("Drawn", points, known, COLUMNS, source, equal_aspect=equal_aspect)


def _whole(values: object) -> Sequence[int]:
    if not isinstance(values, list) or len(values) > MAX_DRAWN:
        raise ValueError(f"There can be at most {MAX_DRAWN:,} drawn points.")
    if not all(type(value) is int and 0 <= value <= STEPS for value in values):
        raise ValueError("The page sent points that are not on its sheet. Reload it.")
    return values


def _axis(values: object) -> Axis:
    if (
        not isinstance(values, list)
        or len(values) != 3
        or not all(type(value) is int for value in values)
        or abs(values[0]) > 10**15
        or values[1] not in (1, 2, 5)
        or not -200 <= values[2] <= 85
    ):
        raise ValueError("The page sent no sheet that points can lie on. Reload it.")
    return Axis(*values)
