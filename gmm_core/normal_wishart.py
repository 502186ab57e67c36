"""Normal–Wishart distributions over the mean and the precision of a Gaussian, K at a time."""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import digamma, gammaln

from gmm_core._validation import FloatArray
from gmm_core.packed import Packing


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
    packed_scatters : array (P, K)
        S_k, symmetric positive definite, in squared units of the data: the inverse of the
        Wishart distribution's scale matrix, so that E Λ_k = ν_k S_k⁻¹.
    packing : Packing
        Which entries of the matrices these are.

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
    packed_scatters: FloatArray
    packing: Packing
    packed_precisions: FloatArray = field(init=False, repr=False)
    """E Λ (P, K)."""
    log_scales: FloatArray = field(init=False, repr=False)
    """log |2 S⁻¹| (K,)."""
    expected_log_determinants: FloatArray = field(init=False, repr=False)
    """E log |Λ| (K,)."""
    log_normalizers: FloatArray = field(init=False, repr=False)
    """What makes each density integrate to one (K,), but for a constant that only D changes."""

    def __post_init__(self) -> None:
        degrees, d = self.degrees_of_freedom, self.packing.n_dimensions
        precisions, of_scatters = self.packing.invert(self.packed_scatters)
        precisions *= degrees
        halves = 0.5 * (degrees - np.arange(d)[:, np.newaxis])
        of_scales = d * math.log(2.0) - of_scatters
        computed = {
            "packed_precisions": precisions,
            "log_scales": of_scales,
            "expected_log_determinants": np.add.reduce(digamma(halves)) + of_scales,
            "log_normalizers": np.add.reduce(gammaln(halves))
            + 0.5 * (degrees * of_scales - d * np.log(self.mean_precision)),
        }
        vars(self).update(computed)
        given = (self.means, self.mean_precision, degrees, self.packed_scatters)
        for array in (*given, *computed.values()):
            array.setflags(write=False)

    @cached_property
    def scatters(self) -> FloatArray:
        """S (K, D, D)."""
        return _fixed(self.packing.unpack(self.packed_scatters))

    @cached_property
    def precisions(self) -> FloatArray:
        """E Λ (K, D, D)."""
        return _fixed(self.packing.unpack(self.packed_precisions))

    @cached_property
    def inverse_roots(self) -> FloatArray:
        """U (K, D, D), lower triangular with Uᵀ U = S⁻¹."""
        return _fixed(self.packing.inverse_roots(self.packed_scatters))

    @property
    def log_determinants(self) -> FloatArray:
        """Logarithms log |E Λ| (K,)."""
        d = self.packing.n_dimensions
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
    moved = (q.means - prior.means).T
    about = prior.packed_scatters + beta * q.packing.squares(moved)
    gained = q.degrees_of_freedom - prior.degrees_of_freedom
    counted = beta / q.mean_precision - q.degrees_of_freedom
    expected = (
        gained.dot(q.expected_log_determinants)
        + q.packing.trace(about, q.packed_precisions)
        + d * (np.add.reduce(counted) - k)
    )
    normalizers = k * prior.log_normalizers[0] - np.add.reduce(q.log_normalizers)
    return float(0.5 * expected + normalizers)


def _fixed(array: FloatArray) -> FloatArray:
    array.setflags(write=False)
    return array
