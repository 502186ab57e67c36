"""Where the messages of one page are done: in turn, and in threads if they may take long.

The event loop serves everybody, so that it does only what is over at once. Whatever begins a large
run, looks with tools, reads or draws is done in a thread; a session has one message there at a
time, so that waiting in turn is a fair share. Large data have threads of their own: whoever looks
at a few hundred points never waits for somebody's hundred thousand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

Result = TypeVar("Result")

# So many points times components are a small matter.
SMALL = 30_000
# These are over at once if they are about small matters.
QUICK = ("at", "select", "probe", "work", "stop work", "here", "set", "new start")
# These may be about more than the session shows now.
UNKNOWN = ("upload", "table", "choose", "save", "restore")

_N_THREADS = 2
_SMALL_MATTERS = ThreadPoolExecutor(_N_THREADS, "small")
_LARGE_MATTERS = ThreadPoolExecutor(_N_THREADS, "large")

_AWAITED: ContextVar[list[asyncio.Task[None]] | None] = ContextVar("awaited", default=None)


@contextmanager
def awaited() -> Iterator[list[asyncio.Task[None]]]:
    """Collect what messages that come within the block have begun and not ended."""
    tasks: list[asyncio.Task[None]] = []
    token = _AWAITED.set(tasks)
    try:
        yield tasks
    finally:
        _AWAITED.reset(token)


async def aside(points: int, do: Callable[[], Result]) -> Result:
    """Do something in a thread: one of those for as many points times components."""
    pool = _SMALL_MATTERS if points <= SMALL else _LARGE_MATTERS
    return await asyncio.get_running_loop().run_in_executor(pool, do)


def size(present: Any, asked: Mapping[str, object]) -> int:
    """Return how many points times components something is about, from what it asks for.

    Parameters
    ----------
    present : Settings
        Those before.
    asked : mapping
        Settings as a browser or an address names them, unchecked.
    """
    n, k = (_at_least(getattr(present, name), asked.get(name)) for name in ("n", "k"))
    return n * k


def _at_least(present: int, asked: object) -> int:
    if isinstance(asked, str) and asked.isascii() and asked.isdigit() and len(asked) < 12:
        asked = int(asked)
    return max(present, asked) if isinstance(asked, int) else present


_DESKS: WeakValueDictionary[str, Desk] = WeakValueDictionary()


def desk_of(session: str) -> Desk | None:
    """Return the desk of a session of Bokeh's, by its name."""
    return _DESKS.get(session)


class Desk:
    """The messages of one session.

    Parameters
    ----------
    session : Session
    handle : callable
        ``handle(session, message)`` yields the answers.
    send : callable
        ``send(answers)`` sends a list of them.
    send_later : coroutine function
        The same, for a time at which nobody else is speaking to the page.
    """

    def __init__(
        self,
        session: Any,
        handle: Callable[[Any, object], Iterator[Any]],
        send: Callable[[list[Any]], None],
        send_later: Callable[[list[Any]], Awaitable[None]],
    ) -> None:
        self._session = session
        self._handle = handle
        self._send = send
        self._send_later = send_later
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._closing = False

    def belongs_to(self, session: str) -> None:
        """Let the desk be found by the name of a session of Bokeh's."""
        _DESKS[session] = self

    def take(self, message: object) -> None:
        """Do what a message asks for: now, or in its turn and in a thread."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody else is served by this thread
            loop = None
        about = self._size(message)
        if loop is None or (self._waiting == 0 and self._is_quick(message, about)):
            self._send(self._answers(message))
            return
        self._waiting += 1
        task = loop.create_task(self._in_turn(message, about))
        tasks = _AWAITED.get()
        if tasks is not None:
            tasks.append(task)

    async def tell(self, answer: Any) -> None:
        """Tell the page what it did not ask for."""
        await self._send_later([answer])

    def close(self) -> None:
        """Close the session, which nobody looks at any more; again, if a thread is at work yet."""
        self._closing = self._waiting > 0
        self._session.close()

    async def _in_turn(self, message: object, about: int) -> None:
        try:
            async with self._turn:
                await self._send_later(await aside(about, partial(self._answers, message)))
        finally:
            self._waiting -= 1
            if self._closing and self._waiting == 0:
                self.close()

    def _answers(self, message: object) -> list[Any]:
        return [*self._handle(self._session, message)]

    def _size(self, message: object) -> int:
        if not isinstance(message, dict):
            return 0
        values = message.get("values")
        values = values if isinstance(values, dict) else {}
        if message.get("do") in UNKNOWN or "own" in values:
            return SMALL + 1
        return size(self._session.settings, values)

    def _is_quick(self, message: object, about: int) -> bool:
        if not isinstance(message, dict) or about > SMALL or message.get("do") not in QUICK:
            return False
        # The way to a maximum has no length that is known before.
        values = message.get("values")
        asked = values.get("begin") if isinstance(values, dict) else None
        return "maximum" not in (asked, self._session.settings.begin)
