"""Normal–Wishart distributions over the mean and the precision of a Gaussian, K at a time."""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import digamma, gammaln

from gmm_core._validation import FloatArray


@dataclass(frozen=True, eq=False)
class NormalWishart:
    """K distributions: Λ_k is Wishart, and μ_k given Λ_k normal with precision β_k Λ_k.

    The arrays cannot be written to, and no one else may hold them.

    Parameters
    ----------
    means : array (K, D)
        m_k, in the units of the data.
    mean_precision : array (K,)
        β_k, in points.
    degrees_of_freedom : array (K,)
        ν_k, above D − 1, in points.
    scatters : array (K, D, D)
        S_k, symmetric positive definite, in squared units of the data: the inverse of the
        Wishart distribution's scale matrix, so that E Λ_k = ν_k S_k⁻¹.
    diagonal : bool
        Whether all scatters are known to be diagonal.

    Raises
    ------
    ValueError
        If a scatter is not positive definite.

    Notes
    -----
    Bishop (2006), equations 10.40 and B.79 to B.82.
    """

    means: FloatArray
    mean_precision: FloatArray
    degrees_of_freedom: FloatArray
    scatters: FloatArray
    diagonal: bool = False
    precisions: FloatArray = field(init=False, repr=False)
    """E Λ (K, D, D)."""
    log_scales: FloatArray = field(init=False, repr=False)
    """log |2 S⁻¹| (K,)."""
    expected_log_determinants: FloatArray = field(init=False, repr=False)
    """E log |Λ| (K,)."""
    log_normalizers: FloatArray = field(init=False, repr=False)
    """What makes each density integrate to one (K,), but for a constant that only D changes."""

    def __post_init__(self) -> None:
        degrees, d = self.degrees_of_freedom, self.means.shape[1]
        if self.diagonal:
            precisions, of_scatters = _inverse_diagonal(self.scatters)
        else:
            roots, of_scatters = inverse_cholesky(self.scatters)
            precisions = roots.transpose(0, 2, 1) @ roots
            roots.flags.writeable = False
            vars(self)["inverse_roots"] = roots
        precisions *= degrees[:, np.newaxis, np.newaxis]
        halves = 0.5 * (degrees - np.arange(d)[:, np.newaxis])
        of_scales = d * math.log(2.0) - of_scatters
        computed = {
            "precisions": precisions,
            "log_scales": of_scales,
            "expected_log_determinants": np.add.reduce(digamma(halves)) + of_scales,
            "log_normalizers": np.add.reduce(gammaln(halves))
            + 0.5 * (degrees * of_scales - d * np.log(self.mean_precision)),
        }
        vars(self).update(computed)
        for array in (self.means, self.mean_precision, degrees, self.scatters, *computed.values()):
            array.flags.writeable = False

    @cached_property
    def inverse_roots(self) -> FloatArray:
        """U (K, D, D), lower triangular with Uᵀ U = S⁻¹."""
        roots = np.sqrt(_inverse_diagonal(self.scatters)[0])  # others are there from the start
        roots.flags.writeable = False
        return roots

    @property
    def log_determinants(self) -> FloatArray:
        """Logarithms log |E Λ| (K,)."""
        d = self.means.shape[1]
        logs: FloatArray = self.log_scales + d * np.log(0.5 * self.degrees_of_freedom)
        return logs


def divergence(q: NormalWishart, prior: NormalWishart) -> float:
    """Return Σ_k KL(q_k ‖ prior), in nats; `prior` is one distribution.

    Notes
    -----
    Both belong to one exponential family, so that KL is the difference of the natural parameters
    times q's expected statistics, less that of the log-normalizers (Bishop 2006, equation 2.194,
    with B.79 to B.82; the same as 10.74 and 10.77 without what cancels).
    """
    k, d = q.means.shape
    beta = float(prior.mean_precision[0])
    moved = q.means - prior.means
    about = prior.scatters + (beta * moved)[:, :, np.newaxis] * moved[:, np.newaxis, :]
    gained = q.degrees_of_freedom - prior.degrees_of_freedom
    counted = beta / q.mean_precision - q.degrees_of_freedom
    expected = (
        gained.dot(q.expected_log_determinants)
        + np.vdot(about, q.precisions)
        + d * (np.add.reduce(counted) - k)
    )
    normalizers = k * prior.log_normalizers[0] - np.add.reduce(q.log_normalizers)
    return float(0.5 * expected + normalizers)


def inverse_cholesky(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return U (K, D, D), lower triangular with U S Uᵀ = I, and log |S| (K,).

    Raises
    ------
    ValueError
        If a matrix is not positive definite.
    """
    if matrices.shape[1:] == (2, 2):
        return _inverse_cholesky_plane(matrices)
    try:
        roots = np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError as error:
        raise ValueError(_NOT_POSITIVE) from error
    diagonals = np.diagonal(roots, axis1=1, axis2=2)
    # Row by row, all matrices at once: unlike a general inverse this keeps the digits of
    # coordinates of very different units.
    inverses = np.zeros_like(roots)
    for i in range(roots.shape[1]):
        inverses[:, i, i] = 1.0 / roots[:, i, i]
        if i:
            above = (roots[:, i, np.newaxis, :i] @ inverses[:, :i, :i])[:, 0]
            inverses[:, i, :i] = -above * inverses[:, i, i, np.newaxis]
    log_determinants: FloatArray = 2.0 * np.add.reduce(np.log(diagonals), axis=1)
    return inverses, log_determinants


def _inverse_cholesky_plane(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the same of matrices (K, 2, 2), as `plane.factorize` does of one."""
    xx, xy, yy = matrices[:, 0, 0], matrices[:, 1, 0], matrices[:, 1, 1]
    _check_positive(xx)
    first = np.sqrt(xx)
    slopes = xy / first
    rests = yy - slopes * slopes
    _check_positive(rests)
    second = np.sqrt(rests)
    inverses = np.zeros(matrices.shape)
    inverses[:, 0, 0] = 1.0 / first
    inverses[:, 1, 1] = 1.0 / second
    inverses[:, 1, 0] = -slopes / (first * second)
    log_determinants: FloatArray = 2.0 * np.log(first * second)
    return inverses, log_determinants


def _inverse_diagonal(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return inverses (K, D, D) and logarithms of determinants (K,) of diagonal matrices."""
    k, d = matrices.shape[:2]
    variances = matrices.diagonal(axis1=1, axis2=2)
    _check_positive(variances)
    inverses = np.zeros((k, d * d))
    inverses[:, :: d + 1] = 1.0 / variances
    log_determinants: FloatArray = np.add.reduce(np.log(variances), axis=1)
    return inverses.reshape(matrices.shape), log_determinants


_NOT_POSITIVE = "covariances must be positive definite; one was not"


def _check_positive(variances: FloatArray) -> None:
    if not np.minimum.reduce(variances, axis=None) > 0.0:
        raise ValueError(_NOT_POSITIVE)
