"""EM as coordinate ascent: the log-likelihood taken apart into a lower bound and a divergence."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, logsumexp

from gmm_core._validation import FloatArray
from gmm_core.expectation import log_weighted_densities
from gmm_core.labels import check_responsibilities
from gmm_core.mixture import Mixture


def elbo(points: ArrayLike, mixture: Mixture, responsibilities: ArrayLike) -> float:
    """Return the evidence lower bound L(q, θ) = E_q[log p(X, Z | θ)] + H(q), in nats.

    With any responsibilities q it lies below the log-likelihood at `mixture`, by exactly
    `kl_to_posterior`. An E step makes the two equal; an M step raises it.

    Parameters
    ----------
    points : array (N, D)
    mixture : Mixture
        θ, the parameters.
    responsibilities : array (N, K)
        q, not necessarily those of θ: after an M step they are those of the θ before it. Zero
        or more; each row sums to one.

    Returns
    -------
    float
        Minus infinity if q gives a point to a component of weight zero.

    Raises
    ------
    ValueError
        If the arrays do not fit each other or hold other numbers than that.

    Notes
    -----
    Neal and Hinton (1998), section 3; Bishop (2006), equation 9.71.
    """
    terms = log_weighted_densities(points, mixture)
    shares = check_responsibilities(responsibilities, *terms.shape)
    return _expected(shares, terms) + float(entr(shares).sum())


def kl_to_posterior(points: ArrayLike, mixture: Mixture, responsibilities: ArrayLike) -> float:
    """Return KL(q ‖ p(Z | X, θ)), in nats: how far q is from what an E step would make.

    Parameters and errors are those of `elbo`.

    Returns
    -------
    float
        Zero or more; zero, to rounding, after an E step. Infinity if q gives a point to a
        component of weight zero.

    Notes
    -----
    Bishop (2006), equation 9.72.
    """
    terms = log_weighted_densities(points, mixture)
    shares = check_responsibilities(responsibilities, *terms.shape)
    terms = terms - logsumexp(terms, axis=1, keepdims=True)
    # A divergence is never negative; the sum of its rounded terms may be.
    return max(0.0, -float(entr(shares).sum()) - _expected(shares, terms))


def _expected(shares: FloatArray, terms: FloatArray) -> float:
    """Return Σ shares · terms, where a share of zero counts nothing, even of an infinite term."""
    return float(np.multiply(shares, terms, out=np.zeros_like(terms), where=shares > 0).sum())
