"""The log-likelihood taken apart after each half-step: a lower bound, and the gap above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from app.tools._tool import Message, Tool
from app.view import View
from datasets import Dataset
from gmm_core import EMState, Phase, elbo, kl_to_posterior

# So many half-steps are shown, the newest last.
NEWEST = 5
# The scale begins this share of what is shown below the lowest bound.
BELOW = 0.12
KEPT = 64


@dataclass(frozen=True)
class Parts:
    """The log-likelihood of a state, and what it is the sum of, in nats.

    Attributes
    ----------
    phase : Phase
    iteration : int
        The one that the half-step belongs to, from 1.
    log_likelihood : float
        At the state's parameters θ.
    bound : float
        L(q, θ), with q the state's responsibilities.
    gap : float
        KL(q ‖ p(Z | X, θ)).
    """

    phase: Phase
    iteration: int
    log_likelihood: float
    bound: float
    gap: float


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return the newest half-steps, each taken apart, and a scale on which their gaps show.

    Returns
    -------
    dict
        `halves`, each with `half`, `iteration`, `log_likelihood`, `bound` and `gap`; `scale`,
        what lies at its two ends; `rise`, None or by how much the newest M step has raised the
        bound; `possible`, whether the model is one that can be taken apart like this.
    """
    known = halves(view)
    newest = known[-NEWEST:]
    return {
        "halves": [
            {
                "half": parts.phase.value,
                "iteration": parts.iteration,
                "log_likelihood": parts.log_likelihood,
                "bound": parts.bound,
                "gap": parts.gap,
            }
            for parts in newest
        ],
        "scale": _scale(newest) if newest else None,
        "rise": rise(known),
        "possible": isinstance(view.mixture, EMState),
    }


def halves(view: View) -> list[Parts]:
    """Return the half-steps up to the state that is shown, a few of them if there are many."""
    states = view.runs.mixture.states[: view.half_step + 1]
    return [
        parts_of(view.runs.dataset, state)
        for state in states[1:][-NEWEST - 1 :]
        if isinstance(state, EMState)
    ]


@lru_cache(maxsize=KEPT)
def parts_of(dataset: Dataset, state: EMState) -> Parts:
    """Return the parts of a state's log-likelihood, after an E step at least."""
    shares = state.responsibilities
    assert shares is not None
    return Parts(
        state.phase,
        state.iteration + (state.phase is Phase.E),
        state.log_likelihood,
        elbo(dataset.points, state.mixture, shares),
        kl_to_posterior(dataset.points, state.mixture, shares),
    )


def rise(known: list[Parts]) -> float | None:
    """Return by how much the newest M step has raised the bound that the E step left."""
    rises = [
        after.bound - before.bound for before, after in pairwise(known) if after.phase is Phase.M
    ]
    return rises[-1] if rises else None


def _scale(shown: list[Parts]) -> tuple[float, float]:
    low, high = min(one.bound for one in shown), max(one.log_likelihood for one in shown)
    # Where nothing differs any more, the bars end in the middle.
    length = high - low or max(abs(high), 1.0)
    return low - BELOW * length, high


BOUND = Tool({}, show)
