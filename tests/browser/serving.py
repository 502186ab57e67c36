"""Runs `panel serve app` as a person does: another process, from the repository's root."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds
# A record begins with its time; what follows until the next one, such as a traceback, is its own.
RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)
TROUBLE = re.compile("traceback|error|warning|exception", re.IGNORECASE)
HARMLESS = (
    # A person may close a tab while an answer is on its way to it; Tornado or Panel then says so.
    "tornado.websocket.WebSocketClosedError",
    "Failed sending message as connection was closed",
    # Bokeh, ended while a page is closing, may find that page's session gone already.
    "self.connection.session.notify_connection_lost()",
)


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, the file that it writes to, and its process."""

    url: str
    output: Path
    pid: int = 0

    def troubles(self) -> list[str]:
        """Return what the server wrote about warnings and errors."""
        records = RECORD.split(self.output.read_text(encoding="utf-8", errors="replace"))
        return [
            each
            for each in records
            if TROUBLE.search(each) and not any(harmless in each for harmless in HARMLESS)
        ]


@contextmanager
def serve(
    output: Path,
    port: int | None = None,
    what: str = "app",
    *,
    options: tuple[str, ...] = (),
    mortal: bool = False,
    **environment: str,
) -> Iterator[Server]:
    """Serve the page, on a free port if none is named, for as long as the block runs.

    Another app of Panel's may be named, by its path from the repository's root. A server that may
    be killed within the block is said to be mortal.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "panel", "serve", what, "--port", str(port), *options]
    environment = {**os.environ, **environment}
    with (
        output.open("wb") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        ) as process,
    ):
        server = Server(f"http://localhost:{port}", output, process.pid)
        try:
            wait_until_it_answers(f"{server.url}/{Path(what).stem}", process, output)
            yield server
            if process.poll() is not None and not mortal:
                raise RuntimeError(f"The server ended by itself, with {process.returncode}.")
        finally:
            process.terminate()


def wait_until_it_answers(
    url: str, process: subprocess.Popen[bytes], output: Path | None = None
) -> None:
    """Wait for a server's first answer; if it ends before, or takes long, say what it wrote."""
    until = time.monotonic() + PATIENCE
    while not _answers(url):
        # `wait` returns as soon as the server has ended, so that a failed start is told at once.
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            if time.monotonic() < until:
                continue
        said = output.read_text(encoding="utf-8", errors="replace") if output else "nothing"
        raise RuntimeError(f"{url} did not begin to answer. The server wrote:\n{said}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]
