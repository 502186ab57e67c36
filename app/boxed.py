"""The page within another page: its markup, its style and its scripts, without files beside them.

In a notebook or a Panel app there is no template of ours and no `/assets`. The markup stands in a
shadow root, so that neither page's style or names reach the other's, and in a box that is to it
what the window is to the page itself.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment

from app.bundle import FETCHED, STATIC, assets, fetched_script, page_script

PAGE = Path(__file__).parent / "page.html"
BOX = STATIC / "box"

_MEDIA = re.compile(r"@media ([^{]*(?:width|height|orientation)[^{]*)\{")
_FONT_FACE = re.compile(r"^@font-face \{.*\}\n", re.MULTILINE)
_LENGTH = re.compile(r"(?<=[\d.])d?v([wh])\b")


def markup(variables: dict[str, object]) -> str:
    """Return the page's markup, as it stands in `page.html`, filled with these."""
    template = Environment().from_string(PAGE.read_text(encoding="utf-8"))
    given = {
        **variables,
        "assets": "",
        "within": True,
        "embed": lambda _root: "",
        "roots": ("",),
    }
    return "".join(template.blocks["contents"](template.new_context(given)))


def boxed(style: str) -> str:
    """Return a style sheet for a shadow root, where a box takes the place of the window.

    Fonts cannot be declared there; formulas are set in one that the system has.
    """
    style = _FONT_FACE.sub("", style.replace(":root", ":host"))
    style = _MEDIA.sub(lambda found: f"@container {_container(found[1])} {{", style)
    return _LENGTH.sub(r"cq\1", style) + (BOX / "box.css").read_text(encoding="utf-8")


def _container(query: str) -> str:
    """Return what asks of a box what a media query asks of the window."""
    either = [each.strip() for each in query.split(",")]
    return " or ".join(f"({each})" if " and " in each else each for each in either)


@cache
def script() -> str:
    """Return the module that shows the page within another one, with all that it needs."""
    given = {
        "page": page_script(),
        "parts": {name: fetched_script(name) for name in FETCHED},
        "style": boxed(assets()["style.css"].content.decode("utf-8")),
    }
    # A text in the module may hold no end of a script element: the module may stand in one.
    constants = json.dumps(given, ensure_ascii=True).replace("</", "<\\/")
    return f"const given = {constants}\n{(BOX / 'box.js').read_text(encoding='utf-8')}"
