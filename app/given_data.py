"""Somebody's array or table in memory as a data set, checked as a file of theirs would be."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.own_data import Own, own
from datasets.naming import tidy_name

Floats = NDArray[np.float64]

MOST_COLUMNS = 100
TITLE = "Your array"


def given(
    X: Any,  # noqa: N803  # as in every library that takes such an array
    columns: tuple[object, object] | None = None,
    groups: ArrayLike | None = None,
    title: str = TITLE,
) -> Own:
    """Return an array or a table as a visitor's own points.

    Parameters
    ----------
    X : array of shape (N, D), or a table with columns
        D of 2 or more; of a table those columns that hold numbers.
    columns : pair, optional
        Which two are shown first: names of a table's columns, numbers of an array's; by default
        the first two.
    groups : array of shape (N,), optional
        The true groups: at most 50 different ones of any kind.
    title : str, optional
        What the points are called.

    Returns
    -------
    Own
        With the names of all its columns; those of an array are `x0`, `x1`, …

    Raises
    ------
    ValueError
        With a sentence, if it is no such table, has missing or infinite values, or too much of
        something.
    """
    names, values = _table(X)
    shown = _shown(columns, names)
    if len(names) > MOST_COLUMNS:
        if columns is None:
            raise ValueError(
                f"X has {len(names)} columns of numbers, and {MOST_COLUMNS} can be chosen from: "
                "name two with columns=(…, …)."
            )
        values, names = values[:, [names.index(name) for name in shown]], shown
    _refuse_missing(values, names)
    labels = None if groups is None else np.asarray(groups)
    name = tidy_name(title) or TITLE
    source = f"Your data: {name}, {len(values):,} points."
    return own(name, values, labels, names, source, shown=shown)


def _table(table: Any) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the columns that hold numbers, and their values (N, D)."""
    if hasattr(table, "columns") and hasattr(table, "shape") and not callable(table.columns):
        return _of_a_table(table)
    try:
        array = np.asarray(table)
    except ValueError:
        raise ValueError("X has rows of different lengths.") from None
    if array.ndim != 2 or array.shape[1] < 2:
        shape = " × ".join(map(str, array.shape)) or "a single value"
        raise ValueError(f"X is a table of points: N rows, two columns or more. This is {shape}.")
    if not _is_numeric(array):
        raise ValueError("X has values that are no numbers.")
    return tuple(f"x{i}" for i in range(array.shape[1])), array.astype(np.float64)


def _of_a_table(table: Any) -> tuple[tuple[str, ...], Floats]:
    by_position = getattr(table, "iloc", table)
    columns = [np.asarray(by_position[:, i]) for i in range(table.shape[1])]
    numeric = [_is_numeric(column) for column in columns]
    names = tuple(str(name) for name, is_one in zip(table.columns, numeric, strict=True) if is_one)
    if len(names) < 2:
        raise ValueError("X needs two columns of numbers or more.")
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise ValueError(f"X has two columns that are called {twice[0]!r}: rename one.")
    kept = [_numbers(column) for column, is_one in zip(columns, numeric, strict=True) if is_one]
    return names, np.column_stack(kept)


def _is_numeric(array: NDArray[Any]) -> bool:
    """Whether these are numbers; columns that may lack some are sometimes kept as objects."""
    if array.dtype.kind != "O":
        return array.dtype.kind in "iuf"
    if any(isinstance(value, str | bytes | bool) for value in array.flat):
        return False
    try:
        _numbers(array)
    except (TypeError, ValueError):
        return False
    return True


def _numbers(array: NDArray[Any]) -> Floats:
    if array.dtype.kind == "O":
        # What is missing has no number: pandas' own mark refuses to become one.
        array = np.array([np.nan if _is_missing(value) else value for value in array.flat])
    return array.astype(np.float64)


def _is_missing(value: object) -> bool:
    return value is None or type(value).__name__ == "NAType"


def _refuse_missing(values: Floats, names: tuple[str, ...]) -> None:
    bad = ~np.isfinite(values)
    if not bad.any():
        return
    column = int(bad.any(axis=0).argmax())
    rows = np.flatnonzero(bad[:, column])
    raise ValueError(
        f"Column {names[column]!r} has {len(rows):,} values that are missing or infinite, the "
        f"first in row {rows[0]:,}: leave such rows out."
    )


def _shown(columns: object, names: tuple[str, ...]) -> tuple[str, str]:
    if columns is None:
        return names[0], names[1]
    asked = list(columns) if isinstance(columns, tuple | list) else []
    chosen = [_name(each, names) for each in asked]
    if len(chosen) != 2 or None in chosen or chosen[0] == chosen[1]:
        known = ", ".join(repr(name) for name in names[:12])
        more = ", …" if len(names) > 12 else ""
        raise ValueError(f"columns are two different ones of {known}{more}.")
    return str(chosen[0]), str(chosen[1])


def _name(asked: object, names: tuple[str, ...]) -> str | None:
    """Return the column that is meant by its name, or by its number where that is no name."""
    if str(asked) in names:
        return str(asked)
    is_number = isinstance(asked, int | np.integer) and not isinstance(asked, bool)
    if is_number and -len(names) <= int(asked) < len(names):  # type: ignore[call-overload]
        return names[int(asked)]  # type: ignore[call-overload]
    return None
