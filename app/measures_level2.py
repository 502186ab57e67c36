"""The numbers that level 2 claims; see `app.measures`."""

from __future__ import annotations

from app.tools import generate
from app.view import View


def pick_error(view: View) -> float | None:
    """Return by how many standard errors the picks of 10,000 draws differ from the weights.

    The largest over the components.
    """
    chosen = view.tools.get("generate")
    if chosen is None or chosen["many"] == 0:
        return None
    mixture = view.drawn
    return generate.worst(mixture, generate.picked(mixture, chosen["many"]))


LEVEL2 = {measure.__name__: measure for measure in (pick_error,)}
"""Every measure of this level by its name."""
