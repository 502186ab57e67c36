"""Work on many blocks of points, on several processors where that pays."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

# Fewer blocks than these are done sooner than threads are started.
_FEWEST = 16
_MOST_THREADS = 4


def in_turn(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Return `work` of each part, in order, so that sums of them are the same on any machine.

    NumPy gives other threads way while it computes. As with BLAS, OMP_NUM_THREADS sets a limit.
    """
    n_threads = _threads() if len(parts) >= _FEWEST else 1
    if n_threads == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(work, parts))


def _threads() -> int:
    limit = os.environ.get("OMP_NUM_THREADS", "")
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(available or 1, int(limit) if limit.isdecimal() else _MOST_THREADS, _MOST_THREADS)
