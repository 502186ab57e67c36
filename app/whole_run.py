"""A run as it is sent from its beginning: settings, data, model, and the first states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import lesson_text, trajectory
from app.models import MODELS
from app.own_data import OWN, Own
from app.restoring import keepsake
from app.session import Session
from app.settings import entry_of, most_components, most_points

Message = dict[str, Any]


def whole_run(
    session: Session,
    notice: str = "",
    *,
    with_data: bool = True,
    place: Mapping[str, object] | None = None,
) -> Message:
    """Return a run from its beginning: settings, data, and the first states.

    The data and what is said of them may be left out if the browser has them. `place` is where
    an address opens it, if it says so.
    """
    settings = session.settings
    return {
        "kind": "run",
        "run": session.run,
        "notice": notice,
        "settings": {name: _plain(value) for name, value in vars(settings).items()},
        "data": _data(session) if with_data else None,
        "model": _model(session),
        "scenario": _scenario(session),
        "place": place,
        "work": list(session.jobs.names),
        "chunk": trajectory.chunk(session.runs, session.selected, range(session.sent + 1)),
    }


def _data(session: Session) -> Message:
    dataset, entry = session.runs.dataset, entry_of(session.settings)
    return {
        "title": dataset.title,
        "source": dataset.source,
        "about": ""
        if session.settings.data == OWN
        else lesson_text.about_data(session.settings.data),
        "points": dataset.points,
        "columns": list(dataset.column_names),
        "all_columns": list(entry.columns),
        "equal_aspect": entry.equal_aspect,
        "limits": [entry.min_points, most_points(entry)],
        "groups": 0 if dataset.groups is None else int(dataset.groups.max()) + 1,
        "own": keepsake(session.settings.own),
    }


def _plain(value: object) -> object:
    if isinstance(value, Own):
        return value.key
    return list(value) if isinstance(value, tuple) else value


def _model(session: Session) -> Message:
    model = MODELS[session.settings.model]
    return {
        "title": model.title,
        "objective": model.objective,
        "max_components": most_components(session.settings.model),
        "begins_there": model.begins_there,
        "strength": None if model.strength is None else vars(model.strength),
    }


def _scenario(session: Session) -> Message | None:
    if session.scenario is None:
        return None
    opened = session.scenario
    return {
        "name": opened.name,
        "level": opened.level,
        "half_step": opened.half_step,
        "tools": {name: dict(options) for name, options in opened.tools.items()},
        "points_at": opened.points_at,
    }
