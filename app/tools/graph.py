"""The mixture as a graphical model, with those nodes lit that the half-step just taken set anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app import models
from app.models import State
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Phase

# What each half-step sets, by the names of the nodes; the points themselves stay as they are.
UPDATES: Final = MappingProxyType[Phase, tuple[str, ...]](
    {Phase.START: (), Phase.E: ("z",), Phase.M: ("weights", "means", "covariances")}
)

# What each node holds in a state.
_HELD: Final = MappingProxyType[str, Callable[[State], NDArray[np.float64] | None]](
    {
        "weights": lambda state: models.drawn(state).weights,
        "z": lambda state: state.responsibilities,
        "means": lambda state: models.drawn(state).means,
        "covariances": lambda state: models.drawn(state).covariances,
    }
)
# So many of the newest half-steps are held against the table.
NEWEST = 12
KEPT = 256


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return what the half-step just taken sets, and what differs from before it.

    Returns
    -------
    dict
        `phase`, of the half-step that is shown, or "end" where the run had ended before it;
        `lit`, the nodes that such a half-step sets; `changed`, those whose values differ from
        the state before; `n` and `k`, how often each plate is there.
    """
    states = view.runs.mixture.states
    ended = view.half_step >= len(states)
    newest = states[: view.half_step + 1]
    return {
        "phase": "end" if ended else newest[-1].phase.value,
        "lit": [] if ended else list(UPDATES[newest[-1].phase]),
        "changed": [] if ended or len(newest) < 2 else list(changed(*newest[-2:])),
        "n": len(view.runs.dataset.points),
        "k": view.settings.k,
    }


@lru_cache(maxsize=KEPT)
def changed(before: State, after: State) -> tuple[str, ...]:
    """Return the nodes whose values differ between two states, looked at bit by bit."""
    return tuple(name for name, held in _HELD.items() if not _same(held(before), held(after)))


def newest_change(view: View, phase: Phase) -> tuple[str, ...] | None:
    """Return what the newest half-step of this phase has changed; None before the first."""
    states = view.runs.mixture.states[: view.half_step + 1]
    places = [at for at, state in enumerate(states) if at > 0 and state.phase is phase]
    return changed(states[places[-1] - 1], states[places[-1]]) if places else None


def wrongly_lit(view: View) -> int:
    """Return in how many nodes what is lit and what changed differ, over the newest half-steps."""
    states = view.runs.mixture.states[: view.half_step + 1][-NEWEST - 1 :]
    return sum(
        len(set(UPDATES[after.phase]) ^ set(changed(before, after)))
        for before, after in pairwise(states)
    )


def _same(a: NDArray[np.float64] | None, b: NDArray[np.float64] | None) -> bool:
    return a is b if a is None or b is None else np.array_equal(a, b)


GRAPH = Tool({}, show)
