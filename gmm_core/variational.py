"""Variational inference for a Gaussian mixture as a run of half-steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gmm_core._models import check_model
from gmm_core._validation import (
    FloatArray,
    check_at_least_zero,
    check_count,
    check_points,
    check_same_columns,
    read_only,
)
from gmm_core.measured_points import MeasuredPoints, measure
from gmm_core.mixture import Mixture
from gmm_core.run import Phase, StopReason, stop_on_level_ground
from gmm_core.variational_posterior import VariationalPosterior, expected_mixture
from gmm_core.variational_steps import Expectation, expect, maximize


@dataclass(frozen=True, eq=False)
class VariationalState:
    """One state: the posterior q(θ) over parameters, and the responsibilities q(Z).

    An E step replaces q(Z) and leaves q(θ); an M step replaces q(θ) and leaves q(Z). To stay
    light a state keeps not q(Z) but the posterior that made it.

    Attributes
    ----------
    posterior : VariationalPosterior
    phase : Phase
        Which half was done last.
    iteration : int
        Whole iterations completed.
    objective : float
        The lower bound on log p(X) that the two reach together, in nats, with all constants. At
        the start, where there is no q(Z), that of the best one, so that the first E step leaves
        it.
    """

    posterior: VariationalPosterior
    phase: Phase
    iteration: int
    objective: float
    _points: MeasuredPoints = field(repr=False)
    _made_by: VariationalPosterior | None = field(repr=False)

    @property
    def responsibilities(self) -> FloatArray | None:
        """Shares q(Z) (N, K), computed on each call; None at the start, before any E step."""
        return None if self._made_by is None else expect(self._points, self._made_by).shares.T

    @property
    def mixture(self) -> Mixture:
        """The expected parameters, computed on each call (see `expected_mixture`)."""
        return expected_mixture(self.posterior)


@dataclass(frozen=True, eq=False)
class Variational:
    """Variational inference from a given start (Bishop 2006, section 10.2).

    The run ends as converged after the first whole iteration that changes the bound by no more
    than `tolerance` per point (nats). It ends as collapsed if a covariance has lost all its
    digits, which takes a prior that is tiny beside the data.

    Parameters
    ----------
    points : array (N, D)
    start : VariationalPosterior
        Such as `variational_m_step` makes of responsibilities or labels. Its prior, and with it
        the covariance type, is that of the whole run.
    ridge : float
        Added to every variance in each M step (squared units of the data), as scikit-learn does;
        with it the bound may fall.
    tolerance : float
        Per point, zero or more.
    max_iterations : int
    """

    points: FloatArray
    start: VariationalPosterior
    ridge: float = 0.0
    tolerance: float = 1e-6
    max_iterations: int = 1000
    _measured: MeasuredPoints = field(init=False, repr=False)
    # The newest E step: both half-steps that follow need it, and a state does not keep it.
    _newest: list[tuple[VariationalPosterior, Expectation]] = field(
        init=False, repr=False, default_factory=list
    )

    def __post_init__(self) -> None:
        check_model(self.start, VariationalPosterior, "start")
        points = read_only(check_points(self.points))
        check_same_columns(points, self.start.prior.n_dimensions, "the start")
        check_at_least_zero(self.ridge, "ridge")
        check_at_least_zero(self.tolerance, "tolerance")
        check_count(self.max_iterations, "max_iterations", low=1)
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "_measured", measure(points, self.start.prior))

    def first_state(self) -> VariationalState:
        """Return the start: a posterior, and no responsibilities yet."""
        bound = self._tight_bound(self.start)
        return VariationalState(self.start, Phase.START, 0, bound, self._measured, None)

    def half_step(self, state: VariationalState) -> VariationalState | StopReason:
        """Return the state after the next E or M half, or COLLAPSED."""
        old = state.posterior
        if state.phase is not Phase.E:
            bound = self._tight_bound(old)
            return VariationalState(old, Phase.E, state.iteration, bound, self._measured, old)
        expectation = self._expect(old)
        try:
            new, expected = maximize(self._measured, expectation.shares, old.prior, self.ridge)
        except ValueError:  # no positive definite covariance
            return StopReason.COLLAPSED
        bound = expected + expectation.entropy - new.divergence
        return VariationalState(new, Phase.M, state.iteration + 1, bound, self._measured, old)

    def stop_reason(self, states: Sequence[VariationalState]) -> StopReason | None:
        """Return CONVERGED or ITERATION_LIMIT if the last state ends the run."""
        return stop_on_level_ground(states, self.tolerance, len(self.points), self.max_iterations)

    def _tight_bound(self, posterior: VariationalPosterior) -> float:
        return self._expect(posterior).log_normalizer - posterior.divergence

    def _expect(self, posterior: VariationalPosterior) -> Expectation:
        if not self._newest or self._newest[0][0] is not posterior:
            self._newest[:] = [(posterior, expect(self._measured, posterior))]
        return self._newest[0][1]
