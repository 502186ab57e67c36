"""The E step: how likely each point is, and to what share each component explains it."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core import plane
from gmm_core._models import check_model
from gmm_core._validation import FloatArray, as_points, check_points, check_same_columns
from gmm_core.mixture import Mixture
from gmm_core.plane_differences import Whitening, differences, log_terms, subtraction

# Numbers in one temporary array: such an array stays in the processor's cache, and a product of
# two of them is small enough for BLAS to leave it on one thread.
_CACHED = 65_536
_LONGEST = 8192

_LOG_2_PI = float(np.log(2.0 * np.pi))


def log_weighted_densities(points: ArrayLike, mixture: Mixture) -> FloatArray:
    """Return log π_k + log N(x_n | μ_k, Σ_k) for every point and component.

    Parameters
    ----------
    points : array (N, D)
    mixture : Mixture

    Returns
    -------
    array (N, K)
        Natural logarithms of densities, per unit volume of the data's units. Minus infinity
        where a weight is zero.

    Notes
    -----
    Bishop (2006), equation 2.43, in whitened form: with W Σ Wᵀ = I the quadratic form is
    |W (x − μ)|², whose differences keep their digits however far the data lie from zero.
    """
    array = _checked_points(points, mixture)
    terms = np.empty((mixture.n_components, len(array)))
    for block in blocks(len(array), mixture.means.size):
        _terms(array[block], mixture, terms[:, block])
    return terms.T


def log_density(points: ArrayLike, mixture: Mixture) -> FloatArray:
    """Return log p(x_n), p(x) = Σ_k π_k N(x | μ_k, Σ_k) (Bishop 2006, equation 9.7).

    Parameters
    ----------
    points : array (N, D)
    mixture : Mixture

    Returns
    -------
    array (N,)
    """
    array = _checked_points(points, mixture)
    log_densities = np.empty(len(array))
    for block in blocks(len(array), mixture.means.size):
        rows = array[block]
        terms = np.empty((mixture.n_components, len(rows)))
        totals, largest = plane.normalize(_terms(rows, mixture, terms))
        np.log(totals, out=log_densities[block])
        log_densities[block] += largest
    return log_densities


def e_step(points: ArrayLike, mixture: Mixture) -> tuple[FloatArray, float]:
    """Return the responsibilities and the total log-likelihood, both at `mixture`.

    Parameters
    ----------
    points : array (N, D)
    mixture : Mixture

    Returns
    -------
    responsibilities : array (N, K)
        p(component k | x_n); every row sums to one (Bishop 2006, equation 9.23).
    log_likelihood : float
        Σ_n log p(x_n) at these parameters, before any M step (equation 9.28).

    Raises
    ------
    ValueError
        If the points are not finite, or have another number of columns than the mixture.
    TypeError
        If `mixture` is not a `Mixture`.
    """
    check_model(mixture, Mixture, "mixture")
    array = as_points(points)
    check_same_columns(array, mixture.n_dimensions, "the mixture")
    return expect(array, mixture)


def expect(points: FloatArray, mixture: Mixture) -> tuple[FloatArray, float]:
    """Do the E step on a float array (N, D) whose values need not have been looked at."""
    shares = np.empty((mixture.n_components, len(points)))
    parts = blocks(len(points), mixture.means.size)
    if mixture.n_dimensions == 2:
        centre = points[len(points) // 2]

        log_likelihood = 0.0
        for part in parts:
            rows = plane.expand(points[part], centre)
            term = share_out_rows(rows, centre, mixture, shares[:, part])
            if term is None:  # then, nearly always, for the other blocks as well
                break
            log_likelihood += term
        else:
            return shares.T, log_likelihood
    check_points(points)
    return shares.T, sum(share_out(points[part], mixture, shares[:, part]) for part in parts)


def share_out_rows(
    rows: FloatArray,
    centre: FloatArray,
    mixture: Mixture,
    out: FloatArray,
    with_log: bool = True,
) -> float | None:
    """Put the shares (K, N) of points given as `plane.expand` has them into `out`.

    Returns their log-likelihood (0 if it is not asked for), or None where this form is inexact
    or the points are not finite.
    """
    table = plane.coefficients(*mixture.floats, centre, rows)
    if table is None:
        return None
    coefficients, top = table
    np.matmul(coefficients, rows, out=out)
    totals = plane.normalize_near(out)
    if totals is None:
        np.matmul(coefficients, rows, out=out)
        totals, largest = plane.normalize(out)
        log_likelihood = float(np.add.reduce(np.log(totals) + largest))
    else:
        log_likelihood = float(np.add.reduce(np.log(totals))) if with_log else 0.0
    _silence(mixture, out)
    return log_likelihood + top * len(totals)


def share_out(points: FloatArray, mixture: Mixture, out: FloatArray) -> float:
    """Put the shares (K, N) of points (N, D) into `out` and return their log-likelihood."""
    return share_out_terms(_terms(points, mixture, out), mixture)


def share_out_terms(terms: FloatArray, mixture: Mixture) -> float:
    """Turn log π_k N(x_n | k) (K, N) into shares, in place, and return their log-likelihood."""
    totals, largest = plane.normalize(terms)
    _silence(mixture, terms)
    return float(np.add.reduce(np.log(totals) + largest))


def _silence(mixture: Mixture, shares: FloatArray) -> None:
    """Take the last trace of a share from components of weight zero."""
    if not mixture.weights.all():
        shares[mixture.weights == 0.0] = 0.0


def blocks(n_points: int, numbers_per_point: int) -> list[slice]:
    """Return slices of the points such that each slice's temporaries stay in the cache."""
    largest = min(max(_CACHED // numbers_per_point, 1), _LONGEST)
    if n_points <= largest:
        return [slice(0, n_points)]
    size = -(-n_points // -(-n_points // largest))
    return [slice(start, start + size) for start in range(0, n_points, size)]


def _checked_points(points: ArrayLike, mixture: Mixture) -> FloatArray:
    check_model(mixture, Mixture, "mixture")
    array = check_points(points)
    check_same_columns(array, mixture.n_dimensions, "the mixture")
    return array


def _terms(points: FloatArray, mixture: Mixture, out: FloatArray) -> FloatArray:
    """Put log π_k N(x_n | k) (K, N) into `out`: each component's numbers lie together."""
    if mixture.n_dimensions == 2:
        weights, means, factors = mixture.floats
        apart = differences(points, subtraction(means))
        return log_terms(apart, Whitening.of(weights, factors), out)
    with np.errstate(divide="ignore"):  # a weight of zero has logarithm minus infinity
        constants = np.log(mixture.weights) - mixture.log_scales
    constants -= 0.5 * mixture.n_dimensions * _LOG_2_PI
    columns = np.ascontiguousarray(points.T)
    whitened = mixture.whitening @ (columns - mixture.means[:, :, np.newaxis])
    np.einsum("kdn,kdn->kn", whitened, whitened, out=out)
    out *= -0.5
    out += constants[:, np.newaxis]
    return out
