"""A file on its way from a browser, in parts, and its reading, which keeps nobody waiting.

It is a table, or a run that was downloaded here: what it is, its content says.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from app.limits import LIMITS
from app.saved_run import SavedRun, is_saved_run, read_saved_run
from datasets import Table, read_table
from datasets.reading import MAX_BYTES

LARGEST = min(MAX_BYTES, 1024 * LIMITS.upload_kb)

# A browser sends a file in parts of at most so many bytes, one after the other.
PART = 192 * 1024
# A smaller file is read at once; a larger one in a thread, while others are served.
AT_ONCE = 100_000

_READERS = ThreadPoolExecutor(2, "reading")


class Parts:
    """Bytes on their way, of which as many are announced as there are."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._parts: list[bytes] = []

    @property
    def received(self) -> int:
        """How many bytes have come."""
        return sum(map(len, self._parts))

    def take(self, part: object) -> bool:
        """Take in the next part; return whether it was the last.

        Raises
        ------
        ValueError
            If it is no part of a file, or more than was announced.
        """
        try:
            content = b64decode(part, validate=True)  # type: ignore[arg-type]
        except (TypeError, ValueError, binascii.Error) as error:
            raise ValueError("The file was damaged on its way. Load it again.") from error
        if len(content) > PART or self.received + len(content) > self.size:
            raise ValueError("The file was damaged on its way. Load it again.")
        self._parts.append(content)
        return self.received == self.size

    def content(self) -> bytes:
        """Return all bytes, once, and keep none of them."""
        content = b"".join(self._parts)
        self._parts, self.size = [b""], 0
        return content


@dataclass
class Upload:
    """The file that one visitor is sending, and the table that it is.

    Attributes
    ----------
    name : str
    header : bool or None
        Whether its first line holds the names; None for what it looks like.
    table : Table or None
        Once it has been read.
    run : SavedRun or None
        The same, of a file that is one.
    """

    name: str
    parts: Parts
    header: bool | None
    table: Table | None = None
    run: SavedRun | None = None
    _reading: Future[Table | SavedRun] | None = field(default=None, repr=False)

    def read(self) -> bool:
        """Read what has come, or look whether it has been read; return whether it has.

        Raises
        ------
        ValueError
            With the sentence that refuses it.
        """
        if self.table is not None or self.run is not None:
            return True
        if self._reading is None:
            if self.parts.received != self.parts.size:
                raise ValueError("The file has not come in full. Load it again.")
            content = self.parts.content()
            if len(content) <= AT_ONCE:
                self._keep(_read(content, self.name, self.header))
                return True
            self._reading = _READERS.submit(_read, content, self.name, self.header)
        if not self._reading.done():
            return False
        self._keep(self._reading.result())
        return True

    def _keep(self, found: Table | SavedRun) -> None:
        if isinstance(found, SavedRun):
            self.run = found
        else:
            self.table = found


def _read(content: bytes, name: str, header: bool | None) -> Table | SavedRun:
    if is_saved_run(content):
        return read_saved_run(content)
    return read_table(content, name, header=header)


def begun(name: object, size: object, header: object) -> Upload:
    """Return an upload that waits for its parts.

    Raises
    ------
    ValueError
        If the file is too large, or what is said of it is not possible.
    """
    if not isinstance(name, str) or not (header is None or isinstance(header, bool)):
        raise ValueError("The page sent a file without a name. Reload it.")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError("The page sent a file without a size. Reload it.")
    if size > LARGEST:
        megabytes = f"{LARGEST / 1024**2:.3g}"
        raise ValueError(
            f"The file has more than {megabytes} MB. Load a part of it, or fewer columns."
        )
    return Upload(name[:200], Parts(size), header)
