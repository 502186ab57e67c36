"""The words beside the picture: Markdown files that anyone can edit, as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from app.formulas import dollars, keep_together
from app.scenarios import MISSIONS, level_of

LESSON = Path(__file__).parent / "lesson"

# Titles of the levels, and what is left of them where there is little room.
LEVELS = (
    ("The idea", "Idea"),
    ("EM and the mathematics", "Mathematics"),
    ("Beyond EM", "Beyond"),
)


@dataclass(frozen=True)
class Statement:
    """One thing that the lesson says and the page shows; `question` may be asked before it."""

    name: str
    title: str
    text: str
    question: str


@dataclass(frozen=True)
class Mission:
    """Something for the reader to bring about."""

    name: str
    text: str


@dataclass(frozen=True)
class Level:
    """One level of the lesson.

    Attributes
    ----------
    number : int
        From 1.
    title, short : str
        Its name, and a part of it for where there is little room.
    parts : dict
        The sections that are no statements, as HTML, by their names: `idea`, `watch`,
        `mathematics`, `reach`, `skip`, and `up` and `down`, the doors to the next levels.
    statements : tuple of Statement
    missions : tuple of Mission
    """

    number: int
    title: str
    short: str
    parts: dict[str, str]
    statements: tuple[Statement, ...]
    missions: tuple[Mission, ...]


@cache
def levels() -> tuple[Level, ...]:
    """Return the levels of the lesson; the text of the first is `lesson/level1.md`."""
    return tuple(_level(n) for n in range(1, len(LEVELS) + 1) if level_of(n))


def about_data(data: str) -> str:
    """Return what to watch for in a data set: its section of `lesson/data.md`."""
    return sections("data")[data]


@cache
def sections(name: str) -> dict[str, str]:
    """Return the sections of a file of the lesson as HTML; each begins with a line "# name"."""
    pieces = ("\n" + (LESSON / f"{name}.md").read_text(encoding="utf-8")).split("\n# ")[1:]
    titled = (piece.partition("\n") for piece in pieces)
    return {title.strip(): _html(text) for title, _, text in titled}


def _level(number: int) -> Level:
    parts, questions = dict(sections(f"level{number}")), sections("questions")
    statements = tuple(
        Statement(one.name, one.title, parts.pop(one.name), questions.get(one.name, ""))
        for one in level_of(number)
    )
    told = sections("missions")
    missions = tuple(Mission(m.name, told[m.name]) for m in MISSIONS if m.level == number)
    return Level(number, *LEVELS[number - 1], parts, statements, missions)


def _html(markdown: str) -> str:
    return keep_together(_renderer().render(markdown))


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt()
    dollars(renderer)
    return renderer
