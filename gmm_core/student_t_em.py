"""EM for a Student-t mixture as a run of half-steps."""

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
from gmm_core.resolution import Resolution, collapsed, resolve
from gmm_core.run import Phase, StopReason, stop_on_level_ground
from gmm_core.student_t import StudentMixture
from gmm_core.student_t_expectation import student_expect
from gmm_core.student_t_maximization import check_estimate, student_maximize


@dataclass(frozen=True, eq=False)
class StudentState:
    """One state of EM for a t mixture: parameters, and what the last E step made.

    To stay light a state keeps not the responsibilities and latent scales but the parameters
    that made them.

    Attributes
    ----------
    mixture : StudentMixture
    phase : Phase
        Which half was done last.
    iteration : int
        Whole iterations completed.
    log_likelihood : float
        Σ_n log p(x_n) at `mixture`.
    """

    mixture: StudentMixture
    phase: Phase
    iteration: int
    log_likelihood: float
    _points: FloatArray = field(repr=False)
    _made_by: StudentMixture | None = field(repr=False)

    @property
    def objective(self) -> float:
        """What EM climbs: the log-likelihood."""
        return self.log_likelihood

    @property
    def responsibilities(self) -> FloatArray | None:
        """Shares (N, K), computed on each call; None at the start, before any E step."""
        return None if self._made_by is None else student_expect(self._points, self._made_by)[0]

    @property
    def latent_scales(self) -> FloatArray | None:
        """Latent scales (N, K), computed on each call; None at the start."""
        return None if self._made_by is None else student_expect(self._points, self._made_by)[1]

    @property
    def outlier_weights(self) -> FloatArray | None:
        """How much each point counts (N,): Σ_k r_nk u_nk, near 0 for an outlier; None at first."""
        if self._made_by is None:
            return None
        shares, latent_scales, _ = student_expect(self._points, self._made_by)
        weights: FloatArray = (shares * latent_scales).sum(axis=1)
        return weights


@dataclass(frozen=True, eq=False)
class StudentEM:
    """EM for a t mixture from a given start (Peel and McLachlan 2000).

    The run ends as EM for a Gaussian mixture does: as converged after the first whole iteration
    that changes the log-likelihood by no more than `tolerance` per point, as collapsed if a
    component would be left without points or with a scale that is no longer a shape.

    Parameters
    ----------
    points : array (N, D)
    start : StudentMixture
        Its scale type is that of the whole run.
    estimate : {"fixed", "common", "per component"}
        What becomes of the degrees of freedom; see `student_m_step`.
    variant : {"ECME", "EM"}
        How they are estimated.
    tolerance : float
        Per point (nats), zero or more.
    max_iterations : int
    """

    points: FloatArray
    start: StudentMixture
    estimate: str = "fixed"
    variant: str = "ECME"
    tolerance: float = 1e-6
    max_iterations: int = 1000
    _limits: Resolution = field(init=False, repr=False)
    # The newest E step: both half-steps that follow need it, and a state does not keep it.
    _newest: list[tuple[StudentMixture, FloatArray, FloatArray, float]] = field(
        init=False, repr=False, default_factory=list
    )

    def __post_init__(self) -> None:
        check_model(self.start, StudentMixture, "start")
        points = read_only(check_points(self.points))
        check_same_columns(points, self.start.n_dimensions, "the start")
        check_estimate(self.estimate, self.variant, self.start.degrees_of_freedom)
        check_at_least_zero(self.tolerance, "tolerance")
        check_count(self.max_iterations, "max_iterations", low=1)
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "_limits", resolve(points))

    def first_state(self) -> StudentState:
        """Return the start: parameters, and no responsibilities yet."""
        return self._state(self.start, Phase.START, 0, None)

    def half_step(self, state: StudentState) -> StudentState | StopReason:
        """Return the state after the next E or M half, or COLLAPSED."""
        present = state.mixture
        if state.phase is not Phase.E:
            return self._state(present, Phase.E, state.iteration, present)
        shares, latent_scales, _ = self._e_step(present)
        try:
            mixture = student_maximize(
                self.points,
                shares,
                latent_scales,
                present.degrees_of_freedom,
                present.scale_type,
                self.estimate,
                self.variant,
            )
        except ValueError:  # no points left, or no positive definite scale
            return StopReason.COLLAPSED
        if collapsed(mixture.gaussian, self._limits):
            return StopReason.COLLAPSED
        return self._state(mixture, Phase.M, state.iteration + 1, present)

    def stop_reason(self, states: Sequence[StudentState]) -> StopReason | None:
        """Return CONVERGED or ITERATION_LIMIT if the last state ends the run."""
        return stop_on_level_ground(states, self.tolerance, len(self.points), self.max_iterations)

    def _state(
        self, mixture: StudentMixture, phase: Phase, iteration: int, made_by: StudentMixture | None
    ) -> StudentState:
        log_likelihood = self._e_step(mixture)[2]
        return StudentState(mixture, phase, iteration, log_likelihood, self.points, made_by)

    def _e_step(self, mixture: StudentMixture) -> tuple[FloatArray, FloatArray, float]:
        if not self._newest or self._newest[0][0] is not mixture:
            self._newest[:] = [(mixture, *student_expect(self.points, mixture))]
        return self._newest[0][1:]
