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

from jinja2 import Environment, StrictUndefined

from app.bundle import FETCHED, assets, fetched_script, page_script

PAGE = Path(__file__).parent / "page.html"

# What has to be said once more because there is a box: it is the room, and it is what scrolls.
_BOX = """
:host { display: block; }
.em-stepper-box { position: relative; container-type: size; contain: layout size style; overflow: hidden;
  height: 100%; border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper); }
.em-stepper-box > .scroll { height: 100%; overflow-y: auto; scrollbar-width: thin; }
"""

_MEDIA = re.compile(r"@media ([^{]*(?:width|height|orientation)[^{]*)\{")
_FONT_FACE = re.compile(r"^@font-face \{.*\}\n", re.MULTILINE)
_LENGTH = re.compile(r"(?<=[\d.])d?v([wh])\b")


def markup(variables: dict[str, object]) -> str:
    """Return the page's markup, as it stands in `page.html`, filled with these."""
    template = Environment(undefined=StrictUndefined).from_string(PAGE.read_text(encoding="utf-8"))
    given = {**variables, "assets": "", "within": True, "embed": lambda _root: "", "roots": _Roots()}
    return "".join(template.blocks["contents"](template.new_context(given)))


class _Roots:
    stepper = ""


def boxed(style: str) -> str:
    """Return a style sheet for a shadow root, where a box takes the place of the window.

    Fonts cannot be declared there; formulas are set in one that the system has.
    """
    style = _FONT_FACE.sub("", style.replace(":root", ":host"))
    style = _MEDIA.sub(lambda found: f"@container {_container(found[1])} {{", style)
    return _LENGTH.sub(r"cq\1", style) + _BOX


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
    return f"const given = {constants}\n{_RENDER}"


_RENDER = """
const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }))
const named = () => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("")
// What was drawn of each model: a view may be rendered again, and the page in it goes on.
const drawn = new Map()
let page = null

export async function render({ model, view }) {
  const { id } = model
  if (drawn.get(id)?.view !== view) drawn.set(id, { view, ...opened(model) })
  const { box, stepper } = drawn.get(id)
  // Keys pressed in here are ours, and not those of the notebook around it.
  view.el.dataset.lmSuppressShortcuts = "true"
  model.on("remove", () => {
    if (drawn.get(id)?.view === view) drawn.delete(id)
    stepper.then((shown) => shown.panes.detach())
  })
  return box
}

function opened(model) {
  const box = document.createElement("div"), style = document.createElement("style"), scroll = document.createElement("div")
  box.className = "em-stepper-box"
  scroll.className = "scroll"
  style.textContent = given.style
  // Our own template, filled on the server; nothing that a visitor typed is in it.
  scroll.innerHTML = model.markup
  box.append(style, scroll)
  const name = named()
  const link = {
    document: model.document,
    follows: true,
    send: (message) => model.send_msg({ ...message, view: name }),
    receive: (listener) => model.on("msg:custom", (message) => { if (message.view === name) listener(message.packed) }),
    part: (part) => import(address(given.parts[part])),
  }
  const { opening } = model
  page ??= import(address(given.page))
  // Mounted once it is in the document, where its size and its style are known.
  const stepper = new Promise((resolve) => {
    const seen = new ResizeObserver(() => {
      if (!box.isConnected || box.clientWidth === 0) return
      seen.disconnect()
      resolve(page.then(({ mount }) => mount(scroll.firstElementChild, opening, link)))
    })
    seen.observe(box)
  })
  return { box, stepper }
}
"""
