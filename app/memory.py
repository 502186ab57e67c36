"""Memory that visitors leave behind is given back to the system, where its C library can.

Python frees what a session held, but the C library keeps freed memory for the next one: a server
that two hundred people have left would look as if they were still there.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
ARENAS = 2
"""Heaps that threads share; each keeps what it once needed, and threads come and go."""


SOON = 2.0
"""Seconds after which memory is given back, once for all who have left meanwhile."""

_due: asyncio.TimerHandle | None = None


def _of_libc(name: str) -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    with suppress(OSError, AttributeError):
        function: Callable[..., int] = getattr(ctypes.CDLL(None), name)
        return function
    return None


def share_heaps() -> bool:
    """Let all threads share a few heaps; return whether the C library does so."""
    mallopt = _of_libc("mallopt")
    return mallopt is not None and mallopt(_ARENA_MAX, ARENAS) == 1


def give_back() -> bool:
    """Give freed memory back to the system; return whether there was any to give."""
    trim = _of_libc("malloc_trim")
    return trim is not None and trim(0) == 1


def give_back_soon() -> None:
    """Give back what those have left who went just now; while they go on going, wait."""
    global _due
    if _due is not None:
        _due.cancel()
    loop = asyncio.get_running_loop()
    # In a thread: looking through the heap takes a while.
    _due = loop.call_later(SOON, loop.run_in_executor, None, _tidy)


def _tidy() -> None:
    gc.collect()
    give_back()
