"""From bytes to text: byte order marks, UTF-8, UTF-16, and Windows-1252 if it is said."""

from __future__ import annotations

import codecs
import re

from datasets.refusals import DataError

# The longer marks come first, because that of UTF-16 begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4_000
_MOSTLY = 0.7
_PIECE = 500_000
# Control characters that stand in no text.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x1c-\x1f\ufffe\uffff]")

GUESSED = (
    "The file is not in UTF-8, so it was read as Windows-1252. If letters look wrong, save it as "
    "UTF-8; the numbers are the same either way."
)


def decoded(content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file, and what has to be said of how it was read.

    Raises
    ------
    DataError
        If it is no text, or in none of these encodings.
    """
    notes: list[str] = []
    mark = next((mark for mark in _MARKS if content.startswith(mark[0])), None)
    encoding = _without_mark(content) if mark is None else mark[1]
    body = content if mark is None else content[len(mark[0]) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if mark is not None or encoding != "utf-8":
            raise _no_text(f"it is not valid {encoding.upper()}", body, error.start) from error
        notes.append(GUESSED)
        try:
            text = body.decode("cp1252")
        except UnicodeDecodeError as second:
            what = "it is neither UTF-8 nor Windows-1252"
            raise _no_text(what, body, second.start) from second
    # In pieces: whoever reads in a thread would keep all others from theirs until a search ends.
    if any(_NO_TEXT.search(text, at, at + _PIECE) for at in range(0, len(text), _PIECE)):
        raise DataError(
            "encoding", "This is not a text file. Export the table as CSV in UTF-8, and load that."
        )
    return text, notes


def _without_mark(content: bytes) -> str:
    """Return UTF-16 for what is mostly ASCII with a zero at every other byte, else UTF-8."""
    even, odd = content[:_SAMPLE:2], content[1:_SAMPLE:2]
    if odd and odd.count(0) > _MOSTLY * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even and even.count(0) > _MOSTLY * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return "utf-8"


def _no_text(what: str, content: bytes, place: int) -> DataError:
    line = content.count(b"\n", 0, place) + 1
    return DataError(
        "encoding",
        f"The letters of line {line:,} cannot be read: {what}. Save the file as CSV in UTF-8.",
    )
