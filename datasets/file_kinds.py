"""Files that are no tables in plain text, told by their first bytes; nothing is ever unpacked."""

from __future__ import annotations

import re
from typing import NoReturn

from datasets.refusals import DataError

_SAVE_AS = "Open it in a spreadsheet program, save it as CSV, and load that."
_UNPACK = "Unpack it, and load the CSV file that is in it."
_EXPORT = "Export the table as CSV, and load that."

# First bytes, code, what it is, what to do. In this order: the more special come first.
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is_zip_or_excel", "an old Excel file (.xls)", _SAVE_AS),
    (b"\x1f\x8b", "is_zip_or_excel", "a gzip archive", _UNPACK),
    (b"BZh", "is_zip_or_excel", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "is_zip_or_excel", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "is_zip_or_excel", "a Zstandard archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "is_zip_or_excel", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "is_zip_or_excel", "a RAR archive", _UNPACK),
    (b"\x89PNG\r\n\x1a\n", "malformed", "a PNG picture", _EXPORT),
    (b"\xff\xd8\xff", "malformed", "a JPEG picture", _EXPORT),
    (b"GIF8", "malformed", "a GIF picture", _EXPORT),
    (b"%PDF-", "malformed", "a PDF document", _EXPORT),
    (b"{\\rtf", "malformed", "a rich-text document", _EXPORT),
    (b"SQLite format 3\x00", "malformed", "an SQLite database", _EXPORT),
    (b"\x89HDF\r\n\x1a\n", "malformed", "an HDF5 file", _EXPORT),
    (b"\x93NUMPY", "malformed", "a NumPy array", "Save it with numpy.savetxt, and load that."),
    (b"PAR1", "malformed", "a Parquet file", _EXPORT),
    (b"ARROW1", "malformed", "an Arrow or Feather file", _EXPORT),
    (b"\x7fELF", "malformed", "a program", "Load a CSV file instead."),
    (b"MZ\x90", "malformed", "a program", "Load a CSV file instead."),
)  # fmt: skip

# In a ZIP archive the names of the files in it stand in plain text.
_ZIPPED = (
    (b"xl/workbook", "an Excel workbook (.xlsx)", _SAVE_AS),
    (b"xl/", "an Excel workbook (.xlsx)", _SAVE_AS),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)", _SAVE_AS),
    (b"Index/Document.iwa", "a Numbers spreadsheet", _SAVE_AS),
    (b"word/", "a Word document", _EXPORT),
    (b".npy", "a NumPy archive (.npz)", "Save the array with numpy.savetxt, and load that."),
)

_BINARY_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_TEXT_PICKLE = re.compile(rb"(?:\((?:lp|dp|tp|i|c)|[\]})]q|c[\w.]+\n[\w.]+\n|ccopy_reg\n)")
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|table|script|div|p|meta|img)\b", re.IGNORECASE
)
_XML = re.compile(r"<(?:\?xml|!doctype|svg|[a-z][\w:.-]*(?:\s[^<>]*)?>)", re.IGNORECASE)


def refuse_binary(content: bytes) -> None:
    """Refuse what its first bytes name as something else than text.

    Raises
    ------
    DataError
        With what the file is and what to do.
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        for part, what, remedy in _ZIPPED:
            if part in content:
                _refuse("is_zip_or_excel", what, remedy)
        _refuse("is_zip_or_excel", "a ZIP archive", _UNPACK)
    for beginning, code, what, remedy in _BEGINNINGS:
        if content.startswith(beginning):
            _refuse(code, what, remedy)
    text_pickle = _TEXT_PICKLE.match(content) and content.rstrip().endswith(b".")
    if _BINARY_PICKLE.match(content) or text_pickle:
        _refuse("malformed", "a Python pickle, which is never opened here", _EXPORT)


def refuse_markup(text: str) -> None:
    """Refuse text that is a web page, XML or JSON.

    Raises
    ------
    DataError
        With what the file is and what to do.
    """
    begins, ends = text[:2_000].lstrip(), text[-200:].rstrip()
    # The name of a column may look like markup; a page ends with markup, too.
    if ends.endswith(">"):
        if _HTML.match(begins):
            _refuse("malformed", "a web page (HTML)", _EXPORT)
        if _XML.match(begins):
            _refuse("malformed", "an XML file", _EXPORT)
    if (begins[:1], ends[-1:]) in {("{", "}"), ("[", "]")}:
        _refuse("malformed", "a JSON file", _EXPORT)


def _refuse(code: str, what: str, remedy: str) -> NoReturn:
    raise DataError(code, f"This is {what}, not a table in plain text. {remedy}")
