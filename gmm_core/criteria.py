"""How many numbers a mixture holds, and the criteria that charge for them."""

import math

from numpy.typing import ArrayLike
from scipy.special import entr

from gmm_core._validation import check_choice, check_count
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.labels import check_responsibilities


def n_parameters(n_components: int, n_dimensions: int, covariance_type: str = "full") -> int:
    """Return the number of free parameters: K − 1 weights, K D means, and the covariances.

    Parameters
    ----------
    n_components : int
    n_dimensions : int
    covariance_type : {"full", "tied", "diag", "spherical"}

    Returns
    -------
    int
        Fraley and Raftery (2002), Table 1, for the covariances.

    Raises
    ------
    ValueError
        If a number is not at least 1, or the type is none of these.
    """
    k = check_count(n_components, "n_components", low=1)
    d = check_count(n_dimensions, "n_dimensions", low=1)
    check_choice(covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
    return k - 1 + k * d + COVARIANCE_TYPES[covariance_type].n_free(k, d)


def bic(log_likelihood: float, n_free: int, n_points: int) -> float:
    """Return n_free · log N − 2 ll; smaller is better (Schwarz 1978).

    Parameters
    ----------
    log_likelihood : float
        Total, at the maximum, in nats.
    n_free : int
        See `n_parameters`.
    n_points : int
        N, at least 1.

    Returns
    -------
    float
        In twice nats.

    Raises
    ------
    ValueError
        If there is no point.
    """
    return n_free * math.log(check_count(n_points, "n_points", low=1)) - 2.0 * log_likelihood


def aic(log_likelihood: float, n_free: int) -> float:
    """Return 2 · n_free − 2 ll; smaller is better (Akaike 1974).

    Parameters
    ----------
    log_likelihood : float
        Total, at the maximum, in nats.
    n_free : int
        See `n_parameters`.

    Returns
    -------
    float
        In twice nats.
    """
    return 2.0 * n_free - 2.0 * log_likelihood


def icl(log_likelihood: float, n_free: int, n_points: int, responsibilities: ArrayLike) -> float:
    """Return BIC + 2 H, H the entropy of the responsibilities; smaller is better.

    It charges for overlap as well: it chooses the number of groups that stand apart, BIC that
    of the Gaussians which the density takes.

    Parameters
    ----------
    log_likelihood, n_free, n_points : float, int, int
        See `bic`.
    responsibilities : array (N, K)
        Of an E step at the same maximum.

    Returns
    -------
    float
        In twice nats.

    Raises
    ------
    ValueError
        If the responsibilities are not such.

    Notes
    -----
    Biernacki, Celeux and Govaert (2000), equation 8, with the entropy itself, as McLachlan and
    Peel (2000), section 6.10.3; with hard labels in its place, half the charge is
    −Σ_n log max_k r_nk.
    """
    shares = check_responsibilities(responsibilities, n_points)
    return bic(log_likelihood, n_free, n_points) + 2.0 * float(entr(shares).sum())
