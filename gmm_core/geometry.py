"""The outline of a Gaussian in the plane, and which way it points."""

import math

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, as_floats, check_count
from gmm_core.mixture import whiten


def ellipse(mean: ArrayLike, covariance: ArrayLike, level: float, n_points: int = 64) -> FloatArray:
    """Return boundary points of the ellipse that holds `level` of a plane Gaussian's mass.

    Parameters
    ----------
    mean : array (2,)
    covariance : array (2, 2)
    level : float
        Probability mass inside, above 0 and below 1.
    n_points : int
        At least 3.

    Returns
    -------
    array (n_points, 2)
        Counter-clockwise, in the units of the data; the first point is not repeated. It moves
        smoothly with mean and covariance.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or the covariance is not positive definite.

    Notes
    -----
    The squared Mahalanobis distance of a plane Gaussian has a chi-square distribution with 2
    degrees of freedom, whose quantile is −2 log(1 − level) (Bishop 2006, section 2.3).
    """
    centre = as_floats(mean, "mean")
    matrix = as_floats(covariance, "covariance")
    if centre.shape != (2,) or matrix.shape != (2, 2):
        raise ValueError(
            "mean and covariance must have the shapes (2,) and (2, 2); "
            f"they were {centre.shape} and {matrix.shape}"
        )
    if not 0.0 < level < 1.0:
        raise ValueError(f"level must lie above 0 and below 1; it was {level!r}")
    count = check_count(n_points, "n_points", low=3)
    whitening, _ = whiten(matrix[np.newaxis])
    angles = np.arange(count) * (2.0 * math.pi / count)
    circle = np.stack([np.cos(angles), np.sin(angles)])
    radius = math.sqrt(-2.0 * math.log1p(-level))
    return centre + radius * np.linalg.solve(whitening[0], circle).T


def long_axis(covariance: ArrayLike) -> tuple[float, float]:
    """Return which way a covariance points, and how much longer than wide it is.

    Parameters
    ----------
    covariance : array (2, 2)

    Returns
    -------
    angle : float
        Of the long axis, in degrees counter-clockwise from the first coordinate's direction,
        0 or more and below 180.
    ratio : float
        Of the long axis to the short one, 1 or more; at 1 the angle means nothing.

    Raises
    ------
    ValueError
        If it is not a symmetric positive definite 2 × 2 matrix.
    """
    matrix = as_floats(covariance, "covariance")
    if matrix.shape != (2, 2):
        raise ValueError(f"covariance must have the shape (2, 2); it was {matrix.shape}")
    whiten(matrix[np.newaxis])
    values, vectors = np.linalg.eigh(matrix)
    x, y = vectors[:, 1]
    angle = math.degrees(math.atan2(y, x)) % 180.0
    # Just below a full half turn, the remainder rounds up to it.
    return (0.0 if angle == 180.0 else angle), math.sqrt(values[1] / values[0])
