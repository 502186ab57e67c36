"""One pass over points in blocks: log-likelihood and moments at a mixture, added up.

A block gets the parameters and gives back sums, whatever its size. They are those that
`gathering` takes of an array, in the same two forms.
"""

import math
from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gmm_core import plane
from gmm_core._validation import FloatArray
from gmm_core.block_summary import Summary
from gmm_core.blocks import Blocks, block_of
from gmm_core.expectation import blocks as slices
from gmm_core.expectation import share_out, share_out_rows
from gmm_core.gathering import Gathered
from gmm_core.mixture import Mixture
from gmm_core.moments import FEWEST_POINTS, MOST_PASSES, SpaceMoments, differences_moments


class Sums(NamedTuple):
    """What a block holds of each component, in differences d from a reference.

    Attributes
    ----------
    n_rows : int
    log_likelihood : float
    counts : array (K,)
        Σ_n r.
    firsts : array (K, D)
        Σ_n r d.
    seconds : array (K, D, D)
        Σ_n r d dᵀ.
    """

    n_rows: int
    log_likelihood: float
    counts: FloatArray
    firsts: FloatArray
    seconds: FloatArray


class PassError(Exception):
    """A pass over the points failed for the reason that is its cause; nothing has collapsed."""


def gather_blocks(blocks: Blocks, summary: Summary, mixture: Mixture) -> Gathered:
    """Return log-likelihood and moments of points in blocks at a mixture.

    Raises
    ------
    ValueError
        If the blocks are not those of the first pass.
    """
    centre = summary.mean
    if _expandable(summary, mixture):
        sums = _added(blocks.each(expanded_sums, mixture, centre), summary)
        references = np.tile(centre, (mixture.n_components, 1))
    else:
        references = mixture.means
        sums = _added(blocks.each(differences_sums, mixture, references), summary)
    return Gathered(
        sums.log_likelihood, _moments(blocks, summary, mixture, sums, references, MOST_PASSES)
    )


def _moments(
    blocks: Blocks,
    summary: Summary,
    mixture: Mixture,
    sums: Sums,
    references: FloatArray,
    more_passes: int,
) -> SpaceMoments:
    def again(means: FloatArray) -> SpaceMoments:
        try:
            nearer = _added(blocks.each(differences_sums, mixture, means), summary)
        except ValueError as error:
            raise PassError from error
        return _moments(blocks, summary, mixture, nearer, means, more_passes - 1)

    divisors = np.maximum(sums.counts, FEWEST_POINTS)[:, np.newaxis]
    return SpaceMoments(
        sums.counts,
        sums.firsts / divisors,
        sums.seconds / divisors[:, :, np.newaxis],
        references,
        again if more_passes else None,
    )


def _expandable(summary: Summary, mixture: Mixture) -> bool:
    """Return whether the fast form of the plane is exact for all points."""
    if mixture.n_dimensions != 2:
        return False
    centre = summary.mean
    farthest = np.maximum(summary.largest - centre, centre - summary.least)
    corner = plane.expand((centre + farthest)[np.newaxis], centre)
    return plane.coefficients(*mixture.floats, centre, corner) is not None


def _added(found: Iterable[Sums], summary: Summary) -> Sums:
    """Return the sum of all blocks' sums, in their order."""
    parts = list(found)
    n_rows = sum(one.n_rows for one in parts)
    log_likelihood = math.fsum(one.log_likelihood for one in parts)
    if n_rows != summary.n_points or not math.isfinite(log_likelihood):
        raise ValueError(
            f"points must be the same on every pass; there were {summary.n_points} rows on the "
            f"first and {n_rows} on a later one, whose log-likelihood was {log_likelihood}"
        )
    arrays = (reduce(np.add, each) for each in zip(*(one[2:] for one in parts), strict=True))
    return Sums(n_rows, log_likelihood, *arrays)


def expanded_sums(value: ArrayLike, mixture: Mixture, centre: FloatArray) -> Sums:
    """Return the sums of a block in the plane, from 1, x, y, x², xy, y² about the centre."""
    block = block_of(value)
    log_likelihoods = []
    sums = np.zeros((mixture.n_components, 6))
    for part in slices(len(block), mixture.means.size):
        rows = plane.expand(block[part], centre)
        shares = np.empty((mixture.n_components, rows.shape[1]))
        term = share_out_rows(rows, centre, mixture, shares) if rows.shape[1] else 0.0
        # What lay within the bounds on the first pass no longer does if there is none.
        log_likelihoods.append(math.nan if term is None else term)
        sums += shares.dot(rows.T)
    seconds = sums[:, [3, 4, 4, 5]].reshape(-1, 2, 2)
    return Sums(len(block), math.fsum(log_likelihoods), sums[:, 0], sums[:, 1:3], seconds)


def differences_sums(value: ArrayLike, mixture: Mixture, references: FloatArray) -> Sums:
    """Return the sums of a block in any dimension, from differences from the references (K, D)."""
    block = block_of(value)
    k, d = mixture.means.shape
    log_likelihoods = []
    counts, firsts, seconds = np.zeros(k), np.zeros((k, d)), np.zeros((k, d, d))
    for part in slices(len(block), mixture.means.size):
        rows = block[part]
        if not len(rows):
            break
        shares = np.empty((k, len(rows)))
        log_likelihoods.append(share_out(rows, mixture, shares))
        first, second = differences_moments(rows, shares, references)
        counts += shares.sum(axis=1)
        firsts += first
        seconds += second
    return Sums(len(block), math.fsum(log_likelihoods), counts, firsts, seconds)
