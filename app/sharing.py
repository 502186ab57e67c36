"""The link that opens on another machine what is shown on this one."""

from __future__ import annotations

from typing import Any

from app import address
from app.lesson_text import LEVELS
from app.looks import open_tools, whole_number
from app.session import Session

Message = dict[str, Any]

HOLDS = "It opens what is shown: the same data, start, iteration and open tools."
HOLDS_POINTS = "It opens what is shown, and holds your {:,} points itself."
CANNOT = (
    "{} Download the run instead, as JSON: whoever opens it by “Your data” sees the same picture."
)


def share(session: Session, message: Message) -> Message:
    """Return the link to what a browser shows, or the sentence that says why there is none.

    Raises
    ------
    ValueError
        If the message names a place or parts of the page that there are not.
    """
    place = {
        "iter": whole_number(message, "cursor", session.sent),
        "point": session.selected,
        "level": whole_number(message, "level", len(LEVELS)),
        "panes": open_tools(message.get("tools"), given_only=True),
    }
    opened = session.scenario
    if opened is None:
        # What a page shows that was asked for nothing need not be said.
        place = {name: value for name, value in place.items() if value or name == "point"}
    answer = {"kind": "share", "run": session.run, "address": None}
    try:
        link = address.link(session.settings, opened, place, _page(message.get("page")))
    except ValueError as error:
        return answer | {"says": CANNOT.format(error)}
    own = session.settings.own
    says = HOLDS if own is None else HOLDS_POINTS.format(own.entry.default_points)
    return answer | {"address": link, "says": says}


def _page(said: object) -> dict[str, Any]:
    """Return what a browser says of its page, as an address would say it."""
    parts = said.items() if isinstance(said, dict) else ()
    texts = {name: text for name, text in parts if isinstance(text, str)}
    values, _ = address.values_in(texts, address.PAGE)
    return values
