"""The M step of a t mixture."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._shares import FEWEST_POINTS, check_shares, weighted_moments
from gmm_core._validation import FloatArray, as_floats, check_choice, check_points
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.student_t import StudentMixture, check_degrees
from gmm_core.student_t_degrees import ESTIMATES, VARIANTS
from gmm_core.student_t_expectation import squared_distances_to


def student_m_step(
    points: ArrayLike,
    responsibilities: ArrayLike,
    latent_scales: ArrayLike,
    degrees_of_freedom: ArrayLike,
    scale_type: str = "full",
    estimate: str = "fixed",
    variant: str = "ECME",
) -> StudentMixture:
    """Return the t mixture that the points, so shared out and weighed, make more likely.

    Weights, locations and scales: Peel and McLachlan (2000), equations 27 to 29. Estimated
    degrees of freedom come in two variants, neither of which can lower the log-likelihood:

    - "EM" maximizes the expected log-density of the latent scales (equation 30). They hide most
      of what the points say about a large ν, which then takes thousands of iterations.
    - "ECME" integrates them out: it maximizes Σ_n r_nk log t(x_n | μ_k, Σ_k, ν_k) at the new
      locations and scales (Liu and Rubin 1995, section 4), which takes tens.

    Parameters
    ----------
    points : array (N, D)
    responsibilities : array (N, K)
        Zero or more; each row sums to one.
    latent_scales : array (N, K)
        Of `student_e_step`; above zero.
    degrees_of_freedom : float or array (K,)
        Those of the E step. Kept, or where the climb to the new ones begins.
    scale_type : {"full", "tied", "diag", "spherical"}
    estimate : {"fixed", "common", "per component"}
        Keep the degrees of freedom, estimate one for all, or one for each. Estimates stay
        between 0.1 and 1e8, where a t is as good as Gaussian.
    variant : {"ECME", "EM"}
        How they are estimated.

    Returns
    -------
    StudentMixture

    Raises
    ------
    ValueError
        If the arrays do not fit each other, if a component has no points, or if its points
        leave a scale that is not positive definite (it has collapsed).
    """
    array = check_points(points)
    shares = check_shares(responsibilities, len(array))
    trust = as_floats(latent_scales, "latent_scales")
    if trust.shape != shares.shape:
        raise ValueError(
            f"latent_scales must have the shape of the responsibilities, {shares.shape}; "
            f"it was {trust.shape}"
        )
    if not ((trust > 0) & (trust < np.inf)).all():
        row, column = np.argwhere(~((trust > 0) & (trust < np.inf)))[0]
        raise ValueError(
            "latent_scales must be finite and above zero; "
            f"row {row}, column {column} was {trust[row, column]}"
        )
    check_choice(scale_type, "scale_type", tuple(COVARIANCE_TYPES))
    degrees = check_degrees(degrees_of_freedom, shares.shape[1])
    check_estimate(estimate, variant, degrees)
    return student_maximize(array, shares, trust, degrees, scale_type, estimate, variant)


def check_estimate(estimate: str, variant: str, degrees: FloatArray) -> None:
    """Refuse names that are not known, and different degrees of freedom where one is for all."""
    check_choice(estimate, "estimate", ESTIMATES)
    check_choice(variant, "variant", tuple(VARIANTS))
    if estimate == "common" and np.ptp(degrees) > 0:
        raise ValueError(
            "degrees_of_freedom must all be equal where estimate is 'common'; "
            f"they were {degrees.tolist()}"
        )


def student_maximize(
    points: FloatArray,
    shares: FloatArray,
    latent_scales: FloatArray,
    degrees: FloatArray,
    scale_type: str,
    estimate: str,
    variant: str,
) -> StudentMixture:
    """Do the M step on arguments that have been checked."""
    counts = shares.sum(axis=0)
    weighed = shares * latent_scales
    totals = weighed.sum(axis=0)
    if not min(counts.min(), totals.min()) >= FEWEST_POINTS:
        component = int(np.minimum(counts, totals).argmin())
        raise ValueError(
            f"the responsibilities leave component {component} without points; "
            "start elsewhere or use fewer components"
        )
    moments = [weighted_moments(points, column) for column in weighed.T]
    locations = np.stack([mean for mean, _ in moments])
    # Peel and McLachlan divide by the number of points, not by the sum of their weights.
    spread = (totals / counts)[:, np.newaxis, np.newaxis]
    scales = spread * np.stack([covariance for _, covariance in moments])
    weights = counts / counts.sum()
    scales = COVARIANCE_TYPES[scale_type].restrict(scales, weights)
    mixture = StudentMixture(weights, locations, scales, degrees, scale_type)
    if estimate == "fixed":
        return mixture
    # Each variant has its own evidence: the old latent scales, or the new distances.
    evidence = latent_scales if variant == "EM" else squared_distances_to(points, mixture)
    estimated = _estimate(evidence, shares, points.shape[1], degrees, estimate, variant)
    return StudentMixture(weights, locations, scales, estimated, scale_type)


def _estimate(
    evidence: FloatArray,
    shares: FloatArray,
    n_dimensions: int,
    present: FloatArray,
    estimate: str,
    variant: str,
) -> FloatArray:
    estimator = VARIANTS[variant]
    if estimate == "common":
        one = estimator(evidence, shares, n_dimensions, float(present[0]))
        return np.full_like(present, one)
    columns = zip(evidence.T, shares.T, present, strict=True)
    return np.array([estimator(e, q, n_dimensions, float(degrees)) for e, q, degrees in columns])
