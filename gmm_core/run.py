"""What every stepped algorithm shares: phases, the reasons to stop, and the small protocol."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, TypeVar

State = TypeVar("State", bound="AlgorithmState")


class Phase(Enum):
    """Which half was done last."""

    START = "start"
    E = "E"
    M = "M"


class StopReason(Enum):
    """Why a run ended; the value is the sentence that a person reads."""

    CONVERGED = "Converged: another iteration gains next to nothing."
    COLLAPSED = (
        "Collapsed: a component shrank onto too few points. Try another start or fewer components."
    )
    ITERATION_LIMIT = "Stopped at the limit of iterations, before it converged."
    CANCELLED = "Cancelled before it converged."
    NO_CHANGE = "Settled: no point changed its cluster."


class AlgorithmState(Protocol):
    """What a timeline needs to know of a state."""

    @property
    def phase(self) -> Phase:
        """Which half was done last."""
        ...

    @property
    def iteration(self) -> int:
        """Whole iterations completed."""
        ...


class Algorithm(Protocol[State]):
    """An algorithm that moves by halves: E, M, E, M, and so on.

    For k-means the E half assigns the points and the M half updates the centroids.
    """

    def first_state(self) -> State:
        """Return the state before anything is done."""
        ...

    def half_step(self, state: State) -> State | StopReason:
        """Return the state after the next half, or why there is none."""
        ...

    def stop_reason(self, states: Sequence[State]) -> StopReason | None:
        """Return why the run ends with the last of `states`, or None if it goes on."""
        ...


class ClimbingState(AlgorithmState, Protocol):
    """A state of an algorithm that climbs an objective."""

    @property
    def objective(self) -> float:
        """What the algorithm climbs, at this state."""
        ...


def stop_on_level_ground(
    states: Sequence[ClimbingState], tolerance: float, n_points: int, max_iterations: int
) -> StopReason | None:
    """Return CONVERGED or ITERATION_LIMIT if the last state ends the run.

    A run has converged after a whole iteration that changes the objective by no more than
    `tolerance` per point, which does not depend on the units or the origin of the data.
    """
    last = states[-1]
    if last.phase is not Phase.M:
        return None
    # Two half-steps ago the previous iteration ended, or the run started.
    if abs(last.objective - states[-3].objective) <= tolerance * n_points:
        return StopReason.CONVERGED
    return StopReason.ITERATION_LIMIT if last.iteration >= max_iterations else None
