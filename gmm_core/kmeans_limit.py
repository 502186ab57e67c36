"""k-means as a limit: a mixture of equal weights and one given σ, whose σ goes to nothing."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._shares import FEWEST_POINTS, check_shares, normalize
from gmm_core._validation import FloatArray, as_floats, check_points, check_same_columns
from gmm_core.nearest import squared_distances

# Below these, σ² or a squared distance over σ² is beyond the range of numbers.
_SMALLEST_SIGMA = 1e-150
_SMALLEST_RATIO = 1e-100


def soft_assign(points: ArrayLike, centroids: ArrayLike, sigma: float) -> tuple[FloatArray, float]:
    """Return responsibilities and log-likelihood of Σ_k N(x | μ_k, σ² I) / K.

    Parameters
    ----------
    points : array (N, D)
    centroids : array (K, D)
    sigma : float
        Standard deviation σ of every component, in the units of the data; above zero. As it
        shrinks, each row tends to one 1 among zeros: the nearest centroid, as `assign` has it.
        Equally near centroids share their point.

    Returns
    -------
    responsibilities : array (N, K)
    log_likelihood : float
        Total, before any update.

    Raises
    ------
    ValueError
        If an array is not finite, they differ in the number of columns, or σ is not above zero.

    Notes
    -----
    Bishop (2006), section 9.3.2, equation 9.42; soft k-means in MacKay (2003), section 20.3.
    """
    array, means = check_points_and_centroids(points, centroids)
    return expect_softly(array, means, check_sigma(sigma, array, means))


def soft_update(points: ArrayLike, responsibilities: ArrayLike, centroids: ArrayLike) -> FloatArray:
    """Return the means of the points under these responsibilities.

    Parameters
    ----------
    points : array (N, D)
    responsibilities : array (N, K)
    centroids : array (K, D)
        The present ones: a component without points keeps its own, as in `update`.

    Returns
    -------
    array (K, D)

    Raises
    ------
    ValueError
        If the arrays are not finite or do not fit each other.

    Notes
    -----
    MacKay (2003), section 20.3.
    """
    array, means = check_points_and_centroids(points, centroids)
    shares = check_shares(responsibilities, len(array))
    if shares.shape[1] != len(means):
        raise ValueError(
            f"responsibilities must have a column for each of the {len(means)} centroids; "
            f"shape was {shares.shape}"
        )
    return update_softly(array, shares, means)


def expect_softly(
    points: FloatArray, centroids: FloatArray, sigma: float
) -> tuple[FloatArray, float]:
    """Return responsibilities and log-likelihood of arguments that have been checked."""
    # Twice by σ: σ² alone may be too small a number.
    distances = squared_distances(points, centroids) / sigma / sigma
    shares, log_sums = normalize(-0.5 * distances.T)
    n_points, n_dimensions = points.shape
    each = n_dimensions * (np.log(sigma) + 0.5 * np.log(2.0 * np.pi)) + np.log(len(centroids))
    return shares, float(log_sums.sum() - n_points * each)


def update_softly(points: FloatArray, shares: FloatArray, centroids: FloatArray) -> FloatArray:
    """Return new centroids from arguments that have been checked."""
    counts = shares.sum(axis=0)
    held = counts >= FEWEST_POINTS
    # About the centre of the data, so that data far from zero keep their digits.
    centre = points.mean(axis=0)
    sums = shares.T @ (points - centre)
    means = centre + sums / np.where(held, counts, 1.0)[:, np.newaxis]
    return np.where(held[:, np.newaxis], means, centroids)


def check_points_and_centroids(
    points: ArrayLike, centroids: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return checked points and centroids of the same number of columns."""
    array = check_points(points)
    means = check_points(centroids, name="centroids")
    check_same_columns(array, means.shape[1], "the array of centroids")
    return array, means


def check_sigma(sigma: float, points: FloatArray, centroids: FloatArray) -> float:
    """Return σ as a float, above zero and not beyond the range of numbers."""
    number = as_floats(sigma, "sigma")
    extent = float(np.ptp(np.concatenate([points, centroids]), axis=0).max())
    smallest = max(_SMALLEST_RATIO * extent, _SMALLEST_SIGMA)
    if number.ndim != 0 or not smallest <= number < np.inf:
        raise ValueError(
            f"sigma must be a finite number above zero, here at least {smallest:g}; "
            f"it was {sigma!r}"
        )
    return float(number)
