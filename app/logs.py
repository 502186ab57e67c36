"""The log: what happened, never to whom. Neither addresses nor queries are written."""

from __future__ import annotations

import json
import logging
import time
from contextlib import suppress
from typing import Any

_logger = logging.getLogger("app.access")

# What may be told of a request or a message beside its words.
_TOLD = ("method", "path", "status", "milliseconds", "sessions")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the fields in `_TOLD`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        fields = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in _TOLD if hasattr(record, name)},
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


def note_request(handler: Any) -> None:
    """Write that a request was answered, as Tornado asks for it: no address, no query."""
    status = handler.get_status()
    level = logging.INFO if status < 500 or status == 503 else logging.ERROR
    milliseconds = round(1000 * handler.request.request_time(), 1)
    method, path = handler.request.method, handler.request.path
    _logger.log(
        level,
        "%s %s %s in %s ms",
        status,
        method,
        path,
        milliseconds,
        extra={"method": method, "path": path, "status": status, "milliseconds": milliseconds},
    )


def write_json() -> None:
    """Let every handler that there is write JSON, and tell of every request too."""
    logging.getLogger("app").setLevel(logging.INFO)
    loggers = [logging.getLogger(), *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", ()):
            handler.setFormatter(JsonLines())


class Unfailing:
    """A stream whose writes may come to nothing, as on a full disk, but never fail.

    Bokeh prints a line before it ends on SIGTERM; if that failed, the server would stay.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, if that is possible."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is held back, if that is possible."""
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
