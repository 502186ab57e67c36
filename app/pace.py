"""How fast one page is answered: as fast as it asks, up to a number of messages a second."""

from __future__ import annotations

BURST = 2.0
"""Seconds' worth of messages that may come at once."""


SAID_AFTER = 1.0
"""Seconds of waiting after which a page is told why; and then again after as many."""
SLOWED = (
    "This page asks for more than {most} things a second, so the server answers them in turn. "
    "Wait a moment: nothing is lost."
)


class Pace:
    """A bucket of turns that fills at a steady rate.

    Whoever asks faster waits for a turn. Nothing is lost, and only the one who asks waits: the
    next message of that page is not read before.
    """

    def __init__(self, per_second: float, now: float) -> None:
        self._per_second = per_second
        self._turns = BURST * per_second
        self._noted = now
        self._slow_since: float | None = None

    def wait(self, now: float) -> float:
        """Take a turn; return the seconds until it comes."""
        filled = self._turns + (now - self._noted) * self._per_second
        self._turns = min(filled, BURST * self._per_second) - 1
        self._noted = now
        if self._turns >= 0.0:
            self._slow_since = None
        elif self._slow_since is None:
            self._slow_since = now
        return max(0.0, -self._turns / self._per_second)

    def worth_saying(self, now: float) -> bool:
        """Whether whoever asks has been waiting for turns for long enough to be told, again."""
        if self._slow_since is None or now - self._slow_since < SAID_AFTER:
            return False
        self._slow_since = now
        return True
