"""What the options of a tool may be: each declared once, with its default and its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.checking import LARGEST_COORDINATE, checked_whole, one_of, refusal


class Option(Protocol):
    """One option: the value that it begins with, and a check of any other."""

    @property
    def default(self) -> Any:
        """The value that it begins with."""
        ...

    def check(self, name: str, value: object) -> Any:
        """Return the value, or raise a ValueError that says what it may be."""
        ...


@dataclass(frozen=True)
class Whole:
    """A whole number within limits."""

    default: int
    low: int
    high: int

    def check(self, name: str, value: object) -> int:
        """Return the number.

        Raises
        ------
        ValueError
            If it is none, or outside the limits.
        """
        return checked_whole(name, value, self.low, self.high)


@dataclass(frozen=True)
class Number:
    """A number within limits."""

    default: float
    low: float
    high: float

    def check(self, name: str, value: object) -> float:
        """Return the number.

        Raises
        ------
        ValueError
            If it is none, or outside the limits.
        """
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not self.low <= value <= self.high:  # type: ignore[operator]
            raise ValueError(refusal(name, value, f"a number from {self.low:g} to {self.high:g}"))
        return float(value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Choice:
    """One of some names; the first is the default."""

    choices: tuple[str, ...]

    @property
    def default(self) -> str:
        """The first."""
        return self.choices[0]

    def check(self, name: str, value: object) -> str:
        """Return the name.

        Raises
        ------
        ValueError
            If it is not one of them.
        """
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError(refusal(name, value, one_of(self.choices)))
        return value


@dataclass(frozen=True)
class Place:
    """A place in the plane of the data, or none."""

    default: None = None

    def check(self, name: str, value: object) -> tuple[float, float] | None:
        """Return the place.

        Raises
        ------
        ValueError
            If it is not two numbers.
        """
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise ValueError(refusal(name, value, "a place, as two numbers"))
        number = Number(0.0, -LARGEST_COORDINATE, LARGEST_COORDINATE)
        return number.check(name, value[0]), number.check(name, value[1])


@dataclass(frozen=True)
class Flag:
    """Yes or no; no is the default."""

    default: bool = False

    def check(self, name: str, value: object) -> bool:
        """Return the answer.

        Raises
        ------
        ValueError
            If it is neither.
        """
        if not isinstance(value, bool):
            raise ValueError(refusal(name, value, "true or false"))
        return value


@dataclass(frozen=True)
class Maybe:
    """What another option may be, or None, which stands for what suits the data."""

    of: Option
    default: None = None

    def check(self, name: str, value: object) -> Any:
        """Return the value.

        Raises
        ------
        ValueError
            If the other option would not take it.
        """
        return None if value is None else self.of.check(name, value)


def checked(options: Mapping[str, Option], given: Mapping[str, object]) -> dict[str, Any]:
    """Return every option, those that are not given by their defaults.

    Raises
    ------
    ValueError
        If a name or value is not possible; the message says which, and what it may be.
    """
    unknown = [name for name in given if name not in options]
    if unknown:
        raise ValueError(refusal("Option", unknown[0], one_of(options)))
    values = {name: option.default for name, option in options.items()}
    return values | {name: options[name].check(name, value) for name, value in given.items()}
