"""What Bokeh's server is started with, where `panel serve` was told nothing else."""

from __future__ import annotations

from functools import wraps
from secrets import token_bytes
from typing import Any

from bokeh.server import tornado as bokeh_tornado
from bokeh.server.tornado import BokehTornado
from bokeh.server.urls import per_app_patterns, toplevel_patterns
from panel.io import server as panel_server
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import GZipContentEncoding

from app.doors import DOORS, PageDoor
from app.headers import Headers
from app.limits import LIMITS
from app.logs import note_request
from app.metrics import METRICS
from app.serving import ADDRESS, AssetHandler
from app.wire import Wire

A_DAY = 24 * 3600
TICK = 0.1

# What Bokeh takes where nobody said otherwise, and what we take then.
_USUALLY = {
    "check_unused_sessions_milliseconds": (bokeh_tornado.DEFAULT_CHECK_UNUSED_MS, 5_000),
    "unused_session_lifetime_milliseconds": (
        bokeh_tornado.DEFAULT_UNUSED_LIFETIME_MS,
        1_000 * LIMITS.linger_seconds,
    ),
    # Beyond this Tornado hangs up without a word; what lies between is refused with one.
    "websocket_max_message_size_bytes": (
        bokeh_tornado.DEFAULT_WEBSOCKET_MAX_MESSAGE_SIZE_BYTES,
        max(16 * 1_024**2, 4 * 1_024 * LIMITS.message_kb),
    ),
    # A page that comes back after its connection was lost shows the token that it came with.
    "session_token_expiration": (bokeh_tornado.DEFAULT_SESSION_TOKEN_EXPIRATION, A_DAY),
    # Nothing of the visitor's own is kept with the session, nor sent back within its token.
    "include_headers": (None, []),
    "include_cookies": (None, []),
}


def options(given: dict[str, Any]) -> dict[str, Any]:
    """Return what a server is started with; whatever an operator chose is kept."""
    chosen = {**given}
    for name, (usual, ours) in _USUALLY.items():
        if chosen.get(name, usual) == usual:
            chosen[name] = ours
    for name in ("headers", "cookies"):
        if chosen.get(f"exclude_{name}"):
            chosen[f"include_{name}"] = None
    if not chosen.get("sign_sessions"):
        # Nobody can name another's session, or one of their own making. A key is made for this
        # run of the server, unless there is one that several servers share.
        chosen["sign_sessions"] = True
        chosen["secret_key"] = chosen.get("secret_key") or token_bytes(32)
    chosen.setdefault("log_function", note_request)
    return chosen


def open_doors() -> None:
    """Name our addresses to Bokeh, and put ours in the place of its own for page and websocket."""
    ours = [(ADDRESS, AssetHandler), *DOORS]
    known = {pattern[0] for pattern in toplevel_patterns}
    toplevel_patterns[:0] = [pattern for pattern in ours if pattern[0] not in known]
    # Neither embedding scripts nor Bokeh's metadata: each would be one more way in.
    per_app_patterns[:] = [("/ws", Wire), ("/?", PageDoor)]


def gather_nothing() -> None:
    """Spare Panel the gathering of scripts and styles: our page's template names its own.

    It took a quarter of what opening a page takes.
    """

    def nothing(_roots: object, _resources: object, **_options: object) -> tuple[str, str]:
        return "", ""

    setattr(panel_server, "bundle_resources", nothing)  # noqa: B010 - a name that is not exported


def start_with_options() -> None:
    """Let every server that is made from here on have our options, headers and compression."""
    begin = BokehTornado.__init__
    if hasattr(begin, "ours"):
        return

    @wraps(begin)
    def begin_ours(self: BokehTornado, *arguments: Any, **given: Any) -> None:
        begin(self, *arguments, **options(given))
        self.add_transform(Headers)
        self.add_transform(GZipContentEncoding)

    begin_ours.ours = True  # type: ignore[attr-defined]
    BokehTornado.__init__ = begin_ours  # type: ignore[method-assign]


def measure_the_loop() -> None:
    """Note how late the event loop comes to what it should do ten times a second."""
    loop = IOLoop.current()
    due = loop.time() + TICK

    def tick() -> None:
        nonlocal due
        now = loop.time()
        METRICS.observe("em_stepper_loop_delay_seconds", max(0.0, now - due))
        due = now + TICK

    PeriodicCallback(tick, 1_000 * TICK).start()
