"""The words beside the picture: Markdown files that anyone can edit, as HTML."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from app.formulas import dollars, keep_together

LESSON = Path(__file__).parent / "lesson"


@cache
def level(name: str) -> str:
    """Return a level of the lesson; its text is `lesson/NAME.md`."""
    return _html(_read(name))


def watch(data: str) -> str:
    """Return what to watch for in a data set: its section of `lesson/watch.md`."""
    return _sections("watch")[data]


@cache
def _sections(name: str) -> dict[str, str]:
    # Each section begins with "# name" on a line of its own.
    pieces = ("\n" + _read(name)).split("\n# ")[1:]
    titled = (piece.partition("\n") for piece in pieces)
    return {title.strip(): _html(text) for title, _, text in titled}


def _html(markdown: str) -> str:
    return keep_together(_renderer().render(markdown))


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt()
    dollars(renderer)
    return renderer


def _read(name: str) -> str:
    return (LESSON / f"{name}.md").read_text(encoding="utf-8")
