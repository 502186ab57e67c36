"""A visitor's own points on their way to the browser and back.

A session keeps them in memory alone. The page on the screen has them too, and hands them back to
a session that does not: one of a server that was started anew, or of a page that was loaded anew.
What comes back is checked like any upload.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from app import drawing
from app.own_data import MAX_POINTS, Own, column_names, own
from app.uploads import Parts

Message = dict[str, Any]

# Bytes of a point: two coordinates, and its group if there are any.
POINT, GROUP = 16, 1
LONGEST_TITLE, LONGEST_SOURCE = 200, 4_000
BROKEN = "The page handed back points that are not whole. Load or draw them again."


def keepsake(kept: Own | None) -> Message | None:
    """Return what a browser needs to hand these points back, beside what it shows of them."""
    if kept is None:
        return None
    _, groups = kept.entry.make(0, 0)
    drawn = kept.drawn and {
        name: values if name == "sheet" else np.array(values, dtype=np.int32)
        for name, values in kept.drawn.items()
    }
    return {
        "source": kept.entry.source,
        "groups": None if groups is None else groups.astype(np.uint8),
        "drawn": drawn,
    }


@dataclass
class Restoring:
    """Points that are being handed back: what is said of them, and their bytes so far."""

    title: str
    source: str
    columns: tuple[str, str]
    equal_aspect: bool
    grouped: bool
    parts: Parts

    def points(self) -> Own:
        """Return the points, once all their bytes have come.

        Raises
        ------
        ValueError
            If they are no data; see `app.own_data.own`.
        """
        content = self.parts.content()
        count = len(content) // (POINT + GROUP * self.grouped)
        places = np.frombuffer(content, "<f8", 2 * count).reshape(count, 2)
        groups = np.frombuffer(content, np.uint8, count, POINT * count) if self.grouped else None
        return own(
            self.title,
            places,
            groups,
            self.columns,
            self.source,
            equal_aspect=self.equal_aspect,
        )


def redrawn(message: Message) -> Own:
    """Return a drawing that is handed back as a whole, with the names of its axes.

    Raises
    ------
    ValueError
        If it is none; see `app.drawing.drawn`.
    """
    drawn = message.get("drawn")
    if not isinstance(drawn, dict):
        raise ValueError(BROKEN)
    columns = column_names(message.get("columns"))
    return drawing.drawn(drawn, columns=columns, equal_aspect=_truth(message.get("equal_aspect")))


def begun(message: Message) -> Restoring:
    """Return points that wait for their parts.

    Raises
    ------
    ValueError
        If what is said of them is not possible.
    """
    size, grouped = message.get("size"), _truth(message.get("grouped"))
    point = POINT + GROUP * grouped
    if type(size) is not int or not 0 < size <= point * MAX_POINTS or size % point:
        raise ValueError(BROKEN)
    return Restoring(
        _text(message.get("title"), LONGEST_TITLE),
        _text(message.get("source"), LONGEST_SOURCE),
        column_names(message.get("columns")),
        _truth(message.get("equal_aspect")),
        grouped,
        Parts(size),
    )


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ValueError(BROKEN)
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(BROKEN)
    return value
