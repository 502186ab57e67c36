"""The page: a template of its own, and the one component through which browser and session talk."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import panel as pn
import param
from bokeh.document import Document
from bokeh.events import ConnectionLost, Event
from jinja2 import Template as JinjaTemplate
from panel.custom import JSComponent
from panel.io.resources import parse_template
from panel.io.state import set_curdoc

from app import address, arrival, lesson_text, messages, parts, teaching
from app.bundle import version
from app.by_hand import BY_HAND
from app.desk import Desk
from app.packing import packed
from app.pictures import thumbnails
from app.session import Session
from app.settings import MAX_COMPONENTS, MAX_SEED, MIN_COMPONENTS, STARTS
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

    def __init__(self, session: Session, opening: bytes, **params: Any) -> None:
        super().__init__(opening=opening, **params)
        self._document = pn.state.curdoc
        self.desk = Desk(session, messages.handle, self._send, self._send_later)
        context = None if self._document is None else self._document.session_context
        if context is not None:
            self.desk.belongs_to(context.id)

    def _process_bokeh_event(self, doc: Document, event: Event) -> None:
        # As Panel does, but without telling everybody that the server is busy, which nothing here
        # shows, and which takes as long as all else that a step costs.
        with set_curdoc(doc):
            self._process_event(event)

    def _process_param_change(self, params: dict[str, Any]) -> dict[str, Any]:
        # Panel's own style sheets are for what shows something.
        changed: dict[str, Any] = super()._process_param_change(params)
        changed.pop("stylesheets", None)
        return changed

    def _handle_msg(self, message: object) -> None:
        self.desk.take(message)

    def _send(self, answers: list[dict[str, Any]]) -> None:
        for answer in answers:
            self._send_msg(packed(answer))

    async def _send_later(self, answers: list[dict[str, Any]]) -> None:
        def send() -> None:
            with set_curdoc(self._document):
                self._send(answers)

        # Bokeh's type does not tell that a context on a server has a session.
        context: Any = None if self._document is None else self._document.session_context
        if context is None or context.session is None:
            send()
        else:
            await context.session.with_document_locked(send)


def page() -> Stepper:
    """Return the page for one visitor, begun from the address that they came with.

    Its markup is the document's own template: one of Panel's would make eight components more,
    which nobody sees, and take a third of what opening a page takes.
    """
    arrived = arrival.arrived(arrival.arguments(pn.state.session_args or {}))
    stepper = Stepper(arrived.session, arrived.opening)
    pn.state.on_session_destroyed(lambda _context: stepper.desk.close())
    document = pn.state.curdoc
    if document is not None:
        # Nothing is worked out for a page that has gone; if it comes back, it asks again.
        document.on_event(ConnectionLost, lambda event: stepper.desk.close())  # noqa: ARG005
        # Panel would add a component that tells it of the browser; this page goes without.
        pn.config.browser_info = False
        document.template = _markup()
        document.template_variables.update(
            {
                **variables(arrived.session, arrived.level, arrived.picture),
                "assets": f"assets/{version()}",
                "hidden": arrived.of_page.get("hide", ()),
                "presenting": "present" in arrived.of_page,
                "shapes": "shapes" in arrived.of_page,
                "theme": arrived.of_page.get("theme", ""),
            }
        )
    return stepper


@cache
def _markup() -> JinjaTemplate:
    """Return the template; to compile it takes as long as the rest of a page's opening."""
    markup: JinjaTemplate = parse_template((HERE / "page.html").read_text(encoding="utf-8"))
    return markup


def variables(session: Session, level: int, picture: dict[str, str]) -> dict[str, object]:
    """Return what the markup in `page.html` is filled with, wherever it is shown."""
    return {
        "thumbnails": thumbnails(),
        "first": picture,
        "settings": session.settings,
        "starts": STARTS,
        "given_starts": GIVEN,
        "by_hand": BY_HAND,
        "covariance_types": COVARIANCE_TYPES,
        "components": (MIN_COMPONENTS, MAX_COMPONENTS),
        "max_seed": MAX_SEED,
        "levels": lesson_text.levels(),
        "level": level,
        "plans": teaching.plans(),
        "parts": tuple(parts.PARTS),
        "hidden": (),
        "presenting": False,
        "shapes": False,
        "theme": "",
        "of_the_page": address.names(address.PAGE),
        "within": False,
    }
