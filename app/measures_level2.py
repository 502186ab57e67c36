"""The numbers that level 2 claims; see `app.measures`."""

from __future__ import annotations

from app.tools import generate, outlier
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


def gaussian_moved(view: View) -> float | None:
    """Return how far the outlier moves the nearest mean of the Gaussian mixture."""
    return _moved(view, "EM")


def student_moved(view: View) -> float | None:
    """Return how far the outlier moves the nearest centre of the Student-t mixture, ν = 4."""
    return _moved(view, "student")


def times_as_far(view: View) -> float | None:
    """Return how many times as far the outlier moves the Gaussian's mean as the t's centre."""
    return outlier.ratio(outlier.shifts(view.settings))


def _moved(view: View, model: str) -> float | None:
    found = outlier.shifts(view.settings)
    return found[model].moved if model in found else None


LEVEL2 = {
    measure.__name__: measure
    for measure in (
        gaussian_moved,
        pick_error,
        student_moved,
        times_as_far,
    )
}
"""Every measure of this level by its name."""
