"""What the reader says will happen, by a click on the picture, beside what does happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.options import Choice, Place, Whole
from app.settings import MAX_COMPONENTS
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import long_axis


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return what was said and what is seen so far; see `_KINDS` for the rest.

    Returns
    -------
    dict
        `kind`; `place`, where the reader clicked, or None; `settled`, whether the runs have
        ended; and what the kind adds.
    """
    kind, place = options["kind"], options["place"]
    said = {} if place is None else _KINDS[kind](view, options, np.array(place))
    settled = view.ended
    return {"kind": kind, "place": place, "settled": settled, **said}


def _axis(view: View, options: Mapping[str, Any], place: np.ndarray) -> Message:
    """Say which way an ellipse will point, seen from its mean at the start."""
    component = min(options["component"], view.settings.k - 1)
    x, y = place - view.drawn_before[0].means[component]
    said = float(np.degrees(np.arctan2(y, x))) % 180.0
    mixture = view.drawn
    seen, ratio = long_axis(mixture.covariances[component])
    off = abs((seen - said + 90.0) % 180.0 - 90.0)
    return {
        "component": component,
        "mean": mixture.means[component].tolist(),
        "said": said,
        # A circle points nowhere.
        "seen": seen if ratio > 1.0 + 1e-9 else None,
        "off": off,
    }


def _border(view: View, _options: Mapping[str, Any], place: np.ndarray) -> Message:
    """Say which point k-means will part from its own group."""
    dataset = view.runs.dataset
    point = int(np.square(dataset.points - place).sum(axis=1).argmin())
    said: Message = {"point": point, "label": None, "usual": None, "share": None}
    labels, shares = view.kmeans.labels, view.mixture.responsibilities
    if labels is None or shares is None or dataset.groups is None:
        return said
    own = dataset.groups == dataset.groups[point]
    kept = int(np.bincount(shares[own].argmax(axis=1)).argmax())
    return said | {
        "label": int(labels[point]),
        "usual": int(np.bincount(labels[own]).argmax()),
        # Of the component that holds most of the point's own group.
        "share": float(shares[point, kept]),
    }


_KINDS = {"axis": _axis, "border": _border}

PREDICTION = Tool(
    {
        "kind": Choice(tuple(_KINDS)),
        "component": Whole(0, 0, MAX_COMPONENTS - 1),
        "place": Place(),
    },
    show,
)
