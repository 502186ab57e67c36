"""Memory that was freed is given back; nothing depends on whether the system can."""

import asyncio
import sys

import numpy as np
import pytest

from app import memory
from app.metrics import resident_bytes

from ..threads import run

MB = 1e6


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_where_the_library_cannot_nothing_happens(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    assert not memory.share_heaps()
    assert not memory.give_back()


def test_what_was_freed_is_given_back():
    # Small enough to lie in the heap, where what is freed below something in use is kept.
    kept = [np.ones(10_000) for _ in range(1_000)]
    top = np.ones(10_000)
    held = resident_bytes()
    kept.clear()
    memory.give_back()
    assert resident_bytes() < held - 40 * MB
    assert top.sum() == 10_000


def test_for_many_who_leave_at_the_same_time_it_is_done_once(monkeypatch):
    done = []
    monkeypatch.setattr(memory, "SOON", 0.01)
    monkeypatch.setattr(memory, "_tidy", lambda: done.append(1))

    async def leave():
        for _ in range(5):
            memory.give_back_soon()
        while not done:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)

    run(leave())
    assert done == [1]
