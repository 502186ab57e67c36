"""Firefox as Debian has it, driven over WebDriver BiDi, which it speaks without any driver.

Playwright drives a Firefox of its own making only. What is here is as much of the protocol as the
tests need: https://w3c.github.io/webdriver-bidi/.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

from .serving import free_port

PATIENCE = 60  # seconds
PAUSE = 0.05
LARGEST = 50_000_000  # bytes of one message
# Nothing is looked up, reported or fetched beside what the tests ask for.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#none",
    "ui.prefersReducedMotion": 1,
}


class Firefox:
    """One Firefox with one tab: opens pages, presses, drags, and asks the page."""

    def __init__(self, loop: asyncio.AbstractEventLoop, socket: WebSocketClientConnection) -> None:
        self._loop, self._socket, self._number = loop, socket, 0
        self.errors: list[str] = []
        self.version = str(
            self.do("session.new", capabilities={})["capabilities"]["browserVersion"]
        )
        self.do("session.subscribe", events=["log.entryAdded"])
        self.context = self.do("browsingContext.create", type="tab")["context"]

    def do(self, method: str, **params: Any) -> Any:
        """Send a command, and return its result; what the page logs meanwhile is noted."""
        return self._loop.run_until_complete(self._do(method, params))

    async def _do(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        await self._socket.write_message(
            json.dumps({"id": self._number, "method": method, "params": params})
        )
        while True:
            text = await asyncio.wait_for(self._socket.read_message(), PATIENCE)
            assert text is not None, "Firefox has hung up"
            message = json.loads(text)
            if message.get("method") == "log.entryAdded":
                self._note(message["params"])
            elif message.get("id") == self._number:
                assert message["type"] == "success", message
                return message["result"]

    def _note(self, entry: dict[str, Any]) -> None:
        if entry["level"] in {"error", "warn"}:
            self.errors.append(f"{entry['level']}: {entry['text']}")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.do("browsingContext.setViewport", context=self.context, viewport=size)

    def open(self, url: str) -> None:
        # By way of an empty page: opened over itself, a page was once begun, given up and begun
        # anew, and what had been given up complained.
        for address in ("about:blank", url):
            self.do("browsingContext.navigate", context=self.context, url=address, wait="complete")
        self.until("document.querySelector('#em-stepper')?.dataset.state === 'ready'")

    def ask(self, expression: str) -> Any:
        """Return the value of an expression in the page, by way of JSON."""
        answer = self.do(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then(JSON.stringify)",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def until(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        last = time.monotonic() + PATIENCE
        while not self.ask(expression):
            assert time.monotonic() < last, f"Never true: {expression}"
            time.sleep(PAUSE)

    def press(self, selector: str) -> None:
        """Click in the middle of an element."""
        x, y = self.ask(
            f"(() => {{ const found = document.querySelector({json.dumps(selector)})\n"
            "found.scrollIntoView({ block: 'nearest' })\n"
            "const { left, top, width, height } = found.getBoundingClientRect()\n"
            "return [left + width / 2, top + height / 2] })()"
        )
        self.drag([(x, y)])

    def drag(self, places: list[tuple[float, float]]) -> None:
        """Press at the first place, move along the others, and let go."""
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 30} for x, y in places
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        hand = {"type": "pointer", "id": "hand", "actions": [moves[0], down, *moves[1:], up]}
        self.do("input.performActions", context=self.context, actions=[hand])

    def key(self, value: str) -> None:
        actions = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        hand = {"type": "key", "id": "keys", "actions": actions}
        self.do("input.performActions", context=self.context, actions=[hand])

    def photograph(self, path: Path) -> None:
        taken = self.do("browsingContext.captureScreenshot", context=self.context)
        path.write_bytes(b64decode(taken["data"]))


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """Start the Firefox that is installed, with a profile of its own in a folder."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "install Firefox to run this test (apt-get install firefox-esr)"
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items())
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    port, loop = free_port(), asyncio.new_event_loop()
    command = [program, "--headless", "--no-remote", "--profile", str(folder)]
    command += [f"--remote-debugging-port={port}", "about:blank"]
    with (
        (folder / "output.txt").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            socket = loop.run_until_complete(_connected(port, process))
            yield Firefox(loop, socket)
            socket.close()
        finally:
            process.terminate()
            loop.close()


async def _connected(port: int, process: subprocess.Popen[bytes]) -> WebSocketClientConnection:
    last = time.monotonic() + PATIENCE
    while True:
        try:
            address = f"ws://127.0.0.1:{port}/session"
            return await websocket_connect(address, max_message_size=LARGEST)
        except OSError:
            if time.monotonic() > last or process.poll() is not None:
                raise
            await asyncio.sleep(PAUSE)
