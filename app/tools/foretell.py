"""A number that the reader says beforehand, beside the one that comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from app.options import Choice, Maybe, Whole
from app.tools._tool import Message, Tool
from app.tools.weights import IN_USE
from app.view import View
from gmm_core import active_components

LARGEST = 1_000


@dataclass(frozen=True)
class Asked:
    """What can be foretold.

    Attributes
    ----------
    seen : callable
        ``seen(view)`` returns the number as it stands, or None while there is none.
    settled : callable
        ``settled(view)`` tells whether that is the number in the end.
    """

    seen: Callable[[View], int | None]
    settled: Callable[[View], bool]


def _staying(view: View) -> int:
    return len(active_components(view.drawn.weights, IN_USE))


def _reaching(view: View) -> int | None:
    found = view.results.get("restarts")
    return None if found is None else int(found["reached"][0])


ASKED: Final = MappingProxyType(
    {
        "staying": Asked(_staying, lambda view: view.ended),
        "reaching": Asked(_reaching, lambda view: "restarts" in view.results),
    }
)
"""How many components stay in use; how many of the restarts end at the best top."""


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return what was asked and said, and what comes of it.

    Returns
    -------
    dict
        `about`; `said`, the reader's number, or None; `seen`, the number in the end, or None
        before that and while nothing has been said.
    """
    asked = ASKED[options["about"]]
    known = options["number"] is not None and asked.settled(view)
    seen = asked.seen(view) if known else None
    return {"about": options["about"], "said": options["number"], "seen": seen}


FORETELL = Tool(
    {"about": Choice(tuple(ASKED)), "number": Maybe(Whole(0, 0, LARGEST))},
    show,
)
