"""EM for a mixture of linear experts as a run of half-steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gmm_core._models import check_model
from gmm_core._validation import FloatArray, check_at_least_zero, check_count, read_only
from gmm_core.experts import LinearExperts, check_plane, experts_expect
from gmm_core.experts_maximization import experts_maximize, penalize_gates
from gmm_core.run import Phase, StopReason, stop_on_level_ground

# A residual variance below this share of y's variance is a line through its points.
_SMALLEST = 1e-16


@dataclass(frozen=True, eq=False)
class ExpertsState:
    """One state of EM for linear experts.

    To stay light a state keeps not the responsibilities but the experts that made them.

    Attributes
    ----------
    experts : LinearExperts
    phase : Phase
        Which half was done last.
    iteration : int
        Whole iterations completed.
    log_likelihood : float
        Σ_n log p(y_n | x_n) at `experts`.
    objective : float
        What EM climbs: the log-likelihood, less the penalty on the gates if there is one.
    """

    experts: LinearExperts
    phase: Phase
    iteration: int
    log_likelihood: float
    objective: float
    _points: FloatArray = field(repr=False)
    _made_by: LinearExperts | None = field(repr=False)

    @property
    def responsibilities(self) -> FloatArray | None:
        """Shares (N, K), computed on each call; None at the start, before any E step."""
        return None if self._made_by is None else experts_expect(self._points, self._made_by)[0]


@dataclass(frozen=True, eq=False)
class ExpertsEM:
    """EM for a mixture of linear experts from a given start (Jordan and Jacobs 1994).

    The run ends as converged after the first whole iteration that changes the
    objective by no more than `tolerance` per point, and as collapsed if an expert would be
    left without points or with a line through all of them.

    Parameters
    ----------
    points : array (N, 2)
        x, y.
    start : LinearExperts
    gate_penalty : float
        See `experts_m_step`.
    tolerance : float
        Per point (nats), zero or more.
    max_iterations : int
    """

    points: FloatArray
    start: LinearExperts
    gate_penalty: float = 0.0
    tolerance: float = 1e-6
    max_iterations: int = 1000
    _smallest: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_model(self.start, LinearExperts, "start")
        points = read_only(check_plane(self.points))
        check_at_least_zero(self.gate_penalty, "gate_penalty")
        check_at_least_zero(self.tolerance, "tolerance")
        check_count(self.max_iterations, "max_iterations", low=1)
        y = points[:, 1]
        rounding = float(np.finfo(np.float64).eps * np.abs(y).max())
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "_smallest", max(_SMALLEST * float(y.var()), rounding**2))

    def first_state(self) -> ExpertsState:
        """Return the start: parameters, and no responsibilities yet."""
        return self._state(self.start, Phase.START, 0, None)

    def half_step(self, state: ExpertsState) -> ExpertsState | StopReason:
        """Return the state after the next E or M half, or COLLAPSED."""
        present = state.experts
        if state.phase is not Phase.E:
            return self._state(present, Phase.E, state.iteration, present)
        shares, _ = experts_expect(self.points, present)
        try:
            experts = experts_maximize(self.points, shares, present, self.gate_penalty)
        except ValueError:  # no points left, or a line through all of them
            return StopReason.COLLAPSED
        if np.square(experts.deviations).min() < self._smallest:
            return StopReason.COLLAPSED
        return self._state(experts, Phase.M, state.iteration + 1, present)

    def stop_reason(self, states: Sequence[ExpertsState]) -> StopReason | None:
        """Return CONVERGED or ITERATION_LIMIT if the last state ends the run."""
        return stop_on_level_ground(states, self.tolerance, len(self.points), self.max_iterations)

    def _state(
        self, experts: LinearExperts, phase: Phase, iteration: int, made_by: LinearExperts | None
    ) -> ExpertsState:
        _, log_likelihood = experts_expect(self.points, experts)
        penalty = penalize_gates(self.points[:, 0], experts, self.gate_penalty)
        objective = log_likelihood - penalty
        return ExpertsState(
            experts, phase, iteration, log_likelihood, objective, self.points, made_by
        )
