"""The symbols of the lesson's formulas and what they mean: a table that anyone can edit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

from app.mathml import parse

TABLE = Path(__file__).parent / "lesson" / "symbols.md"
COMPONENT = "k"
MAX_NUMBER = 10  # As many components have a colour.

Shape = tuple[object, ...]


@dataclass(frozen=True)
class Symbol:
    """A symbol as it is read aloud, what it means, and the component it belongs to, if any."""

    name: str
    meaning: str
    of_component: bool = False
    number: int | None = None

    @property
    def key(self) -> str:
        """The name as one word."""
        return self.name.lower().replace(" ", "-")


def find(element: Element) -> Symbol | None:
    """Return the symbol that an element of a formula is, with an exponent or without."""
    if element.tag == "msubsup":
        base, index, _ = element
        return _find(shape(element)) or _find_indexed(base, index)
    if element.tag == "msub":
        return _find_indexed(*element)
    return _find(shape(element))


def read(markdown: str) -> dict[Shape, Symbol]:
    """Return the symbols of a table in Markdown, by what they look like.

    Raises
    ------
    ValueError
        If a row cannot be understood; the message holds the row.
    """
    table: dict[Shape, Symbol] = {}
    keys: dict[str, str] = {}
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    for row in rows[2:]:
        spellings, name, meaning = _cells(row)
        for latex in spellings:
            element = _only(parse(latex), row)
            symbol = Symbol(name, meaning, _belongs(element))
            if table.setdefault(shape(element), symbol) != symbol:
                raise ValueError(f"This symbol has two rows: {row}")
        if keys.setdefault(symbol.key, meaning) != meaning:
            raise ValueError(f"Another row has this name: {row}")
    return table


def shape(element: Element) -> Shape:
    """Return what an element looks like: equal for all that look the same."""
    upright = element.get("mathvariant") == "normal"
    return (element.tag, upright, element.text or "", *map(shape, element))


def _find(wanted: Shape) -> Symbol | None:
    return _table().get(wanted)


def _find_indexed(base: Element, index: Element) -> Symbol | None:
    indexed = ("msub", False, "", shape(base))
    known = _find((*indexed, shape(index)))
    numbers = [each for each in index.iter("mn") if (each.text or "").isdigit()]
    if known or len(numbers) != 1 or not 1 <= int(numbers[0].text or 0) <= MAX_NUMBER:
        return known
    # A number may stand for k.
    any_component = _find((*indexed, _with_k(shape(index))))
    if any_component is None or not any_component.of_component:
        return None
    number = numbers[0].text or ""
    return replace(
        any_component,
        name=re.sub(rf"\b{COMPONENT}\b", number, any_component.name),
        meaning=re.sub(rf"\b{COMPONENT}\b", number, any_component.meaning),
        number=int(number),
    )


def _with_k(wanted: Shape) -> Shape:
    if wanted[0] == "mn":
        return ("mi", False, COMPONENT)
    return tuple(_with_k(each) if isinstance(each, tuple) else each for each in wanted)


@cache
def _table() -> dict[Shape, Symbol]:
    return read(TABLE.read_text(encoding="utf-8"))


def _cells(row: str) -> tuple[list[str], str, str]:
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    spellings = re.findall("`([^`]+)`", cells[0])
    if len(cells) != 3 or not spellings or not all(cells):
        raise ValueError(f"A row needs a `symbol`, a name and a meaning: {row}")
    return spellings, cells[1], cells[2]


def _only(row: Element, line: str) -> Element:
    if len(row) != 1:
        raise ValueError(f"This is more than one symbol: {line}")
    return row[0]


def _belongs(element: Element) -> bool:
    letters = element[1].iter("mi") if element.tag in {"msub", "msubsup"} else ()
    return any(letter.text == COMPONENT for letter in letters)
