"""From a name to points: look up, check what was asked for, make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from reprlib import Repr
from typing import TypeGuard

import numpy as np

from datasets._types import Dataset, Entry, Floats, read_only
from datasets.registry import REGISTRY

MAX_SEED = 2**31 - 1
THUMBNAIL_POINTS = 60


def names() -> tuple[str, ...]:
    """Return the names that `load` takes, in the order in which a page should list them."""
    return tuple(REGISTRY)


def describe(name: str) -> Entry:
    """Return what is known of a data set without making it.

    Raises
    ------
    ValueError
        If there is no such data set; the message lists those that there are.
    """
    if not isinstance(name, str) or name not in REGISTRY:
        raise _refusal("name", name, f"one of {', '.join(REGISTRY)}")
    return REGISTRY[name]


def load(
    name: str,
    n_points: int | None = None,
    seed: int = 0,
    columns: Sequence[str] | None = None,
) -> Dataset:
    """Return a data set.

    Parameters
    ----------
    name : str
        One of `names()`.
    n_points : int, optional
        How many points; by default the entry's `default_points`. Real data have a fixed number.
    seed : int
        Which points, for generated sets; real data are the same for every seed.
    columns : sequence of two str, optional
        Which two of the entry's `columns` to take as the axes.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If an argument is not possible; the message names it, what it was and what it may be.
    """
    return take(describe(name), n_points, seed, columns)


def take(
    entry: Entry,
    n_points: int | None = None,
    seed: int = 0,
    columns: Sequence[str] | None = None,
) -> Dataset:
    """Return the data set of an entry, which need not be in the registry; see `load`.

    Raises
    ------
    ValueError
        If an argument is not possible; the message names it, what it was and what it may be.
    """
    values, groups = entry.make(_checked_n_points(entry, n_points), _checked_seed(seed))
    chosen = _checked_columns(entry, columns)
    return Dataset(
        name=entry.name,
        title=entry.title,
        points=values[:, [entry.columns.index(column) for column in chosen]],
        groups=groups,
        column_names=chosen,
        source=entry.source,
        default_components=entry.default_components,
    )


def thumbnail(name: str, size: int = THUMBNAIL_POINTS) -> Floats:
    """Return a few points of a data set, scaled into the unit square, for a small picture of it.

    Parameters
    ----------
    name : str
        One of `names()`.
    size : int
        At most so many points.

    Returns
    -------
    ndarray of shape (M, 2), M <= size
        From 0 to 1, y upward, centred; read-only and always the same.
    """
    entry = describe(name)
    if not _is_integer(size) or not 1 <= size <= entry.default_points:
        raise _refusal("size", size, f"a whole number from 1 to {entry.default_points:,}")
    return _thumbnail(entry.name, size)


@cache
def _thumbnail(name: str, size: int) -> Floats:
    entry = describe(name)
    points = load(name, seed=entry.default_seed).points
    # The first rows of a generated set are the same set with fewer points; those of a real set
    # may be all of one kind, since iris is sorted by species.
    spaced = np.linspace(0, len(points) - 1, size).round().astype(int)
    points = points[:size] if entry.n_points_may_be_chosen else points[spaced]
    low, high = points.min(axis=0), points.max(axis=0)
    extent = high - low
    scale = np.full(2, extent.max()) if entry.equal_aspect else extent
    unit = 0.5 + (points - (low + high) / 2) / np.where(scale > 0, scale, 1.0)
    return read_only(unit.clip(0.0, 1.0))  # rounding alone can leave the square


def _checked_n_points(entry: Entry, n_points: object) -> int:
    if n_points is None:
        return entry.default_points
    low, high = entry.min_points, entry.max_points
    if not _is_integer(n_points) or not low <= n_points <= high:
        fixed = f"{low:,} only: {entry.title} is real data"
        choice = f"a whole number from {low:,} to {high:,}"
        raise _refusal("n_points", n_points, choice if entry.n_points_may_be_chosen else fixed)
    return int(n_points)


def _checked_seed(seed: object) -> int:
    if not _is_integer(seed) or not 0 <= seed <= MAX_SEED:
        raise _refusal("seed", seed, f"a whole number from 0 to {MAX_SEED:,}")
    return int(seed)


def _checked_columns(entry: Entry, columns: object) -> tuple[str, str]:
    if columns is None:
        return entry.default_columns
    chosen = tuple(columns) if isinstance(columns, (list, tuple)) else ()
    known = all(isinstance(column, str) and column in entry.columns for column in chosen)
    if len(chosen) != 2 or not known or chosen[0] == chosen[1]:
        choices = ", ".join(repr(column) for column in entry.columns)
        raise _refusal("columns", columns, f"a list of two different ones of {choices}")
    return chosen


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _refusal(argument: str, value: object, choice: str) -> ValueError:
    short = Repr()
    short.maxstring = short.maxother = 80
    try:
        shown = short.repr(value)
    except ValueError:  # Python writes no integer of more than 4,300 digits
        shown = "a very large number"
    return ValueError(f"{argument} is {shown}; it may be {choice}.")
