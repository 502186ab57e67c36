"""The weights of all components, and which of them are in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.options import Flag
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import active_components

# A component is in use if it holds more than this share.
IN_USE: Final = 0.01


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return the weights.

    Returns
    -------
    dict
        `weights`, as `component` and `weight`, by number or the largest first; `active`, how
        many are in use; `threshold`, above which they are.
    """
    weights = view.drawn.weights
    order = (-weights).argsort(kind="stable") if options["sorted"] else range(len(weights))
    return {
        "weights": [{"component": int(k), "weight": float(weights[k])} for k in order],
        "active": len(active_components(weights, IN_USE)),
        "threshold": IN_USE,
    }


WEIGHTS = Tool({"sorted": Flag()}, show)
