"""The E step of a t mixture: shares, and how far each point is to be trusted."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core._shares import normalize
from gmm_core._validation import FloatArray, check_points, check_same_columns
from gmm_core.student_t import StudentMixture

_LOG_2_PI = float(np.log(2.0 * np.pi))

# How far Γ's argument is raised before Stirling's series, which then has all digits.
_RAISED = np.arange(20.0)[:, np.newaxis]


def student_log_density(points: ArrayLike, mixture: StudentMixture) -> FloatArray:
    """Return log p(x_n), p(x) = Σ_k π_k t(x | μ_k, Σ_k, ν_k).

    Parameters
    ----------
    points : array (N, D)
    mixture : StudentMixture

    Returns
    -------
    array (N,)
        Natural logarithms of densities, per unit volume of the data's units.

    Raises
    ------
    ValueError
        If the points are not finite, or have another number of columns than the mixture.
    TypeError
        If `mixture` is not a `StudentMixture`.

    Notes
    -----
    Peel and McLachlan (2000), section 3.
    """
    array = _checked_points(points, mixture)
    return normalize(_log_weighted(squared_distances_to(array, mixture), mixture))[1]


def student_e_step(
    points: ArrayLike, mixture: StudentMixture
) -> tuple[FloatArray, FloatArray, float]:
    """Return responsibilities, latent scales and total log-likelihood, all at `mixture`.

    A t distribution is a Gaussian whose covariance Σ / u is drawn anew for each point. The
    latent scale u is near 1 for a point in the bulk and near 0 for an outlier; the M step
    weighs each point by it, which is why outliers hardly move a t mixture.

    Parameters
    ----------
    points : array (N, D)
    mixture : StudentMixture

    Returns
    -------
    responsibilities : array (N, K)
        p(component k | x_n); every row sums to one (Peel and McLachlan 2000, equation 16).
    latent_scales : array (N, K)
        E[u | x_n, component k] = (ν_k + D) / (ν_k + δ_nk), δ the squared Mahalanobis distance
        (equation 20).
    log_likelihood : float
        Σ_n log p(x_n) at these parameters, before any M step.

    Raises
    ------
    ValueError
        If the points are not finite, or have another number of columns than the mixture.
    """
    return student_expect(_checked_points(points, mixture), mixture)


def student_expect(
    points: FloatArray, mixture: StudentMixture
) -> tuple[FloatArray, FloatArray, float]:
    """Do the E step on points that have been checked."""
    distances = squared_distances_to(points, mixture)
    shares, log_densities = normalize(_log_weighted(distances, mixture))
    degrees = mixture.degrees_of_freedom
    latent_scales = (degrees + mixture.n_dimensions) / (degrees + distances)
    return shares, latent_scales, float(log_densities.sum())


def squared_distances_to(points: FloatArray, mixture: StudentMixture) -> FloatArray:
    """Return squared Mahalanobis distances (N, K) of checked points, at most 1e300."""
    columns = np.ascontiguousarray(points.T)
    distances = np.empty((mixture.n_components, len(points)))
    parameters = zip(mixture.gaussian.whitening, mixture.locations, strict=True)
    for row, (whitening, location) in zip(distances, parameters, strict=True):
        whitened = whitening @ (columns - location[:, np.newaxis])
        # A distance whose square would overflow is at the end of the scale.
        np.clip(whitened, -1e149, 1e149, out=whitened)
        np.einsum("dn,dn->n", whitened, whitened, out=row)
    return distances.T


def log_normalizer(degrees: FloatArray, n_dimensions: int) -> FloatArray:
    """Return log [Γ((ν + D)/2) / (Γ(ν/2) (ν π)^(D/2))] for each ν, to full precision.

    The difference of two log-gammas cancels from ν = 1e4 on. Written as a product of D/2 ratios
    of neighbouring arguments, each within a logarithm near 1, nothing cancels; an odd D leaves
    one ratio of arguments half a unit apart (Abramowitz and Stegun 1964, 6.1.15 and 6.1.40).
    """
    steps = np.arange(n_dimensions % 2, n_dimensions, 2.0)[:, np.newaxis]
    total = np.log1p(steps / degrees).sum(axis=0)
    if n_dimensions % 2:
        half = degrees / 2.0
        raised = 1.0 / (half + len(_RAISED))
        square = raised * raised
        series = square * (1 / 640 - square * (17 / 14336 - square * 31 / 18432))
        total = total - raised * (1 / 8 - square * (1 / 192) + square * series)
        total += 0.5 * np.log1p(len(_RAISED) / half)
        total -= np.log1p(0.5 / (half + _RAISED)).sum(axis=0)
    normalizer: FloatArray = total - 0.5 * n_dimensions * _LOG_2_PI
    return normalizer


def log_normalizer_slope(degrees: FloatArray, n_dimensions: int) -> FloatArray:
    """Return the derivative of `log_normalizer` by ν, term by term."""
    steps = np.arange(n_dimensions % 2, n_dimensions, 2.0)[:, np.newaxis]
    total: FloatArray = -(steps / (degrees * (degrees + steps))).sum(axis=0)
    if n_dimensions % 2:
        half = degrees / 2.0
        raised = 1.0 / (half + len(_RAISED))
        square = raised * raised
        series = square * (5 / 640 - square * (119 / 14336 - square * 279 / 18432))
        slope = square * (1 / 8 - square * (3 / 192) + square * series)
        slope -= 0.5 * len(_RAISED) * raised / half
        slope += (0.5 / ((half + _RAISED) * (half + _RAISED + 0.5))).sum(axis=0)
        total = total + 0.5 * slope
    return total


def _log_weighted(distances: FloatArray, mixture: StudentMixture) -> FloatArray:
    degrees, n_dimensions = mixture.degrees_of_freedom, mixture.n_dimensions
    with np.errstate(divide="ignore"):  # a weight of zero has logarithm minus infinity
        constants = np.log(mixture.weights) - mixture.gaussian.log_scales
    constants = constants + log_normalizer(degrees, n_dimensions)
    terms: FloatArray = constants - 0.5 * (degrees + n_dimensions) * np.log1p(distances / degrees)
    return terms


def _checked_points(points: ArrayLike, mixture: StudentMixture) -> FloatArray:
    check_model(mixture, StudentMixture, "mixture")
    array = check_points(points)
    check_same_columns(array, mixture.n_dimensions, "the mixture")
    return array
