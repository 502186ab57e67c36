"""EM from many starts, all stepped as one batch: the local maxima of the likelihood."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import (
    FloatArray,
    check_at_least_zero,
    check_count,
    check_points_for,
    read_only,
)
from gmm_core.batch import Batch, Indices, Mask, Monomials, coefficients, gather_all, maximize_all
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.em import collapsed, penalty, smallest_variances
from gmm_core.fits import Fit
from gmm_core.gathering import gather
from gmm_core.initialization import starts
from gmm_core.matching import component_distances, match_components
from gmm_core.mixture import Mixture
from gmm_core.moments import Moments
from gmm_core.run import StopReason


@dataclass(frozen=True)
class RestartsProgress:
    """How far a batch of runs has come.

    Attributes
    ----------
    iteration : int
        Whole iterations completed by the runs that have not ended.
    n_ended, n : int
        How many runs have ended, and how many there are.
    best_log_likelihood : float
        The highest so far of runs that did not collapse; minus infinity before the first.
    """

    iteration: int
    n_ended: int
    n: int
    best_log_likelihood: float


@dataclass(frozen=True, eq=False)
class Maximum:
    """A local maximum that runs ended at.

    Attributes
    ----------
    mixture : Mixture
        Of the best of these runs.
    log_likelihood : float
    reached_by : tuple of int
        Which runs, best first.
    """

    mixture: Mixture
    log_likelihood: float
    reached_by: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Restarts:
    """Runs of EM from several starts.

    Attributes
    ----------
    fits : tuple of Fit
        In the order of the starts. A run that was cancelled has the reason CANCELLED.
    closeness : tuple of two floats
        How far runs that ended at the same maximum may be apart: in log-likelihood (nats), and
        between a component and its match (see `component_distances`).
    """

    fits: tuple[Fit, ...]
    closeness: tuple[float, float]

    @cached_property
    def maxima(self) -> tuple[Maximum, ...]:
        """Where the runs ended, best first; collapsed runs are set aside.

        Runs whose log-likelihoods and, after matching labels, parameters agree count as one.
        """
        return _maxima(self.fits, *self.closeness)

    @property
    def best_run(self) -> int:
        """Which run has the highest log-likelihood, of those that did not collapse if any."""
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
    same_within: float = 0.01,
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
        Two runs ended at one maximum if their log-likelihoods differ by no more than this (nats)
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
    n_starts = check_count(n, "n", low=1)
    first_seed = check_count(seed, "seed", low=0)
    check_at_least_zero(ridge, "ridge")
    check_at_least_zero(tolerance, "tolerance")
    check_at_least_zero(same_within, "same_within")
    check_count(max_iterations, "max_iterations", low=1)
    seeds = range(first_seed, first_seed + n_starts)
    batch = starts(array, count, covariance_type, method, seeds)
    settings = _Settings(
        covariance_type, ridge, prior, tolerance * len(array), max_iterations, progress
    )
    fits = _run(array, batch, settings)
    within = max(same_within, 10.0 * tolerance * len(array))
    return Restarts(fits, (within, same_within))


@dataclass(frozen=True)
class _Settings:
    covariance_type: str
    ridge: float
    prior: CovariancePrior | None
    least_gain: float
    max_iterations: int
    progress: Callable[[RestartsProgress], bool | None] | None


def _run(points: FloatArray, batch: Batch, settings: _Settings) -> tuple[Fit, ...]:
    monomials = Monomials.of(points)
    smallest = smallest_variances(points)
    n = len(batch.weights)
    active = np.arange(n)
    objectives = np.full(n, -np.inf)
    traces: list[list[float]] = [[] for _ in range(n)]
    fits: dict[int, Fit] = {}
    for iteration in itertools.count():
        log_likelihoods, moments, singles = _expect(points, batch, monomials, settings)
        for run, value in zip(active, log_likelihoods.tolist(), strict=True):
            traces[run].append(value)
        before, objectives = objectives, log_likelihoods - _penalties(batch, settings, len(points))
        following, gone = _maximize(points, batch, moments, singles, monomials, smallest, settings)
        ended: dict[StopReason, Mask] = {
            StopReason.CONVERGED: np.abs(objectives - before) <= settings.least_gain,
            StopReason.ITERATION_LIMIT: np.full(len(active), iteration == settings.max_iterations),
            StopReason.COLLAPSED: gone,
        }
        _leave(fits, active, batch, traces, ended, settings)
        keep = ~np.logical_or.reduce(list(ended.values()))
        if settings.progress is not None:
            told = settings.progress(_progress(iteration, fits, n))
            if told is False:
                _leave(fits, active, batch, traces, {StopReason.CANCELLED: keep}, settings)
                break
        if not keep.any():
            break
        active, objectives, batch = active[keep], objectives[keep], following.select(keep)
    return tuple(fits[run] for run in range(n))


def _expect(
    points: FloatArray, batch: Batch, monomials: Monomials, settings: _Settings
) -> tuple[FloatArray, FloatArray, dict[int, Moments]]:
    """Return log-likelihoods (S,), moments (S, K, P), and those of the ones done singly."""
    table, exact = coefficients(batch, monomials)
    log_likelihoods, moments = np.empty(len(table)), np.ones(table.shape)
    if exact.any():
        log_likelihoods[exact], moments[exact] = gather_all(table[exact], monomials.rows)
    singles = {}
    for index in np.flatnonzero(~exact).tolist():
        found = gather(points, batch.mixture(index, settings.covariance_type))
        log_likelihoods[index], singles[index] = found
    return log_likelihoods, moments, singles


def _maximize(
    points: FloatArray,
    batch: Batch,
    moments: FloatArray,
    singles: dict[int, Moments],
    monomials: Monomials,
    smallest: FloatArray,
    settings: _Settings,
) -> tuple[Batch, Mask]:
    """Return the mixtures after the M step, and which of them have collapsed (S,)."""
    kind, ridge, prior = settings.covariance_type, settings.ridge, settings.prior
    following, exact = maximize_all(moments, monomials.centre, kind, ridge, prior)
    variances = np.diagonal(following.covariances, axis1=-2, axis2=-1)
    gone: Mask = np.any(variances < smallest, axis=(1, 2))
    exact[list(singles)] = False
    for index in np.flatnonzero(~exact).tolist():
        single = singles.get(index)
        if single is None:
            single = gather(points, batch.mixture(index, kind)).moments
        try:
            mixture = single.maximize(kind, ridge, prior)
        except ValueError:  # no points left, or no positive definite covariance
            gone[index] = True
            continue
        gone[index] = collapsed(mixture, smallest)
        following.weights[index] = mixture.weights
        following.means[index] = mixture.means
        following.covariances[index] = mixture.covariances
    return following, gone


def _penalties(batch: Batch, settings: _Settings, n_points: int) -> FloatArray:
    if settings.prior is None:
        return np.zeros(len(batch.weights))
    return np.array(
        [
            penalty(batch.mixture(index, settings.covariance_type), settings.prior, n_points)
            for index in range(len(batch.weights))
        ]
    )


def _leave(
    fits: dict[int, Fit],
    active: Indices,
    batch: Batch,
    traces: list[list[float]],
    ended: dict[StopReason, Mask],
    settings: _Settings,
) -> None:
    """Write down the runs that have ended, each for the first reason that holds."""
    for reason, which in ended.items():
        for index in np.flatnonzero(which).tolist():
            run = int(active[index])
            if run not in fits:
                trace = read_only(np.array(traces[run]))
                mixture = batch.mixture(index, settings.covariance_type)
                fits[run] = Fit(mixture, float(trace[-1]), trace, len(trace) - 1, reason)


def _progress(iteration: int, fits: dict[int, Fit], n: int) -> RestartsProgress:
    final = [one.log_likelihood for one in fits.values() if one.rank[0]]
    return RestartsProgress(iteration, len(fits), n, max(final, default=-np.inf))


def _maxima(fits: tuple[Fit, ...], within: float, same_within: float) -> tuple[Maximum, ...]:
    found: list[tuple[Mixture, float, list[int]]] = []
    order = sorted(range(len(fits)), key=lambda run: fits[run].log_likelihood, reverse=True)
    for run in order:
        one = fits[run]
        if one.stop_reason is StopReason.COLLAPSED:
            continue
        for mixture, log_likelihood, runs in found:
            if log_likelihood - one.log_likelihood <= within and _same(
                mixture, one.mixture, same_within
            ):
                runs.append(run)
                break
        else:
            found.append((one.mixture, one.log_likelihood, [run]))
    return tuple(Maximum(mixture, value, tuple(runs)) for mixture, value, runs in found)


def _same(a: Mixture, b: Mixture, within: float) -> bool:
    distances = component_distances(a, b)
    matched = distances[np.arange(a.n_components), match_components(a, b)]
    return bool((matched <= within).all())
