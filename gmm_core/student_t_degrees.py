"""Degrees of freedom of t components from points that are shared out, in two ways."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import digamma

from gmm_core._validation import FloatArray
from gmm_core.student_t_expectation import log_normalizer_slope

# Estimates stay between these. At the upper end a t is a Gaussian to eight digits; below the
# lower one the likelihood has its maxima on single points.
LOWEST_ESTIMATE = 0.1
HIGHEST_ESTIMATE = 1e8

Estimator = Callable[[FloatArray, FloatArray, int, float], float]


def from_distances(
    distances: FloatArray, shares: FloatArray, n_dimensions: int, present: float
) -> float:
    """Return the ν at which Σ shares · log t(x | ν) has its nearest maximum uphill of `present`.

    Parameters
    ----------
    distances : array (any shape)
        Squared Mahalanobis distances.
    shares : array (same shape)
        Weights of the points, zero or more.
    n_dimensions : int
    present : float

    Returns
    -------
    float
        Between 0.1 and 1e8.
    """
    total = shares.sum()

    def slope(degrees: float) -> float:
        ratios = distances / degrees
        within = ratios / (1.0 + ratios)
        each = within - np.log1p(ratios) + n_dimensions / degrees * within
        normalizer = log_normalizer_slope(np.array([degrees]), n_dimensions)[0]
        # By log ν: of the same size everywhere.
        return float(degrees * (total * normalizer + 0.5 * (shares * each).sum()))

    near = min(max(present, LOWEST_ESTIMATE), HIGHEST_ESTIMATE)
    uphill = slope(near)
    if uphill == 0.0:
        return near
    end = HIGHEST_ESTIMATE if uphill > 0 else LOWEST_ESTIMATE
    factor = 2.0 if uphill > 0 else 0.5
    while near != end:
        far = min(max(near * factor, LOWEST_ESTIMATE), HIGHEST_ESTIMATE)
        if slope(far) * uphill <= 0:
            return math.exp(
                brentq(lambda log: slope(math.exp(log)), math.log(near), math.log(far), rtol=1e-12)
            )
        near, factor = far, factor * factor
    return end


def from_latent_scales(
    latent_scales: FloatArray, shares: FloatArray, n_dimensions: int, present: float
) -> float:
    """Return the ν that maximizes the expected log-density of the latent scales.

    Peel and McLachlan (2000), equation 30. Parameters as in `from_distances`, but with the
    latent scales that an E step at the `present` ν made.
    """
    halved = 0.5 * (present + n_dimensions)
    each = np.log(latent_scales) - (latent_scales - 1.0)
    mean = (shares * each).sum() / shares.sum()
    # log a − ψ(a) falls from infinity to zero; a = ν / 2.
    wanted = math.log(halved) - float(digamma(halved)) - float(mean)

    def surplus(log: float) -> float:
        return log - float(digamma(math.exp(log))) - wanted

    low, high = math.log(LOWEST_ESTIMATE / 2.0), math.log(HIGHEST_ESTIMATE / 2.0)
    if surplus(low) <= 0:
        return LOWEST_ESTIMATE
    if surplus(high) >= 0:
        return HIGHEST_ESTIMATE
    return 2.0 * math.exp(brentq(surplus, low, high, rtol=1e-12))


VARIANTS: Final[dict[str, Estimator]] = {"ECME": from_distances, "EM": from_latent_scales}
"""How degrees of freedom are estimated, by name; see `student_m_step`."""

ESTIMATES: Final = ("fixed", "common", "per component")
"""What becomes of the degrees of freedom in an M step."""
