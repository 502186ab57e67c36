"""EM of many mixtures at once: the loop that steps a batch until every run has ended."""

import itertools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gmm_core._validation import FloatArray, read_only
from gmm_core.batch import (
    Batch,
    Indices,
    Mask,
    Prepared,
    coefficients,
    gather_all,
    maximize_all,
)
from gmm_core.fits import Fit, RestartsProgress
from gmm_core.gathering import gather
from gmm_core.moments import Moments
from gmm_core.options import Options
from gmm_core.resolution import collapsed
from gmm_core.run import StopReason

_NO_MOMENTS = np.empty(0)


def run_batch(
    prepared: Prepared,
    batch: Batch,
    options: Options,
    progress: Callable[[RestartsProgress], bool | None] | None,
) -> tuple[Fit, ...]:
    """Run EM from every mixture of a batch; each leaves it when it ends."""
    n, least_gain = len(batch.weights), options.tolerance * len(prepared.points)
    active = np.arange(n)
    objectives = np.full(n, -np.inf)
    traces: list[list[float]] = [[] for _ in range(n)]
    fits: dict[int, Fit] = {}
    for iteration in itertools.count():
        log_likelihoods, moments, singles = _expect(prepared, batch, options)
        before, objectives = objectives, log_likelihoods - _penalties(batch, options)
        for run, value in zip(active, objectives.tolist(), strict=True):
            traces[run].append(value)
        following, gone = _maximize(prepared, batch, moments, singles, options)
        converged = np.abs(objectives - before) <= least_gain
        keep = ~(converged | gone)
        at_limit = iteration == options.max_iterations
        if at_limit:
            keep[:] = False
        present = _Present(active, batch, log_likelihoods)
        all_stay = bool(keep.all())
        if not all_stay:
            ended = {
                StopReason.CONVERGED: converged,
                StopReason.ITERATION_LIMIT: np.full(len(active), at_limit),
                StopReason.COLLAPSED: gone,
            }
            _leave(fits, present, traces, ended, options)
        if progress is not None:
            told = progress(_progress(iteration, fits, n))
            if told is False:
                _leave(fits, present, traces, {StopReason.CANCELLED: keep}, options)
                break
        if all_stay:
            batch = following
        elif keep.any():
            active, objectives, batch = active[keep], objectives[keep], following.select(keep)
        else:
            break
    return tuple(fits[run] for run in range(n))


def _expect(
    prepared: Prepared, batch: Batch, options: Options
) -> tuple[FloatArray, FloatArray, dict[int, Moments]]:
    """Return log-likelihoods (S,), moments (S, K, P), and those of the ones done singly."""
    points, _, monomials = prepared
    log_likelihoods, moments = np.empty(len(batch.weights)), _NO_MOMENTS
    exact = np.zeros(len(batch.weights), dtype=bool)
    if monomials is not None:
        table, constants, exact = coefficients(batch, monomials)
        if exact.all():
            found, moments = gather_all(table, monomials.rows)
            return found + len(points) * constants, moments, {}
        moments = np.ones(table.shape)
        if exact.any():
            found, moments[exact] = gather_all(table[exact], monomials.rows)
            log_likelihoods[exact] = found + len(points) * constants[exact]
    singles = {}
    for index in np.flatnonzero(~exact).tolist():
        single = gather(points, batch.mixture(index, options.covariance_type))
        log_likelihoods[index], singles[index] = single
    return log_likelihoods, moments, singles


def _maximize(
    prepared: Prepared,
    batch: Batch,
    moments: FloatArray,
    singles: dict[int, Moments],
    options: Options,
) -> tuple[Batch, Mask]:
    """Return the mixtures after the M step, and which of them have collapsed (S,)."""
    points, limits, monomials = prepared
    kind, ridge, prior = options.covariance_type, options.ridge, options.prior
    if monomials is None:
        following = Batch(*(array.copy() for array in batch))
        exact = np.zeros(len(batch.weights), dtype=bool)
    else:
        following, exact = maximize_all(moments, monomials, kind, ridge, prior)
    variances = np.diagonal(following.covariances, axis1=-2, axis2=-1)
    gone: Mask = np.logical_or.reduce(variances < limits.smallest, axis=(1, 2))
    exact[list(singles)] = False
    for index in () if exact.all() else np.flatnonzero(~exact).tolist():
        single = singles.get(index)
        if single is None:
            single = gather(points, batch.mixture(index, kind)).moments
        try:
            mixture = single.maximize(kind, ridge, prior)
        except ValueError:  # no points left, or no positive definite covariance
            gone[index] = True
            continue
        gone[index] = collapsed(mixture, limits)
        following.replace(index, mixture)
    return following, gone


def _penalties(batch: Batch, options: Options) -> FloatArray | float:
    """Return what the prior takes off each log-likelihood (see `CovariancePrior`)."""
    prior = options.prior
    if prior is None:
        return 0.0
    traces = np.square(batch.whitening).sum(axis=(-2, -1))  # of Σ⁻¹
    each = 0.5 * prior.scale * traces + prior.strength * batch.log_scales
    penalties: FloatArray = each[:, 0] if options.covariance_type == "tied" else each.sum(axis=1)
    return penalties


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
    options: Options,
) -> None:
    """Write down the runs that have ended, each for the first reason that holds."""
    for reason, which in ended.items():
        for index in np.flatnonzero(which).tolist():
            run = int(present.runs[index])
            if run not in fits:
                trace = read_only(np.array(traces[run]))
                mixture = present.batch.mixture(index, options.covariance_type)
                log_likelihood = float(present.log_likelihoods[index])
                fits[run] = Fit(
                    mixture, log_likelihood, float(trace[-1]), trace, len(trace) - 1, reason
                )


def _progress(iteration: int, fits: dict[int, Fit], n: int) -> RestartsProgress:
    best = max(fits.values(), key=lambda one: one.rank, default=None)
    reached = best.log_likelihood if best is not None and best.rank[0] else -np.inf
    return RestartsProgress(iteration, len(fits), n, reached)
