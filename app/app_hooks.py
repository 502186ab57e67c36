"""What Bokeh's server is told: our addresses and options, who comes and goes, and when to end.

Bokeh loads this file before it lists its addresses, and may load it more than once. There is no
supported way to reach its Tornado application, so a test pins that this one works.
"""

import gc
import sys
from contextlib import suppress
from typing import Any

from panel import state
from tornado.ioloop import IOLoop


def on_server_loaded(_server_context: object) -> None:
    """Begin what goes on beside the visitors.

    Panel 1.10 otherwise begins its housekeeping from a worker thread, where it tries again and
    again without end and keeps half a core busy (a test pins that an idle server is idle).
    """
    begin = getattr(state, "_schedule_busy_cleanup", None)
    if begin is not None:
        IOLoop.current().add_callback(begin)
    with suppress(ImportError):
        from app.hosting import measure_the_loop
        from app.limits import LIMITS
        from app.logs import Unfailing, write_json
        from app.memory import share_heaps

        sys.stdout = Unfailing(sys.stdout)
        measure_the_loop()
        share_heaps()
        # Whoever works in a thread lets the event loop go on ten times sooner than Python would.
        sys.setswitchinterval(0.0005)
        # What was imported stays; looking through it again and again would take a tenth of a
        # second each time.
        gc.collect()
        gc.freeze()
        if LIMITS.log == "json":
            write_json()


def on_server_unloaded(_server_context: object) -> None:
    """Give up what is being worked out, so that its threads do not hold the server back."""
    with suppress(ImportError):
        from app.visitors import VISITORS
        from app.work import WORKSHOP

        VISITORS.ending = True
        WORKSHOP.close()


def on_session_created(session_context: Any) -> None:
    """Count a visitor."""
    with suppress(ImportError):
        from app.visitors import VISITORS

        VISITORS.came(session_context.id, session_context.request.remote_ip or "")


def on_session_destroyed(session_context: Any) -> None:
    """Count a visitor no more, and give back what they needed."""
    with suppress(ImportError):
        from app.memory import give_back_soon
        from app.visitors import VISITORS

        VISITORS.left(session_context.id)
        give_back_soon()


# Where the packages are not installed, main.py says so; that page needs nothing of ours.
with suppress(ImportError):
    try:
        import app.page  # noqa: F401
        from app.hosting import gather_nothing, open_doors, start_with_options
    except ValueError as impossible:
        sys.exit(f"em-stepper: {impossible}")
    open_doors()
    gather_nothing()
    start_with_options()
