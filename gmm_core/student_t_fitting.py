"""EM for a t mixture run to its end, from one start or the best of several."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, check_count, check_points_for, read_only
from gmm_core.initialization import initialize
from gmm_core.run import Phase, StopReason
from gmm_core.student_t import StudentMixture
from gmm_core.student_t_em import StudentEM
from gmm_core.timeline import Timeline


@dataclass(frozen=True, eq=False)
class StudentFit:
    """A run of EM for a t mixture that has ended.

    Attributes
    ----------
    mixture : StudentMixture
    log_likelihood : float
        At `mixture`.
    trace : array (iterations + 1,)
        Log-likelihood at the start and after each iteration.
    iterations : int
    stop_reason : StopReason
    """

    mixture: StudentMixture
    log_likelihood: float
    trace: FloatArray
    iterations: int
    stop_reason: StopReason


def fit_student(
    points: ArrayLike,
    n_components: int,
    scale_type: str = "full",
    degrees_of_freedom: ArrayLike = 4.0,
    estimate: str = "per component",
    variant: str = "ECME",
    n_init: int = 1,
    seed: int = 0,
    method: str = "random points",
    tolerance: float = 1e-6,
    max_iterations: int = 1000,
) -> StudentFit:
    """Fit a Student-t mixture by EM, keeping the best of `n_init` starts.

    Parameters
    ----------
    points : array (N, D)
    n_components : int
    scale_type : {"full", "tied", "diag", "spherical"}
    degrees_of_freedom : float or array (K,)
        Where the run starts, or the fixed ones.
    estimate : {"fixed", "common", "per component"}
    variant : {"ECME", "EM"}
        What becomes of the degrees of freedom, and how; see `student_m_step`.
    n_init : int
        How many starts; start i is drawn with seed `seed` + i.
    seed : int
    method : str
        See `initialize`, whose mixture gives weights, locations and scales. "k-means++" seeks
        out far points, which heavy tails have many of.
    tolerance, max_iterations : float, int
        See `StudentEM`.

    Returns
    -------
    StudentFit
        That of the highest log-likelihood among those that did not collapse, or among all if
        every one did.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or the points allow no such start.

    Notes
    -----
    Peel and McLachlan (2000), section 4.
    """
    array, count = check_points_for(points, n_components)
    check_count(n_init, "n_init", low=1)
    check_count(seed, "seed", low=0)
    fits = []
    for start_seed in range(seed, seed + n_init):
        shape = initialize(array, count, scale_type, method, start_seed)
        start = StudentMixture(
            shape.weights,
            shape.means,
            shape.covariances,
            np.asarray(degrees_of_freedom),
            scale_type,
        )
        fits.append(_run(StudentEM(array, start, estimate, variant, tolerance, max_iterations)))
    return max(
        fits, key=lambda one: (one.stop_reason is not StopReason.COLLAPSED, one.log_likelihood)
    )


def _run(algorithm: StudentEM) -> StudentFit:
    timeline = Timeline(algorithm)
    while timeline.stop_reason is None:
        timeline.extend(2)
    whole = [state for state in timeline.states if state.phase is not Phase.E]
    last = whole[-1]
    return StudentFit(
        last.mixture,
        last.log_likelihood,
        read_only(np.array([state.log_likelihood for state in whole])),
        last.iteration,
        timeline.stop_reason,
    )
