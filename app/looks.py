"""What a look at the picture shows beside the run itself: tools, claims and missions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import claims
from app.checking import one_of, refusal
from app.options import checked
from app.scenarios import MISSIONS
from app.session import Session
from app.tools import TOOLS
from app.view import View

Message = dict[str, Any]


def look(session: Session, message: Message) -> Message:
    """Return what the open tools show where the browser is, and how the claims stand there.

    Raises
    ------
    ValueError
        If the message names no state that was sent, or a tool or option that there is not.
    """
    cursor = whole_number(message, "cursor", session.sent)
    tools = open_tools(message.get("tools"))
    view = View(
        session.settings, session.runs, cursor, session.selected, tools, session.jobs.results
    )
    told = [] if session.scenario is None else claims.judged(session.scenario.claims, view)
    return {
        "kind": "look",
        "run": session.run,
        "cursor": cursor,
        "tools": {name: TOOLS[name].show(view, options) for name, options in tools.items()},
        "claims": told,
        "missions": [mission.name for mission in MISSIONS if claims.done(mission, view)],
    }


def whole_number(message: Message, name: str, highest: int) -> int:
    """Return a whole number out of a message.

    Raises
    ------
    ValueError
        If it is none, or not from 0 to `highest`.
    """
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= highest:
        raise ValueError(f"There is no such {name}: it must be a whole number up to {highest:,}.")
    return value


def checked_options(name: str, given: object) -> dict[str, Any]:
    """Return every option of a tool; see `app.options.checked`.

    Raises
    ------
    ValueError
        If something else is given, or an option is not possible.
    """
    if not isinstance(given, dict):
        raise ValueError(refusal(f"Options of {name}", given, "names and values"))
    return checked(TOOLS[name].options, given)


def open_tools(asked: object, *, given_only: bool = False) -> dict[str, Mapping[str, object]]:
    """Return the open tools with their options; those that were given, or all of them.

    Raises
    ------
    ValueError
        If there is no such tool, or an option is not possible.
    """
    tools: dict[str, Mapping[str, object]] = {}
    for name, options in (asked if isinstance(asked, dict) else {}).items():
        if name not in TOOLS:
            raise ValueError(refusal("Tool", name, one_of(TOOLS)))
        every = checked_options(name, options)
        tools[name] = {key: every[key] for key in options} if given_only else every
    return tools
