"""Symmetric matrices in packed storage: of each only the entries that may differ.

Matrices are the columns of one array, so that NumPy's inner loops run over all of them.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.covariance_types import DIAGONAL


@dataclass(frozen=True, eq=False)
class Packing(ABC):
    """Which P entries of a matrix (D, D) are kept; packed, K matrices are an array (P, K).

    Attributes
    ----------
    n_dimensions : int
    first, second : array (P,)
        Row and column of each entry.
    """

    n_dimensions: int
    first: NDArray[np.intp]
    second: NDArray[np.intp]

    @cached_property
    def identity(self) -> FloatArray:
        """The identity matrix (P, 1)."""
        identity: FloatArray = np.equal(self.first, self.second).astype(np.float64)
        return identity[:, np.newaxis]

    @cached_property
    def occurrences(self) -> FloatArray:
        """How often each entry stands in the matrix (P, 1): twice, unless on the diagonal."""
        return 2.0 - self.identity

    def pack(self, matrices: FloatArray) -> FloatArray:
        """Return matrices (K, D, D), packed."""
        return matrices.transpose(1, 2, 0)[self.first, self.second]

    @abstractmethod
    def squares(self, vectors: FloatArray) -> FloatArray:
        """Return v vᵀ of vectors (D, K), packed."""

    @abstractmethod
    def trace(self, a: FloatArray, b: FloatArray) -> float:
        """Return Σ_k tr(A_k B_k)."""

    @abstractmethod
    def unpack(self, packed: FloatArray) -> FloatArray:
        """Return the matrices (K, D, D)."""

    @abstractmethod
    def times(self, packed: FloatArray, vectors: FloatArray) -> FloatArray:
        """Return A v (D, K) for vectors (D, K)."""

    @abstractmethod
    def invert(self, packed: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return A⁻¹, packed, and log |A| (K,).

        Raises
        ------
        ValueError
            If a matrix is not positive definite.
        """

    @abstractmethod
    def inverse_roots(self, packed: FloatArray) -> FloatArray:
        """Return U (K, D, D), lower triangular with Uᵀ U = A⁻¹, of what `invert` has inverted."""


class _Diagonals(Packing):
    """Diagonal matrices: the diagonal."""

    def squares(self, vectors: FloatArray) -> FloatArray:
        return vectors * vectors

    def trace(self, a: FloatArray, b: FloatArray) -> float:
        return float(np.vdot(a, b))

    def unpack(self, packed: FloatArray) -> FloatArray:
        d, k = packed.shape
        matrices = np.zeros((k, d, d))
        matrices[:, self.first, self.first] = packed.T
        return matrices

    def times(self, packed: FloatArray, vectors: FloatArray) -> FloatArray:
        return packed * vectors

    def invert(self, packed: FloatArray) -> tuple[FloatArray, FloatArray]:
        _check_positive(packed)
        return 1.0 / packed, np.add.reduce(np.log(packed))

    def inverse_roots(self, packed: FloatArray) -> FloatArray:
        return self.unpack(np.sqrt(1.0 / packed))


class _Triangles(Packing):
    """All symmetric matrices: the upper triangle, row after row."""

    def squares(self, vectors: FloatArray) -> FloatArray:
        squares: FloatArray = vectors.take(self.first, axis=0)
        squares *= vectors.take(self.second, axis=0)
        return squares

    def trace(self, a: FloatArray, b: FloatArray) -> float:
        return float(np.vdot(a * self.occurrences, b))

    @cached_property
    def _everywhere(self) -> NDArray[np.intp]:
        """Where each entry of a matrix is kept (D, D)."""
        places = np.empty((self.n_dimensions, self.n_dimensions), dtype=np.intp)
        places[self.first, self.second] = places[self.second, self.first] = range(len(self.first))
        return places

    def unpack(self, packed: FloatArray) -> FloatArray:
        return np.ascontiguousarray(packed.take(self._everywhere, axis=0).transpose(2, 0, 1))

    def times(self, packed: FloatArray, vectors: FloatArray) -> FloatArray:
        product: FloatArray = np.add.reduce(packed.take(self._everywhere, axis=0) * vectors, axis=1)
        return product

    def invert(self, packed: FloatArray) -> tuple[FloatArray, FloatArray]:
        roots, log_determinants = inverse_cholesky(self.unpack(packed))
        return self.pack(roots.transpose(0, 2, 1) @ roots), log_determinants

    def inverse_roots(self, packed: FloatArray) -> FloatArray:
        return inverse_cholesky(self.unpack(packed))[0]


class _Plane(_Triangles):
    """Symmetric matrices (2, 2), where NumPy's calls would cost more than the sums."""

    def invert(self, packed: FloatArray) -> tuple[FloatArray, FloatArray]:
        u11, u21, u22 = _roots_in_plane(packed)
        inverses = np.empty(packed.shape)
        np.add(u11 * u11, u21 * u21, out=inverses[0])
        np.multiply(u21, u22, out=inverses[1])
        np.multiply(u22, u22, out=inverses[2])
        return inverses, -2.0 * np.log(u11 * u22)

    def inverse_roots(self, packed: FloatArray) -> FloatArray:
        roots = np.zeros((packed.shape[1], 2, 2))
        roots[:, 0, 0], roots[:, 1, 0], roots[:, 1, 1] = _roots_in_plane(packed)
        return roots


@cache
def packing_of(covariance_type: str, n_dimensions: int) -> Packing:
    """Return how matrices of a covariance type are kept."""
    if covariance_type in DIAGONAL:
        places = np.arange(n_dimensions)
        return _Diagonals(n_dimensions, places, places)
    kind = _Plane if n_dimensions == 2 else _Triangles
    return kind(n_dimensions, *np.triu_indices(n_dimensions))


def inverse_cholesky(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return U (K, D, D), lower triangular with U S Uᵀ = I, and log |S| (K,).

    Raises
    ------
    ValueError
        If a matrix is not positive definite.
    """
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


def _roots_in_plane(packed: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return u11, u21, u22 of U, lower triangular with U S Uᵀ = I, as `plane.factorize` does."""
    xx, xy, yy = packed
    _check_positive(xx)
    l11 = np.sqrt(xx)
    l21 = xy / l11
    rest = yy - l21 * l21
    _check_positive(rest)
    u11, u22 = 1.0 / l11, 1.0 / np.sqrt(rest)
    return u11, -l21 * u11 * u22, u22


_NOT_POSITIVE = "covariances must be positive definite; one was not"


def _check_positive(variances: FloatArray) -> None:
    if not np.minimum.reduce(variances, axis=None) > 0.0:
        raise ValueError(_NOT_POSITIVE)
