"""A visitor's own points as a value like a shipped data set, checked once, here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from datasets import Entry
from datasets.numerals import LARGEST

OWN = "own"
MIN_POINTS, MAX_POINTS = 2, 100_000
MAX_GROUPS = 50
USUAL_COMPONENTS, MOST_COMPONENTS = 3, 10
# One unit is equally long on both axes unless one of them would be a thin strip then.
STRIP = 5.0
# How much of what a visitor had is kept, so that Undo and Back lead to it again.
KEPT_SETS, KEPT_POINTS = 200, 400_000
LONGEST_NAME = 80

Floats = NDArray[np.float64]


class MissingError(ValueError):
    """Raised for points that the session does not have, or no longer; a browser may have them."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "The server no longer has these points: load or draw them again, or choose a data set."
        )
        self.key = key


@dataclass(frozen=True)
class Own:
    """Points that a visitor read or drew.

    Attributes
    ----------
    key : str
        What tells them from others; equal points with equal names and groups have equal keys.
    entry : Entry
        What is known of them, as of the sets in the registry.
    drawn : mapping or None
        The whole numbers of a drawing, as `app.drawing.drawn` takes them: what a link needs.
    """

    key: str
    entry: Entry = field(compare=False, repr=False)
    drawn: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)


def own(
    title: str,
    points: ArrayLike,
    groups: ArrayLike | None,
    columns: tuple[str, ...],
    source: str,
    *,
    equal_aspect: bool | None = None,
    shown: tuple[str, str] | None = None,
) -> Own:
    """Return points as a data set of a visitor's own.

    Parameters
    ----------
    title : str
        Of a file, or of a drawing; shown as text.
    points : array of shape (N, D)
        D of 2 or more.
    groups : array of int of shape (N,), or None
    columns : tuple of D str
        Different names of the axes.
    source : str
        A sentence: where they come from, and what was left out.
    equal_aspect : bool, optional
        Whether one unit is equally long on all axes; by default if none would be a strip.
    shown : tuple of two str, optional
        The columns that are shown at first; by default the first two.

    Raises
    ------
    ValueError
        If they are too few or too many, not finite, or too large.
    """
    array = np.array(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != len(columns) or len(columns) < 2:
        raise ValueError("Own data are points with two coordinates each.")
    if not MIN_POINTS <= len(array) <= MAX_POINTS:
        raise ValueError(f"There can be {MIN_POINTS:,} to {MAX_POINTS:,} points.")
    if not (np.abs(array) <= LARGEST).all():
        raise ValueError(f"Points can have coordinates up to {LARGEST:g}.")
    labels = None if groups is None else _labels(groups, len(array))
    array.flags.writeable = False
    extent = np.ptp(array, axis=0)
    if equal_aspect is None:
        equal_aspect = bool(extent.max() <= STRIP * extent.min())
    shown = shown or (columns[0], columns[1])
    across, up = (array[:, columns.index(name)] for name in shown)
    # As complex numbers: NumPy lets other threads go on while it sorts these, and not while rows.
    different = len(np.unique(across + 1j * up))
    suited = USUAL_COMPONENTS if labels is None else int(labels.max()) + 1
    digest = sha256(repr((title, columns, source, equal_aspect, shown)).encode("utf-8", "replace"))
    digest.update(array.tobytes() + (b"" if labels is None else labels.tobytes()))

    def make(_n_points: int, _seed: int) -> tuple[Floats, Any]:
        return array, labels

    entry = Entry(
        name=OWN,
        title=title,
        source=source,
        default_components=max(1, min(suited, MOST_COMPONENTS, different)),
        default_start="k-means++",
        default_points=len(array),
        min_points=len(array),
        max_points=len(array),
        columns=columns,
        default_columns=shown,
        equal_aspect=equal_aspect,
        has_groups=labels is not None,
        default_seed=0,
        listed=False,
        make=make,
    )
    return Own(digest.hexdigest()[:24], entry)


def _labels(groups: ArrayLike, count: int) -> NDArray[np.int64]:
    """Return groups numbered from 0 without a gap."""
    array = np.asarray(groups)
    if array.shape != (count,):
        raise ValueError("Every point is in one group.")
    different, labels = np.unique(array, return_inverse=True)
    if len(different) > MAX_GROUPS:
        raise ValueError(f"There can be at most {MAX_GROUPS} groups.")
    labels = labels.astype(np.int64)
    labels.flags.writeable = False
    return labels


def column_names(value: object) -> tuple[str, str]:
    """Return the names of two axes, as a browser or a link says them.

    Raises
    ------
    ValueError
        If they are not two different texts that can be shown.
    """
    pair = [_name(each) for each in value] if isinstance(value, list | tuple) else []
    if len(pair) != 2 or pair[0] == pair[1]:
        raise ValueError("The axes need two different names.")
    return pair[0], pair[1]


def _name(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or not value.isprintable():
        raise ValueError(f"The name of an axis is a text of up to {LONGEST_NAME} characters.")
    return value


class Shelf:
    """What a visitor has read and drawn, by key: the newest, up to a number of points."""

    def __init__(self) -> None:
        self._sets: OrderedDict[str, Own] = OrderedDict()

    def put(self, one: Own) -> Own:
        """Keep this one, and forget the oldest if there is too much."""
        self._sets[one.key] = one
        self._sets.move_to_end(one.key)
        while len(self._sets) > 1 and not self._fits():
            self._sets.popitem(last=False)
        return one

    def named(self, key: str) -> Own:
        """Return the one of this key.

        Raises
        ------
        MissingError
            If there is none, or none any more.
        """
        if key not in self._sets:
            raise MissingError(key)
        return self._sets[key]

    def _fits(self) -> bool:
        total = sum(one.entry.default_points for one in self._sets.values())
        return len(self._sets) <= KEPT_SETS and total <= KEPT_POINTS
