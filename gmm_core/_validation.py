"""Checks of what comes in: each says which argument, what it was, and what it may be."""

import math
import operator
import reprlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

# Variances are squares: beyond these a variance overflows, or loses its digits to denormals.
LARGEST_MAGNITUDE = 1e150
SMALLEST_EXTENT = 1e-140


def as_floats(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as a float64 array, or raise a ValueError that names it."""
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        place = np.argwhere(np.ma.getmaskarray(value))[0].tolist()
        raise ValueError(
            f"{name} must hold no masked values; {_at(place)} was masked. Fill it or leave it out."
        )
    array = as_array(value, name)
    if array.dtype.kind in _NOT_NUMBERS:
        raise ValueError(
            f"{name} must be an array of real numbers; they were {_NOT_NUMBERS[array.dtype.kind]}"
        )
    try:
        with np.errstate(over="ignore"):  # a long double may become an infinity
            return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        wrong = _first_wrong(array)
        raise ValueError(f"{name} must be an array of numbers: {wrong or error}") from error


def as_array(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return `value` as an array of whatever it holds, or raise a ValueError that names it."""
    try:
        return np.asarray(value)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must be an array with rows of one length: {error}") from error


# Kinds of arrays that NumPy would turn into floats, silently or with a mere warning.
_NOT_NUMBERS = {
    "c": "complex. Take their real part, or give real and imaginary parts as columns.",
    "M": "dates. Subtract one date and divide by a unit of time.",
    "m": "time spans. Divide by a unit of time.",
}


def _first_wrong(array: NDArray[Any]) -> str:
    for place, entry in np.ndenumerate(array.astype(object)):
        try:
            float(entry)
        except (TypeError, ValueError, OverflowError):
            return f"{_at(place)} was {reprlib.repr(entry)}"
    return ""


def _at(place: Sequence[int]) -> str:
    words = ("row", "column") if len(place) == 2 else tuple(f"axis {i}" for i in range(len(place)))
    return ", ".join(f"{word} {index}" for word, index in zip(words, place, strict=True))


def as_points(points: ArrayLike, name: str = "points") -> FloatArray:
    """Return points as a float64 array (N, D) whose values have not been looked at."""
    array = as_floats(points, name)
    if array.ndim != 2:
        raise ValueError(
            f"{name} must have two dimensions, one row per point and one column per coordinate; "
            f"its shape was {array.shape}. A single column is reshape(-1, 1)."
        )
    if array.shape[0] == 0 or array.shape[1] == 0:
        raise ValueError(
            f"{name} must hold at least one point and one coordinate; shape was {array.shape}"
        )
    return array


def check_points(points: ArrayLike, *, name: str = "points") -> FloatArray:
    """Return points as a float64 array (N, D), finite and of a size whose squares are finite."""
    array = as_points(points, name)
    if array.size > _ONE_LOOK and len(array) > 1:
        step = max(_ONE_LOOK // array.shape[1], 1)
        for start in range(0, len(array), step):
            _check_values(array[start : start + step], start, name)
    else:
        _check_values(array, 0, name)
    return array


# Numbers looked at in one go: few enough for the cache, and for one thread of BLAS.
_ONE_LOOK = 8192


def _check_values(array: FloatArray, first_row: int, name: str) -> None:
    place = first_wrong_value(array)
    if place is not None:
        row, column = place
        raise wrong_value(name, first_row + row, column, array[row, column])


def first_wrong_value(array: FloatArray) -> tuple[int, int] | None:
    """Return row and column of the first value that is not finite, or whose square is not."""
    flat = array.ravel()
    # One product decides for nearly all data: a NaN or an infinity fails the comparison as well.
    with np.errstate(over="ignore"):
        size = flat.dot(flat)
    if size <= LARGEST_MAGNITUDE**2:
        return None
    right = np.abs(array) <= LARGEST_MAGNITUDE
    if right.all():
        return None
    row, column = np.argwhere(~right)[0].tolist()
    return row, column


def wrong_value(name: str, row: int, column: int, value: float) -> ValueError:
    """Return the error that says where a value is that cannot be worked with."""
    return ValueError(
        f"{name} must be finite and at most {LARGEST_MAGNITUDE:g} in size; row {row}, column "
        f"{column} was {value}. Remove that row, or rescale the column."
    )


def check_points_for(points: ArrayLike, n_components: Any) -> tuple[FloatArray, int]:
    """Return checked points and component count for starting a mixture or k-means on them."""
    array = check_points(points)
    count = check_count(n_components, "n_components", low=1)
    check_enough(array.shape[0], float(np.ptp(array, axis=0).max()), count)
    return array, count


def check_enough(n_points: int, extent: float, n_components: int) -> None:
    """Refuse points that are too few for K components, or lie too close together for squares."""
    if n_components > n_points:
        raise ValueError(
            f"n_components must be at most the number of points, {n_points}; it was "
            f"{n_components}. Decrease n_components or supply more points."
        )
    if 0.0 < extent < SMALLEST_EXTENT:
        raise ValueError(
            f"points must extend over at least {SMALLEST_EXTENT:g}; they extend over {extent:g}. "
            "Rescale them."
        )


def check_same_columns(points: FloatArray, n_dimensions: int, owner: str) -> None:
    """Refuse points whose number of columns differs from that of `owner`."""
    if points.shape[1] != n_dimensions:
        raise ValueError(
            f"points must have {n_dimensions} columns, as {owner} has; shape was {points.shape}"
        )


def check_count(value: Any, name: str, *, low: int) -> int:
    """Return an integer that is at least `low`."""
    try:
        count = operator.index(value)
    except TypeError as error:
        raise ValueError(f"{name} must be an integer; it was {value!r}") from error
    if isinstance(value, bool) or count < low:
        raise ValueError(f"{name} must be an integer of at least {low}; it was {value!r}")
    return count


def check_at_least_zero(value: float, name: str) -> float:
    """Return a finite number that is zero or more."""
    if type(value) is float and 0.0 <= value < math.inf:
        return value
    number = as_floats(value, name)
    if number.ndim != 0 or not np.isfinite(number) or number < 0:
        raise ValueError(f"{name} must be a finite number, zero or more; it was {value!r}")
    return float(number)


def check_choice(value: str, name: str, choices: tuple[str, ...]) -> str:
    """Return `value` if it is one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}; it was {value!r}")
    return value


def read_only(array: FloatArray) -> FloatArray:
    """Return a copy in C order that cannot be written to."""
    copy = np.array(array, dtype=np.float64, order="C")
    copy.flags.writeable = False
    return copy
