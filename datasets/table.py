"""A table as it was read, and the points that two of its columns make."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from datasets._types import Floats, Integers, read_only
from datasets.refusals import DataError, counted, quoted

MIN_ROWS = 2
MOST_GROUPS = 50


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of numbers of a file, and its columns of text.

    Attributes
    ----------
    columns : tuple of C str
        The names of the columns of numbers; none twice.
    cells : ndarray of shape (R, C)
        Every row, read-only; NaN where a value is missing, and infinities as they are.
    labels : tuple of pairs
        The columns of text by their names, each with its R cells; "" where one is missing.
    reading : tuple of str
        Sentences: how the file was read, and what was left out of it.
    has_header : bool
        Whether a line held the names.
    """

    columns: tuple[str, ...]
    cells: Floats
    labels: tuple[tuple[str, tuple[str, ...]], ...]
    reading: tuple[str, ...]
    has_header: bool
    _rows: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", read_only(self.cells))
        whole = np.isfinite(self.cells).all(axis=1)
        object.__setattr__(self, "_rows", read_only(self.cells[whole]))

    @property
    def values(self) -> Floats:
        """The rows (N, C) that have a finite value in every column."""
        return self._rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of `values`: how they were read, and what was left out."""
        return (*self.reading, *left_out(self.cells))

    @property
    def group_columns(self) -> tuple[str, ...]:
        """The columns that may name true groups: text or whole numbers, few different ones."""
        found = [name for name, cells in self.labels if _few(cells)]
        for name, column in zip(self.columns, self.cells.T, strict=True):
            known = column[np.isfinite(column)]
            if np.array_equal(known, np.rint(known)) and _few(known.tolist()):
                found.append(name)
        return tuple(found)

    def points(
        self, across: str, up: str, groups: str | None = None, *, standardize: bool = False
    ) -> tuple[Floats, Integers | None, tuple[str, ...]]:
        """Return two columns as points, the true groups, and what was left out.

        Parameters
        ----------
        across, up : str
            Two different ones of `columns`.
        groups : str, optional
            One of `group_columns`.
        standardize : bool
            Whether each column is shifted and scaled to mean 0 and variance 1.

        Returns
        -------
        points : ndarray of shape (N, 2)
        groups : ndarray of int of shape (N,), or None
            From 0 to G - 1, in the order of the labels.
        notes : tuple of str

        Raises
        ------
        DataError
            If fewer than two points are left, or a column to be standardized is constant.
        """
        chosen = self.cells[:, [self.columns.index(across), self.columns.index(up)]]
        names = None if groups is None else self._names(groups)
        missing = None if names is None else np.array([name == "" for name in names])
        keep = np.asarray(np.isfinite(chosen).all(axis=1))
        if missing is not None:
            keep &= ~missing
        points = chosen[keep]
        if len(points) < MIN_ROWS:
            raise too_few(f"with a value in {quoted(across)} and in {quoted(up)}", len(points))
        if standardize:
            points = _standardized(points, (across, up))
        labels = None
        if names is not None:
            kept = [name for name, one in zip(names, keep, strict=True) if one]
            _, labels = np.unique(_ordered(kept), return_inverse=True)
        return points, labels, left_out(chosen, missing)

    def _names(self, groups: str) -> list[str]:
        for name, cells in self.labels:
            if name == groups:
                return list(cells)
        column = self.cells[:, self.columns.index(groups)]
        return [f"{value:.0f}" if np.isfinite(value) else "" for value in column]


def left_out(cells: Floats, missing: object = None) -> tuple[str, ...]:
    """Return sentences about the rows that have no finite value in some column."""
    infinite = np.isinf(cells).any(axis=1)
    without = np.isnan(cells).any(axis=1) & ~infinite
    if missing is not None:
        without |= np.asarray(missing) & ~infinite
    counts = ((int(without.sum()), "missing"), (int(infinite.sum()), "infinite"))
    return tuple(
        f"{counted(count, 'row')} with {kind} values {'was' if count == 1 else 'were'} left out."
        for count, kind in counts
        if count
    )


def too_few(which: str, count: int) -> DataError:
    """Return the refusal of fewer rows than make a picture."""
    rows = "no row" if count == 0 else "only one row"
    return DataError(
        "too_few_rows", f"There is {rows} {which}; at least two are needed. Add rows, or values."
    )


def _few(cells: object) -> bool:
    different = set(cells) - {""}  # type: ignore[call-overload]
    return 1 < len(different) <= MOST_GROUPS


def _ordered(names: list[str]) -> np.ndarray:
    numbers = all(name.lstrip("-").isdecimal() for name in names)
    return np.array([int(name) for name in names] if numbers else names)


def _standardized(points: Floats, names: tuple[str, str]) -> Floats:
    # Scaled first: the square of a large number would overflow.
    scale = np.abs(points).max(axis=0)
    scaled = points / np.where(scale > 0, scale, 1.0)
    deviations = scaled.std(axis=0)
    for name, deviation in zip(names, deviations, strict=True):
        if deviation == 0:
            raise DataError(
                "out_of_range",
                f"All values of {quoted(name)} are equal, so they cannot be standardized. Choose "
                "another column, or leave the values as they are.",
            )
    result: Floats = (scaled - scaled.mean(axis=0)) / deviations
    return result
