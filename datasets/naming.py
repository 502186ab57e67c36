"""The names of columns: which line holds them, and what they are when shown."""

from __future__ import annotations

import re
import unicodedata

from datasets.dialect import Row, Rows
from datasets.numerals import is_date, is_missing, looks_numeric
from datasets.refusals import DataError, counted, quoted

LONGEST_NAME = 60
_INDEX_NAMES = frozenset(["", "index", "id", "row", "no", "no.", "nr", "nr.", "#", "unnamed: 0"])


def named(found: Rows, header: bool | None = None) -> tuple[list[str], list[Row], list[str]]:
    """Return the names of the columns, the rows below them, and what has to be said.

    The first line holds the names if none of its cells is a number and something stands below
    it. A comment line just above the rows does, if it has as many cells as they have.

    Parameters
    ----------
    found : Rows
    header : bool, optional
        Whether the first line holds the names, where a person has said so.

    Raises
    ------
    DataError
        If a row has more or fewer cells than the first, or the first line is partly names.
    """
    rows, notes = found.rows, []
    first = rows[0]
    above = [row for row in found.comments if row.line < first.line]
    commented = False
    if _holds_names(first) if header is None else header:
        names, rows = first.cells, rows[1:]
        # With commas, the cell too many may be half of a number that has one between its thousands.
        if rows and found.separator != "," and _rows_are_numbered(names, rows):
            names = ["", *names]
    elif header is None and above and _may_be_names(above[-1], first):
        names, commented = above[-1].cells, True
        notes.append(f"The names of the columns are those of line {above[-1].line:,}.")
    else:
        _refuse_typing_error(rows)
        names = [""] * len(first.cells)
        notes.append(f"No line holds names: line {first.line:,} was read as data.")
    rows = _rectangular(names, rows, first)
    unused = len(found.comments) - commented
    if unused:
        begins, was = ("begins", "was") if unused == 1 else ("begin", "were")
        notes.append(f"{counted(unused, 'line')} that {begins} with # {was} left out.")
    shown, renamed = shown_names(names)
    return shown, rows, notes + renamed


def shown_names(names: list[str]) -> tuple[list[str], list[str]]:
    """Return names without what cannot be seen, none empty and none twice; and what was changed."""
    taken: set[str] = set()
    result, doubled = [], []
    for number, name in enumerate(names, 1):
        clean = tidy_name(name) or f"column {number}"
        shown, count = clean, 1
        while shown in taken:
            count += 1
            shown = f"{clean} [{count}]"
        if shown != clean:
            doubled.append(f"{quoted(clean)} is the name of more than one column; column {number} ")
            doubled[-1] += f"is shown as {quoted(shown)}."
        taken.add(shown)
        result.append(shown)
    return result, doubled


def tidy_name(name: str) -> str:
    """Return a name on one line, without control characters, and no longer than can be shown."""
    # Categories C are what controls, formats (also the direction of writing) or stands for nothing.
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in name)
    text = re.sub(r"\s+", " ", seen).strip()
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def is_index(name: str, cells: list[str], *, by_name: bool) -> bool:
    """Whether a first column only counts the rows, from 0 or from 1."""
    if by_name and name.casefold().strip() not in _INDEX_NAMES:
        return False
    if len(cells) < 2 or cells[0] not in {"0", "1"}:
        return False
    start = int(cells[0])
    return all(cell == str(start + i) for i, cell in enumerate(cells))


def _holds_names(first: Row) -> bool:
    cells = [cell for cell in first.cells if not is_missing(cell)]
    return bool(cells) and not any(looks_numeric(cell) or is_date(cell) for cell in cells)


def _may_be_names(comment: Row, first: Row) -> bool:
    return len(comment.cells) == len(first.cells) > 1 and _holds_names(comment)


def _rows_are_numbered(names: list[str], rows: list[Row]) -> bool:
    """Whether every row has one cell more than there are names, and it numbers or names the row."""
    if any(len(row.cells) != len(names) + 1 for row in rows):
        return False
    first = [row.cells[0] for row in rows]
    return is_index("", first, by_name=True) or not any(map(looks_numeric, first))


def _rectangular(names: list[str], rows: list[Row], first: Row) -> list[Row]:
    """Return rows with as many cells as there are names; empty cells too many are dropped."""
    width = len(names)
    if all(len(row.cells) == width for row in rows):
        return rows
    result = []
    for row in rows:
        cells = row.cells
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            raise DataError(
                "ragged",
                f"Line {row.line:,} has {counted(len(cells), 'cell')}, but line {first.line:,} has "
                f"{width:,}. Give every line equally many; where commas are decimal marks, "
                "separate the columns by semicolons.",
            )
        result.append(Row(row.line, cells[:width]))
    return result


def _refuse_typing_error(rows: list[Row]) -> None:
    """Refuse a first line of which nobody can say whether it is names or data with an error."""
    first, below = rows[0], rows[1:]
    for i, cell in enumerate(first.cells):
        if is_missing(cell) or looks_numeric(cell) or is_date(cell) or not below:
            continue
        cells = [row.cells[i] for row in below if i < len(row.cells)]
        others = [cell for cell in cells if not is_missing(cell)]
        if others and all(map(looks_numeric, others)):
            raise DataError(
                "non_numeric",
                f"Line {first.line:,}, column {i + 1}: {quoted(cell)} is not a number, though what "
                "stands below it is. If the line holds names, none of them may be a number; if it "
                "holds data, correct the cell.",
            )
