"""The page: a template of its own, and the one component through which browser and session talk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import panel as pn
import param
from bokeh.events import ConnectionLost
from panel.custom import JSComponent

from app import address, lesson_text, messages, parts, teaching
from app.bundle import version
from app.by_hand import BY_HAND
from app.packing import packed
from app.pictures import first_picture, thumbnails
from app.session import Session
from app.settings import MAX_COMPONENTS, MAX_SEED, MIN_COMPONENTS, STARTS, entry_of
from app.starts import GIVEN
from gmm_core import COVARIANCE_TYPES

HERE = Path(__file__).parent
HOST = "em-stepper"


class Stepper(JSComponent):
    """Native HTML controls on the page, bound to one visitor's session.

    The browser is sent whole runs and steps through them by itself; it sends what the person
    did. The controls and panes are drawn by `static/stepper.js` into the template's markup.
    """

    opening = param.Bytes(default=b"", doc="What the browser begins with.")

    _esm: ClassVar[str] = f"""
export async function render({{ model }}) {{
  const page = await import(new URL("assets/{version()}/page.js", document.baseURI))
  const receive = (listener) => model.on("msg:custom", listener)
  const send = (message) => model.send_msg(message)
  const link = {{ receive, send, document: model.document }}
  page.mount(document.getElementById("{HOST}"), model.opening, link)
}}
"""

    def __init__(
        self,
        session: Session,
        notice: str = "",
        place: Mapping[str, object] | None = None,
        **params: Any,
    ) -> None:
        opening = messages.whole_run(session, notice, place=place)
        super().__init__(opening=packed(opening), **params)
        self._session = session

    def _handle_msg(self, message: object) -> None:
        for answer in messages.handle(self._session, message):
            self._send_msg(packed(answer))


def page() -> pn.Template:
    """Return the page for one visitor, begun from the address that they came with."""
    arguments = _arguments()
    session, notice = messages.session_from(arguments)
    of_page, _ = address.values_in(arguments, address.PAGE)
    place = _place(session, arguments)
    pn.state.on_session_destroyed(lambda _context: session.close())
    template = pn.Template((HERE / "page.html").read_text(encoding="utf-8"))
    template.add_panel("stepper", Stepper(session, notice, place))
    if pn.state.curdoc is not None:
        # Nothing is worked out for a page that has gone; if it comes back, it asks again.
        pn.state.curdoc.on_event(ConnectionLost, lambda event: session.close())  # noqa: ARG005
    for name, value in {
        "assets": f"assets/{version()}",
        "thumbnails": thumbnails(),
        "first": first_picture(session.runs.dataset, equal=entry_of(session.settings).equal_aspect),
        "settings": session.settings,
        "starts": STARTS,
        "given_starts": GIVEN,
        "by_hand": BY_HAND,
        "covariance_types": COVARIANCE_TYPES,
        "components": (MIN_COMPONENTS, MAX_COMPONENTS),
        "max_seed": MAX_SEED,
        "levels": lesson_text.levels(),
        "level": _level(session, arguments),
        "plans": teaching.plans(),
        "parts": tuple(parts.PARTS),
        "hidden": of_page.get("hide", ()),
        "presenting": "present" in of_page,
        "theme": of_page.get("theme", ""),
        "of_the_page": address.names(address.PAGE),
    }.items():
        template.add_variable(name, value)
    return template


def _place(session: Session, arguments: Mapping[str, str]) -> dict[str, object] | None:
    """Return where an address opens the run, and what beside it; None where it does not say."""
    said, _ = address.values_in(arguments, address.PLACE)
    if not {"iter", "panes"} & set(said):
        return None
    opened = session.scenario
    half_step, tools = (0, {}) if opened is None else (opened.half_step, opened.tools)
    return {
        "cursor": said.get("iter", half_step),
        "tools": {name: dict(options) for name, options in said.get("panes", tools).items()},
        "level": _level(session, arguments),
    }


def _level(session: Session, arguments: Mapping[str, str]) -> int:
    """Return the level of the lesson to open: the address's own, or that of its scenario."""
    said, _ = address.values_in(arguments, address.PLACE)
    asked: int | None = said.get("level")
    if asked is not None:
        return asked
    return 1 if session.scenario is None else session.scenario.level


def _arguments() -> dict[str, str]:
    """Return the address's parameters; of one given twice, the last."""
    return {
        name: values[-1].decode("utf-8", "replace")
        for name, values in (pn.state.session_args or {}).items()
        if values
    }
