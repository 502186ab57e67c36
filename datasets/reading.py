"""A person's file as a table, or one sentence that says why not and what to do.

Nothing is guessed in silence: what was decided where the file allows two readings, and what was
left out, is in the table's notes; where a wrong reading would go unseen, the file is refused.
"""

from __future__ import annotations

import numpy as np

from datasets import numerals
from datasets.dialect import MAX_ROWS, Row, divided
from datasets.file_kinds import refuse_binary, refuse_markup
from datasets.naming import is_index, named
from datasets.numerals import LARGEST, Cell, DecimalMark
from datasets.refusals import DataError, quoted
from datasets.table import MIN_ROWS, Table, too_few
from datasets.text_encoding import decoded

MAX_BYTES = 10 * 1024 * 1024


def read_table(content: bytes, filename: str = "", *, header: bool | None = None) -> Table:
    """Read a table in plain text: CSV in any of its dialects, or what a spreadsheet copies.

    Parameters
    ----------
    content : bytes
        At most 10 MB.
    filename : str
        Only for the sentence that refuses an empty file: what a file is, its content says.
    header : bool, optional
        Whether the first line holds the names of the columns; by default what it looks like.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        With a code, and a sentence that names line and column and says what to do.
    """
    if len(content) > MAX_BYTES:
        raise DataError(
            "too_large", "The file has more than 10 MB. Load a part of it, or fewer columns."
        )
    if not content.strip():
        which = f"The file {quoted(filename)}" if filename else "The file"
        raise DataError("empty", f"{which} is empty. Load one with at least two rows.")
    refuse_binary(content)
    text, notes = decoded(content)
    refuse_markup(text)
    found = divided(text)
    names, rows, said = named(found, header)
    if len(rows) > MAX_ROWS:
        raise DataError("too_large", f"The file has more than {MAX_ROWS:,} rows. Load a part.")
    if len(rows) < MIN_ROWS:
        raise too_few("below the names", len(rows))
    return _table(names, rows, notes + said)


def _table(names: list[str], rows: list[Row], notes: list[str]) -> Table:
    columns = [[row.cells[i] for row in rows] for i in range(len(names))]
    lines = [row.line for row in rows]
    unnamed = any("was read as data" in note for note in notes)
    mark = _decimal_mark(names, columns, lines)
    numbers: dict[str, list[float]] = {}
    labels: list[tuple[str, tuple[str, ...]]] = []
    wrong: DataError | None = None
    for name, cells in zip(names, columns, strict=True):
        try:
            values = _numbers(name, cells, lines, mark)
        except _NotNumbersError as error:
            wrong = wrong or (error.refusal if error.meant else None)
            notes.append(error.note)
            values = None
        if values is not None:
            numbers[name] = values
            continue
        text = tuple("" if numerals.is_missing(cell) else cell for cell in cells)
        if not any(text):
            notes.append(f"Column {quoted(name)} is empty and was left out.")
        elif all(numerals.is_date(cell) for cell in text if cell):
            notes.append(f"Column {quoted(name)} holds dates or times and was left out.")
        else:
            labels.append((name, text))
    first = names[0]
    if len(numbers) > 2 and first in numbers and not unnamed:
        shown = "" if first == "column 1" else first
        if is_index(shown, columns[0], by_name=True):
            del numbers[first]
            notes.append("The first column only counts the rows and was left out.")
    if len(numbers) < 2:
        raise wrong or _too_few_columns(list(numbers), len(names))
    array = np.array(list(numbers.values())).T
    known = np.isfinite(array).astype(np.int64)
    together = known.T @ known
    np.fill_diagonal(together, 0)
    if together.max() < MIN_ROWS:
        raise too_few("with a value in two columns of numbers", int(together.max()))
    return Table(tuple(numbers), array, tuple(labels), tuple(notes), not unnamed)


class _NotNumbersError(Exception):
    """A column in which numbers and text are mixed."""

    def __init__(self, cell: Cell, meant: bool) -> None:
        super().__init__()
        self.meant = meant
        self.note = (
            f"Column {quoted(cell.column)} was left out, because {quoted(cell.text)} in line "
            f"{cell.line:,} is not a number."
            if meant
            else f"Column {quoted(cell.column)} was taken as text: line {cell.line:,} has "
            f"{quoted(cell.text)}."
        )
        self.refusal = DataError(
            "non_numeric",
            f"Line {cell.line:,}, column {quoted(cell.column)}: {quoted(cell.text)} is not a "
            "number. Correct it, or leave the cell empty.",
        )


def _decimal_mark(names: list[str], columns: list[list[str]], lines: list[int]) -> str:
    marks = DecimalMark()
    for name, cells in zip(names, columns, strict=True):
        if numerals.all_plain(cells) and not any(cell.count(".") > 1 for cell in cells):
            points = (i for i, cell in enumerate(cells) if "." in cell)
            first = next(points, None)
            if first is not None and marks.point is None:
                marks.see(Cell(cells[first], lines[first], name))
            continue
        if not _mostly_numbers(cells):
            continue
        for text, line in zip(cells, lines, strict=True):
            marks.see(Cell(text, line, name))
            if numerals.is_grouped(text) and not _could_be_plain(text):
                raise numerals.thousands(Cell(text, line, name))
    return marks.found()


def _could_be_plain(text: str) -> bool:
    return numerals.is_number(text, ".") or numerals.is_number(text, ",")


def _mostly_numbers(cells: list[str]) -> bool:
    known = [cell for cell in cells if not numerals.is_missing(cell)]
    meant = sum(numerals.looks_numeric(cell) or numerals.is_infinite(cell) for cell in known)
    return 2 * meant > len(known)


def _numbers(name: str, cells: list[str], lines: list[int], mark: str) -> list[float] | None:
    """Return the numbers of a column, or None if it has none."""
    if mark == "." and numerals.all_plain(cells) and all(cells):
        try:
            values = [float(cell) for cell in cells]
        except ValueError:
            pass
        else:
            _check_range(name, cells, lines, values)
            return values
    values, other = [], None
    for text, line in zip(cells, lines, strict=True):
        if numerals.is_number(text, mark):
            values.append(numerals.value(text, mark))
        elif numerals.is_missing(text):
            values.append(np.nan)
        elif numerals.is_infinite(text):
            values.append(-np.inf if text.startswith("-") else np.inf)
        elif mark == "," and numerals.is_number(text, ".") and _mostly_numbers(cells):
            # Beside decimal commas "1.234" is a thousand and more.
            raise numerals.thousands(Cell(text, line, name))
        else:
            other = other or Cell(text, line, name)
            values.append(np.nan)
    numeric = any(np.isfinite(values))
    if other is not None:
        if not numeric:
            return None
        raise _NotNumbersError(other, _mostly_numbers(cells))
    if not numeric and not any(np.isinf(values)):
        return None
    _check_range(name, cells, lines, values)
    return values


def _check_range(name: str, cells: list[str], lines: list[int], values: list[float]) -> None:
    array = np.abs(np.array(values))
    # Written as a finite number, but too large for the arithmetic: "1e999".
    written = np.array([not numerals.is_infinite(cell) for cell in cells])
    beyond = np.flatnonzero(written & (array > LARGEST))
    if len(beyond):
        cell = Cell(cells[beyond[0]], lines[beyond[0]], name)
        raise DataError(
            "out_of_range",
            f"Line {cell.line:,}, column {quoted(name)}: {quoted(cell.text)} is larger than 1e100. "
            "Give the values in a larger unit.",
        )


def _too_few_columns(numeric: list[str], total: int) -> DataError:
    remedy = "Load a file with at least two columns of numbers."
    if total == 1:
        return DataError("no_numeric_columns", f"The file has only one column. {remedy}")
    if not numeric:
        return DataError("no_numeric_columns", f"No column holds numbers. {remedy}")
    return DataError(
        "no_numeric_columns", f"Only column {quoted(numeric[0])} holds numbers. {remedy}"
    )
