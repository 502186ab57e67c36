"""What a browser asks about a visitor's own data: to read, choose, draw and save them.

Every answer is a dict with the kind "own" and a `step`; a refusal is one, too, because it belongs
into the dialog or beside the drawing, and leaves the page as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import datasets
from app import by_hand, drawing, restoring, uploads
from app.models import MODELS
from app.own_data import OWN, Own, own
from app.saved_run import SavedRun
from app.session import Session
from app.settings import Settings, entry_of
from datasets import Table
from datasets.naming import tidy_name

Message = dict[str, Any]
Begin = Callable[[Own], dict[str, object]]

PASTED = "Pasted"
# Up to so many half-steps × points × components, a run that is opened is compared at once.
MOST_COMPARED = 30_000_000
# Other machines round otherwise.
ALIKE = 1e-9
SHOWN_VALUES = 3


def upload(session: Session, message: Message) -> Iterator[Message]:
    """Take in a part of a file; the first has `at` 0, `name`, `size` and `header`."""
    if message.get("at") == 0:
        name, size, header = (message.get(key) for key in ("name", "size", "header"))
        session.upload = uploads.begun(name, size, header)
    sending = session.upload
    if sending is None or message.get("at") != sending.parts.received:
        raise ValueError("A part of the file has not come. Load it again.")
    if sending.parts.take(message.get("part")):
        yield from table(session, message)
    else:
        yield told("more", at=sending.parts.received)


def table(session: Session, _message: Message) -> Iterator[Message]:
    """Say what the file holds, or that it is still being read."""
    sending = session.upload
    if sending is None:
        raise ValueError("There is no file to read. Load one.")
    if not sending.read():
        yield told("reading")
    elif sending.table is not None:
        yield told("table", name=sending.name, **_described(sending.table))
    else:
        yield told("run")


def _described(found: Table) -> Message:
    first = [[f"{value:.6g}" for value in column[:SHOWN_VALUES]] for column in found.cells.T]
    return {
        "columns": list(found.columns),
        "first": [", ".join(values) for values in first],
        "groups": list(found.group_columns),
        "rows": len(found.cells),
        "notes": list(found.reading),
        "header": found.has_header,
    }


def choose(session: Session, message: Message) -> Own:
    """Return two columns of the table that was read as data."""
    sending = session.upload
    if sending is None or sending.table is None:
        raise ValueError("There is no table to choose from. Load a file.")
    found = sending.table
    across, up, groups = (message.get(key) for key in ("across", "up", "groups"))
    standardize = message.get("standardize", False)
    known = isinstance(across, str) and isinstance(up, str) and across != up
    if not known or not {across, up} <= set(found.columns) or not isinstance(standardize, bool):
        raise ValueError("Choose two different columns of numbers.")
    if groups is not None and groups not in found.group_columns:
        raise ValueError("Choose a column of groups that the table has, or none.")
    points, labels, notes = found.points(str(across), str(up), groups, standardize=standardize)
    title = tidy_name(sending.name) or PASTED
    how = ["Each column was standardized to mean 0 and variance 1."] if standardize else []
    source = " ".join([f"Your data: {title}, {len(points):,} points.", *notes, *how])
    return own(title, points, labels, (str(across), str(up)), source)


def restore(session: Session, message: Message) -> Iterator[Message]:
    """Put points that a browser hands back on the session's shelf, and say under which key.

    A drawing comes as a whole, in `drawn`; other points in parts, of which the first has `at` 0,
    `size`, and what is said of the points.
    """
    if "drawn" in message:
        made = restoring.redrawn(message)
    else:
        if message.get("at") == 0:
            session.restoring = restoring.begun(message)
        under_way = session.restoring
        if under_way is None or message.get("at") != under_way.parts.received:
            raise ValueError(restoring.BROKEN)
        if not under_way.parts.take(message.get("part")):
            yield told("more of them", at=under_way.parts.received)
            return
        session.restoring = None
        made = under_way.points()
    yield told("restored", key=session.shelf.put(made).key)


def saved_run(session: Session) -> SavedRun:
    """Return the run that was read."""
    sending = session.upload
    if sending is None or sending.run is None:
        raise ValueError("There is no run to open. Load a file.")
    return sending.run


def compared(session: Session, saved: SavedRun) -> str:
    """Return a sentence if a run that was opened is not, to the last digits, the one saved."""
    said = saved.objective
    if said is None:
        return ""
    work = saved.half_step * session.settings.n * session.settings.k
    if work > MOST_COMPARED:
        return "Its numbers were not compared with those of the file: the run is too long for that."
    session.runs.extend_to(saved.half_step)
    states = session.runs.mixture.states[: saved.half_step + 1]
    found = states[-1].objective
    if abs(found - said) <= ALIKE * (abs(said) + session.settings.n):
        return ""
    name = MODELS[session.settings.model].objective
    file, here = (f"{value:,.4f}".replace("-", "−") for value in (said, found))
    return (
        f"The file says that the {name} is {file} here, and it is {here}: the file was changed, or "
        "comes from another version of the page."
    )


def begin_drawing(session: Session, message: Message) -> Iterator[Message]:
    """Tell the points on the screen, or none, as they are on a sheet to draw on."""
    dataset = session.runs.dataset
    points, groups = dataset.points, dataset.groups
    if message.get("empty") is True:
        points, groups = points[:0], None
    yield told("sheet", **drawing.begun(points, groups, message.get("view")))


def draw(session: Session, message: Message) -> Own:
    """Return what was drawn as data; the axes stay as they are."""
    if message.get("empty") is True:
        made = drawing.drawn(message)
    else:
        entry, columns = entry_of(session.settings), session.runs.dataset.column_names
        made = drawing.drawn(message, columns=columns, equal_aspect=entry.equal_aspect)
    components, count = session.settings.k, made.entry.default_points
    if count < components:
        raise ValueError(f"{components} components need at least {components} points.")
    return made


def save(session: Session, _message: Message) -> Iterator[Message]:
    """Send the points on the screen as CSV."""
    dataset = session.runs.dataset
    text = datasets.written(dataset.points, dataset.column_names, dataset.groups)
    yield told("file", text=text)


def settings_of(made: Own, settings: Settings, *, keep: bool) -> dict[str, object]:
    """Return the changes that show these points; an edit keeps what was chosen for the others."""
    if not keep:
        return {"own": made}
    changes: dict[str, object] = {"own": made, "k": settings.k, "seed": settings.seed}
    if settings.means is None:
        changes["start"] = settings.start
    else:
        changes |= {part: getattr(settings, part) for part in by_hand.PARTS}
    return changes


def told(step: str, **about: object) -> Message:
    """Return an answer."""
    return {"kind": OWN, "step": step, **about}
