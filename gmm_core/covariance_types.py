"""The four covariance types, as a table: what each keeps of the scatter, and what it costs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from gmm_core._validation import FloatArray


@dataclass(frozen=True)
class CovarianceType:
    """One covariance type.

    Attributes
    ----------
    restrict : callable
        ``restrict(covariances (..., K, D, D), shares (..., K))`` returns the maximum-likelihood
        covariances of this type, always as full matrices. `shares` are proportional to the
        number of points that each component holds and sum to one.
    n_free : callable
        ``n_free(n_components, n_dimensions)``: how many numbers the covariances hold.
    """

    restrict: Callable[[FloatArray, FloatArray], FloatArray]
    n_free: Callable[[int, int], int]


def _full(covariances: FloatArray, shares: FloatArray) -> FloatArray:  # noqa: ARG001 - one signature
    return covariances


def _tied(covariances: FloatArray, shares: FloatArray) -> FloatArray:
    pooled = np.einsum("...k,...kij->...ij", shares, covariances)
    return np.repeat(pooled[..., np.newaxis, :, :], covariances.shape[-3], axis=-3)


def _diag(covariances: FloatArray, shares: FloatArray) -> FloatArray:  # noqa: ARG001 - one signature
    return covariances * np.eye(covariances.shape[-1])


def _spherical(covariances: FloatArray, shares: FloatArray) -> FloatArray:  # noqa: ARG001
    n_dimensions = covariances.shape[-1]
    variances = np.trace(covariances, axis1=-2, axis2=-1) / n_dimensions
    matrices: FloatArray = variances[..., np.newaxis, np.newaxis] * np.eye(n_dimensions)
    return matrices


COVARIANCE_TYPES: Final[dict[str, CovarianceType]] = {
    "full": CovarianceType(_full, lambda k, d: k * d * (d + 1) // 2),
    "tied": CovarianceType(_tied, lambda k, d: d * (d + 1) // 2),  # noqa: ARG005
    "diag": CovarianceType(_diag, lambda k, d: k * d),
    "spherical": CovarianceType(_spherical, lambda k, d: k),  # noqa: ARG005
}
"""Covariance types by name: full, tied, diag, spherical (Fraley and Raftery 2002, Table 1)."""

DIAGONAL: Final = frozenset({"diag", "spherical"})
"""The types whose matrices hold nothing off the diagonal."""
