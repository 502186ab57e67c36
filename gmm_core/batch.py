"""EM iterations of many mixtures at once, in expanded form (see `plane`), in any dimension.

The components of S mixtures are S · K rows of one product with the points' monomials. Arrays
have a leading axis of mixtures. Mixtures for which this form loses digits are told apart, for
`gathering` to do them one by one.
"""

import math
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
from gmm_core.resolution import Resolution, finest, resolve

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LOG_2_PI = math.log(2.0 * math.pi)

# Beyond these the monomials are so many that each mixture is done sooner by itself.
MOST_DIMENSIONS = 16

# Numbers in one product: few enough for the cache, and for BLAS to leave it on one thread.
_LARGEST_PRODUCT = 32_768


class Batch(NamedTuple):
    """Parameters of S mixtures of one type and size.

    Attributes
    ----------
    weights : array (S, K)
    means : array (S, K, D)
    covariances : array (S, K, D, D)
    whitening : array (S, K, D, D)
    log_scales : array (S, K)
        See `Mixture`; NaN where a covariance is not positive definite.
    """

    weights: FloatArray
    means: FloatArray
    covariances: FloatArray
    whitening: FloatArray
    log_scales: FloatArray

    @classmethod
    def of(cls, mixtures: Sequence[Mixture]) -> "Batch":
        """Return these mixtures as a batch."""
        return cls(*(np.array([getattr(one, name) for one in mixtures]) for name in cls._fields))

    def select(self, chosen: Indices | Mask) -> "Batch":
        """Return the chosen ones, by index or by mask."""
        return Batch(*(array[chosen] for array in self))

    def replace(self, index: int, mixture: Mixture) -> None:
        """Put a mixture in the place of another."""
        for name, array in zip(self._fields, self, strict=True):
            array[index] = getattr(mixture, name)

    def mixture(self, index: int, covariance_type: str) -> Mixture:
        """Return one of them, whose covariance is positive definite."""
        weights, means, covariances = (array[index].copy() for array in self[:3])
        return Mixture.from_positive(weights, means, covariances, covariance_type)


class Monomials(NamedTuple):
    """The points as the expanded form takes them.

    Attributes
    ----------
    centre : array (D,)
        What the coordinates are counted from.
    rows : array (P, N)
        1, the D coordinates, and their D (D + 1) / 2 products.
    first, second : arrays (D (D + 1) / 2,)
        Which two coordinates each product is of.
    halves : array (D (D + 1) / 2,)
        −½ for a square and −1 for a product of two, which stands for its mirror image as well.
    extents : array (D,)
        Largest square of each coordinate.
    limits : Resolution
        Of the points.
    """

    centre: FloatArray
    rows: FloatArray
    first: Indices
    second: Indices
    halves: FloatArray
    extents: FloatArray
    limits: Resolution

    @classmethod
    def of(cls, points: FloatArray, limits: Resolution) -> "Monomials":
        """Return the monomials of points (N, D) that have this resolution."""
        centre = points[len(points) // 2]
        columns = (points - centre).T
        first, second = np.triu_indices(len(columns))
        rows = np.concatenate(
            [np.ones((1, len(points))), columns, columns[first] * columns[second]]
        )
        halves = np.where(first == second, -0.5, -1.0)
        extents = np.square(columns).max(axis=1)
        return cls(centre, rows, first, second, halves, extents, limits)


class Prepared(NamedTuple):
    """Points as batches take them, whatever the number of components.

    Attributes
    ----------
    points : array (N, D)
    limits : Resolution
    monomials : Monomials or None
        None beyond `MOST_DIMENSIONS`.
    """

    points: FloatArray
    limits: Resolution
    monomials: Monomials | None

    @classmethod
    def of(cls, points: FloatArray) -> "Prepared":
        """Return points (N, D) so prepared."""
        limits = resolve(points)
        few = points.shape[1] <= MOST_DIMENSIONS
        return cls(points, limits, Monomials.of(points, limits) if few else None)


def coefficients(batch: Batch, monomials: Monomials) -> tuple[FloatArray, FloatArray, Mask]:
    """Return C (S, K, P) and constants (S,) with C · rows + constant = log π N(x).

    The constants are such that C · rows is zero at most. Third comes where that is exact (S,).
    """
    centre, rows, first, second, halves, extents, _ = monomials
    d = len(centre)
    whitening = batch.whitening
    precisions = whitening.swapaxes(-1, -2) @ whitening
    offsets = batch.means - centre
    table = np.empty((*batch.weights.shape, len(rows)))
    linear = np.matmul(precisions, offsets[..., np.newaxis])[..., 0]
    with np.errstate(divide="ignore"):  # a weight of zero has logarithm minus infinity
        constants = np.log(batch.weights)
    constants -= batch.log_scales
    tops = np.maximum.reduce(constants, axis=-1)
    constants -= tops[:, np.newaxis]
    constants -= 0.5 * np.add.reduce(linear * offsets, axis=-1)
    table[..., 0] = constants
    table[..., 1 : 1 + d] = linear
    np.multiply(precisions[..., first, second], halves, out=table[..., 1 + d :])
    diagonals = np.diagonal(precisions, axis1=-2, axis2=-1)
    lost = np.add.reduce(diagonals * (extents + np.square(offsets)), axis=-1)
    exact = (lost < plane.WIDEST).all(axis=-1)  # false as well where a covariance has no inverse
    return table, tops - 0.5 * d * _LOG_2_PI, exact


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
            # Components side by side, so that those of one mixture are summed along an axis.
            terms = flat.reshape(-1, n_components, columns.shape[1])
            totals = plane.normalize_near(terms, axis=1)
            logs = 0.0
            if totals is None:
                np.matmul(flat_table, columns, out=flat)
                totals, largest = plane.normalize(terms, axis=1)
                logs = np.add.reduce(largest, axis=1)
            log_likelihoods[some] += np.add.reduce(np.log(totals), axis=1) + logs
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
    centre, _, first, second, _, _, limits = monomials
    d = len(centre)
    counts = moments[..., 0]
    n_points = np.add.reduce(counts, axis=-1)[..., np.newaxis]
    weights = counts / n_points
    scaled = moments[..., 1:] / np.maximum(counts, FEWEST_POINTS)[..., np.newaxis]
    means = scaled[..., :d]
    raw = np.empty((*means.shape, d))
    raw[..., first, second] = raw[..., second, first] = scaled[..., d:]
    covariances = raw - means[..., :, np.newaxis] * means[..., np.newaxis, :]
    covariances = COVARIANCE_TYPES[covariance_type].restrict(covariances, weights)
    if prior is not None:
        weight = n_points if covariance_type == "tied" else counts
        weight = np.broadcast_to(weight, counts.shape)[..., np.newaxis, np.newaxis]
        covariances = (weight * covariances + prior.scale * np.eye(d)) / (weight + prior.strength)
    if ridge:
        covariances = covariances + ridge * np.eye(d)
    means = centre + means
    batch = Batch(weights, means, covariances, *whiten_all(covariances))
    precisions = np.add.reduce(np.square(batch.whitening), axis=-2)  # the diagonals of WᵀW
    lost = np.add.reduce(precisions * np.diagonal(raw, axis1=-2, axis2=-1), axis=-1)
    resolved = (precisions * finest(means, limits) <= 1.0).all(axis=-1)
    exact = ((lost < plane.WIDEST) & (counts >= FEWEST_POINTS) & resolved).all(axis=-1)
    return batch, exact


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
                entry = covariances[..., i, j]
                if j:
                    entry = entry - _dot(factors[..., i, :j], factors[..., j, :j])
                factors[..., i, j] = entry * whitening[..., j, j]
            rest = covariances[..., i, i]
            if i:
                rest = rest - _dot(factors[..., i, :i], factors[..., i, :i])
            factors[..., i, i] = np.sqrt(np.where(rest > 0.0, rest, np.nan))
            whitening[..., i, i] = 1.0 / factors[..., i, i]
            for j in range(i):
                done = _dot(factors[..., i, j:i], whitening[..., j:i, j])
                whitening[..., i, j] = -done * whitening[..., i, i]
        log_scales = np.add.reduce(np.log(np.diagonal(factors, axis1=-2, axis2=-1)), axis=-1)
    return whitening, log_scales


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    products: FloatArray = np.add.reduce(a * b, axis=-1)
    return products
