"""What a cell says: a number, nothing, infinity, a date, or text. Python's `float` is not asked.

It would take "1_000", "nan" and digits of any script, and no decimal comma.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasets.refusals import DataError, quoted

LARGEST = 1e100

MISSING = frozenset(
    (
        *("", "na", "n/a", "#n/a", "#na", "<na>", "nan", "-nan", "null", "none", "nil", "missing"),
        *("-", "--", "–", "—", "?", ".", ".."),
        *("#value!", "#div/0!", "#ref!", "#name?", "#num!", "#null!"),
    )
)
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞|1\.#inf)", re.IGNORECASE)
_EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
_WITH = {
    ".": re.compile(rf"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+){_EXPONENT}"),
    ",": re.compile(rf"[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+){_EXPONENT}"),
}
_GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}(?P<mark>[,.'’_ \u00a0\u2009\u202f])[0-9]{2,3}(?:(?P=mark)[0-9]{2,3})*"
    r"(?:[.,][0-9]*)?"
)
# A comma that could be either: "1,234".
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_DATE = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2,4})"
    r"(?:[T ].*)?|[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?(?: ?[ap]m)?"
    r"|[0-9]{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -,]*[0-9]{2,4}",
    re.IGNORECASE,
)
_PLAIN = frozenset("0123456789+-.eE")
# Cells that are looked at in one go, so that whoever reads in a thread lets others go on.
_PIECE = 20_000


@dataclass(frozen=True)
class Cell:
    """A cell and where it stands."""

    text: str
    line: int
    column: str

    def __str__(self) -> str:
        return f"line {self.line:,}, column {quoted(self.column)}: {quoted(self.text)}"


def tidied(text: str) -> str:
    """Return a cell without blanks around it, with a hyphen for a minus."""
    return text.strip().replace("−", "-")


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.casefold() in MISSING


def is_infinite(text: str) -> bool:
    """Whether a cell says that its value is infinite."""
    return _INFINITE.fullmatch(text) is not None


def is_number(text: str, mark: str) -> bool:
    """Whether a cell is a number with this decimal mark."""
    return _WITH[mark].fullmatch(text) is not None


def looks_numeric(text: str) -> bool:
    """Whether a cell was meant as a number, whatever its marks."""
    return is_number(text, ".") or is_number(text, ",") or _GROUPED.fullmatch(text) is not None


def is_grouped(text: str) -> bool:
    """Whether a cell is a number with marks between its thousands."""
    return _GROUPED.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether a cell is a date or a time of day."""
    return _DATE.fullmatch(text) is not None


def all_plain(cells: list[str]) -> bool:
    """Whether cells hold nothing but what a number with a decimal point may hold."""
    pieces = range(0, len(cells), _PIECE)
    return all(_PLAIN.issuperset("".join(cells[at : at + _PIECE])) for at in pieces)


def value(text: str, mark: str) -> float:
    """Return the number that a cell is; see `is_number`."""
    return float(text.replace(",", ".") if mark == "," else text)


class DecimalMark:
    """Finds out from cell after cell which decimal mark a file has."""

    def __init__(self) -> None:
        self.point: Cell | None = None
        self.comma: Cell | None = None
        self.either: Cell | None = None

    def see(self, cell: Cell) -> None:
        """Look at a cell that may be a number."""
        text = cell.text
        if "," in text:
            if _EITHER.fullmatch(text):
                self.either = self.either or cell
            elif is_number(text, ","):
                self.comma = self.comma or cell
        elif "." in text and is_number(text, "."):
            self.point = self.point or cell

    def found(self) -> str:
        """Return the mark.

        Raises
        ------
        DataError
            If there are both, or a comma that could be either.
        """
        if self.comma and self.point:
            raise DataError(
                "non_numeric",
                f"Some numbers have a decimal comma ({self.comma}), others a decimal point "
                f"({self.point}). Use one of them in the whole file.",
            )
        if self.comma is None and self.either is not None:
            either = self.either.text
            raise DataError(
                "non_numeric",
                f"{_sentence(self.either)} could be a thousand and more, or have a decimal comma. "
                f"Write {either.replace(',', '')} or {either.replace(',', '.')}, everywhere.",
            )
        return "," if self.comma else "."


def thousands(cell: Cell) -> DataError:
    """Return the refusal of a number with marks between its thousands."""
    return DataError(
        "non_numeric",
        f"{_sentence(cell)} has a mark between its thousands. Write numbers without such marks, "
        "in the whole file.",
    )


def _sentence(cell: Cell) -> str:
    text = str(cell)
    return text[0].upper() + text[1:]
