"""Symmetric matrices in packed storage: of each only the entries that may differ, in one row."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray
from gmm_core.covariance_types import DIAGONAL


@dataclass(frozen=True, eq=False)
class Packing(ABC):
    """Which P entries of a matrix (D, D) are kept; below, rows are K of them, (K, P).

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
        """The identity matrix (P,)."""
        return (self.first == self.second).astype(np.float64)

    @cached_property
    def occurrences(self) -> FloatArray:
        """How often each entry stands in the matrix (P,): twice, unless on the diagonal."""
        return 2.0 - self.identity

    def pack(self, matrices: FloatArray) -> FloatArray:
        """Return the rows of matrices (K, D, D)."""
        return matrices[:, self.first, self.second]

    def squares(self, vectors: FloatArray) -> FloatArray:
        """Return v vᵀ of vectors (K, D), as rows."""
        squares: FloatArray = vectors.take(self.first, axis=1)
        squares *= vectors.take(self.second, axis=1)
        return squares

    def trace(self, a: FloatArray, b: FloatArray) -> float:
        """Return Σ_k tr(A_k B_k) of two arrays of rows."""
        return float(np.vdot(a * self.occurrences, b))

    @abstractmethod
    def unpack(self, rows: FloatArray) -> FloatArray:
        """Return the matrices (K, D, D)."""

    @abstractmethod
    def times(self, rows: FloatArray, vectors: FloatArray) -> FloatArray:
        """Return A v (K, D) for vectors (K, D)."""

    @abstractmethod
    def invert(self, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return A⁻¹ as rows, and log |A| (K,).

        Raises
        ------
        ValueError
            If a matrix is not positive definite.
        """

    @abstractmethod
    def inverse_roots(self, rows: FloatArray) -> FloatArray:
        """Return U (K, D, D), lower triangular with Uᵀ U = A⁻¹, of what `invert` has inverted."""


class _Diagonals(Packing):
    """Diagonal matrices: the diagonal."""

    def unpack(self, rows: FloatArray) -> FloatArray:
        matrices = np.zeros((*rows.shape, rows.shape[1]))
        matrices[:, self.first, self.first] = rows
        return matrices

    def times(self, rows: FloatArray, vectors: FloatArray) -> FloatArray:
        return rows * vectors

    def invert(self, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        _check_positive(rows)
        return 1.0 / rows, np.add.reduce(np.log(rows), axis=1)

    def inverse_roots(self, rows: FloatArray) -> FloatArray:
        return self.unpack(np.sqrt(1.0 / rows))


class _Triangles(Packing):
    """All symmetric matrices: the upper triangle, row after row."""

    @cached_property
    def _everywhere(self) -> NDArray[np.intp]:
        """Which entry of a row each entry of a matrix is, (D²,)."""
        places = np.empty((self.n_dimensions, self.n_dimensions), dtype=np.intp)
        places[self.first, self.second] = places[self.second, self.first] = range(len(self.first))
        return places.ravel()

    def unpack(self, rows: FloatArray) -> FloatArray:
        d = self.n_dimensions
        return rows.take(self._everywhere, axis=1).reshape(-1, d, d)

    def times(self, rows: FloatArray, vectors: FloatArray) -> FloatArray:
        product: FloatArray = (self.unpack(rows) @ vectors[:, :, np.newaxis])[:, :, 0]
        return product

    def invert(self, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        roots, log_determinants = inverse_cholesky(self.unpack(rows))
        return self.pack(roots.transpose(0, 2, 1) @ roots), log_determinants

    def inverse_roots(self, rows: FloatArray) -> FloatArray:
        return inverse_cholesky(self.unpack(rows))[0]


class _Plane(_Triangles):
    """Symmetric matrices (2, 2), where NumPy's calls would cost more than the sums."""

    def invert(self, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        u11, u21, u22 = _roots_in_plane(rows)
        inverses = np.empty(rows.shape)
        np.add(u11 * u11, u21 * u21, out=inverses[:, 0])
        np.multiply(u21, u22, out=inverses[:, 1])
        np.multiply(u22, u22, out=inverses[:, 2])
        return inverses, -2.0 * np.log(u11 * u22)

    def inverse_roots(self, rows: FloatArray) -> FloatArray:
        roots = np.zeros((len(rows), 2, 2))
        roots[:, 0, 0], roots[:, 1, 0], roots[:, 1, 1] = _roots_in_plane(rows)
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


def _roots_in_plane(rows: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return u11, u21, u22 of U, lower triangular with U S Uᵀ = I, as `plane.factorize` does."""
    xx, xy, yy = rows.T
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
