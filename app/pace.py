"""How fast one page is answered: as fast as it asks, up to a number of messages a second."""

from __future__ import annotations

BURST = 2.0
"""Seconds' worth of messages that may come at once."""


class Pace:
    """A bucket of turns that fills at a steady rate.

    Whoever asks faster waits for a turn. Nothing is lost, and only the one who asks waits: the
    next message of that page is not read before.
    """

    def __init__(self, per_second: float, now: float) -> None:
        self._per_second = per_second
        self._turns = BURST * per_second
        self._noted = now

    def wait(self, now: float) -> float:
        """Take a turn; return the seconds until it comes."""
        filled = self._turns + (now - self._noted) * self._per_second
        self._turns = min(filled, BURST * self._per_second) - 1
        self._noted = now
        return max(0.0, -self._turns / self._per_second)
