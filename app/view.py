"""What one visitor looks at: everything that a number or a drawing may depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app import models
from app.runs import Runs
from app.settings import Settings
from gmm_core import KMeansState, Mixture, Phase, Timeline
from gmm_core.run import AlgorithmState

State = TypeVar("State", bound=AlgorithmState)


@dataclass(frozen=True, eq=False)
class View:
    """A place in the runs of some settings, the ringed point, and the tools that are open.

    Attributes
    ----------
    settings : Settings
    runs : Runs
    half_step : int
        Where the browser is.
    selected : int
        The ringed point.
    tools : mapping of str to mapping
        The options of each open tool, checked.
    results : mapping of str to mapping
        What long work has found out about these runs, by the name of its tool.
    """

    settings: Settings
    runs: Runs
    half_step: int
    selected: int
    tools: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def mixture(self) -> models.State:
        """The state of the mixture that is shown; a run that has ended holds its last one."""
        return _shown(self.runs.mixture, self.half_step)

    @property
    def drawn(self) -> Mixture:
        """The mixture whose ellipses are shown."""
        return models.drawn(self.mixture)

    @property
    def kmeans(self) -> KMeansState:
        """The state of k-means that is shown."""
        return _shown(self.runs.kmeans, self.half_step)

    @property
    def ended(self) -> bool:
        """Whether both runs are shown at their ends."""
        return self.runs.ended_by(self.half_step)

    @property
    def mixtures(self) -> tuple[models.State, ...]:
        """The start, and the state after each iteration, up to what is shown."""
        states = self.runs.mixture.states[: self.half_step + 1]
        return tuple(state for state in states if state.phase is not Phase.E)

    @property
    def drawn_before(self) -> tuple[Mixture, ...]:
        """The start, and what was drawn after each iteration, up to what is shown."""
        return tuple(map(models.drawn, self.mixtures))


def _shown(timeline: Timeline[State], half_step: int) -> State:
    states = timeline.states
    return states[min(half_step, len(states) - 1)]
