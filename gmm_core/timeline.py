"""The states of a run, in order, and where in them one stands."""

import operator
from typing import Generic

from gmm_core.run import Algorithm, Phase, State, StopReason


class Timeline(Generic[State]):
    """An append-only list of states and a cursor.

    States are computed when they are first needed and are never changed or removed, so that
    going back and forth only moves the cursor. The cursor counts half-steps.

    Parameters
    ----------
    algorithm : Algorithm
        Anything with `first_state`, `half_step` and `stop_reason`, such as `EM` or `KMeans`.
    """

    def __init__(self, algorithm: Algorithm[State]) -> None:
        self._algorithm = algorithm
        self._states: list[State] = [algorithm.first_state()]
        self._cursor = 0
        self._stop_reason: StopReason | None = None

    @property
    def states(self) -> tuple[State, ...]:
        """All states computed so far; the cursor may stand before the last one."""
        return tuple(self._states)

    @property
    def state(self) -> State:
        """The state at the cursor."""
        return self._states[self._cursor]

    @property
    def cursor(self) -> int:
        """How many half-steps the state at the cursor is from the start."""
        return self._cursor

    @property
    def stop_reason(self) -> StopReason | None:
        """Why the run ended with the last of `states`; None while it could go on."""
        return self._stop_reason

    @property
    def ended(self) -> bool:
        """Whether no state can be added; the cursor may still stand anywhere."""
        return self._stop_reason is not None

    @property
    def at_end(self) -> bool:
        """Whether the run has ended and the cursor stands on its last state."""
        return self.ended and self._cursor == len(self._states) - 1

    def extend(self, n_half_steps: int) -> None:
        """Compute this many half-steps ahead of the last state, or fewer if the run ends."""
        for _ in range(n_half_steps):
            if self.ended:
                return
            following = self._algorithm.half_step(self._states[-1])
            if isinstance(following, StopReason):
                self._stop_reason = following
                return
            self._states.append(following)
            self._stop_reason = self._algorithm.stop_reason(self._states)

    def seek(self, cursor: int) -> State:
        """Move to a half-step, computing what is missing; past the end of the run, to its end.

        Raises
        ------
        ValueError
            If `cursor` is negative.
        """
        target = operator.index(cursor)
        if target < 0:
            raise ValueError(f"cursor must be 0 or more; it was {target}")
        self.extend(target - (len(self._states) - 1))
        self._cursor = min(target, len(self._states) - 1)
        return self.state

    def half_step(self) -> State:
        """Move on by one half; at the end of the run, stay."""
        return self.seek(self._cursor + 1)

    def step(self) -> State:
        """Move to the end of the next whole iteration: E, then M. From after an E half, M."""
        self.half_step()
        if self.state.phase is Phase.E:
            self.half_step()
        return self.state

    def back(self) -> State:
        """Move to the nearest earlier state that ends a whole iteration, or to the start.

        That undoes one whole iteration, or after an E half only that half.
        """
        self._cursor = max(self._cursor - 1, 0)
        if self.state.phase is Phase.E:
            self._cursor -= 1
        return self.state

    def reset(self) -> State:
        """Move to the start. Nothing computed is lost."""
        return self.seek(0)
