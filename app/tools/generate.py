"""The mixture as a recipe: its formula, its parameters, and points made by picking and drawing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.formulas import formula
from app.options import Whole
from app.settings import MAX_SEED
from app.symbols import MAX_NUMBER
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Mixture, sample, sample_components

MANY = 10_000
KEPT = 16


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return the formula, the parameters and what was drawn.

    Returns
    -------
    dict
        `formula`, as HTML; `components`, for each its `weight`, `mean` and `covariance` (xx, xy,
        yy); `one`, None or the newest single draw: its `component` and its `place`; `many`, None
        or how often each component was picked; `n`, in how many draws; `worst`, None or the
        largest difference between frequency and weight, in standard errors.
    """
    mixture = view.drawn
    counted = None if options["many"] == 0 else picked(mixture, options["many"])
    return {
        "formula": written_out(mixture.n_components),
        "components": [
            {"weight": weight, "mean": mean, "covariance": [*covariance[0], covariance[1][1]]}
            for weight, mean, covariance in zip(
                mixture.weights.tolist(),
                mixture.means.tolist(),
                mixture.covariances.tolist(),
                strict=True,
            )
        ],
        "one": None if options["one"] == 0 else drawn(mixture, options["one"]),
        "many": None if counted is None else counted.tolist(),
        "n": MANY,
        "worst": None if counted is None else worst(mixture, counted),
    }


@cache
def written_out(n_components: int) -> str:
    """Return the density of a mixture with a term for each component, as HTML.

    Components without a colour of their own are left out: dots stand for them.
    """
    numbers = range(1, min(n_components, MAX_NUMBER) + 1)
    terms = [rf"\pi_{{{k}}} \, \mathcal{{N}}(x \mid \mu_{{{k}}}, \Sigma_{{{k}}})" for k in numbers]
    if n_components > MAX_NUMBER:
        terms.append(r"\cdots")
    return formula("p(x) = " + " + ".join(terms), block=True)


def drawn(mixture: Mixture, seed: int) -> Message:
    """Return one new point, and the component that was picked for it."""
    return {
        "component": int(sample_components(mixture, 1, seed)[0]),
        "place": sample(mixture, 1, seed)[0].tolist(),
    }


@lru_cache(maxsize=KEPT)
def picked(mixture: Mixture, seed: int) -> NDArray[np.int64]:
    """Return how often each component (K,) is picked in `MANY` draws."""
    counts = np.bincount(sample_components(mixture, MANY, seed), minlength=mixture.n_components)
    counts.flags.writeable = False
    return counts


def worst(mixture: Mixture, counts: NDArray[np.int64]) -> float:
    """Return the largest difference between frequency and weight, in standard errors.

    The error of a frequency in n draws is √(π (1 − π) / n). A component that is never or always
    picked has none, and no difference either.
    """
    weights = mixture.weights / mixture.weights.sum()
    n = counts.sum()
    error = np.sqrt(weights * (1.0 - weights) / n)
    off = np.abs(counts / n - weights)
    return float(np.divide(off, error, out=np.zeros_like(off), where=error > 0).max())


# Zero stands for nothing drawn so far; any other number is the seed of the draws.
GENERATE = Tool({"one": Whole(0, 0, MAX_SEED), "many": Whole(0, 0, MAX_SEED)}, show)
