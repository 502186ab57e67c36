"""Where a formula on its own may go on in a new line, should the page be too narrow for it.

Browsers break no formula well by themselves, but they end a line between two boxes. So a long
formula becomes its statements, which wide spaces part, and in each the pieces that stay whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from app.mathml import core, is_word, says

BEFORE = set("=≠<>≤≥≈∝∼→+−")
AFTER = {","}
WIDE = {"1em", "2em"}
OPENING, CLOSING = set("([{"), set(")]}")


def lines(row: Iterable[Element]) -> list[Element]:
    """Return a `span` of class `line` for each statement, made of others of class `piece`."""
    return [_line(_pieces(statement)) for statement in _split_at_spaces(row)]


def _split_at_spaces(row: Iterable[Element]) -> list[list[Element]]:
    statements: list[list[Element]] = [[]]
    for child in row:
        if child.get("width") in WIDE:
            statements.append([])
        else:
            statements[-1].append(child)
    return [statement for statement in statements if statement]


def _pieces(statement: list[Element]) -> list[list[Element]]:
    pieces: list[list[Element]] = [[]]
    depth = 0
    before: Element | None = None
    for child in statement:
        depth += says(core(child), OPENING) - says(core(child), CLOSING)
        if depth == 0 and before is not None and _may_break(before, child):
            pieces.append([])
            if says(core(child), BEFORE):
                # At the beginning of its piece, a sign would pass for one before a number.
                core(child).set("form", "infix")
        pieces[-1].append(child)
        before = before if child.tag == "mspace" else child
    return pieces


def _may_break(before: Element, after: Element) -> bool:
    if says(core(after), BEFORE):
        return core(after).get("form") != "prefix"
    return says(before, AFTER) or (_is_tall(before) and (_is_tall(after) or is_word(after)))


def _is_tall(element: Element) -> bool:
    """Return whether this is a fraction or stretched brackets."""
    inner = core(element)
    return inner.tag == "mfrac" or (inner.tag == "mrow" and len(inner) > 0 and inner[0].tag == "mo")


def _line(pieces: list[list[Element]]) -> Element:
    line = Element("span", {"class": "line"})
    for piece in pieces:
        box = SubElement(line, "span", {"class": "piece"})
        SubElement(box, "math", displaystyle="true").extend(piece)
    return line
