"""What Bokeh's server is told: serve our files, compress its pages, and leave no work behind.

Bokeh loads this file before it lists its addresses, and may load it more than once. There is no
supported way to reach its Tornado application, so a test pins that this one works.
"""

from contextlib import suppress
from functools import wraps
from typing import Any

from bokeh.server.tornado import BokehTornado
from bokeh.server.urls import toplevel_patterns
from panel import state
from tornado.ioloop import IOLoop
from tornado.web import GZipContentEncoding


def serve_assets() -> None:
    """Serve the files of `app.bundle` at /assets."""
    from app.serving import ADDRESS, AssetHandler

    if all(pattern[0] != ADDRESS for pattern in toplevel_patterns):
        toplevel_patterns.insert(0, (ADDRESS, AssetHandler))


def compress_pages() -> None:
    """Compress what has not been compressed yet."""
    begin = BokehTornado.__init__
    if hasattr(begin, "compresses"):
        return

    @wraps(begin)
    def begin_compressing(self: BokehTornado, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.add_transform(GZipContentEncoding)

    begin_compressing.compresses = True  # type: ignore[attr-defined]
    BokehTornado.__init__ = begin_compressing  # type: ignore[method-assign]


def on_server_loaded(_server_context: object) -> None:
    """Let Panel begin its housekeeping on the event loop.

    Panel 1.10 otherwise begins it from a worker thread, where it tries again and again without
    end and keeps half a core busy (a test pins that an idle server is idle).
    """
    begin = getattr(state, "_schedule_busy_cleanup", None)
    if begin is not None:
        IOLoop.current().add_callback(begin)


def on_server_unloaded(_server_context: object) -> None:
    """Give up what is being worked out, so that its threads do not hold the server back."""
    with suppress(ImportError):
        from app.work import WORKSHOP

        WORKSHOP.close()


# Where the packages are not installed, main.py says so; that page needs no files.
with suppress(ImportError):
    serve_assets()
compress_pages()
