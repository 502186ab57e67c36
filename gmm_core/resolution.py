"""What double precision resolves of the data, and when a component has shrunk beyond it."""

from typing import NamedTuple

import numpy as np

from gmm_core._validation import FloatArray
from gmm_core.mixture import Mixture

# Below these a covariance is rounding error rather than shape. One as flat as the first is known
# to a relative eps / FLATTEST across, which costs the square of that in the log-likelihood: less
# than 1e-10 nats for each point. Ten times flatter it would show as a fall of the objective.
FLATTEST = 1e-10
SMALLEST = 1e-16

# The most that rounding may move a mean, in standard deviations: half its square, 2e-10 nats for
# each point, is what the log-likelihood loses.
FARTHEST_ROUNDED = 2e-5

_EPS = float(np.finfo(np.float64).eps)


class Resolution(NamedTuple):
    """How finely the data can be told apart in each coordinate.

    Attributes
    ----------
    smallest : array (D,)
        The variance below which a component is a mere point: 1e-16 of the data's, a standard
        deviation of 1e-8 of theirs; or, for data far from zero, `rounding`.
    rounding : array (D,)
        The square of a few roundings of the coordinates themselves.
    """

    smallest: FloatArray
    rounding: FloatArray


def resolve(points: FloatArray) -> Resolution:
    """Return the resolution of points (N, D)."""
    return resolution(points.var(axis=0), np.abs(points).max(axis=0))


def resolution(variances: FloatArray, largest: FloatArray) -> Resolution:
    """Return that of points with these variances (D,) and largest absolute coordinates (D,)."""
    rounding = np.square(4.0 * _EPS * largest)
    return Resolution(np.maximum(SMALLEST * variances, rounding), rounding)


def finest(means: FloatArray, limits: Resolution) -> FloatArray:
    """Return the variance (..., K, D) that a coordinate must have beside all the others.

    The rounding of the data, and that of a mean: what lies far from zero is told less finely.
    """
    moved = 0.5 * _EPS / FARTHEST_ROUNDED * means
    variances: FloatArray = np.maximum(np.square(moved), limits.rounding)
    return variances


def collapsed(mixture: Mixture, limits: Resolution) -> bool:
    """Return whether a component has shrunk onto a point, a line or a plane.

    A component counts as collapsed if a variance is below the smallest, or if one coordinate is
    determined by the others to within 1e-5 of its standard deviation, that is 1 − R² < 1e-10, or
    to within the rounding of data and mean (see `finest`). All are ratios, so units do not matter,
    and lie at the edge of what double precision resolves without a visible fall of the objective,
    so that narrow but real shapes (a correlation of 1 − 1e-9) pass. A collapse runs through them
    in one or two iterations, because its variance falls faster than geometrically.
    """
    variances = np.diagonal(mixture.covariances, axis1=1, axis2=2)
    if (variances < limits.smallest).any():
        return True
    # The diagonal of Σ⁻¹ = Wᵀ W: one over each coordinate's variance, given the others.
    precisions = np.square(mixture.whitening).sum(axis=1)
    least = np.maximum(FLATTEST * variances, finest(mixture.means, limits))
    return bool((precisions * least > 1.0).any())
