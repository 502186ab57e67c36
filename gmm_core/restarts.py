"""EM from many starts, all stepped as one batch: the local maxima of the likelihood."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, check_at_least_zero, check_count, check_points_for
from gmm_core.batch import Prepared
from gmm_core.batch_em import run_batch
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.fits import Fit, RestartsProgress
from gmm_core.initialization import starts
from gmm_core.matching import component_distances, match_components
from gmm_core.mixture import Mixture
from gmm_core.options import Options
from gmm_core.run import StopReason

SAME_WITHIN = 0.01


@dataclass(frozen=True, eq=False)
class Maximum:
    """A local maximum that runs ended at.

    Attributes
    ----------
    mixture : Mixture
        Of the best of these runs.
    log_likelihood, objective : float
        Of the same run (see `Fit`).
    reached_by : tuple of int
        Which runs, best first.
    """

    mixture: Mixture
    log_likelihood: float
    objective: float
    reached_by: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Restarts:
    """Runs of EM from several starts.

    Attributes
    ----------
    fits : tuple of Fit
        In the order of the starts. A run that was cancelled has the reason CANCELLED.
    closeness : tuple of two floats
        How far runs that ended at the same maximum may be apart: in the objective (nats), and
        between a component and its match (see `component_distances`).
    """

    fits: tuple[Fit, ...]
    closeness: tuple[float, float]

    @cached_property
    def maxima(self) -> tuple[Maximum, ...]:
        """Where the runs ended, best first; collapsed runs are set aside.

        Runs whose objectives and, after matching labels, parameters agree count as one.
        """
        return _maxima(self.fits, *self.closeness)

    @property
    def best_run(self) -> int:
        """Which run has the highest objective, of those that did not collapse if any."""
        return max(range(len(self.fits)), key=lambda run: self.fits[run].rank)

    @property
    def best(self) -> Fit:
        """The fit of `best_run`."""
        return self.fits[self.best_run]

    @property
    def log_likelihoods(self) -> FloatArray:
        """Final log-likelihood of each run (n,)."""
        return np.array([one.log_likelihood for one in self.fits])


def restarts(
    points: ArrayLike,
    n_components: int,
    n: int = 20,
    seed: int = 0,
    covariance_type: str = "full",
    method: str = "k-means++",
    tolerance: float = 1e-6,
    max_iterations: int = 1000,
    ridge: float = 0.0,
    prior: CovariancePrior | None = None,
    progress: Callable[[RestartsProgress], bool | None] | None = None,
    same_within: float = SAME_WITHIN,
) -> Restarts:
    """Run EM from `n` starts at once.

    Parameters
    ----------
    points : array (N, D)
    n_components : int
    n : int
        How many starts; start i is that of `initialize` with seed `seed` + i.
    seed : int
    covariance_type : {"full", "tied", "diag", "spherical"}
    method : str
        See `initialize`.
    tolerance, max_iterations, ridge, prior
        See `EM`.
    progress : callable, optional
        Called after every iteration of the batch; if it returns False, the runs that have not
        ended are cancelled.
    same_within : float
        Two runs ended at one maximum if their objectives differ by no more than this (nats)
        or than ten times what the tolerance leaves open, and no component is farther from its
        match than this (see `component_distances`).

    Returns
    -------
    Restarts

    Raises
    ------
    ValueError
        If an argument is not what is said above, or the points allow no such start.

    Notes
    -----
    Each run ends by itself, for the reasons that `EM` has, and then leaves the batch. McLachlan
    and Peel (2000), section 2.12, on starts.
    """
    array, count = check_points_for(points, n_components)
    options = Options(covariance_type, method, tolerance, max_iterations, ridge, prior)
    return restarts_of(Prepared.of(array), count, n, seed, options, progress, same_within)


def restarts_of(
    prepared: Prepared,
    n_components: int,
    n: int,
    seed: int,
    options: Options,
    progress: Callable[[RestartsProgress], bool | None] | None = None,
    same_within: float = SAME_WITHIN,
) -> Restarts:
    """Do what `restarts` does on points that have been checked and prepared."""
    n_starts = check_count(n, "n", low=1)
    first_seed = check_count(seed, "seed", low=0)
    check_at_least_zero(same_within, "same_within")
    seeds = range(first_seed, first_seed + n_starts)
    batch = starts(prepared, n_components, options.covariance_type, options.method, seeds)
    fits = run_batch(prepared, batch, options, progress)
    within = max(same_within, 10.0 * options.tolerance * len(prepared.points))
    return Restarts(fits, (within, same_within))


def _maxima(fits: tuple[Fit, ...], within: float, same_within: float) -> tuple[Maximum, ...]:
    found: list[tuple[Fit, list[int]]] = []
    for run in sorted(range(len(fits)), key=lambda run: fits[run].objective, reverse=True):
        one = fits[run]
        if one.stop_reason is StopReason.COLLAPSED:
            continue
        for best, runs in found:
            if best.objective - one.objective <= within and _same(
                best.mixture, one.mixture, same_within
            ):
                runs.append(run)
                break
        else:
            found.append((one, [run]))
    return tuple(
        Maximum(best.mixture, best.log_likelihood, best.objective, tuple(runs))
        for best, runs in found
    )


def _same(a: Mixture, b: Mixture, within: float) -> bool:
    distances = component_distances(a, b)
    matched = distances[np.arange(a.n_components), match_components(a, b)]
    return bool((matched <= within).all())
