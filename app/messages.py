"""What travels between browser and session, checked before the session sees it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from app import address, takeaway, trajectory, yours
from app.limits import LIMITS
from app.looks import look, whole_number
from app.metrics import METRICS
from app.options import Place
from app.own_data import MissingError
from app.session import Session, scenario_named
from app.sharing import share
from app.view import View
from app.whole_run import whole_run
from app.working import stop_work, work
from gmm_core import log_density

Message = dict[str, Any]
Action = Callable[[Session, Message], Iterator[Message]]

LONGEST_KEY = 64

_logger = logging.getLogger(__name__)


def handle(session: Session, message: object) -> Iterator[Message]:
    """Do what a message asks for, and yield the answers.

    A message is a dict with `do`, one of those in `_ACTIONS`. One that cannot be done is answered
    by a sentence and leaves the session as it was.
    """
    action = message.get("do") if isinstance(message, dict) else None
    if not isinstance(action, str) or action not in _ACTIONS:
        METRICS.count("em_stepper_refusals_total", reason="unknown")
        yield refusal("The page asked for something that the server does not know. Reload it.")
        return
    METRICS.count("em_stepper_messages_total", do=action)
    try:
        yield from _ACTIONS[action](session, message)  # type: ignore[arg-type]
    except MissingError as error:
        # Of the visitor's own points; if the page has them, it hands them back, and asks again.
        yield refusal(str(error), action) | {"missing": error.key[:LONGEST_KEY]}
    except ValueError as error:
        METRICS.count("em_stepper_refusals_total", reason="value")
        yield refusal(str(error), action)
    except Exception:
        METRICS.count("em_stepper_errors_total")
        _logger.exception("%r could not be done", action)
        yield refusal("The server could not do that. The page keeps what it shows.", action)


def refusal(sentence: str, about: str = "") -> Message:
    """Return the answer to what cannot be done: a sentence; the page keeps what it shows."""
    return {"kind": "refusal", "notice": sentence, "about": about}


def session_from(arguments: Mapping[str, str]) -> tuple[Session, str]:
    """Return the session that an address asks for, and a sentence about what was left out.

    Parameters that the page does not know, or whose values are not possible, are ignored.
    """
    asked, session = address.settings_in(arguments), Session()
    left_out = list(asked.left_out)
    try:
        if asked.settings != session.settings or asked.scenario is not None:
            session.begin(asked.settings, asked.scenario)
    except ValueError:
        # What is possible by itself may not be possible on these points.
        left_out += _one_by_one(session, asked)
    place, unknown = address.values_in(arguments, address.PLACE)
    if "point" in place:
        try:
            session.selected = whole_number(place, "point", len(session.runs.dataset.points) - 1)
        except ValueError as error:
            unknown.append(str(error))
    left_out += unknown + address.values_in(arguments, address.PAGE)[1]
    return session, " ".join([address.NOT_FOLLOWED, *left_out]) if left_out else ""


def _one_by_one(session: Session, asked: address.Asked) -> list[str]:
    """Follow each change by itself; return a sentence about each that is not possible."""
    left_out = []
    if asked.scenario is not None:
        session.open(asked.scenario.name)
    for name, value in asked.changes.items():
        try:
            session.change({name: value})
        except ValueError as error:
            left_out.append(str(error))
    return left_out


def _set(session: Session, message: Message) -> Iterator[Message]:
    values = message.get("values")
    if not isinstance(values, dict) or not values:
        raise ValueError("The page sent no setting to change. Reload it.")
    # Going back to where the reader was brings back what the lesson had opened there.
    named = message.get("scenario")
    scenario = None if named is None else scenario_named(named)
    other_data = session.change(values)
    if "scenario" in message:
        session.scenario = scenario
    if "point" in message:
        session.selected = whole_number(message, "point", len(session.runs.dataset.points) - 1)
    yield whole_run(session, with_data=other_data)


def _open(session: Session, message: Message) -> Iterator[Message]:
    other_data = session.open(message.get("name"))
    yield whole_run(session, with_data=other_data)


def _new_start(session: Session, _message: Message) -> Iterator[Message]:
    notice = session.new_start()
    yield whole_run(session, notice, with_data=False)


def _at(session: Session, message: Message) -> Iterator[Message]:
    if not _of_this_run(session, message):
        return
    half_steps = session.move_to(whole_number(message, "cursor", 10**9))
    chunk = trajectory.chunk(session.runs, session.selected, half_steps) if half_steps else None
    # Answered even when there is nothing to send: the browser counts what it still waits for.
    yield {"kind": "more", "run": session.run, "chunk": chunk}


def _select(session: Session, message: Message) -> Iterator[Message]:
    if not _of_this_run(session, message):
        return
    session.selected = whole_number(message, "point", len(session.runs.dataset.points) - 1)
    story = trajectory.story(session.runs, session.selected, _sent(session))
    yield {"kind": "story", "run": session.run, "story": story}


def _sent(session: Session) -> range:
    return range(session.sent + 1)


def _look(session: Session, message: Message) -> Iterator[Message]:
    if _of_this_run(session, message):
        yield look(session, message)


def _probe(session: Session, message: Message) -> Iterator[Message]:
    """Say how dense the mixture is at a place."""
    if not _of_this_run(session, message):
        return
    cursor = whole_number(message, "cursor", session.sent)
    place = Place().check("Place", [message.get("x"), message.get("y")])
    mixture = View(session.settings, session.runs, cursor, session.selected).drawn
    yield {
        "kind": "probe",
        "run": session.run,
        "cursor": cursor,
        "x": message["x"],
        "y": message["y"],
        "log_density": float(log_density(np.array([place]), mixture)[0]),
    }


def _take(session: Session, message: Message) -> Iterator[Message]:
    """Send a part of a file; what is refused of it is said where it was asked."""
    if not _of_this_run(session, message):
        return
    try:
        yield takeaway.take(session, message)
    except ValueError as error:
        yield {"kind": "take", "run": session.run, "what": "refusal", "sentence": str(error)}


def _work(session: Session, message: Message) -> Iterator[Message]:
    if _of_this_run(session, message):
        yield work(session, message)


def _stop_work(session: Session, message: Message) -> Iterator[Message]:
    if _of_this_run(session, message):
        yield stop_work(session, message)


def _share(session: Session, message: Message) -> Iterator[Message]:
    if _of_this_run(session, message):
        yield share(session, message)


def _own(act: Callable[[Session, Message], Iterator[Message]]) -> Action:
    """Return an action on own data: what is refused of it is said where it was asked."""

    def do(session: Session, message: Message) -> Iterator[Message]:
        try:
            yield from act(session, message)
        except ValueError as error:
            yield yours.told("refusal", sentence=str(error), about=message.get("do"))

    return do


def _choose(session: Session, message: Message) -> Iterator[Message]:
    made = yours.choose(session, message)
    other_data = session.change(yours.settings_of(made, session.settings, keep=False))
    # The table may be large, and is not needed any more.
    session.upload = None
    yield yours.told("chosen")
    yield whole_run(session, with_data=other_data)


def _open_run(session: Session, _message: Message) -> Iterator[Message]:
    saved = yours.saved_run(session)
    other_data = session.begin(saved.settings, None)
    session.upload = None
    session.selected = session.selected if saved.point is None else saved.point
    yield yours.told("opened", half_step=saved.half_step)
    yield whole_run(session, yours.compared(session, saved), with_data=other_data)


def _draw(session: Session, message: Message) -> Iterator[Message]:
    made = yours.draw(session, message)
    session.change(yours.settings_of(made, session.settings, keep=True))
    yield whole_run(session)
    yield yours.told("drawn", count=made.entry.default_points)


def _resume(session: Session, message: Message) -> Iterator[Message]:
    """Say whether this session knows the run that a page has, which lost its connection."""
    values = message.get("values")
    known = _of_this_run(session, message) and isinstance(values, dict)
    if known and isinstance(values, dict) and session.is_as(values):
        computed = whole_number(message, "computed", 10**9)
        session.selected = whole_number(message, "point", len(session.runs.dataset.points) - 1)
        # What was sent last may never have come; and a session that was made anew for the same
        # address has sent less than the page has.
        session.sent = session.runs.extend_to(min(computed, LIMITS.iterations * 2))
        yield {"kind": "resumed", "run": session.run}
    else:
        yield {"kind": "forgotten", "run": session.run}


def _here(_session: Session, _message: Message) -> Iterator[Message]:
    """Say that the session is there."""
    yield {"kind": "here"}


def _of_this_run(session: Session, message: Message) -> bool:
    run = message.get("run")
    # False is equal to 0, but no number of a run.
    return run == session.run and not isinstance(run, bool)


_ACTIONS: dict[str, Action] = {
    "set": _set,
    "open": _open,
    "new start": _new_start,
    "at": _at,
    "select": _select,
    "look": _look,
    "probe": _probe,
    "work": _work,
    "stop work": _stop_work,
    "share": _share,
    "upload": _own(yours.upload),
    "table": _own(yours.table),
    "choose": _own(_choose),
    "open run": _own(_open_run),
    "begin drawing": _own(yours.begin_drawing),
    "draw": _own(_draw),
    "save": _own(yours.save),
    "restore": _own(yours.restore),
    "take": _take,
    "resume": _resume,
    "here": _here,
}
