"""The addresses beside the files: the page, if there is room, and what operators ask."""

from __future__ import annotations

import logging
from functools import cache
from html import escape
from importlib.resources import files
from ipaddress import ip_address
from typing import Any

from panel.io.server import DocHandler
from tornado.web import RequestHandler

from app.arrival import prepare
from app.bundle import version
from app.limits import LIMITS
from app.metrics import METRICS
from app.visitors import TRY_AGAIN, VISITORS

_logger = logging.getLogger(__name__)


class PageDoor(DocHandler):
    """Panel's page for a new session, or one that says that there is no room."""

    async def get(self, *arguments: Any, **named: Any) -> None:
        """Answer with a page of one's own, or say when to try again."""
        sentence = VISITORS.no_room(self.request.remote_ip)
        if sentence is None:
            await prepare(self.request.query_arguments)
            await super().get(*arguments, **named)  # type: ignore[misc]
            return
        METRICS.count("em_stepper_refusals_total", reason="no room")
        self.set_status(503)
        self.set_header("Retry-After", str(TRY_AGAIN))
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.write(_no_room().format(sentence=escape(sentence), seconds=TRY_AGAIN))

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Say in one sentence that something went wrong, and nothing of what."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(f"{status_code}: This page could not be opened.\n")


@cache
def _no_room() -> str:
    return (files("app") / "no_room.html").read_text(encoding="utf-8")


class Healthy(RequestHandler):
    """Whether the process answers at all."""

    def get(self) -> None:
        """Answer."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.write("ok\n")

    head = get


class Ready(RequestHandler):
    """Whether a session can be opened here now."""

    def get(self) -> None:
        """Answer 200, or 503 and why not."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        sentence = VISITORS.no_room() or _broken()
        if sentence is not None:
            self.set_status(503)
            self.set_header("Retry-After", str(TRY_AGAIN))
        self.write(f"{sentence or 'ready'}\n")

    head = get


class Measured(RequestHandler):
    """What Prometheus collects."""

    def get(self) -> None:
        """Answer those who may know."""
        if not _may_know(self.request.remote_ip or ""):
            self.send_error(404)
            return
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write(METRICS.text())


def _broken() -> str | None:
    """Return why no session can be opened, by making what a session is made of."""
    from app.session import Session

    try:
        version()
        Session()
    except Exception:
        _logger.exception("no session can be opened")
        return "No session can be opened."
    return None


def _may_know(address: str) -> bool:
    if LIMITS.metrics == "local":
        return address != "" and ip_address(address.partition("%")[0]).is_loopback
    return LIMITS.metrics == "all"


DOORS = [("/healthz", Healthy), ("/readyz", Ready), ("/metrics", Measured)]
