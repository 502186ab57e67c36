"""Mean and covariance of a mixture as a whole, and how far those of its draws are off."""

import numpy as np

from gmm_core._models import check_model
from gmm_core._validation import FloatArray, check_count
from gmm_core.mixture import Mixture


def mixture_moments(mixture: Mixture) -> tuple[FloatArray, FloatArray]:
    """Return the mean and the covariance of the mixture's whole distribution.

    Parameters
    ----------
    mixture : Mixture

    Returns
    -------
    mean : array (D,)
        Σ_k π_k μ_k.
    covariance : array (D, D)
        Σ_k π_k (Σ_k + δ_k δ_kᵀ), δ_k = μ_k − mean (Bishop 2006, equation 9.50).

    Raises
    ------
    TypeError
        If it is not a `Mixture`.
    """
    check_model(mixture, Mixture, "mixture")
    weights = mixture.weights / mixture.weights.sum()
    mean: FloatArray = weights @ mixture.means
    away = mixture.means - mean
    spread = mixture.covariances + away[:, :, np.newaxis] * away[:, np.newaxis, :]
    covariance: FloatArray = np.einsum("k,kij->ij", weights, spread)
    return mean, covariance


def sampling_errors(mixture: Mixture, n: int) -> tuple[FloatArray, FloatArray]:
    """Return the standard errors of mean and covariance of `n` independent draws.

    Parameters
    ----------
    mixture : Mixture
    n : int
        At least 2.

    Returns
    -------
    mean_errors : array (D,)
        √(C_ii / n), with C the covariance of the mixture.
    covariance_errors : array (D, D)
        Of the unbiased sample covariance, with divisor n − 1.

    Raises
    ------
    TypeError
        If it is not a `Mixture`, or `n` not a whole number.
    ValueError
        If `n` is below 2.

    Notes
    -----
    Var S_ij = κ_ijij / n + (C_ii C_jj + C_ij²) / (n − 1), exactly and for any distribution, where
    κ_ijij = E[d_i² d_j²] − C_ii C_jj − 2 C_ij² is its fourth cumulant and d = x − mean
    (McCullagh 1987, Tensor Methods in Statistics, chapter 4). Given the component, d is Gaussian
    with mean δ and covariance Σ, so that by Isserlis (1918) E[d_i² d_j²] is the mean, by weight,
    of δ_i² δ_j² + δ_i² Σ_jj + δ_j² Σ_ii + 4 δ_i δ_j Σ_ij + Σ_ii Σ_jj + 2 Σ_ij².
    """
    count = check_count(n, "n", low=2)
    mean, covariance = mixture_moments(mixture)
    variances = np.diagonal(covariance)
    products = np.outer(variances, variances)
    excess = _fourth_moments(mixture, mean) - products - 2.0 * covariance**2
    squared = excess / count + (products + covariance**2) / (count - 1)
    return np.sqrt(variances / count), np.sqrt(squared)


def _fourth_moments(mixture: Mixture, mean: FloatArray) -> FloatArray:
    """Return E[d_i² d_j²] (D, D); see `sampling_errors`."""
    away, covariances = mixture.means - mean, mixture.covariances
    # δ_i² + Σ_ii, whose products hold four of the six terms.
    squares = away**2 + np.diagonal(covariances, axis1=1, axis2=2)
    crossed = away[:, :, np.newaxis] * away[:, np.newaxis, :]
    terms = squares[:, :, np.newaxis] * squares[:, np.newaxis, :]
    terms += 4.0 * crossed * covariances + 2.0 * covariances**2
    moments: FloatArray = np.einsum("k,kij->ij", mixture.weights / mixture.weights.sum(), terms)
    return moments
