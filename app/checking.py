"""Checks that settings and options share, and the sentence for a value that is not possible."""

from __future__ import annotations

from collections.abc import Iterable

LARGEST_COORDINATE = 1e100


def is_number(value: object) -> bool:
    """Whether a value is a number; `True` and `False` are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_row(row: object, length: int, largest: float = LARGEST_COORDINATE) -> bool:
    """Whether a value is so many numbers, none of them larger than `largest`."""
    return (
        isinstance(row, list | tuple)
        and len(row) == length
        and all(is_number(value) and abs(value) <= largest for value in row)
    )


def checked_whole(label: str, value: object, low: int, high: int) -> int:
    """Return a whole number within limits.

    Raises
    ------
    ValueError
        If it is none, or outside the limits.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        wanted = f"{low:,}" if low == high else f"a whole number from {low:,} to {high:,}"
        raise ValueError(refusal(label, value, wanted))
    return value


def one_of(choices: Iterable[str]) -> str:
    """Return what a value may be, if it may be one of some names."""
    return f"one of {', '.join(choices)}"


def refusal(label: str, value: object, wanted: str) -> str:
    """Return the sentence for a value that is not possible."""
    return f"{label} cannot be {_shown(value)}: the value must be {wanted}."


def _shown(value: object) -> str:
    """Return a value short enough for a sentence; what arrives from a browser may be huge."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:40] + "…")
    if isinstance(value, bool | float | None):
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**12 else "so large a number"
    return f"a {type(value).__name__}"
