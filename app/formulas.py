"""Formulas of the lesson: LaTeX in, MathML out, every known symbol explained where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from xml.etree.ElementTree import Element, tostring

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.line_breaks import lines
from app.mathml import parse
from app.symbols import Symbol, find

INDEXED = {"msub", "msubsup", "mover", "munder"}


@cache
def formula(latex: str, *, block: bool = False) -> str:
    """Return a formula as HTML: MathML in which each known symbol is an element of its own.

    Such an element has the class `symbol` and its name and meaning for screen readers; those of
    component k have the class `of-component` too, those of a numbered one also `c0`, `c1`, ….
    A block goes on in a new line where the page is narrow: it is several `math` elements.

    Raises
    ------
    ValueError
        If it cannot be read; the message names the formula.
    """
    row = parse(latex)
    root = Element("span", {"class": "formula"}) if block else Element("math")
    root.extend(lines(row) if block else row)
    _explain(root)
    for number, symbol in enumerate(root.findall(".//mrow[@data-symbol]")):
        # One stop for the Tab key; arrow keys go on from there (static/symbols.js).
        symbol.set("tabindex", "-1" if number else "0")
    return tostring(root, encoding="unicode", short_empty_elements=False)


def dollars(markdown: MarkdownIt) -> None:
    """Let Markdown hold formulas: `$…$` in a line, `$$…$$` on their own."""
    dollarmath_plugin(
        markdown, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True
    )
    for name, block in {
        "math_inline": False,
        "math_inline_double": True,
        "math_block": True,
    }.items():
        markdown.add_render_rule(name, _rule(block))


# The second not within a tag, as in an address.
_UNBROKEN = re.compile(r"[^\s<>]*<math>.*?</math>[^\s<>]*|\bk-means\b(?![^<>]*>)")


def keep_together(html: str) -> str:
    """Let no line end between a formula in it and what touches it, nor within the name k-means."""
    return re.sub(_UNBROKEN, r'<span class="unbroken">\g<0></span>', html)


def _rule(block: bool) -> Callable[..., str]:
    def render(
        _self: RendererProtocol,
        tokens: Sequence[Token],
        place: int,
        _options: OptionsDict,
        _env: EnvType,
    ) -> str:
        return formula(tokens[place].content.strip(), block=block)

    return render


def _explain(parent: Element, first: int = 0) -> None:
    for place in range(first, len(parent)):
        child = parent[place]
        symbol = find(child)
        if symbol:
            parent[place] = _explained(child, symbol)
        else:
            # What has an index or an accent is another symbol than the letter alone.
            other = child.tag in INDEXED and len(child[0]) == 0
            _explain(child, first=1 if other else 0)


def _explained(element: Element, symbol: Symbol) -> Element:
    classes = ["symbol"]
    if symbol.of_component:
        classes.append("of-component")
    if symbol.number:
        classes.append(f"c{symbol.number - 1}")
    attributes = {
        "class": " ".join(classes),
        "data-symbol": symbol.key,
        "role": "img",
        "aria-roledescription": "symbol",
        "aria-label": symbol.name,
        "aria-description": symbol.meaning,
    }
    wrapped = Element("mrow", attributes)
    wrapped.append(element)
    return wrapped
