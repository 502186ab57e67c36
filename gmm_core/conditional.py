"""What a joint Gaussian mixture says of its last coordinate, given the others."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core._shares import normalize
from gmm_core._validation import FloatArray, as_array, check_points
from gmm_core.expectation import log_weighted_densities
from gmm_core.mixture import Mixture

_LOG_2_PI = float(np.log(2.0 * np.pi))


def conditional_mean(x: ArrayLike, mixture: Mixture) -> FloatArray:
    """Return E[y | x], y the last coordinate of the mixture and x the others.

    Parameters
    ----------
    x : array (N, D − 1), or (N,) for a mixture in the plane
    mixture : Mixture
        Of D ≥ 2 dimensions.

    Returns
    -------
    array (N,)
        Σ_k p(k | x) (a_k + b_k · x), Gaussian mixture regression (Sung 2004, section 3.1).
    """
    weights, means, _ = conditional_parts(x, mixture)
    mean: FloatArray = (weights * means).sum(axis=1)
    return mean


def conditional_log_density(points: ArrayLike, mixture: Mixture) -> FloatArray:
    """Return log p(y | x) at each point, y its last coordinate and x the others.

    Parameters
    ----------
    points : array (N, D)
    mixture : Mixture
        Of D ≥ 2 dimensions.

    Returns
    -------
    array (N,)
        Natural logarithms of densities, per unit of y.
    """
    check_model(mixture, Mixture, "mixture")
    array = check_points(points)
    _check_dimensions(array.shape[1], mixture, "points", mixture.n_dimensions)
    log_weights, means, deviations = _parts(array[:, :-1], mixture)
    squares = np.square((array[:, -1:] - means) / deviations)
    terms = log_weights - np.log(deviations) - 0.5 * (_LOG_2_PI + squares)
    return normalize(terms)[1]


def conditional_parts(x: ArrayLike, mixture: Mixture) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the mixture of Gaussians in y that p(y | x) is.

    Parameters
    ----------
    x : array (N, D − 1), or (N,) for a mixture in the plane
    mixture : Mixture
        Of D ≥ 2 dimensions.

    Returns
    -------
    weights : array (N, K)
        p(k | x).
    means : array (N, K)
        E[y | x, k], a line or plane in x for each component.
    variances : array (K,)
        Of y given x and k.

    Raises
    ------
    ValueError
        If x does not have one column less than the mixture has dimensions.

    Notes
    -----
    Bishop (2006), equations 2.81 and 2.82, for each component.
    """
    check_model(mixture, Mixture, "mixture")
    values = as_array(x, "x")
    array = check_points(values.reshape(-1, 1) if values.ndim == 1 else values, name="x")
    _check_dimensions(array.shape[1], mixture, "x", mixture.n_dimensions - 1)
    log_weights, means, deviations = _parts(array, mixture)
    return np.exp(log_weights), means, np.square(deviations)


def _parts(x: FloatArray, mixture: Mixture) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return log p(k | x) (N, K), means (N, K) and standard deviations (K,) of y."""
    means, covariances = mixture.means, mixture.covariances
    marginal = Mixture(
        mixture.weights, means[:, :-1], covariances[:, :-1, :-1], mixture.covariance_type
    )
    terms = log_weighted_densities(x, marginal)
    # The last row of W (W Σ Wᵀ = I) is (−b, 1) / s: slopes and deviation of y given x.
    last = mixture.whitening[:, -1, :]
    deviations = 1.0 / last[:, -1]
    slopes = -last[:, :-1] * deviations[:, np.newaxis]
    lines = np.stack(
        [mean[-1] + (x - mean[:-1]) @ slope for mean, slope in zip(means, slopes, strict=True)],
        axis=1,
    )
    return terms - normalize(terms)[1][:, np.newaxis], lines, deviations


def _check_dimensions(n_columns: int, mixture: Mixture, name: str, wanted: int) -> None:
    if mixture.n_dimensions < 2:
        raise ValueError("mixture must have at least two dimensions, x and y; it had 1")
    if n_columns != wanted:
        raise ValueError(
            f"{name} must have {wanted} columns for a mixture of {mixture.n_dimensions} "
            f"dimensions; it had {n_columns}"
        )
