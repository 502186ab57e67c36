"""Points as CSV, so that `read_table` reads the same points back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from datasets._types import Floats, Integers
from datasets.naming import shown_names, tidy_name
from datasets.numerals import is_date, is_missing, looks_numeric

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "#")


def written(points: Floats, columns: Sequence[str], groups: Integers | None = None) -> str:
    """Return points as CSV: a line of names, then a line for each point.

    Parameters
    ----------
    points : ndarray of shape (N, 2)
    columns : sequence of two str
    groups : ndarray of int of shape (N,), optional
        Written as a third column, from 1.

    Returns
    -------
    str
        Every number by the fewest digits that give it back exactly.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [_safe(name, number) for number, name in enumerate(columns, 1)]
    writer.writerow(shown_names([*names, "group"] if groups is not None else names)[0])
    rows = points.tolist()
    if groups is None:
        writer.writerows([repr(x), repr(y)] for x, y in rows)
    else:
        labels = groups.tolist()
        writer.writerows(
            [repr(x), repr(y), group + 1] for (x, y), group in zip(rows, labels, strict=True)
        )
    return text.getvalue()


def _safe(name: str, number: int) -> str:
    """Return a name that is read as one again, and that no spreadsheet takes for a formula."""
    clean = tidy_name(name).lstrip("".join(_FORMULA) + " ")
    if not clean or looks_numeric(clean) or is_date(clean) or is_missing(clean):
        return f"column {number} {clean}".rstrip() if clean else f"column {number}"
    return clean
