"""What an address asks for is worked out in a thread, before its page is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

from app import parts
from app.desk import aside, size
from app.messages import session_from, whole_run
from app.packing import packed
from app.pictures import first_picture
from app.session import Session
from app.settings import defaults


@dataclass(frozen=True)
class Arrival:
    """A session as an address asks for it, and what its page begins with.

    Attributes
    ----------
    session : Session
    hidden : tuple of str
        The parts of the page that are not shown.
    opening : bytes
        What the browser begins with.
    picture : dict
        The points, as SVG; see `app.pictures.first_picture`.
    """

    session: Session
    hidden: tuple[str, ...]
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
    hidden, unknown = parts.hidden(asked.get("hide", ""))
    said = " ".join(filter(None, (notice, unknown)))
    opening = packed(whole_run(session, said))
    return Arrival(session, hidden, opening, first_picture(session.runs.dataset))
