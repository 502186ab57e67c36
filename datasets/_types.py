"""The two values that this package hands out: what a set is, and its points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Array = TypeVar("Array", Floats, Integers)
Maker = Callable[[int, int], tuple[Floats, Integers | None]]


def read_only(array: Array) -> Array:
    """Return a contiguous copy of the array that nobody can write into."""
    copy = np.array(array, order="C")
    copy.flags.writeable = False
    return copy


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points in the plane, and what is known about them.

    Attributes
    ----------
    name, title : str
        The key in the registry, and the name that a person sees.
    points : ndarray of shape (N, 2)
        Read-only.
    groups : ndarray of int of shape (N,), or None
        The true group of each point, 0 to G - 1; None where nobody knows it.
    column_names : tuple of two str
        What the axes are, with the unit where there is one.
    source : str
        A sentence: how the points were generated, or who collected them.
    default_components : int
        The number of components to begin with.
    """

    name: str
    title: str
    points: Floats
    groups: Integers | None
    column_names: tuple[str, str]
    source: str
    default_components: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", read_only(self.points))
        if self.groups is not None:
            object.__setattr__(self, "groups", read_only(self.groups))


@dataclass(frozen=True)
class Entry:
    """What can be said of a data set without making it.

    Attributes
    ----------
    name, title, source, default_components
        As in `Dataset`.
    default_start : str
        The start that makes an instructive first run.
    default_points, min_points, max_points : int
        How many points it has at first, and may have.
    columns : tuple of str
        Every column there is; a picture takes two of them.
    default_columns : tuple of two str
        The two that are shown at first.
    equal_aspect : bool
        Whether one unit should be equally long on both axes.
    has_groups : bool
        Whether the true groups are known.
    default_seed : int
        The seed whose picture was chosen.
    listed : bool
        Whether it is offered among the others; one that is not has a single purpose.
    make : callable
        ``make(n_points, seed)`` returns all columns ``(N, C)`` and the groups.
    """

    name: str
    title: str
    source: str
    default_components: int
    default_start: str
    default_points: int
    min_points: int
    max_points: int
    columns: tuple[str, ...]
    default_columns: tuple[str, str]
    equal_aspect: bool
    has_groups: bool
    default_seed: int
    listed: bool
    make: Maker = field(repr=False, compare=False)

    @property
    def n_points_may_be_chosen(self) -> bool:
        """Whether a person may ask for another number of points."""
        return self.min_points < self.max_points
