"""The box that holds the page within another page, and the sessions of those who look into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import param
from panel.custom import JSComponent

from app import boxed, messages
from app.packing import packed
from app.session import Session

# Of one object that is shown many times over, so many places are remembered.
MOST_VIEWS = 16


class Boxed(JSComponent):
    """The page in a box, and what it and its sessions say to each other.

    The same object may be shown many times. Every view says which one it is, and has a session of
    its own, which begins where all of them were opened.
    """

    markup = param.String(default="", doc="The page's markup.")
    opening = param.Bytes(default=b"", doc="What every view begins with.")

    _esm: ClassVar[str] = boxed.script()

    def __init__(
        self, begin: Callable[[], Session], moved: Callable[[Session], None], **params: Any
    ) -> None:
        super().__init__(**params)
        self._begin, self._moved = begin, moved
        self._sessions: dict[str, Session] = {}

    def _handle_msg(self, message: object) -> None:
        if not isinstance(message, dict) or not isinstance(message.get("view"), str):
            return
        view = message["view"]
        session = self._session(view)
        for answer in messages.handle(session, message):
            self._send_msg({"view": view, "packed": packed(answer)})
        self._moved(session)

    def _session(self, view: str) -> Session:
        if view not in self._sessions:
            if len(self._sessions) == MOST_VIEWS:
                self._sessions.pop(next(iter(self._sessions))).close()
            self._sessions[view] = self._begin()
        return self._sessions[view]

    def _cleanup(self, root: Any = None) -> None:
        super()._cleanup(root)
        if not self._models:
            for session in self._sessions.values():
                session.close()
