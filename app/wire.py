"""The websocket: who may open it, what may come through it, and what never goes out."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlparse

from bokeh.protocol.message import Message
from bokeh.server.tornado import BokehTornado
from bokeh.settings import settings
from bokeh.util.token import get_session_id
from panel.io.server import WSHandler
from tornado.websocket import WebSocketClosedError

from app.desk import SMALL, aside, awaited, desk_of
from app.gate import Gate, RefusedError
from app.limits import LIMITS
from app.metrics import METRICS
from app.pace import SLOWED, Pace
from app.visitors import VISITORS

# The codes of RFC 6455, and one of those that it leaves to applications.
GOING_AWAY, REFUSED, ERROR, NO_ROOM, IDLE = 1001, 1008, 1011, 4503, 4408
SEVERAL = 3
"""Connections that one session may have; a page has one, and for a moment two when it returns."""

PING = 30.0

_logger = logging.getLogger(__name__)


class Wire(WSHandler):
    """Panel's websocket, which lets nothing through but what our page says; see `app.gate`."""

    application: BokehTornado

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._gate = Gate(LIMITS.message_kb * 1024)
        self._pace = Pace(LIMITS.steps_per_second, time.monotonic())
        self._letting_go: asyncio.TimerHandle | None = None

    def check_origin(self, origin: str) -> bool:
        """Let pages of the hosts named to Bokeh connect; `*` among them means this host alone."""
        allowed = set(settings.allowed_ws_origin() or self.application.websocket_origins)
        if any("*" in name for name in allowed):
            same: bool = urlparse(origin).netloc.lower() == self.request.host.lower()
            return same
        let_in: bool = super().check_origin(origin)
        return let_in

    @property
    def ping_interval(self) -> float:
        """Seconds after which a browser is asked whether it is there; see `ping_timeout`."""
        return PING

    @property
    def ping_timeout(self) -> float:
        """Seconds after which a browser that does not answer is taken to have gone."""
        return PING

    async def _async_open(self, token: str) -> None:
        session_id = get_session_id(token)
        known = {session.id: session for session in self.application_context.sessions}
        sentence = None
        if session_id not in known:
            sentence = VISITORS.no_room(self.request.remote_ip)
        elif known[session_id].connection_count >= SEVERAL:
            sentence = "This page is open too often."
        if sentence is not None:
            METRICS.count("em_stepper_refusals_total", reason="no room")
            self.close(NO_ROOM, sentence)
            return
        try:
            await super()._async_open(token)
        except Exception:
            # Bokeh's own sentence may name what is none of the client's business.
            _logger.exception("a session could not be opened")
            self.close(ERROR, "The session could not be opened.")
            return
        # A message is several frames; none waits for the one before it to be acknowledged.
        if self.ws_connection is not None:
            self.set_nodelay(True)
        self._wait_for_messages()

    async def on_message(self, fragment: str | bytes) -> None:
        """Let a fragment through once its message is whole, and one of ours."""
        arrived = time.monotonic()
        if self.ws_connection is None:  # closed by us; the browser does not know yet
            return
        if self.connection is None:
            self.refuse("too early")
            return
        take = partial(
            self._gate.take,
            fragment,
            {root.id for root in self.connection.session.document.roots},
        )
        try:
            whole = await aside(SMALL, take) if self._gate.waits_for_much(fragment) else take()
        except RefusedError as refused:
            self.refuse(str(refused))
            return
        if whole is None:
            return
        self._wait_for_messages()
        await asyncio.sleep(self._pace.wait(time.monotonic()))
        if self._pace.worth_saying(time.monotonic()):
            await self._say_that_it_is_slowed()
        if self.ws_connection is None or self.connection.session.destroyed:
            return
        for each in whole:
            await super().on_message(each)
        METRICS.observe("em_stepper_message_seconds", time.monotonic() - arrived)

    async def _handle(self, message: Message[Any]) -> Any | None:
        """Let Bokeh handle a message; it is acknowledged once all that it began is answered."""
        with awaited() as begun:
            reply = await super()._handle(message)
        await asyncio.gather(*begun, return_exceptions=True)
        return reply

    async def _say_that_it_is_slowed(self) -> None:
        METRICS.count("em_stepper_refusals_total", reason="pace")
        desk = None if self.connection is None else desk_of(self.connection.session.id)
        if desk is not None:
            sentence = SLOWED.format(most=LIMITS.steps_per_second)
            await desk.tell({"kind": "pace", "notice": sentence})

    def refuse(self, reason: str) -> None:
        """Close, and say why in a few words."""
        METRICS.count("em_stepper_refusals_total", reason="protocol")
        if self.connection is not None and not self.connection.session.destroyed:
            # No page of ours comes back to it, so that it need not wait for one.
            self.connection.session.request_expiration()
        _logger.info("closed a connection: %s", reason)
        self.close(REFUSED, reason)

    async def send_message(self, message: Message[Any]) -> None:
        """Send a message; an error is told without what it says of the server."""
        if message.msgtype == "ERROR":
            METRICS.count("em_stepper_errors_total")
            message.content = {"text": "The server could not do that.", "traceback": None}
        await super().send_message(message)

    def ping(self, data: str | bytes = b"") -> None:
        """Ask whether the browser is there, unless the line is closed already.

        Bokeh would forget a closed one's session at once, and need it when the end is noticed.
        """
        with suppress(WebSocketClosedError):
            super().ping(data)

    def on_close(self) -> None:
        """Tell the session, if it is still there."""
        if self._letting_go is not None:
            self._letting_go.cancel()
        if self.connection is not None and self.connection.session.destroyed:
            self.application.client_lost(self.connection)
        else:
            super().on_close()

    def _wait_for_messages(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._letting_go = asyncio.get_running_loop().call_later(
            60 * LIMITS.idle_minutes, self.close, IDLE, "Nothing was done here for a long time."
        )

    def _internal_error(self, message: str) -> None:
        _logger.error("closed a connection: %s", message)
        METRICS.count("em_stepper_errors_total")
        self.close(ERROR, "The server could not do that.")

    def _protocol_error(self, message: str) -> None:
        _logger.info("closed a connection: %s", message)
        self.refuse("no message of this page")
