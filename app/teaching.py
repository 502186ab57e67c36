"""What a teacher asks and watches for in each scenario: `lesson/teaching.md`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.lesson_text import LESSON, LEVELS
from app.scenarios import level_of


@dataclass(frozen=True)
class Plan:
    """One scenario in a lesson.

    Attributes
    ----------
    name, title : str
        The scenario's.
    minutes : int
        How long it takes with a class.
    ask : str
        What to ask before showing it.
    watch : str
        What to watch for.
    """

    name: str
    title: str
    minutes: int
    ask: str
    watch: str


@cache
def plans() -> tuple[tuple[str, tuple[Plan, ...]], ...]:
    """Return the titles of the levels, each with its scenarios in the lesson's order."""
    told = written()
    return tuple(
        (title, tuple(_plan(one.name, one.title, told[one.name]) for one in level_of(number)))
        for number, (title, _) in enumerate(LEVELS, start=1)
        if level_of(number)
    )


@cache
def written() -> dict[str, tuple[str, str, str]]:
    """Return minutes, question and what to watch for, as written, by the scenario's name."""
    pieces = ("\n" + (LESSON / "teaching.md").read_text(encoding="utf-8")).split("\n# ")[1:]
    found = {}
    for piece in pieces:
        name, minutes, ask, watch = (" ".join(text.split()) for text in piece.split("\n\n"))
        found[name] = (minutes, ask, watch)
    return found


def _plan(name: str, title: str, told: tuple[str, str, str]) -> Plan:
    minutes, ask, watch = told
    return Plan(name, title, int(minutes.removesuffix(" minutes")), ask, watch)
