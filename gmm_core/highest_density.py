"""The density above which a mixture holds a given share of its probability."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, as_floats
from gmm_core.expectation import log_density
from gmm_core.mixture import Mixture

# Places looked at for each component; the shares come out to about the inverse of it.
PLACES = 4096
_GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


def highest_density_levels(mixture: Mixture, probabilities: ArrayLike) -> FloatArray:
    """Return the log-densities whose regions above hold these probabilities.

    Parameters
    ----------
    mixture : Mixture
        In the plane.
    probabilities : array (S,)
        Above 0 and below 1.

    Returns
    -------
    array (S,)
        Natural logarithms, per unit area of the data's units: where x is drawn from the mixture,
        log p(x) is at least the s-th with the s-th probability.

    Raises
    ------
    ValueError
        If the mixture is not in the plane, or a probability not between 0 and 1.

    Notes
    -----
    The level is a quantile of p(x) with x from the mixture itself (Hyndman 1996, "Computing and
    graphing highest density regions"). Instead of random draws, each component is covered by
    places of equal probability on a spiral that turns by the golden angle (Vogel 1979): they
    follow the component wherever it is narrow, which no grid of a fixed spacing does.
    """
    wanted = as_floats(probabilities, "probabilities")
    if wanted.ndim != 1 or not ((wanted > 0.0) & (wanted < 1.0)).all():
        raise ValueError(f"probabilities must lie between 0 and 1; they were {wanted.tolist()}")
    if mixture.n_dimensions != 2:
        raise ValueError(f"the mixture must be in the plane; it has {mixture.n_dimensions}")
    roots = np.linalg.inv(mixture.whitening)
    places = mixture.means[:, np.newaxis] + _spiral() @ roots.transpose(0, 2, 1)
    values = log_density(places.reshape(-1, 2), mixture)
    order = np.argsort(values)[::-1]
    shares = np.repeat(mixture.weights / mixture.weights.sum() / PLACES, PLACES)[order]
    # Each place stands for the middle of its share.
    levels: FloatArray = np.interp(wanted, np.cumsum(shares) - shares / 2, values[order])
    return levels


def _spiral() -> FloatArray:
    """Return places (PLACES, 2) that share a standard normal in the plane equally."""
    number = np.arange(PLACES)
    # The square of the distance from the mean is chi-squared with two degrees of freedom.
    distance = np.sqrt(-2.0 * np.log1p(-(number + 0.5) / PLACES))
    angle = number * _GOLDEN_ANGLE
    return np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
