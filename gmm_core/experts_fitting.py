"""EM for linear experts run to its end, from one start or the best of several."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, check_count, read_only
from gmm_core.experts import LinearExperts, check_plane
from gmm_core.experts_em import ExpertsEM
from gmm_core.experts_initialization import initialize_experts
from gmm_core.run import Phase, StopReason
from gmm_core.timeline import Timeline


@dataclass(frozen=True, eq=False)
class ExpertsFit:
    """A run of EM for linear experts that has ended.

    Attributes
    ----------
    experts : LinearExperts
    log_likelihood : float
        Conditional, at `experts`.
    objective : float
        The log-likelihood less the penalty on the gates.
    trace : array (iterations + 1,)
        Objective at the start and after each iteration.
    iterations : int
    stop_reason : StopReason
    """

    experts: LinearExperts
    log_likelihood: float
    objective: float
    trace: FloatArray
    iterations: int
    stop_reason: StopReason


def fit_experts(
    points: ArrayLike,
    n_components: int,
    n_init: int = 1,
    seed: int = 0,
    gate_penalty: float = 0.0,
    tolerance: float = 1e-6,
    max_iterations: int = 1000,
) -> ExpertsFit:
    """Fit a mixture of linear experts by EM, keeping the best of `n_init` starts.

    Parameters
    ----------
    points : array (N, 2)
        x, y.
    n_components : int
    n_init : int
        How many starts: the first is "spread", each further one "random points" (see
        `initialize_experts`), start i with seed `seed` + i.
    seed : int
    gate_penalty, tolerance, max_iterations : float, float, int
        See `ExpertsEM`.

    Returns
    -------
    ExpertsFit
        That of the highest objective among those that did not collapse, or among all if
        every one did.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or if y never varies.

    Notes
    -----
    Jordan and Jacobs (1994), section 3.
    """
    array = check_plane(points)
    check_count(n_init, "n_init", low=1)
    check_count(seed, "seed", low=0)
    fits = []
    for index in range(n_init):
        method = "random points" if index else "spread"
        start = initialize_experts(array, n_components, method, seed + index)
        fits.append(_run(ExpertsEM(array, start, gate_penalty, tolerance, max_iterations)))
    return max(fits, key=lambda one: (one.stop_reason is not StopReason.COLLAPSED, one.objective))


def _run(algorithm: ExpertsEM) -> ExpertsFit:
    timeline = Timeline(algorithm)
    while timeline.stop_reason is None:
        timeline.extend(2)
    whole = [state for state in timeline.states if state.phase is not Phase.E]
    last = whole[-1]
    return ExpertsFit(
        last.experts,
        last.log_likelihood,
        last.objective,
        read_only(np.array([state.objective for state in whole])),
        last.iteration,
        timeline.stop_reason,
    )
