"""What a browser asks about long work, and what it is told."""

from __future__ import annotations

from typing import Any

from app.checking import one_of, refusal
from app.looks import checked_options
from app.session import Session
from app.tools import TOOLS
from app.work import BusyError

Message = dict[str, Any]

WORKING = tuple(name for name, tool in TOOLS.items() if tool.work is not None)


def work(session: Session, message: Message) -> Message:
    """Begin the work of a tool, or tell how far it is if it has begun.

    Returns
    -------
    dict
        `name`; `share`, how much is done; `result`, once it is; or `error`, a sentence.

    Raises
    ------
    ValueError
        If there is no such work, or an option is not possible.
    """
    name = _name(message)
    begin = TOOLS[name].work
    assert begin is not None
    task = begin(session, checked_options(name, message.get("options", {})))
    try:
        job = session.jobs.ask(task)
    except BusyError as busy:
        return _told(session, name) | {"error": str(busy)}
    return _told(session, name) | {"share": job.share, "result": job.result, "error": job.error}


def stop_work(session: Session, message: Message) -> Message:
    """Want the work of a tool no more; see `work`.

    Returns
    -------
    dict
        As that of `work`, with `stopped`.
    """
    name = _name(message)
    session.jobs.stop(name)
    return _told(session, name) | {"stopped": True}


def _told(session: Session, name: str) -> Message:
    return {
        "kind": "work",
        "run": session.run,
        "name": name,
        "share": 0.0,
        "result": None,
        "error": None,
        "stopped": False,
    }


def _name(message: Message) -> str:
    name = message.get("name")
    if not isinstance(name, str) or name not in WORKING:
        raise ValueError(refusal("Work", name, one_of(WORKING)))
    return name
