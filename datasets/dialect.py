"""How a text divides into rows and cells: its separator, quotes, comments and blank lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from datasets.numerals import is_missing, looks_numeric, tidied
from datasets.refusals import DataError

MAX_ROWS = 100_000
MAX_COLUMNS = 100
BLANKS = " "
# Where two fit equally well, the one that numbers contain less often.
SEPARATORS = ("\t", ";", ",", "|", BLANKS)
NAMED = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars", BLANKS: "blanks"}
_SAMPLE = 200
_DECLARED = re.compile(r"sep=([,;|\t ])\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, and the line of the file in which they begin."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Rows:
    """What a text holds.

    Attributes
    ----------
    rows : list of Row
        Without blank and comment lines; all cells without blanks around them.
    comments : list of Row
        The lines that begin with "#", divided in the same way, without it.
    separator : str
    """

    rows: list[Row]
    comments: list[Row]
    separator: str


def divided(text: str) -> Rows:
    """Divide a text into rows of cells.

    Raises
    ------
    DataError
        If there are no rows, too many rows or columns, or quotes that do not close.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    declared, first = _DECLARED.fullmatch(lines.partition("\n")[0]), 1
    if declared:
        lines, first = lines.partition("\n")[2], 2
    separator = declared[1] if declared else _separator(lines)
    rows: list[Row] = []
    comments: list[Row] = []
    for row in _rows(lines, separator, first):
        if not any(row.cells):
            continue
        if row.cells[0].startswith("#") and not is_missing(row.cells[0]):
            bare = [row.cells[0][1:].strip(), *row.cells[1:]]
            comments.append(Row(row.line, bare if bare[0] or separator != BLANKS else bare[1:]))
            continue
        # One row more may hold the names.
        if len(rows) > MAX_ROWS:
            raise DataError(
                "too_large", f"The file has more than {MAX_ROWS:,} rows. Load a part of it."
            )
        if len(row.cells) > MAX_COLUMNS:
            raise DataError(
                "too_many_columns",
                f"Line {row.line:,} has {len(row.cells):,} cells; at most {MAX_COLUMNS} columns "
                "can be read. Keep the columns that you want to see.",
            )
        rows.append(row)
    if not rows:
        raise DataError("empty", "There are no rows in it. Load a file with at least two rows.")
    return Rows(rows, comments, separator)


def _rows(lines: str, separator: str, first: int = 1, *, strict: bool = True) -> Iterator[Row]:
    if separator == BLANKS:
        lines = "\n".join(" ".join(line.split()) for line in lines.split("\n"))
    reader = csv.reader(
        io.StringIO(lines), delimiter=separator, skipinitialspace=separator != "\t", strict=strict
    )
    line = first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(
                "malformed",
                f"The quotes in line {line:,} do not close, or something follows them. Quotes "
                "inside a quoted cell are written twice.",
            ) from error
        yield Row(line, [tidied(cell) for cell in cells])
        line = first + reader.line_num


def _separator(lines: str) -> str:
    """Return the separator with which most rows have equally many cells, most of them numbers."""
    every = [line for line in lines.split("\n", 2 * _SAMPLE) if line.strip()]
    sample = [line for line in every if not line.lstrip().startswith("#")] or every
    text = "\n".join(sample[:_SAMPLE])
    return max(SEPARATORS, key=lambda separator: _fit(text, separator))


def _fit(text: str, separator: str) -> float:
    try:
        # Not strict: a sample may end within a quoted cell.
        rows = [row.cells for row in _rows(text, separator, strict=False)]
    except DataError:
        return 0.0
    widths = Counter(len(cells) for cells in rows)
    if not widths:
        return 0.0
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width < 2:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    good = sum(looks_numeric(cell) or is_missing(cell) for cell in cells)
    return often / len(rows) * (good + 1) / (len(cells) + 1)
