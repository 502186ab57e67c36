"""The numbers that level 3 claims of how many components there are; see `app.measures`."""

from __future__ import annotations

from collections.abc import Callable

from app.tools import concentration
from app.view import View


def bic_says(view: View) -> float | None:
    """Return the number of components of the smallest BIC."""
    return _says(view, "bic")


def dic_says(view: View) -> float | None:
    """Return the number of components of the smallest DIC."""
    return _says(view, "dic")


def process_says(view: View) -> float | None:
    """Return how many of twenty components a Dirichlet process keeps in use."""
    return _says(view, "process")


def effective_numbers(view: View) -> float | None:
    """Return how many parameters of the mixture that DIC names the points have settled."""
    found = view.results.get("criteria")
    if found is None:
        return None
    return float(found["effective"][found["sizes"].index(found["says"]["dic"])])


def _says(view: View, criterion: str) -> float | None:
    found = view.results.get("criteria")
    return None if found is None else float(found["says"][criterion])


def finite_low(view: View) -> float | None:
    """Return how many components a Dirichlet prior keeps at the lowest concentration."""
    return _counted(view, "dirichlet", lambda counts: counts[0])


def finite_high(view: View) -> float | None:
    """Return how many components a Dirichlet prior keeps at the highest concentration."""
    return _counted(view, "dirichlet", lambda counts: counts[-1])


def process_spread(view: View) -> float | None:
    """Return how many more components a process keeps at one concentration than at another."""
    return _counted(view, "process", lambda counts: max(counts) - min(counts))


def skewed_falls(view: View) -> float | None:
    """Return how often a process keeps fewer of the skewed points at a higher concentration."""
    return _counted(view, "skewed", concentration.falls)


def skewed_rises(view: View) -> float | None:
    """Return how often a process keeps more of the skewed points at a higher concentration."""
    return _counted(view, "skewed", concentration.rises)


def _counted(view: View, curve: str, number: Callable[[list[int]], int]) -> float | None:
    found = view.results.get("concentration")
    return None if found is None else float(number(found[curve]))


COUNTING = {
    measure.__name__: measure
    for measure in (
        bic_says,
        dic_says,
        effective_numbers,
        finite_high,
        finite_low,
        process_says,
        process_spread,
        skewed_falls,
        skewed_rises,
    )
}
"""Every measure of these by its name."""
