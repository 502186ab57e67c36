"""A run that was downloaded as JSON, read again: `docs/RUN_FILE.md` says what is in one.

A file may come from anywhere, so nothing in it is believed: settings pass the same checks as those
of a browser, points those of one's own data, and the numbers of the states are only compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

import datasets
from app.by_hand import BY_HAND
from app.checking import is_number, is_row
from app.limits import LIMITS
from app.own_data import OWN, Own, own
from app.settings import Settings, changed, defaults
from datasets.naming import tidy_name
from datasets.numerals import LARGEST

FORMAT, VERSION = "em-stepper run", 1
LONGEST_TITLE = 400


class SavedRunError(ValueError):
    """Raised for a file that cannot be opened; its message says which part, and what is wrong."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"This run cannot be opened: {sentence}")


@dataclass(frozen=True)
class SavedRun:
    """What a file says of a run.

    Attributes
    ----------
    settings : Settings
        Checked; a visitor's own points are in them.
    half_step : int
        Where it was shown when it was saved.
    point : int or None
        The point that was ringed.
    objective : float or None
        What the file says of the objective there.
    """

    settings: Settings
    half_step: int
    point: int | None
    objective: float | None


def is_saved_run(content: bytes) -> bool:
    """Whether a file says that it is one of these, whatever it is called."""
    begins, ends = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1], content[-64:].rstrip()[-1:]
    return begins == b"{" and ends == b"}" and f'"{FORMAT}"'.encode() in content


def read_saved_run(content: bytes) -> SavedRun:
    """Return what a file says.

    Raises
    ------
    SavedRunError
        With one sentence that names what is wrong.
    """
    try:
        file = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = f" in line {error.lineno:,}" if isinstance(error, json.JSONDecodeError) else ""
        raise SavedRunError(f"it is no whole JSON file, damaged{where}.") from None
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        raise SavedRunError(f"its “format” has to be “{FORMAT}”.")
    if file.get("version") != VERSION:
        raise SavedRunError(f"its “version” has to be {VERSION}; a newer page may have written it.")
    try:
        settings = _settings(_part(file, "settings"), _part(file, "data"))
    except SavedRunError:
        raise
    except ValueError as error:
        raise SavedRunError(str(error)) from None
    half_step = _part(file, "shown").get("half_step")
    if type(half_step) is not int or not 0 <= half_step <= 2 * LIMITS.iterations:
        most = 2 * LIMITS.iterations
        raise SavedRunError(f"“half_step” has to be a whole number from 0 to {most:,}.")
    point = file["shown"].get("point")
    # The ringed point is no part of a run: one that is not there is no harm.
    known = type(point) is int and 0 <= point < settings.n
    return SavedRun(settings, half_step, point if known else None, _objective(file, half_step // 2))


def _settings(told: Mapping[str, Any], data: Mapping[str, Any]) -> Settings:
    """Return settings by the same way on which those of a browser come."""
    named = told.get("data")
    points = data.get("points")
    begun = _first_shown(_own(data)) if named == OWN else defaults(named)  # type: ignore[arg-type]
    # What says nothing is left out, and what follows from another choice.
    known = ("data", "own", "n", "columns", "data_seed") if named == OWN else ("data", "own")
    changes = {
        name: value for name, value in told.items() if name not in known and value is not None
    }
    if "means" in changes:
        changes = {name: value for name, value in changes.items() if name not in ("k", "start")}
    elif changes.get("start") == BY_HAND:
        raise SavedRunError(f"the start “{BY_HAND}” has no “means”.")
    settings = changed(begun, changes)
    if named != OWN and points is not None:
        _compare(points, settings)
    return settings


def _first_shown(made: Own) -> Settings:
    """Return the settings that own points are first shown with."""
    return changed(defaults(), {"own": made})


def _own(data: Mapping[str, Any]) -> Own:
    points, groups, columns = data.get("points"), data.get("groups"), data.get("columns")
    if not isinstance(points, list) or not points or not all(map(_is_place, points)):
        raise SavedRunError(f"its “points” have to be pairs of numbers up to {LARGEST:g}.")
    names = columns if isinstance(columns, list) else []
    if len(names) != 2 or not all(isinstance(name, str) for name in names):
        raise SavedRunError("its “columns” have to be two names.")
    across, up = (tidy_name(name) or f"column {i}" for i, name in enumerate(names, 1))
    if across == up:
        raise SavedRunError("its “columns” have to be two different names.")
    if groups is not None and not (
        isinstance(groups, list)
        and len(groups) == len(points)
        and all(type(group) is int and 0 <= group < len(points) for group in groups)
    ):
        raise SavedRunError("its “groups” have to be null, or a whole number for each point.")
    title, source = (data.get(name) for name in ("title", "source"))
    equal_aspect = data.get("equal_aspect")
    return own(
        tidy_name(title) if isinstance(title, str) else "Saved",
        points,
        groups,
        (across, up),
        source[:LONGEST_TITLE] if isinstance(source, str) else "Points of a saved run.",
        equal_aspect=equal_aspect if isinstance(equal_aspect, bool) else None,
    )


def _is_place(row: object) -> bool:
    # JSON has whole numbers without a limit, and arrays have not.
    return isinstance(row, list) and is_row(row, 2, LARGEST)


def _compare(points: Any, settings: Settings) -> None:
    """Refuse points that are not those of the data set that the file names."""
    dataset = datasets.load(settings.data, settings.n, settings.data_seed, settings.columns)
    wanted = dataset.points
    if settings.outlier is not None:
        wanted = np.vstack([wanted, settings.outlier])
    same = (
        isinstance(points, list)
        and len(points) == len(wanted)
        and all(map(_is_place, points))
        and np.allclose(np.array(points, dtype=np.float64), wanted, rtol=1e-9, atol=1e-12)
    )
    if not same:
        raise SavedRunError(f"its points are not those of the data set “{settings.data}”.")


def _objective(file: Mapping[str, Any], iteration: int) -> float | None:
    """Return what a file says of the objective at an iteration, or at an earlier end."""
    mixture = file.get("mixture")
    states = mixture.get("states") if isinstance(mixture, dict) else None
    if not isinstance(states, list) or not states:
        return None
    state = states[min(iteration, len(states) - 1)]
    value: Any = state.get("objective") if isinstance(state, dict) else None
    return float(value) if is_number(value) and abs(value) <= LARGEST else None


def _part(file: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = file.get(name)
    if not isinstance(part, dict):
        raise SavedRunError(f"it has no “{name}”.")
    return part


def _no_number(_name: str) -> NoReturn:
    raise ValueError
