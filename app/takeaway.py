"""What a visitor takes away: exact numbers of a run, for the files that the browser makes of them.

What travels for the screen is good enough for colours; files are to hold every digit. So they are
asked for when somebody wants a file, in pieces, and cost nobody else anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from app import script, trajectory
from app.looks import whole_number
from app.session import Session
from app.view import View

Message = dict[str, Any]

# So many responsibilities are sent at most, as 8 MB: of more, those of the first points.
MOST_SHARES = 1_000_000
NO_SHARES = "No share has been handed out yet: take a Step first."


def take(session: Session, message: Message) -> Message:
    """Return a part of what belongs into a file.

    `what` is one of:

    - `states`: a piece of the run from the half-step `from` on, as `trajectory.chunk` has it
      without the story, and `next`, where the next piece begins, or None after the last;
    - `groups`: the true group of each point, or None;
    - `responsibilities`: those shown at `cursor`, of the first `MOST_SHARES // K` points;
    - `script`: Python that repeats the run up to `cursor`.

    Raises
    ------
    ValueError
        With a sentence, if there is no such part.
    """
    what = message.get("what")
    if not isinstance(what, str) or what not in _PARTS:
        raise ValueError("The page asked for a file that the server does not know. Reload it.")
    return {"kind": "take", "run": session.run, "what": what, **_PARTS[what](session, message)}


def _states(session: Session, message: Message) -> Message:
    runs = session.runs
    known = max(len(runs.mixture.states), len(runs.kmeans.states))
    half_steps = session.piece_from(whole_number(message, "from", known))
    ended = runs.ended_by(half_steps.stop - 1)
    return {
        "states": trajectory.without_story(runs, half_steps),
        "next": None if ended else half_steps.stop,
    }


def _groups(session: Session, _message: Message) -> Message:
    return {"groups": session.runs.dataset.groups}


def _responsibilities(session: Session, message: Message) -> Message:
    shares = _view(session, message).mixture.responsibilities
    if shares is None:
        raise ValueError(NO_SHARES)
    return {"responsibilities": np.asarray(shares)[: MOST_SHARES // shares.shape[1]]}


def _script(session: Session, message: Message) -> Message:
    view = _view(session, message)
    return {"text": script.written(view.settings, view.runs, view.mixture)}


def _view(session: Session, message: Message) -> View:
    cursor = whole_number(message, "cursor", session.sent)
    return View(session.settings, session.runs, cursor, session.selected)


_PARTS: dict[str, Callable[[Session, Message], Message]] = {
    "states": _states,
    "groups": _groups,
    "responsibilities": _responsibilities,
    "script": _script,
}
