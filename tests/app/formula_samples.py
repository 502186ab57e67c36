"""Formulas to try: all of the lesson, every spelling of a symbol, and some more."""

from pathlib import Path
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from app import lesson_text, symbols
from app.formulas import dollars, formula

SAMPLES = (Path(__file__).parents[1] / "formulas.txt").read_text(encoding="utf-8").splitlines()
TABLE = symbols.read(symbols.TABLE.read_text(encoding="utf-8"))


def reader():
    markdown = MarkdownIt()
    dollars(markdown)
    return markdown


def in_lesson():
    """Return all formulas of the lesson's files, with the file's name."""
    for path in sorted(lesson_text.LESSON.glob("*.md")):
        for token in reader().parse(path.read_text(encoding="utf-8")):
            for each in [token, *(token.children or [])]:
                if each.type.startswith("math_"):
                    yield path.name, each.content.strip()


def spellings():
    """Return every spelling in the table of symbols."""
    for line in symbols.TABLE.read_text(encoding="utf-8").splitlines()[4:]:
        yield from line.split("|")[1].strip().strip("`").split("` `")


SPELLINGS = list(spellings())
ALL = [*SAMPLES, *(latex for _, latex in in_lesson())]


def tree(latex, block=False):
    return ElementTree.fromstring(formula(latex, block=block))


def leaves(element, inside=False):
    """Return every leaf, and whether it lies in a symbol."""
    inside = inside or "data-symbol" in element.attrib
    if len(element) == 0:
        yield element, inside
    for child in element:
        yield from leaves(child, inside)
