"""A visitor without a browser: speaks Bokeh's protocol over a real websocket, well or badly."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import isfinite
from typing import Any
from urllib.request import Request, urlopen

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE = 30  # seconds
TOKEN = re.compile(r'"token":"([^"]+)"')
ROOT = re.compile(r'data-root-id="([^"]+)"')

Fragment = str | bytes


def run(what: Coroutine[Any, Any, Any]) -> Any:
    """Run to its end, in a thread of its own: a browser may keep this one's event loop.

    Whoever is still there at the end leaves.
    """

    async def whole() -> Any:
        try:
            return await what
        finally:
            while OPEN:
                await OPEN.pop().leave()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, whole()).result()


def opened(url: str, **headers: str) -> tuple[str, str]:
    """Return the token and the component's name in a page that was opened for us."""
    with urlopen(Request(url, headers=headers), timeout=PATIENCE) as answer:
        page = answer.read().decode()
    token, root = TOKEN.search(page), ROOT.search(page)
    assert token is not None
    assert root is not None
    return token[1], root[1]


@dataclass
class Visitor:
    """One websocket: what was sent back through it, and how it was closed."""

    socket: WebSocketClientConnection
    component: str
    heard: list[Fragment] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    names: int = 0
    listening: asyncio.Task[None] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ending(self) -> tuple[int | None, str | None]:
        """The code and the reason with which the server closed."""
        return self.socket.close_code, self.socket.close_reason

    async def listen(self) -> None:
        """Hear until the server closes."""
        while (fragment := await self.socket.read_message()) is not None:
            self.heard.append(fragment)
            self.news.set()
        # Tornado's client wants to be closed even so.
        self.socket.close()
        self.closed.set()
        self.news.set()

    async def send(self, *fragments: Fragment) -> None:
        """Send fragments as they are."""
        for fragment in fragments:
            await self.socket.write_message(fragment, binary=isinstance(fragment, bytes))

    async def say(self, kind: str, content: Any, **header: Any) -> str:
        """Send a message of Bokeh's; return its name."""
        self.names += 1
        name = f"m{self.names}"
        await self.send(
            json.dumps({"msgid": name, "msgtype": kind, **header}), "{}", json.dumps(content)
        )
        return name

    async def do(self, message: Any) -> str:
        """Send a message of ours, as the page does; return its name."""
        return await self.say("PATCH-DOC", {"events": [event(self.component, message)]})

    async def answered(self, name: str) -> bool:
        """Wait until a message has been answered; False if the server closed instead."""
        return await self.hears(f'"reqid": "{name}"')

    async def hears(self, words: str) -> bool:
        """Wait until the server says something; False if it closes instead."""
        while not any(words in each for each in self.texts):
            if self.closed.is_set():
                return False
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), PATIENCE)
        return True

    def said(self) -> str:
        """Return all the text that came from the server so far."""
        return "\n".join(self.texts)

    @property
    def texts(self) -> list[str]:
        """What the server sent; the text of our messages is at the beginning of their bytes."""
        return [each if isinstance(each, str) else each.decode("latin-1") for each in self.heard]

    async def leave(self) -> None:
        """Close, and wait until that is done."""
        self.socket.close()
        await asyncio.wait_for(self.closed.wait(), PATIENCE)


OPEN: list[Visitor] = []


READY = {
    "kind": "MessageSent",
    "msg_type": "bokeh_event",
    "msg_data": {"type": "event", "name": "document_ready", "values": {"type": "map"}},
}


def event(component: str, message: Any) -> dict[str, Any]:
    """Return the event that brings a message to a component."""
    values = {
        "type": "map",
        "entries": [["model", {"id": component}], ["data", encoded(message)]],
    }
    data_event = {"type": "event", "name": "data_event", "values": values}
    return {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": data_event}


def encoded(value: Any) -> Any:
    """Return a value in Bokeh's encoding, as its scripts do it."""
    if isinstance(value, dict):
        return {"type": "map", "entries": [[name, encoded(each)] for name, each in value.items()]}
    if isinstance(value, list):
        return [encoded(each) for each in value]
    if isinstance(value, float) and not isfinite(value):
        return {"type": "number", "value": f"{value:+}".replace("+nan", "nan")}
    return value


async def visit(url: str, query: str = "", *, pull: bool = True, **headers: str) -> Visitor:
    """Open a page of a server and its websocket, as a browser does."""
    token, component = await asyncio.to_thread(opened, f"{url}/app{query}", **headers)
    visitor = await connected(url, token, component)
    if pull:
        assert await visitor.answered(await visitor.say("PULL-DOC-REQ", {}))
        assert await visitor.answered(await visitor.say("PATCH-DOC", {"events": [READY]}))
    return visitor


async def connected(url: str, token: str, component: str) -> Visitor:
    """Open the websocket of a page."""
    address = f"{url.replace('http', 'ws', 1)}/app/ws"
    request = HTTPRequest(address, connect_timeout=PATIENCE, request_timeout=PATIENCE)
    socket = await websocket_connect(
        request, subprotocols=["bokeh", token], max_message_size=1 << 28
    )
    # As browsers do: no frame waits for the one before it to be acknowledged.
    socket.protocol.set_nodelay(True)
    visitor = Visitor(socket, component)
    OPEN.append(visitor)
    visitor.listening = asyncio.create_task(visitor.listen())
    await visitor.hears('"ACK"')
    return visitor
