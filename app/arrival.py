"""What an address asks for is worked out in a thread, before its page is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

from app import address
from app.desk import aside, size
from app.messages import session_from
from app.packing import packed
from app.pictures import first_picture
from app.session import Session
from app.settings import defaults, entry_of
from app.whole_run import whole_run


@dataclass(frozen=True)
class Arrival:
    """A session as an address asks for it, and what its page begins with.

    Attributes
    ----------
    session : Session
    level : int
        The level of the lesson that is open.
    of_page : dict
        What the address says of the page itself, by the names of `app.address`.
    opening : bytes
        What the browser begins with.
    picture : dict
        The points, as SVG; see `app.pictures.first_picture`.
    """

    session: Session
    level: int
    of_page: dict[str, Any]
    opening: bytes
    picture: dict[str, str]


_PREPARED: ContextVar[Arrival | None] = ContextVar("prepared", default=None)


def arguments(given: Mapping[str, Sequence[bytes]]) -> dict[str, str]:
    """Return an address's parameters; of one given twice, the last."""
    return {name: values[-1].decode("utf-8", "replace") for name, values in given.items() if values}


async def prepare(given: Mapping[str, Sequence[bytes]]) -> None:
    """Work out in a thread what an address asks for, for `arrived` later in the same request."""
    asked = arguments(given)
    if asked:
        _PREPARED.set(await aside(size(defaults(), asked), partial(_arrival, asked)))


def arrived(asked: Mapping[str, str]) -> Arrival:
    """Return what was prepared in this request, or what these parameters ask for."""
    prepared = _PREPARED.get()
    _PREPARED.set(None)
    return prepared or _arrival(asked)


def _arrival(asked: Mapping[str, str]) -> Arrival:
    session, notice = session_from(asked)
    of_page, _ = address.values_in(asked, address.PAGE)
    place, _ = address.values_in(asked, address.PLACE)
    level = place.get("level", 1 if session.scenario is None else session.scenario.level)
    opening = packed(whole_run(session, notice, place=_place(session, place, level)))
    return Arrival(session, level, of_page, opening, picture(session))


def picture(session: Session) -> dict[str, str]:
    """Return the points as SVG, as the page shows them before any script has run."""
    equal = entry_of(session.settings).equal_aspect
    return first_picture(session.runs.dataset, equal=equal)


def _place(session: Session, said: Mapping[str, Any], level: int) -> dict[str, object] | None:
    """Return where an address opens the run, and what beside it; None where it does not say."""
    if not {"iter", "panes"} & set(said):
        return None
    opened = session.scenario
    half_step, tools = (0, {}) if opened is None else (opened.half_step, opened.tools)
    return {
        "cursor": said.get("iter", half_step),
        "tools": {name: dict(options) for name, options in said.get("panes", tools).items()},
        "level": level,
    }
