"""Who is here: how many pages are open, and whether one more can be.

Addresses are kept only as long as a session lasts, and only as a hash that is good for one run of
the server: enough to count, and nothing to tell anybody by.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from secrets import token_bytes

from app.limits import LIMITS, Limits
from app.metrics import METRICS

TRY_AGAIN = 30
"""Seconds after which a visitor who found no room is told to try again."""

FULL = "All places are taken: this server shows {most:,} pages at a time."
FULL_HERE = "From your network as many pages are open as this server allows: {most:,}."
ENDING = "This server is being restarted."


class Visitors:
    """The sessions of this process, by name and address."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._salt = token_bytes(16)
        self._clients: dict[str, bytes] = {}
        self._per_client: Counter[bytes] = Counter()
        self.ending = False

    def __len__(self) -> int:
        return len(self._clients)

    def __contains__(self, session: str) -> bool:
        return session in self._clients

    def no_room(self, address: str | None = None) -> str | None:
        """Return a sentence if one more page cannot be opened, from an address or from any."""
        if self.ending:
            return ENDING
        if len(self) >= self._limits.sessions:
            return FULL.format(most=self._limits.sessions)
        most = self._limits.sessions_per_client
        if address is not None and self._per_client[self._hashed(address)] >= most:
            return FULL_HERE.format(most=most)
        return None

    def came(self, session: str, address: str) -> None:
        """Note that a session was opened."""
        if session not in self._clients:
            self._clients[session] = client = self._hashed(address)
            self._per_client[client] += 1
            METRICS.count("em_stepper_sessions_opened_total")

    def left(self, session: str) -> None:
        """Note that a session has ended."""
        client = self._clients.pop(session, None)
        if client is not None:
            self._per_client[client] -= 1
            if not self._per_client[client]:
                del self._per_client[client]

    def _hashed(self, address: str) -> bytes:
        return blake2b(address.encode(), digest_size=16, key=self._salt).digest()


VISITORS = Visitors()
"""Those of this process."""
METRICS.gauge("em_stepper_sessions", "Sessions that are open.", lambda: len(VISITORS))
