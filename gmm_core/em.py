"""EM for a Gaussian mixture as a run of half-steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gmm_core._models import check_model
from gmm_core._validation import (
    FloatArray,
    check_at_least_zero,
    check_count,
    check_points,
    check_same_columns,
    read_only,
)
from gmm_core.covariance_prior import CovariancePrior, check_prior
from gmm_core.expectation import expect
from gmm_core.gathering import Gathered, gather
from gmm_core.mixture import Mixture
from gmm_core.resolution import Resolution, collapsed, resolve
from gmm_core.run import Phase, StopReason, stop_on_level_ground


@dataclass(frozen=True, eq=False)
class EMState:
    """One state of EM: parameters θ, and the responsibilities q that the last E step made.

    An E step replaces q and leaves θ; an M step replaces θ and leaves q. To stay light a state
    keeps not q but the parameters that made it.

    Attributes
    ----------
    mixture : Mixture
        θ.
    phase : Phase
        Which half was done last.
    iteration : int
        Whole iterations completed.
    log_likelihood : float
        Σ_n log p(x_n) at `mixture`.
    objective : float
        What EM climbs at `mixture`: the log-likelihood, less the prior's penalty if there is
        a prior.
    """

    mixture: Mixture
    phase: Phase
    iteration: int
    log_likelihood: float
    objective: float
    _points: FloatArray = field(repr=False)
    _made_by: Mixture | None = field(repr=False)

    @property
    def responsibilities(self) -> FloatArray | None:
        """Shares q (N, K), computed on each call; None at the start, before any E step."""
        return None if self._made_by is None else expect(self._points, self._made_by)[0]


@dataclass(frozen=True, eq=False)
class EM:
    """EM from a given start (Dempster, Laird and Rubin 1977).

    The run ends as converged after the first whole iteration that changes the objective by no
    more than `tolerance` per point (nats), which does not depend on the units or the origin of
    the data. It ends as collapsed if the next M step would leave a component without points or
    with a covariance that is no longer a shape (see `collapsed`); the last state is then the E
    half before it.

    Parameters
    ----------
    points : array (N, D)
    start : Mixture
        Its covariance type is that of the whole run.
    ridge : float
        Added to every variance in each M step (squared units of the data).
    tolerance : float
        Per point, zero or more.
    max_iterations : int
    prior : CovariancePrior, optional
    """

    points: FloatArray
    start: Mixture
    ridge: float = 0.0
    tolerance: float = 1e-6
    max_iterations: int = 1000
    prior: CovariancePrior | None = None
    _limits: Resolution = field(init=False, repr=False)
    # The newest pass over the points: log-likelihood and next M step need it, and the states
    # do not keep it.
    _newest: list[tuple[Mixture, Gathered]] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        check_model(self.start, Mixture, "start")
        check_prior(self.prior)
        points = read_only(check_points(self.points))
        check_same_columns(points, self.start.n_dimensions, "the start")
        check_at_least_zero(self.ridge, "ridge")
        check_at_least_zero(self.tolerance, "tolerance")
        check_count(self.max_iterations, "max_iterations", low=1)
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "_limits", resolve(points))

    def first_state(self) -> EMState:
        """Return the start: parameters, and no responsibilities yet."""
        return self._state(self.start, Phase.START, 0, None)

    def half_step(self, state: EMState) -> EMState | StopReason:
        """Return the state after the next E or M half, or COLLAPSED."""
        if state.phase is not Phase.E:
            return self._state(state.mixture, Phase.E, state.iteration, state.mixture)
        moments = self._gather(state.mixture).moments
        try:
            mixture = moments.maximize(state.mixture.covariance_type, self.ridge, self.prior)
        except ValueError:  # no points left, or no positive definite covariance
            return StopReason.COLLAPSED
        if collapsed(mixture, self._limits):
            return StopReason.COLLAPSED
        return self._state(mixture, Phase.M, state.iteration + 1, state.mixture)

    def stop_reason(self, states: Sequence[EMState]) -> StopReason | None:
        """Return CONVERGED or ITERATION_LIMIT if the last state ends the run."""
        return stop_on_level_ground(states, self.tolerance, len(self.points), self.max_iterations)

    def _state(
        self, mixture: Mixture, phase: Phase, iteration: int, made_by: Mixture | None
    ) -> EMState:
        log_likelihood = self._gather(mixture).log_likelihood
        objective = log_likelihood - penalty(mixture, self.prior, len(self.points))
        return EMState(mixture, phase, iteration, log_likelihood, objective, self.points, made_by)

    def _gather(self, mixture: Mixture) -> Gathered:
        if not self._newest or self._newest[0][0] is not mixture:
            self._newest[:] = [(mixture, gather(self.points, mixture))]
        return self._newest[0][1]


def penalty(mixture: Mixture, prior: CovariancePrior | None, n_points: int) -> float:  # noqa: ARG001
    """Return what a prior takes off the log-likelihood (see `CovariancePrior`)."""
    if prior is None:
        return 0.0
    traces = np.square(mixture.whitening).sum(axis=(1, 2))  # of Σ⁻¹
    each = 0.5 * (prior.scale * traces + 2.0 * prior.strength * mixture.log_scales)
    return float(each[0] if mixture.covariance_type == "tied" else each.sum())
