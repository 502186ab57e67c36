"""Variational inference run to its end, from one start or the best of several."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import (
    FloatArray,
    as_floats,
    check_at_least_zero,
    check_choice,
    check_count,
    check_points_for,
    read_only,
)
from gmm_core.initialization import MOST_ITERATIONS
from gmm_core.kmeans import settle
from gmm_core.labels import one_hot
from gmm_core.mixture import Mixture
from gmm_core.run import Phase, StopReason
from gmm_core.seeding import plus_plus
from gmm_core.timeline import Timeline
from gmm_core.variational import Variational
from gmm_core.variational_posterior import VariationalPosterior, expected_mixture
from gmm_core.variational_prior import variational_prior
from gmm_core.variational_steps import variational_m_step


@dataclass(frozen=True, eq=False)
class VariationalFit:
    """A run of variational inference that has ended.

    Attributes
    ----------
    posterior : VariationalPosterior
    objective : float
        The lower bound on log p(X), in nats.
    trace : array (iterations + 1,)
        The bound at the start and after each iteration.
    iterations : int
    stop_reason : StopReason
    """

    posterior: VariationalPosterior
    objective: float
    trace: FloatArray
    iterations: int
    stop_reason: StopReason

    @property
    def mixture(self) -> Mixture:
        """The expected parameters (see `expected_mixture`)."""
        return expected_mixture(self.posterior)


def fit_variational(
    points: ArrayLike,
    n_components: int,
    covariance_type: str = "full",
    weight_prior: str = "dirichlet_process",
    concentration: float | None = None,
    n_init: int = 1,
    seed: int = 0,
    method: str = "k-means",
    tolerance: float = 1e-6,
    max_iterations: int = 1000,
    *,
    mean_precision: float | None = None,
    mean: ArrayLike | None = None,
    degrees_of_freedom: float | None = None,
    covariance: ArrayLike | None = None,
    ridge: float = 0.0,
) -> VariationalFit:
    """Fit a mixture by variational inference, keeping the best of `n_init` starts.

    Parameters
    ----------
    points : array (N, D)
    n_components : int
        K, the most components that may be used; which are is told by `active_components`.
    covariance_type, weight_prior, concentration : str, str, float, optional
        See `variational_prior`, as for `mean_precision`, `mean`, `degrees_of_freedom` and
        `covariance`.
    n_init : int
        How many starts; start i is drawn with seed `seed` + i.
    seed : int
    method : str
        See `variational_start`.
    tolerance, max_iterations, ridge : float, int, float
        See `Variational`.

    Returns
    -------
    VariationalFit
        That of the highest bound among those that did not collapse, or among all if every one
        did.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or the points leave no covariance of full rank
        for the prior and none is given.

    Notes
    -----
    Bishop (2006), section 10.2; for the process Blei and Jordan (2006).
    """
    array, k = check_points_for(points, n_components)
    check_count(n_init, "n_init", low=1)
    check_count(seed, "seed", low=0)
    check_at_least_zero(ridge, "ridge")
    prior = variational_prior(
        array,
        k,
        covariance_type,
        weight_prior,
        concentration,
        mean_precision,
        mean,
        degrees_of_freedom,
        covariance,
    )
    fits = []
    for start_seed in range(seed, seed + n_init):
        responsibilities = variational_start(array, k, method, start_seed)
        start = variational_m_step(array, responsibilities, prior, ridge)
        fits.append(_run(Variational(array, start, ridge, tolerance, max_iterations)))
    return max(fits, key=lambda one: (one.stop_reason is not StopReason.COLLAPSED, one.objective))


def variational_start(
    points: ArrayLike, n_components: int, method: str = "k-means", seed: int = 0
) -> FloatArray:
    """Return responsibilities to start from.

    Parameters
    ----------
    points : array (N, D)
    n_components : int
        K, at least 1 and at most N.
    method : str
        - "k-means": the clusters of k-means, itself started by k-means++; the largest first,
          because the sticks of a Dirichlet process expect that (Kurihara, Welling and Vlassis
          2007, section 4).
        - "random points": K points, drawn at random, each wholly to a component of its own, and
          the others to none. With the same `seed` as `random_state`, those of scikit-learn's
          ``init_params="random_from_data"``.
        - "random responsibilities": rows drawn uniformly from the simplex.
    seed : int
        Same seed, same start.

    Returns
    -------
    array (N, K)
        For `variational_m_step`.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or fewer than K points are different where K
        different ones are wanted.
    """
    array, k = check_points_for(points, n_components)
    check_choice(method, "method", tuple(STARTS))
    return STARTS[method](array, k, check_count(seed, "seed", low=0))


def active_components(weights: ArrayLike, threshold: float = 0.01) -> list[int]:
    """Return which components have a weight above the threshold, in order.

    Parameters
    ----------
    weights : array (K,)
        Such as `VariationalPosterior.weights`.
    threshold : float
        Zero or more.

    Returns
    -------
    list of int
        Places among the components, counted from 0.

    Raises
    ------
    ValueError
        If the weights are not finite, or the threshold is below zero.
    """
    array = as_floats(weights, "weights")
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError(f"weights must be finite numbers (K,); they were {array.tolist()}")
    least = check_at_least_zero(threshold, "threshold")
    return [int(k) for k in np.flatnonzero(array > least)]


def _from_k_means(points: FloatArray, k: int, seed: int) -> FloatArray:
    centroids = plus_plus(points, k, [np.random.default_rng(seed)])[0]
    labels, _ = settle(points, centroids, MOST_ITERATIONS)
    shares = one_hot(labels, k)
    return shares[:, np.argsort(-shares.sum(axis=0), kind="stable")]


def _from_random_points(points: FloatArray, k: int, seed: int) -> FloatArray:
    # The old generator, because scikit-learn draws by it.
    old = np.random.RandomState(seed)
    shares = np.zeros((len(points), k))
    shares[old.choice(len(points), k, replace=False), np.arange(k)] = 1.0
    return shares


def _from_random_responsibilities(points: FloatArray, k: int, seed: int) -> FloatArray:
    return np.random.default_rng(seed).dirichlet(np.ones(k), size=len(points))


STARTS: Final[dict[str, Callable[[FloatArray, int, int], FloatArray]]] = {
    "k-means": _from_k_means,
    "random points": _from_random_points,
    "random responsibilities": _from_random_responsibilities,
}


def _run(algorithm: Variational) -> VariationalFit:
    timeline = Timeline(algorithm)
    while timeline.stop_reason is None:
        timeline.extend(2)
    whole = [state for state in timeline.states if state.phase is not Phase.E]
    last = whole[-1]
    return VariationalFit(
        last.posterior,
        last.objective,
        read_only(np.array([state.objective for state in whole])),
        last.iteration,
        timeline.stop_reason,
    )
