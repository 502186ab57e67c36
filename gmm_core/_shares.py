"""Responsibilities as an argument, and the moments of points that are shared out."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, as_floats

# A component whose responsibilities sum to less than this has no digits left to work with.
FEWEST_POINTS = 1e-200


def check_shares(responsibilities: ArrayLike, n_points: int) -> FloatArray:
    """Return responsibilities (N, K), zero or more with rows that sum to one."""
    shares = as_floats(responsibilities, "responsibilities")
    if shares.ndim != 2 or shares.shape[0] != n_points or shares.shape[1] == 0:
        raise ValueError(
            f"responsibilities must have the shape (N, K) with N = {n_points}, one row per "
            f"point; it was {shares.shape}"
        )
    bad = ~((shares >= 0).all(axis=1) & (np.abs(shares.sum(axis=1) - 1.0) <= 1e-6))
    if bad.any():
        row = int(np.argmax(bad))
        raise ValueError(
            "responsibilities must be zero or more and sum to one in each row; "
            f"row {row} was {shares[row].tolist()}"
        )
    return shares


def weighted_moments(points: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the mean (D,) and covariance (D, D) of points under weights (N,), any positive sum.

    The covariance is about a first mean, and takes out what that mean missed by rounding (Chan,
    Golub and LeVeque 1983, equation 1.7), so that data far from zero keep their digits.
    """
    shares = weights / weights.sum()
    rough = shares @ points
    deviations = points - rough
    missed = shares @ deviations
    # Weighted by roots, the product with its own transpose is exactly symmetric.
    deviations *= np.sqrt(shares)[:, np.newaxis]
    return rough + missed, deviations.T @ deviations - np.outer(missed, missed)


def normalize(terms: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return shares exp(terms) / Σ exp(terms) along each row (N, K), and log-sum-exp (N,)."""
    largest = terms.max(axis=1, keepdims=True)
    shares = np.exp(terms - largest)
    totals = shares.sum(axis=1, keepdims=True)
    shares /= totals
    return shares, (largest + np.log(totals))[:, 0]
