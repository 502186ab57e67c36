"""What is refused of a person's file: one sentence, and a code for programs."""

from __future__ import annotations

CODES = (
    "empty",
    "encoding",
    "is_zip_or_excel",
    "malformed",
    "no_numeric_columns",
    "non_numeric",
    "out_of_range",
    "ragged",
    "too_few_rows",
    "too_large",
    "too_many_columns",
)

LONGEST = 40


class DataError(ValueError):
    """A file that cannot be read as it is.

    Attributes
    ----------
    code : str
        One of `CODES`.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def quoted(text: str) -> str:
    """Return a cell or a name short enough for a sentence."""
    return f"“{text if len(text) <= LONGEST else text[:LONGEST] + '…'}”"


def counted(count: int, thing: str) -> str:
    """Return a number of things: "1 row", "3 rows"."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
