"""The real sets: CSV files beside this module (their origin is in SOURCES.md)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np

from datasets._types import Floats, Integers, read_only


@cache
def _rows(file_name: str) -> tuple[tuple[str, ...], ...]:
    text = files("datasets").joinpath(file_name).read_text(encoding="utf-8")
    return tuple(tuple(row) for row in csv.reader(text.splitlines()))


@cache
def faithful() -> tuple[Floats, None]:
    """Return duration and waiting time ``(272, 2)`` of Old Faithful's eruptions; no groups."""
    _, *rows = _rows("faithful.csv")
    return read_only(np.array(rows, dtype=np.float64)), None


@cache
def iris() -> tuple[Floats, Integers]:
    """Return the four lengths ``(150, 4)`` of Anderson's irises, and their species as 0, 1, 2."""
    _, *rows = _rows("iris.csv")
    species = [row[-1] for row in rows]
    order = sorted(set(species))
    values = np.array([row[:-1] for row in rows], dtype=np.float64)
    groups = np.array([order.index(one) for one in species], dtype=np.int64)
    return read_only(values), read_only(groups)


def columns(file_name: str) -> tuple[str, ...]:
    """Return the numeric column names of a shipped file."""
    header, *_ = _rows(file_name)
    return tuple(name for name in header if name != "species")
