"""EM of many mixtures at once: the loop that steps a batch until every run has ended."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gmm_core._validation import FloatArray, read_only
from gmm_core.batch import Batch, Indices, Mask, Monomials, coefficients, gather_all, maximize_all
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.em import penalty
from gmm_core.fits import Fit, RestartsProgress
from gmm_core.gathering import gather
from gmm_core.moments import Moments
from gmm_core.resolution import Resolution, collapsed, resolve
from gmm_core.run import StopReason


@dataclass(frozen=True)
class Settings:
    """What all runs of a batch have in common; `least_gain` is that of a whole iteration."""

    covariance_type: str
    ridge: float
    prior: CovariancePrior | None
    least_gain: float
    max_iterations: int
    progress: Callable[[RestartsProgress], bool | None] | None


def run_batch(points: FloatArray, batch: Batch, settings: Settings) -> tuple[Fit, ...]:
    """Run EM from every mixture of a batch; each leaves it when it ends."""
    monomials = Monomials.of(points)
    limits = resolve(points)
    n = len(batch.weights)
    active = np.arange(n)
    objectives = np.full(n, -np.inf)
    traces: list[list[float]] = [[] for _ in range(n)]
    fits: dict[int, Fit] = {}
    for iteration in itertools.count():
        log_likelihoods, moments, singles = _expect(points, batch, monomials, settings)
        before, objectives = objectives, log_likelihoods - _penalties(batch, settings, len(points))
        for run, value in zip(active, objectives.tolist(), strict=True):
            traces[run].append(value)
        following, gone = _maximize(points, batch, moments, singles, monomials, limits, settings)
        ended: dict[StopReason, Mask] = {
            StopReason.CONVERGED: np.abs(objectives - before) <= settings.least_gain,
            StopReason.ITERATION_LIMIT: np.full(len(active), iteration == settings.max_iterations),
            StopReason.COLLAPSED: gone,
        }
        present = _Present(active, batch, log_likelihoods)
        _leave(fits, present, traces, ended, settings)
        keep = ~np.logical_or.reduce(list(ended.values()))
        if settings.progress is not None:
            told = settings.progress(_progress(iteration, fits, n))
            if told is False:
                _leave(fits, present, traces, {StopReason.CANCELLED: keep}, settings)
                break
        if not keep.any():
            break
        active, objectives, batch = active[keep], objectives[keep], following.select(keep)
    return tuple(fits[run] for run in range(n))


def _expect(
    points: FloatArray, batch: Batch, monomials: Monomials, settings: Settings
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
    limits: Resolution,
    settings: Settings,
) -> tuple[Batch, Mask]:
    """Return the mixtures after the M step, and which of them have collapsed (S,)."""
    kind, ridge, prior = settings.covariance_type, settings.ridge, settings.prior
    following, exact = maximize_all(moments, monomials, kind, ridge, prior)
    variances = np.diagonal(following.covariances, axis1=-2, axis2=-1)
    gone: Mask = np.any(variances < limits.smallest, axis=(1, 2))
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
        gone[index] = collapsed(mixture, limits)
        following.weights[index] = mixture.weights
        following.means[index] = mixture.means
        following.covariances[index] = mixture.covariances
    return following, gone


def _penalties(batch: Batch, settings: Settings, n_points: int) -> FloatArray:
    if settings.prior is None:
        return np.zeros(len(batch.weights))
    return np.array(
        [
            penalty(batch.mixture(index, settings.covariance_type), settings.prior, n_points)
            for index in range(len(batch.weights))
        ]
    )


class _Present(NamedTuple):
    """The runs that have not ended: which they are, and where they stand."""

    runs: Indices
    batch: Batch
    log_likelihoods: FloatArray


def _leave(
    fits: dict[int, Fit],
    present: _Present,
    traces: list[list[float]],
    ended: dict[StopReason, Mask],
    settings: Settings,
) -> None:
    """Write down the runs that have ended, each for the first reason that holds."""
    for reason, which in ended.items():
        for index in np.flatnonzero(which).tolist():
            run = int(present.runs[index])
            if run not in fits:
                trace = read_only(np.array(traces[run]))
                mixture = present.batch.mixture(index, settings.covariance_type)
                log_likelihood = float(present.log_likelihoods[index])
                fits[run] = Fit(
                    mixture, log_likelihood, float(trace[-1]), trace, len(trace) - 1, reason
                )


def _progress(iteration: int, fits: dict[int, Fit], n: int) -> RestartsProgress:
    best = max(fits.values(), key=lambda one: one.rank, default=None)
    reached = best.log_likelihood if best is not None and best.rank[0] else -np.inf
    return RestartsProgress(iteration, len(fits), n, reached)
