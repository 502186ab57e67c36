"""The two loops of variational inference over the points, in a fast form and in a careful one."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from gmm_core._validation import FloatArray
from gmm_core.normal_wishart import NormalWishart
from gmm_core.variational_prior import VariationalPrior

# Numbers in one temporary array: such an array stays in the processor's cache.
_CACHED = 65_536

# The fast form loses this many digits at most, in units of the last: an error of 1e-10.
_LARGEST_SQUARE = 1e6

# With more products of two coordinates, as full matrices have from nine on, the monomials outnumber
# what the careful form computes.
_MOST_PRODUCTS = 36


class MeasuredPoints(Protocol):
    """Points, measured from the prior's mean."""

    @property
    def n_points(self) -> int:
        """N."""
        ...

    def blocks(self, n_components: int) -> list[slice]:
        """Return slices of the points such that each slice's temporaries stay in the cache."""
        ...

    def log_terms(self, scores: FloatArray, gaussians: NormalWishart, block: slice) -> FloatArray:
        """Return scores − ½ (x − m)ᵀ E Λ (x − m) (K, n) of the points in a block."""
        ...

    def moments(self, shares: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return what shares (K, N) hold.

        Returns
        -------
        counts : array (K,)
            How many points.
        moved : array (D, K)
            The posterior's means, less the prior's.
        held : array (P, K)
            Σ_n r_nk (x_n − m_k)(x_n − m_k)ᵀ about the posterior's means, packed as the prior.
        """
        ...


def measure(points: FloatArray, prior: VariationalPrior) -> MeasuredPoints:
    """Return points in the fast form where it keeps its digits, else in the careful one.

    A posterior's precision is at most ν S₀⁻¹ with ν ≤ ν₀ + N, so that the prior bounds every
    square that the E step can meet, and with it the rounding error of the fast form, for the
    whole run. With the default prior that holds up to some ten thousand points.
    """
    columns = np.ascontiguousarray((points - prior.mean).T)
    if len(prior.gaussian.packed_scatters) <= _MOST_PRODUCTS:
        reach = np.abs(columns).max(axis=1)
        precision = np.abs(prior.gaussian.precisions[0]) / prior.degrees_of_freedom
        largest = (prior.degrees_of_freedom + len(points)) * float(reach @ precision @ reach)
        if largest <= _LARGEST_SQUARE:
            return Monomials(columns, prior)
    return Deviations(points, columns, prior)


@dataclass(frozen=True, eq=False)
class Monomials:
    """The fast form: 1, x_i and x_i x_j of every point, so that each loop is one product."""

    columns: FloatArray
    prior: VariationalPrior
    rows: FloatArray = field(init=False)
    halves: FloatArray = field(init=False)
    """By what each entry of a packed precision is multiplied: −½ as often as it occurs."""

    def __post_init__(self) -> None:
        packing = self.prior.gaussian.packing
        ones = np.ones((1, self.n_points))
        rows = np.concatenate([ones, self.columns, packing.squares(self.columns)])
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "halves", -0.5 * packing.occurrences)

    @property
    def n_points(self) -> int:
        """N."""
        return int(self.columns.shape[1])

    def blocks(self, n_components: int) -> list[slice]:
        """Return slices whose terms stay in the cache."""
        return _blocks(self.n_points, n_components)

    def log_terms(self, scores: FloatArray, gaussians: NormalWishart, block: slice) -> FloatArray:
        """Return scores − ½ (x − m)ᵀ E Λ (x − m) as polynomials in x."""
        d, precisions = len(self.columns), gaussians.packed_precisions
        moved = (gaussians.means - self.prior.mean).T
        slopes = gaussians.packing.times(precisions, moved)
        polynomials = np.empty((len(self.rows), len(scores)))
        polynomials[0] = scores - 0.5 * np.add.reduce(moved * slopes)
        polynomials[1 : d + 1] = slopes
        np.multiply(precisions, self.halves, out=polynomials[d + 1 :])
        terms: FloatArray = polynomials.T @ self.rows[:, block]
        return terms

    def moments(self, shares: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return counts, moved means and scatters from sums of the monomials."""
        d, beta = len(self.columns), self.prior.mean_precision
        sums = self.rows @ shares.T
        counts = sums[0]
        moved = sums[1 : d + 1] / (counts + beta)
        # Σ r (x − m)(x − m)ᵀ = Σ r x xᵀ − (N + 2 β₀) m mᵀ, because Σ r x = (N + β₀) m.
        squares = self.prior.gaussian.packing.squares(moved)
        squares *= counts + 2.0 * beta
        return counts, moved, sums[d + 1 :] - squares


@dataclass(frozen=True, eq=False)
class Deviations:
    """The careful form: every point's deviation from every mean, whose digits do not cancel."""

    points: FloatArray
    columns: FloatArray
    prior: VariationalPrior

    @property
    def n_points(self) -> int:
        """N."""
        return len(self.points)

    def blocks(self, n_components: int) -> list[slice]:
        """Return slices whose deviations stay in the cache."""
        return _blocks(self.n_points, n_components * len(self.columns))

    def log_terms(self, scores: FloatArray, gaussians: NormalWishart, block: slice) -> FloatArray:
        """Return scores − ½ ν |U (x − m)|²: squares, with Uᵀ U = S⁻¹."""
        whitened = gaussians.inverse_roots @ self._deviations(gaussians.means, block)
        terms: FloatArray = np.einsum("kdn,kdn->kn", whitened, whitened)
        terms *= -0.5 * gaussians.degrees_of_freedom[:, np.newaxis]
        terms += scores[:, np.newaxis]
        return terms

    def moments(self, shares: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return counts, moved means, and scatters about the means: sums of squares."""
        counts = shares.sum(axis=1)
        moved = shares @ self.columns.T / (self.prior.mean_precision + counts)[:, np.newaxis]
        means = self.prior.mean + moved
        held = np.zeros((*means.shape, means.shape[1]))
        for block in self.blocks(len(counts)):
            deviations = self._deviations(means, block)
            weighted = deviations * shares[:, np.newaxis, block]
            held += weighted @ deviations.transpose(0, 2, 1)
        held = (held + held.transpose(0, 2, 1)) / 2.0
        return counts, moved.T, self.prior.gaussian.packing.pack(held)

    def _deviations(self, means: FloatArray, block: slice) -> FloatArray:
        """Return x − m (K, D, n)."""
        deviations: FloatArray = self.points[block].T - means[:, :, np.newaxis]
        return deviations


def _blocks(n_points: int, numbers_per_point: int) -> list[slice]:
    size = max(_CACHED // numbers_per_point, 1)
    return [slice(start, start + size) for start in range(0, n_points, size)]
