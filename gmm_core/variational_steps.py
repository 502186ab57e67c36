"""The two halves of variational inference for Gaussian mixtures, and what they pass on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core._validation import (
    FloatArray,
    check_at_least_zero,
    check_points,
    check_same_columns,
)
from gmm_core.labels import check_responsibilities
from gmm_core.measured_points import MeasuredPoints, measure
from gmm_core.normal_wishart import NormalWishart
from gmm_core.variational_posterior import VariationalPosterior
from gmm_core.variational_prior import VariationalPrior
from gmm_core.weight_priors import WEIGHT_PRIORS

# Below this exp() returns denormal numbers, which are a hundred times slower; it is 1e-304.
_SMALLEST_EXPONENT = -700.0
# Where a point's terms sum to less than this it is far from all components, and the largest term
# is taken out first: else what stands for nothing, 1e-304, would be too large a share of it.
_SMALLEST_TOTAL = 1e-12

# What has one value in all coordinates (axis 0) or components (axis 1) of the packed scatters.
_SHARED = {"spherical": 0, "tied": 1}


@dataclass(frozen=True, eq=False)
class Expectation:
    """An E step's responsibilities (K, N), their entropy, and Σ_n log of what normalized them."""

    shares: FloatArray
    entropy: float
    log_normalizer: float


def variational_e_step(
    points: ArrayLike, posterior: VariationalPosterior
) -> tuple[FloatArray, float]:
    """Return the best responsibilities for a posterior, and the lower bound that they reach.

    Parameters
    ----------
    points : array (N, D)
    posterior : VariationalPosterior

    Returns
    -------
    responsibilities : array (N, K)
        Every row sums to one (Bishop 2006, equations 10.46 and 10.49).
    bound : float
        log p(X) ≥ E_q[log p(X, Z, θ) − log q(Z) − log q(θ)], in nats, with all constants
        (equation 10.70).

    Raises
    ------
    ValueError
        If the points are not finite, or have another number of columns than the prior.
    """
    check_model(posterior, VariationalPosterior, "posterior")
    expectation = expect(measure(_checked(points, posterior.prior), posterior.prior), posterior)
    return expectation.shares.T, expectation.log_normalizer - posterior.divergence


def variational_m_step(
    points: ArrayLike,
    responsibilities: ArrayLike,
    prior: VariationalPrior,
    ridge: float = 0.0,
) -> VariationalPosterior:
    """Return the best posterior for given responsibilities.

    Parameters
    ----------
    points : array (N, D)
    responsibilities : array (N, K)
        Zero or more; each row sums to one. To start from a few points, rows may be all zeros:
        those points are left out. For hard labels see `one_hot`.
    prior : VariationalPrior
    ridge : float
        Added to every variance of the points that a component holds, in squared units of the
        data, as scikit-learn's `reg_covar` is. With it the bound may fall.

    Returns
    -------
    VariationalPosterior

    Raises
    ------
    ValueError
        If the arrays do not fit each other, or a covariance loses all its digits.

    Notes
    -----
    Bishop (2006), equations 10.58 to 10.63; for the process Blei and Jordan (2006), equations
    18 and 19.

    The model is the same for all covariance types: components with full precisions of their own.
    The type restricts the posterior: "diag" and "spherical" take the Wishart distributions whose
    scale matrix has that shape, "tied" one Wishart distribution for all components. Among those,
    this step takes the one of the highest bound (it minimizes Σ_k KL(q ‖ q_k), q_k being the
    unrestricted Wishart with ν_k and S_k: the parameters are the diagonal of S_k; the mean of
    that diagonal; or the means over k of ν_k and of S_k). So the bound never falls, for any
    type, and bounds of different types bound the same evidence. In scikit-learn the steps
    are the same. A model whose coordinates had Gamma precisions of their own would differ in
    E log |Λ|.
    """
    check_model(prior, VariationalPrior, "prior")
    array = _checked(points, prior)
    shares = check_responsibilities(responsibilities, len(array), left_out=True)
    ridge = check_at_least_zero(ridge, "ridge")
    return maximize(measure(array, prior), np.ascontiguousarray(shares.T), prior, ridge)[0]


def variational_step(
    points: ArrayLike, posterior: VariationalPosterior, ridge: float = 0.0
) -> VariationalPosterior:
    """Return the posterior after one iteration: an E step, then an M step.

    Parameters and errors are those of `variational_e_step` and `variational_m_step`.

    Returns
    -------
    VariationalPosterior

    Notes
    -----
    Bishop (2006), section 10.2.1.
    """
    check_model(posterior, VariationalPosterior, "posterior")
    measured = measure(_checked(points, posterior.prior), posterior.prior)
    expectation = expect(measured, posterior)
    ridge = check_at_least_zero(ridge, "ridge")
    return maximize(measured, expectation.shares, posterior.prior, ridge)[0]


def expect(points: MeasuredPoints, posterior: VariationalPosterior) -> Expectation:
    """Do the E step on points that have been checked and measured."""
    gaussians = posterior.gaussians
    top = float(np.maximum.reduce(posterior.log_scores))
    scores = posterior.log_scores - top  # no term is then above zero
    shares = np.empty((posterior.n_components, points.n_points))
    entropy, log_normalizer = 0.0, top * points.n_points
    for block in points.blocks(posterior.n_components):
        terms = points.log_terms(scores, gaussians, block)
        part = shares[:, block]
        totals = _exponentials(terms, part)
        if not np.minimum.reduce(totals) > _SMALLEST_TOTAL:
            terms = points.log_terms(scores, gaussians, block)
            largest = np.maximum.reduce(terms, axis=0)
            terms -= largest
            totals = _exponentials(terms, part)
            log_normalizer += float(np.add.reduce(largest))
        part *= 1.0 / totals
        logs = float(np.add.reduce(np.log(totals)))
        log_normalizer += logs
        entropy += logs - float(np.vdot(terms, part))
    return Expectation(shares, entropy, log_normalizer)


def _exponentials(terms: FloatArray, out: FloatArray) -> FloatArray:
    """Write exp(terms) (K, n), of which none is denormal, and return their sums (n,)."""
    np.maximum(terms, _SMALLEST_EXPONENT, out=terms)
    np.exp(terms, out=out)
    totals: FloatArray = np.add.reduce(out, axis=0)
    return totals


def maximize(
    points: MeasuredPoints, shares: FloatArray, prior: VariationalPrior, ridge: float
) -> tuple[VariationalPosterior, float]:
    """Do the M step on what has been checked, with shares (K, N).

    Returns
    -------
    posterior : VariationalPosterior
    expected : float
        E_q[log p(X, Z | θ)] under these shares and the new posterior.
    """
    counts, moved, held = points.moments(shares)
    packing, kind = prior.gaussian.packing, prior.covariance_type
    scatters = prior.gaussian.packed_scatters + held
    scatters += prior.mean_precision * packing.squares(moved)
    if ridge:
        scatters += ridge * counts * packing.identity
    degrees_of_freedom = prior.degrees_of_freedom + counts
    if kind in _SHARED:
        scatters[:] = _mean(scatters, _SHARED[kind])
    if kind == "tied":
        degrees_of_freedom[:] = _mean(degrees_of_freedom, 0)
    concentration = WEIGHT_PRIORS[prior.weight_prior].update(counts, prior.concentration)
    concentration.setflags(write=False)
    gaussians = NormalWishart(
        prior.mean + moved.T, prior.mean_precision + counts, degrees_of_freedom, scatters, packing
    )
    posterior = VariationalPosterior(prior, concentration, gaussians)
    squares = packing.trace(gaussians.packed_precisions, held)
    return posterior, float(counts.dot(posterior.log_scores) - 0.5 * squares)


def _mean(array: FloatArray, axis: int) -> FloatArray:
    """Return what `array.mean(axis, keepdims=True)` does, without its calls."""
    mean: FloatArray = np.add.reduce(array, axis=axis, keepdims=True) / array.shape[axis]
    return mean


def _checked(points: ArrayLike, prior: VariationalPrior) -> FloatArray:
    array = check_points(points)
    check_same_columns(array, prior.n_dimensions, "the prior")
    return array
