"""Weighted moments of the points, and the mixture that they make: the M step's arithmetic.

Moments are taken about references, one for each component. Where a covariance is tiny beside
the distance of its mean from the reference, digits cancel: the moments are then taken again,
about the means that the first ones gave (Chan, Golub and LeVeque 1983).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from gmm_core import plane
from gmm_core._validation import FloatArray
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.mixture import Mixture

# A component whose responsibilities sum to less than this has no digits left to work with.
FEWEST_POINTS = 1e-150

# Each pass over the points brings the references nearer to the means, by a factor of 1e16. One
# more than the first is enough unless some points lie very far out.
MOST_PASSES = 10


class Moments(Protocol):
    """What an M step needs to know of the points."""

    def maximize(
        self, covariance_type: str, ridge: float, prior: CovariancePrior | None
    ) -> Mixture:
        """Return the mixture of these moments, or raise a ValueError if it has collapsed."""
        ...


class PlaneMoments(NamedTuple):
    """Moments in two dimensions.

    Attributes
    ----------
    sums : array (K, 6)
        Σ_n r (1, dx, dy, dx², dx dy, dy²), differences from the references.
    references : sequence of K pairs
    again : callable
        Returns the sums about other references.
    """

    sums: FloatArray
    references: Sequence[Sequence[float]]
    again: Callable[[Sequence[plane.Pair]], FloatArray]

    def maximize(
        self, covariance_type: str, ridge: float, prior: CovariancePrior | None
    ) -> Mixture:
        """Return the mixture of these moments, or raise a ValueError if it has collapsed."""
        sums, references = self.sums.tolist(), self.references
        _check_counts([row[0] for row in sums])
        penalty = None if prior is None else (prior.scale, prior.strength)
        solution = plane.solve(sums, references, covariance_type, ridge, penalty)
        for _ in range(MOST_PASSES):
            if solution.exact or _settled(sums):
                break
            references = solution.means
            sums = self.again(references).tolist()
            solution = plane.solve(sums, references, covariance_type, ridge, penalty)
        factors = [factor for factor in solution.factors if factor is not None]
        if len(factors) < len(sums):
            component = solution.factors.index(None)
            raise ValueError(
                f"covariances must be positive definite; component {component} has collapsed: "
                f"its (Σxx, Σxy, Σyy) was {solution.covariances[component]}. Start elsewhere, "
                "decrease n_components, or give a prior."
            )
        return Mixture.from_floats(
            solution.weights, solution.means, solution.covariances, factors, covariance_type
        )


class SpaceMoments(NamedTuple):
    """Moments in any number of dimensions.

    Attributes
    ----------
    counts : array (K,)
        Σ_n r.
    firsts : array (K, D)
        Mean differences from the references.
    seconds : array (K, D, D)
        Mean products of differences.
    references : array (K, D)
    again : callable or None
        Returns the moments about other references; None if that has been done often enough.
    """

    counts: FloatArray
    firsts: FloatArray
    seconds: FloatArray
    references: FloatArray
    again: Callable[[FloatArray], Moments] | None

    def maximize(
        self, covariance_type: str, ridge: float, prior: CovariancePrior | None
    ) -> Mixture:
        """Return the mixture of these moments, or raise a ValueError if it has collapsed."""
        _check_counts(self.counts.tolist())
        means = self.references + self.firsts
        variances = np.diagonal(self.seconds, axis1=1, axis2=2)
        again = None if (2.0 * np.square(self.firsts) <= variances).all() else self.again
        try:
            mixture = self._solve(means, covariance_type, ridge, prior)
        except ValueError:
            if again is None:
                raise
        else:
            lost = np.square(mixture.whitening @ self.firsts[:, :, np.newaxis]).sum(axis=(1, 2))
            if again is None or (lost <= plane.WIDEST).all():
                return mixture
        return again(means).maximize(covariance_type, ridge, prior)

    def _solve(
        self, means: FloatArray, covariance_type: str, ridge: float, prior: CovariancePrior | None
    ) -> Mixture:
        n_points = self.counts.sum()
        shares = self.counts / n_points
        covariances = self.seconds - self.firsts[:, :, np.newaxis] * self.firsts[:, np.newaxis, :]
        covariances = COVARIANCE_TYPES[covariance_type].restrict(covariances, shares)
        diagonal = np.eye(means.shape[1])
        if prior is not None:
            held = np.full(len(means), n_points) if covariance_type == "tied" else self.counts
            held = held[:, np.newaxis, np.newaxis]
            covariances = (held * covariances + prior.scale * diagonal) / (held + prior.strength)
        if ridge:
            covariances = covariances + ridge * diagonal
        return Mixture.from_checked(shares, means, covariances, covariance_type)


def differences_moments(
    points: FloatArray, shares: FloatArray, references: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return Σ_n r d (K, D) and Σ_n r d dᵀ (K, D, D) of differences d from the references.

    Parameters
    ----------
    points : array (N, D)
    shares : array (K, N)
    references : array (K, D)
    """
    # Weighted by roots, the product with its own transpose is exactly symmetric.
    roots = np.sqrt(shares[:, np.newaxis, :])
    columns = np.ascontiguousarray(points.T)
    differences = columns - references[:, :, np.newaxis]
    differences *= roots
    seconds = differences @ differences.transpose(0, 2, 1)
    return (differences @ roots.transpose(0, 2, 1))[:, :, 0], seconds


def _settled(sums: Sequence[Sequence[float]]) -> bool:
    """Return whether all references lie so near the means that nothing large cancels."""
    return all(
        2.0 * (x / count) ** 2 <= xx / count and 2.0 * (y / count) ** 2 <= yy / count
        for count, x, y, xx, _, yy in sums
    )


def _check_counts(counts: Sequence[float]) -> None:
    fewest = min(counts)
    if not fewest >= FEWEST_POINTS:
        raise ValueError(
            f"responsibilities leave component {counts.index(fewest)} without points "
            f"(they sum to {fewest:g}). Decrease n_components or start elsewhere."
        )
