"""The M step: the parameters that make the points, so shared out, most likely."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core._validation import (
    FloatArray,
    as_floats,
    as_points,
    check_at_least_zero,
    check_choice,
    check_points,
    check_same_columns,
)
from gmm_core.covariance_prior import CovariancePrior, check_prior
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.gathering import gather, moments_of
from gmm_core.mixture import Mixture


def m_step(
    points: ArrayLike,
    responsibilities: ArrayLike,
    covariance_type: str = "full",
    ridge: float = 0.0,
    prior: CovariancePrior | None = None,
) -> Mixture:
    """Return the mixture that maximizes the expected log-likelihood at these responsibilities.

    Parameters
    ----------
    points : array (N, D)
    responsibilities : array (N, K)
        Zero or more; each row sums to one.
    covariance_type : {"full", "tied", "diag", "spherical"}
    ridge : float
        Added to every variance afterwards, in squared units of the data. It is not a prior:
        with it the log-likelihood may fall.
    prior : CovariancePrior, optional
        Makes this the step of maximum a posteriori.

    Returns
    -------
    Mixture

    Raises
    ------
    ValueError
        If the arrays do not fit each other, if a component has no points, or if its points
        leave a covariance that is not positive definite (it has collapsed).

    Notes
    -----
    Bishop (2006), equations 9.24 to 9.27.
    """
    array = check_points(points)
    shares = as_floats(responsibilities, "responsibilities")
    if shares.ndim != 2 or shares.shape[0] != array.shape[0] or shares.shape[1] == 0:
        raise ValueError(
            f"responsibilities must have the shape (N, K) with N = {array.shape[0]}, one row per "
            f"point; it was {shares.shape}"
        )
    if not (shares >= 0).all() or not (np.abs(shares.sum(axis=1) - 1.0) <= 1e-6).all():
        bad = ~((shares >= 0).all(axis=1) & (np.abs(shares.sum(axis=1) - 1.0) <= 1e-6))
        row = int(np.argmax(bad))
        raise ValueError(
            "responsibilities must be zero or more and sum to one in each row; "
            f"row {row} was {shares[row].tolist()}"
        )
    check_choice(covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
    check_prior(prior)
    return maximize(array, shares, covariance_type, check_at_least_zero(ridge, "ridge"), prior)


def em_step(
    points: ArrayLike,
    mixture: Mixture,
    ridge: float = 0.0,
    prior: CovariancePrior | None = None,
) -> Mixture:
    """Return the mixture after one iteration of EM: an E step, then an M step.

    Parameters and errors are those of `e_step` and `m_step`.
    """
    check_model(mixture, Mixture, "mixture")
    check_prior(prior)
    array = as_points(points)
    check_same_columns(array, mixture.n_dimensions, "the mixture")
    return gather(array, mixture, with_log=False).moments.maximize(
        mixture.covariance_type, check_at_least_zero(ridge, "ridge"), prior
    )


def maximize(
    points: FloatArray,
    responsibilities: FloatArray,
    covariance_type: str,
    ridge: float,
    prior: CovariancePrior | None,
) -> Mixture:
    """Do the M step on arguments that have been checked."""
    return moments_of(points, responsibilities.T).maximize(covariance_type, ridge, prior)
