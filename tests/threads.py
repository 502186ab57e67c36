"""Event loops of tests: in threads of their own, because a browser may keep the main one's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def aside(do: Callable[[], Result]) -> Result:
    """Do something in a thread of its own, where no event loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def run(what: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end."""
    return aside(lambda: asyncio.run(what))
