"""What travels between browser and session, checked before the session sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import datasets
from app import lesson_text, trajectory
from app.session import Session

Message = dict[str, Any]

IN_ADDRESS = {"data", "n", "columns", "data_seed", "k", "covariance", "start", "seed"}


def handle(session: Session, message: object) -> Iterator[Message]:
    """Do what a message asks for, and yield the answers.

    A message is a dict with `do`, one of `set`, `new start`, `at`, `select`. One that cannot be
    done is answered by a sentence and leaves the session as it was.
    """
    action = message.get("do") if isinstance(message, dict) else None
    if not isinstance(action, str) or action not in _ACTIONS:
        yield refusal("The page asked for something that the server does not know. Reload it.")
        return
    try:
        yield from _ACTIONS[action](session, message)  # type: ignore[arg-type]
    except ValueError as error:
        yield refusal(str(error))


def whole_run(session: Session, notice: str = "", *, with_points: bool = True) -> Message:
    """Return a run from its beginning: settings, data, and the first states.

    The points themselves may be left out if the browser has them.
    """
    settings, dataset = session.settings, session.runs.dataset
    entry = datasets.describe(settings.data)
    return {
        "kind": "run",
        "run": session.run,
        "notice": notice,
        "settings": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(settings).items()
        },
        "data": {
            "title": dataset.title,
            "source": dataset.source,
            "watch": lesson_text.watch(settings.data),
            "points": dataset.points if with_points else None,
            "columns": list(dataset.column_names),
            "all_columns": list(entry.columns),
            "equal_aspect": entry.equal_aspect,
            "limits": [entry.min_points, entry.max_points],
            "groups": 0 if dataset.groups is None else int(dataset.groups.max()) + 1,
        },
        "chunk": trajectory.chunk(session.runs, session.selected, _sent(session)),
    }


def refusal(sentence: str) -> Message:
    """Return the answer to what cannot be done: a sentence; the page keeps what it shows."""
    return {"kind": "refusal", "notice": sentence}


def session_from(arguments: Mapping[str, str]) -> tuple[Session, str]:
    """Return the session that an address asks for, and a sentence about what was left out.

    Parameters that the page does not know, or whose values are not possible, are ignored.
    """
    session, left_out = Session(), []
    # The data set first: it brings the defaults that the others change.
    for name in sorted(set(arguments) & IN_ADDRESS, key=lambda n: n != "data"):
        try:
            session.change({name: _from_text(name, arguments[name])})
        except ValueError as error:
            left_out.append(str(error))
    if not left_out:
        return session, ""
    return session, " ".join(["The address was not followed in every part.", *left_out])


def _from_text(name: str, text: str) -> object:
    if name == "columns":
        return text.split(",")
    is_number = text.isascii() and text.isdigit() and len(text) < 12
    return int(text) if is_number else text


def _set(session: Session, message: Message) -> Iterator[Message]:
    values = message.get("values")
    if not isinstance(values, dict) or not values:
        raise ValueError("The page sent no setting to change. Reload it.")
    other_points = session.change(values)
    yield whole_run(session, with_points=other_points)


def _new_start(session: Session, _message: Message) -> Iterator[Message]:
    notice = session.new_start()
    yield whole_run(session, notice, with_points=False)


def _at(session: Session, message: Message) -> Iterator[Message]:
    if message.get("run") != session.run:
        return
    half_steps = session.move_to(_index(message, "cursor", 10**9))
    chunk = trajectory.chunk(session.runs, session.selected, half_steps) if half_steps else None
    # Answered even when there is nothing to send: the browser counts what it still waits for.
    yield {"kind": "more", "run": session.run, "chunk": chunk}


def _select(session: Session, message: Message) -> Iterator[Message]:
    if message.get("run") != session.run:
        return
    session.selected = _index(message, "point", len(session.runs.dataset.points) - 1)
    story = trajectory.story(session.runs, session.selected, _sent(session))
    yield {"kind": "story", "run": session.run, "story": story}


def _sent(session: Session) -> range:
    return range(session.sent + 1)


def _index(message: Message, name: str, highest: int) -> int:
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= highest:
        raise ValueError(f"There is no such {name}: it may be a whole number up to {highest:,}.")
    return value


_ACTIONS: dict[str, Callable[[Session, Message], Iterator[Message]]] = {
    "set": _set,
    "new start": _new_start,
    "at": _at,
    "select": _select,
}
