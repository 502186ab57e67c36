"""Watches a page for everything that should never happen on it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

WITHIN = {"data", "blob"}
GIVEN_UP = "net::ERR_ABORTED"


class Watch:
    """What went wrong on one page, as lines to read; empty on a good day."""

    def __init__(self, page: Page, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)
        page.on("response", lambda r: r.status >= 400 and self._refused(r.url, r.status))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"warning", "error", "assert"}:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in WITHIN and parts.netloc != self.host:
            self.complaints.append(f"left the host: {request.url}")

    def _failed(self, request: Request) -> None:
        # Whoever leaves a page gives up what is on its way to it.
        if request.failure != GIVEN_UP:
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _refused(self, url: str, status: int) -> None:
        self.complaints.append(f"answered {status}: {url}")
