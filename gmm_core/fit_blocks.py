"""EM over points in blocks: the run of `fit`, with no more of the points at hand than a block."""

import itertools

import numpy as np

from gmm_core._validation import check_count, check_enough, read_only
from gmm_core.block_moments import PassError, gather_blocks
from gmm_core.block_summary import Summary, draw_rows, summarize
from gmm_core.blocks import Blocks
from gmm_core.em import penalty
from gmm_core.fits import Fit
from gmm_core.initialization import initialize
from gmm_core.mixture import Mixture
from gmm_core.options import Options
from gmm_core.resolution import collapsed
from gmm_core.run import StopReason


def fit_blocks(
    blocks: Blocks,
    n_components: int,
    n_init: int,
    seed: int,
    options: Options,
) -> Fit:
    """Do what `fit` does on points in blocks; starts are those of rows that are drawn."""
    count = check_count(n_components, "n_components", low=1)
    n_starts = check_count(n_init, "n_init", low=1)
    first_seed = check_count(seed, "seed", low=0)
    summary = summarize(blocks)
    check_enough(summary.n_points, summary.extent, count)
    rows = draw_rows(blocks, summary, first_seed)
    kind, method = options.covariance_type, options.method
    fits = (
        run_blocks(blocks, summary, initialize(rows, count, kind, method, first_seed + i), options)
        for i in range(n_starts)
    )
    return max(fits, key=lambda one: one.rank)


def run_blocks(blocks: Blocks, summary: Summary, start: Mixture, options: Options) -> Fit:
    """Run EM from a start to its end; it ends as that of `EM` does."""
    mixture, trace = start, list[float]()
    for iteration in itertools.count():
        log_likelihood, moments = gather_blocks(blocks, summary, mixture)
        trace.append(log_likelihood - penalty(mixture, options.prior))
        if iteration and abs(trace[-1] - trace[-2]) <= options.tolerance * summary.n_points:
            reason = StopReason.CONVERGED
            break
        if iteration >= options.max_iterations:
            reason = StopReason.ITERATION_LIMIT
            break
        try:
            following = moments.maximize(options.covariance_type, options.ridge, options.prior)
        except PassError as error:
            raise error.__cause__ or error from None
        except ValueError:  # no points left, or no positive definite covariance
            reason = StopReason.COLLAPSED
            break
        if collapsed(following, summary.limits):
            reason = StopReason.COLLAPSED
            break
        mixture = following
    objectives = read_only(np.array(trace))
    return Fit(mixture, log_likelihood, trace[-1], objectives, iteration, reason)
