"""EM iterations of many mixtures at once, in expanded form (see `plane`), in any dimension.

The components of S mixtures are S · K rows of one product with the points' monomials. Arrays
have a leading axis of mixtures. Mixtures for which this form loses digits are told apart, for
`gathering` to do them one by one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmm_core import plane
from gmm_core._validation import FloatArray
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.expectation import blocks
from gmm_core.mixture import Mixture
from gmm_core.moments import FEWEST_POINTS
from gmm_core.resolution import resolve

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Numbers in one product: few enough for the cache, and for BLAS to leave it on one thread.
_LARGEST_PRODUCT = 32_768


class Batch(NamedTuple):
    """Parameters of S mixtures of one type and size.

    Attributes
    ----------
    weights : array (S, K)
    means : array (S, K, D)
    covariances : array (S, K, D, D)
    """

    weights: FloatArray
    means: FloatArray
    covariances: FloatArray

    @classmethod
    def of(cls, mixtures: Sequence[Mixture]) -> "Batch":
        """Return these mixtures as a batch."""
        return cls(
            np.array([mixture.weights for mixture in mixtures]),
            np.array([mixture.means for mixture in mixtures]),
            np.array([mixture.covariances for mixture in mixtures]),
        )

    def select(self, chosen: Indices | Mask) -> "Batch":
        """Return the chosen ones, by index or by mask."""
        return Batch(*(array[chosen] for array in self))

    def mixture(self, index: int, covariance_type: str) -> Mixture:
        """Return one of them."""
        weights, means, covariances = self
        return Mixture(weights[index], means[index], covariances[index], covariance_type)


class Monomials(NamedTuple):
    """The points as the expanded form takes them.

    Attributes
    ----------
    centre : array (D,)
        What the coordinates are counted from.
    rows : array (P, N)
        1, the D coordinates, and their D (D + 1) / 2 products.
    extents : array (D,)
        Largest square of each coordinate.
    rounding : array (D,)
        See `Resolution`.
    """

    centre: FloatArray
    rows: FloatArray
    extents: FloatArray
    rounding: FloatArray

    @classmethod
    def of(cls, points: FloatArray) -> "Monomials":
        """Return the monomials of points (N, D)."""
        centre = points[len(points) // 2]
        columns = (points - centre).T
        first, second = np.triu_indices(len(columns))
        rows = np.concatenate(
            [np.ones((1, len(points))), columns, columns[first] * columns[second]]
        )
        return cls(centre, rows, np.square(columns).max(axis=1), resolve(points).rounding)


def coefficients(batch: Batch, monomials: Monomials) -> tuple[FloatArray, Mask]:
    """Return C (S, K, P) with C · rows = log π N(x), and where that is exact (S,)."""
    n_dimensions = batch.means.shape[2]
    whitening, log_scales = whiten_all(batch.covariances)
    precisions = whitening.swapaxes(-1, -2) @ whitening
    offsets = batch.means - monomials.centre
    linear = (precisions @ offsets[..., np.newaxis])[..., 0]
    with np.errstate(divide="ignore"):  # a weight of zero has logarithm minus infinity
        constants = np.log(batch.weights) - log_scales
    constants = constants - 0.5 * (n_dimensions * np.log(2.0 * np.pi) + (linear * offsets).sum(-1))
    first, second = np.triu_indices(n_dimensions)
    quadratic = precisions[..., first, second] * np.where(first == second, -0.5, -1.0)
    diagonals = np.diagonal(precisions, axis1=-2, axis2=-1)
    lost = (diagonals * (monomials.extents + np.square(offsets))).sum(axis=-1)
    exact = (lost < plane.WIDEST).all(axis=-1)  # false as well where a covariance has no inverse
    return np.concatenate([constants[..., np.newaxis], linear, quadratic], axis=-1), exact


def gather_all(table: FloatArray, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return log-likelihoods (S,) and moments (S, K, P) at coefficients (S, K, P)."""
    n_batch, n_components, n_monomials = table.shape
    n_points = rows.shape[1]
    n_together = max(_LARGEST_PRODUCT // (n_components * n_points), 1)
    log_likelihoods = np.zeros(n_batch)
    moments = np.zeros(table.shape)
    for start in range(0, n_batch, n_together):
        some = slice(start, start + n_together)
        flat_table = table[some].reshape(-1, n_monomials)
        for block in blocks(n_points, n_components * 2):
            columns = rows[:, block]
            flat = flat_table @ columns
            terms = flat.reshape(-1, n_components, columns.shape[1])
            largest = terms.max(axis=1)
            terms -= largest[:, np.newaxis]
            np.maximum(terms, plane.SMALLEST_EXPONENT, out=terms)
            np.exp(terms, out=terms)
            totals = terms.sum(axis=1)
            terms *= 1.0 / totals[:, np.newaxis]
            log_likelihoods[some] += np.log(totals).sum(axis=1) + largest.sum(axis=1)
            moments[some] += (flat @ columns.T).reshape(-1, n_components, n_monomials)
    return log_likelihoods, moments


def maximize_all(
    moments: FloatArray,
    monomials: Monomials,
    covariance_type: str,
    ridge: float,
    prior: CovariancePrior | None,
) -> tuple[Batch, Mask]:
    """Return the mixtures of moments (S, K, P) of the monomials, and where they are exact (S,)."""
    n_dimensions = len(monomials.centre)
    counts = moments[..., 0]
    n_points = counts.sum(axis=-1, keepdims=True)
    weights = counts / n_points
    held = np.maximum(counts, FEWEST_POINTS)[..., np.newaxis]
    means = moments[..., 1 : 1 + n_dimensions] / held
    first, second = np.triu_indices(n_dimensions)
    raw = np.empty((*means.shape, n_dimensions))
    raw[..., first, second] = raw[..., second, first] = moments[..., 1 + n_dimensions :] / held
    covariances = raw - means[..., :, np.newaxis] * means[..., np.newaxis, :]
    covariances = COVARIANCE_TYPES[covariance_type].restrict(covariances, weights)
    diagonal = np.eye(n_dimensions)
    if prior is not None:
        weight = n_points if covariance_type == "tied" else counts
        weight = np.broadcast_to(weight, counts.shape)[..., np.newaxis, np.newaxis]
        covariances = (weight * covariances + prior.scale * diagonal) / (weight + prior.strength)
    if ridge:
        covariances = covariances + ridge * diagonal
    whitening, _ = whiten_all(covariances)
    precisions = np.square(whitening).sum(axis=-2)  # the diagonals of WᵀW
    lost = (precisions * np.diagonal(raw, axis1=-2, axis2=-1)).sum(axis=-1)
    resolved = (precisions * monomials.rounding <= 1.0).all(axis=-1)
    exact = ((lost < plane.WIDEST) & (counts >= FEWEST_POINTS) & resolved).all(axis=-1)
    return Batch(weights, monomials.centre + means, covariances), exact


def whiten_all(covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return W (..., D, D) with W Σ Wᵀ = I and ½ log |Σ| (...); NaN where there is none.

    The Cholesky factorization and its inverse, a row at a time for all matrices together.
    """
    n_dimensions = covariances.shape[-1]
    factors = np.zeros(covariances.shape)
    whitening = np.zeros(covariances.shape)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        for i in range(n_dimensions):
            for j in range(i):
                done = (factors[..., i, :j] * factors[..., j, :j]).sum(axis=-1)
                factors[..., i, j] = (covariances[..., i, j] - done) * whitening[..., j, j]
            rest = covariances[..., i, i] - np.square(factors[..., i, :i]).sum(axis=-1)
            factors[..., i, i] = np.sqrt(np.where(rest > 0.0, rest, np.nan))
            whitening[..., i, i] = 1.0 / factors[..., i, i]
            for j in range(i):
                done = (factors[..., i, j:i] * whitening[..., j:i, j]).sum(axis=-1)
                whitening[..., i, j] = -done * whitening[..., i, i]
        log_scales = np.log(np.diagonal(factors, axis1=-2, axis2=-1)).sum(axis=-1)
    return whitening, log_scales
