"""The k-means limit as a run of half-steps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gmm_core._validation import FloatArray, check_at_least_zero, check_count, read_only
from gmm_core.kmeans_limit import (
    check_points_and_centroids,
    check_sigma,
    expect_softly,
    update_softly,
)
from gmm_core.mixture import Mixture
from gmm_core.nearest import Labels, squared_distances
from gmm_core.run import Phase, StopReason, stop_on_level_ground


@dataclass(frozen=True, eq=False)
class SoftKMeansState:
    """One state of soft k-means: centroids, and the responsibilities of the last assignment.

    To stay light a state keeps not the responsibilities but the centroids that made them.

    Attributes
    ----------
    centroids : array (K, D)
    sigma : float
    phase : Phase
        Which half was done last.
    iteration : int
        Whole iterations completed.
    log_likelihood : float
        At `centroids`.
    """

    centroids: FloatArray
    sigma: float
    phase: Phase
    iteration: int
    log_likelihood: float
    _points: FloatArray = field(repr=False)
    _made_by: FloatArray | None = field(repr=False)

    @property
    def objective(self) -> float:
        """What EM climbs: the log-likelihood."""
        return self.log_likelihood

    @property
    def responsibilities(self) -> FloatArray | None:
        """Shares (N, K), computed on each call; None at the start."""
        if self._made_by is None:
            return None
        return expect_softly(self._points, self._made_by, self.sigma)[0]

    @property
    def labels(self) -> Labels | None:
        """The component of the largest share (N,), of equal ones the first; None at the start."""
        if self._made_by is None:
            return None
        # The nearest centroid has the largest share; where shares round, distances still differ.
        labels: Labels = squared_distances(self._points, self._made_by).argmin(axis=0)
        return labels

    @property
    def mixture(self) -> Mixture:
        """The Gaussian mixture that these centroids and σ are."""
        k, d = self.centroids.shape
        covariances = np.tile(self.sigma**2 * np.eye(d), (k, 1, 1))
        return Mixture(np.full(k, 1.0 / k), self.centroids, covariances, "spherical")


@dataclass(frozen=True, eq=False)
class SoftKMeans:
    """EM for a spherical mixture whose weights (1/K) and σ are given and stay.

    As σ goes to zero its half-steps become those of k-means (Bishop 2006, section 9.3.2). The
    run settles with the first iteration that moves no centroid, and has converged with the
    first that gains no more than `tolerance` per point.

    Parameters
    ----------
    points : array (N, D)
    start_centroids : array (K, D)
    sigma : float
        In the units of the data.
    tolerance : float
        Nats per point, zero or more.
    max_iterations : int
    """

    points: FloatArray
    start_centroids: FloatArray
    sigma: float
    tolerance: float = 1e-6
    max_iterations: int = 1000

    def __post_init__(self) -> None:
        points, centroids = check_points_and_centroids(self.points, self.start_centroids)
        sigma = check_sigma(self.sigma, points, centroids)
        check_at_least_zero(self.tolerance, "tolerance")
        check_count(self.max_iterations, "max_iterations", low=1)
        object.__setattr__(self, "points", read_only(points))
        object.__setattr__(self, "start_centroids", read_only(centroids))
        object.__setattr__(self, "sigma", sigma)

    def first_state(self) -> SoftKMeansState:
        """Return the start: centroids, and no responsibilities yet."""
        return self._state(self.start_centroids, Phase.START, 0, None)

    def half_step(self, state: SoftKMeansState) -> SoftKMeansState:
        """Return the state after the next assignment or update."""
        present = state.centroids
        if state.phase is not Phase.E:
            return self._state(present, Phase.E, state.iteration, present)
        shares, _ = expect_softly(self.points, present, self.sigma)
        centroids = read_only(update_softly(self.points, shares, present))
        return self._state(centroids, Phase.M, state.iteration + 1, present)

    def stop_reason(self, states: Sequence[SoftKMeansState]) -> StopReason | None:
        """Return NO_CHANGE, CONVERGED or ITERATION_LIMIT if the last state ends the run."""
        last = states[-1]
        if last.phase is Phase.M and np.array_equal(last.centroids, states[-3].centroids):
            return StopReason.NO_CHANGE
        return stop_on_level_ground(states, self.tolerance, len(self.points), self.max_iterations)

    def _state(
        self, centroids: FloatArray, phase: Phase, iteration: int, made_by: FloatArray | None
    ) -> SoftKMeansState:
        _, log_likelihood = expect_softly(self.points, centroids, self.sigma)
        return SoftKMeansState(
            centroids, self.sigma, phase, iteration, log_likelihood, self.points, made_by
        )
