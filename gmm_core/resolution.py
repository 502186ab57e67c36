"""What double precision resolves of the data, and when a component has shrunk beyond it."""

from typing import NamedTuple

import numpy as np

from gmm_core._validation import FloatArray
from gmm_core.mixture import Mixture

# Below these a covariance is rounding error rather than shape.
FLATTEST = 1e-12
SMALLEST = 1e-16


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
    rounding = np.square(4.0 * np.finfo(np.float64).eps * np.abs(points).max(axis=0))
    return Resolution(np.maximum(SMALLEST * points.var(axis=0), rounding), rounding)


def collapsed(mixture: Mixture, limits: Resolution) -> bool:
    """Return whether a component has shrunk onto a point, a line or a plane.

    A component counts as collapsed if a variance is below the smallest, or if one coordinate is
    determined by the others to within 1e-6 of its standard deviation, that is 1 − R² < 1e-12, or
    to within its rounding. All are ratios, so units do not matter, and lie at the edge of what
    double precision resolves, so that narrow but real shapes (a correlation of 1 − 1e-10) pass.
    A collapse runs through them in one or two iterations, because its variance falls faster than
    geometrically.
    """
    variances = np.diagonal(mixture.covariances, axis1=1, axis2=2)
    if (variances < limits.smallest).any():
        return True
    # The diagonal of Σ⁻¹ = Wᵀ W: one over each coordinate's variance, given the others.
    precisions = np.square(mixture.whitening).sum(axis=1)
    return bool((precisions * np.maximum(FLATTEST * variances, limits.rounding) > 1.0).any())
