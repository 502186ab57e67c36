"""Which points are too unlikely under a fitted density."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmm_core._validation import FloatArray, as_floats


@dataclass(frozen=True, eq=False)
class Anomalies:
    """Points that a density calls unlikely.

    Attributes
    ----------
    flagged : array (N,) of bool
    threshold : float
        Log-density at or below which a point is flagged.
    """

    flagged: NDArray[np.bool_]
    threshold: float

    @property
    def count(self) -> int:
        """How many points are flagged."""
        return int(np.count_nonzero(self.flagged))


def least_likely(log_densities: ArrayLike, share: float) -> Anomalies:
    """Flag the given share of the points: those of the lowest density.

    Parameters
    ----------
    log_densities : array (N,)
        Of the points under any model: `log_density`, `student_log_density` or
        `kernel_log_density`.
    share : float
        From 0 to 1. The number flagged is share · N, rounded to the nearest whole number, and
        more only if several points tie for the last place.

    Returns
    -------
    Anomalies
        With the threshold at the last point flagged; minus infinity if none is.

    Raises
    ------
    ValueError
        If a log-density is not a number or plus infinity, or the share not between 0 and 1.
    """
    values = _checked(log_densities)
    fraction = as_floats(share, "share")
    if fraction.ndim != 0 or not 0.0 <= fraction <= 1.0:
        raise ValueError(f"share must be a number from 0 to 1; it was {share!r}")
    count = int(np.floor(float(fraction) * len(values) + 0.5))
    if count == 0:
        return Anomalies(_frozen(np.zeros(len(values), dtype=bool)), -np.inf)
    return below_density(values, float(np.partition(values, count - 1)[count - 1]))


def below_density(log_densities: ArrayLike, threshold: float) -> Anomalies:
    """Flag the points whose log-density is at or below a threshold.

    Parameters
    ----------
    log_densities : array (N,)
    threshold : float
        Natural logarithm of a density, per unit volume of the data's units.

    Returns
    -------
    Anomalies

    Raises
    ------
    ValueError
        If a log-density is not a number or plus infinity, or the threshold not a number.
    """
    values = _checked(log_densities)
    limit = as_floats(threshold, "threshold")
    if limit.ndim != 0 or np.isnan(limit):
        raise ValueError(f"threshold must be a number; it was {threshold!r}")
    return Anomalies(_frozen(values <= limit), float(limit))


def _checked(log_densities: ArrayLike) -> FloatArray:
    values = as_floats(log_densities, "log_densities")
    if values.ndim != 1 or values.size == 0:
        raise ValueError(
            f"log_densities must hold one number per point, shape (N,); shape was {values.shape}"
        )
    if not (values < np.inf).all():
        row = int(np.argmin(values < np.inf))
        raise ValueError(
            f"log_densities must be numbers, not plus infinity; row {row} was {values[row]}"
        )
    return values


def _frozen(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    flags.flags.writeable = False
    return flags
