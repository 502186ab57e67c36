"""Results that are kept for whoever asks for the same next: the last few, and only so much of them.

`functools.lru_cache` counts results. Those here may be a thousand times as large as others, so
that they are also weighed: what a class did with large data is not kept when it has gone on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import TypeVar

Result = TypeVar("Result")

MOST_POINTS = 3_000_000
"""Points times components that all results of one kind may be about; the last is always kept."""


class Kept:
    """Results by what they were asked with, the one that was asked for last at the end."""

    def __init__(self, most: int, total: int = MOST_POINTS) -> None:
        self._most, self._total = most, total
        self._results: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._results)

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._results.clear()
            self._weight = 0

    def find(self, key: Hashable) -> object | None:
        """Return a result, or None."""
        with self._lock:
            found = self._results.get(key)
            if found is None:
                return None
            self._results.move_to_end(key)
            return found[0]

    def keep(self, key: Hashable, result: object, weight: int) -> object:
        """Keep a result; return it, or the one that another thread has kept meanwhile."""
        with self._lock:
            present = self._results.get(key)
            if present is not None:
                return present[0]
            self._results[key] = result, weight
            self._weight += weight
            while len(self._results) > 1 and (
                len(self._results) > self._most or self._weight > self._total
            ):
                _, (_, lighter) = self._results.popitem(last=False)
                self._weight -= lighter
            return result


def kept(
    most: int, weigh: Callable[..., int], total: int = MOST_POINTS
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Keep a function's results, as `functools.lru_cache` does, by their number and weight.

    Parameters
    ----------
    most : int
        Results that are kept, at most.
    weigh : callable
        Returns the points times components of a result, from what the function was called with.
    total : int
        The sum of those weights, at most.
    """

    def keeping(work_out: Callable[..., Result]) -> Callable[..., Result]:
        results = Kept(most, total)

        @wraps(work_out)
        def find_or_work_out(*given: Hashable) -> Result:
            found = results.find(given)
            if found is None:
                found = results.keep(given, work_out(*given), weigh(*given))
            return found  # type: ignore[return-value]

        find_or_work_out.cache_clear = results.clear  # type: ignore[attr-defined]
        return find_or_work_out

    return keeping
