"""One pass over the points: their shares at a mixture, and the moments of what was shared out.

This is a whole iteration of EM but for its last small part. The shares of few points are kept;
of many, only those of one block at a time, so that no array (N, K) is ever made.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from gmm_core import plane
from gmm_core._parallel import in_turn
from gmm_core._validation import FloatArray, check_points
from gmm_core.expectation import blocks, share_out, share_out_differences, share_out_rows
from gmm_core.mixture import Mixture
from gmm_core.moments import (
    FEWEST_POINTS,
    Moments,
    PlaneMoments,
    SpaceMoments,
    differences_moments,
)


class Gathered(NamedTuple):
    """What one pass over the points gives.

    Attributes
    ----------
    log_likelihood : float
        Σ_n log p(x_n) at the mixture; 0 if it was not asked for.
    moments : Moments
        Of the points under their responsibilities at the mixture.
    """

    log_likelihood: float
    moments: Moments


def gather(points: FloatArray, mixture: Mixture, with_log: bool = True) -> Gathered:
    """Return log-likelihood and moments of a float array (N, D) at a mixture.

    Raises
    ------
    ValueError
        If the points are not finite.
    """
    parts = blocks(len(points), mixture.means.size)
    if mixture.n_dimensions != 2:
        check_points(points)
        return _gather_in_space(points, mixture, parts)
    if len(parts) == 1:
        return _gather_one_block(points, mixture, with_log)
    return _gather_in_plane(points, mixture, parts, with_log)


def moments_of(points: FloatArray, shares: FloatArray) -> Moments:
    """Return the moments of points (N, D) under shares (K, N)."""
    parts = blocks(len(points), len(shares) * points.shape[1])
    if points.shape[1] != 2:
        return _moments_in_space(points, shares, parts)
    centre = points[len(points) // 2]
    sums = [shares[:, part].dot(plane.expand(points[part], centre).T) for part in parts]
    return _plane_moments(points, shares, parts, _total(sums), centre)


def _plane_moments(
    points: FloatArray,
    shares: FloatArray,
    parts: Sequence[slice],
    sums: FloatArray,
    centre: FloatArray,
) -> PlaneMoments:
    def again(references: Sequence[plane.Pair]) -> FloatArray:
        return _total(
            plane.moments_about(*plane.differences(points[part], references), shares[:, part])
            for part in parts
        )

    return PlaneMoments(sums, [centre.tolist()] * len(shares), again)


def _gather_one_block(points: FloatArray, mixture: Mixture, with_log: bool) -> Gathered:
    shares = np.empty((mixture.n_components, len(points)))
    centre = points[len(points) // 2]
    rows = plane.expand(points, centre)
    log_likelihood = share_out_rows(rows, centre, mixture, shares, with_log)
    if log_likelihood is None:
        check_points(points)
        log_likelihood = share_out(points, mixture, shares)
    moments = _plane_moments(points, shares, [slice(None)], shares.dot(rows.T), centre)
    return Gathered(log_likelihood, moments)


def _gather_in_plane(
    points: FloatArray, mixture: Mixture, parts: Sequence[slice], with_log: bool
) -> Gathered:
    centre = points[len(points) // 2]
    n_components, means = mixture.n_components, mixture.floats[1]

    def expanded(part: slice) -> tuple[float, FloatArray] | None:
        rows = plane.expand(points[part], centre)
        shares = np.empty((n_components, rows.shape[1]))
        term = share_out_rows(rows, centre, mixture, shares, with_log)
        return None if term is None else (term, shares.dot(rows.T))

    def about(references: Sequence[Sequence[float]]) -> tuple[list[float], FloatArray]:
        def work(part: slice) -> tuple[float, FloatArray]:
            block = points[part]
            shares = np.empty((n_components, len(block)))
            differences = plane.differences(block, means)
            term = share_out_differences(*differences, mixture, shares)
            if references is not means:
                differences = plane.differences(block, references)
            return term, plane.moments_about(*differences, shares)

        # This form makes four times as many temporary arrays.
        terms, sums = zip(*in_turn(work, blocks(len(points), 4 * mixture.means.size)), strict=True)
        return list(terms), _total(sums)

    def again(references: Sequence[Sequence[float]]) -> FloatArray:
        return about(references)[1]

    # If the first block is inexact, so, nearly always, are the others.
    found = [expanded(parts[0])]
    if found[0] is not None:
        found += in_turn(expanded, parts[1:])
        exact = [each for each in found if each is not None]
        if len(exact) == len(parts):
            sums = _total(sums for _, sums in exact)
            moments = PlaneMoments(sums, [centre.tolist()] * n_components, again)
            return Gathered(sum(term for term, _ in exact), moments)
    check_points(points)
    terms, sums = about(means)
    return Gathered(sum(terms), PlaneMoments(sums, means, again))


def _moments_in_space(
    points: FloatArray, shares: FloatArray, parts: Sequence[slice]
) -> SpaceMoments:
    counts: FloatArray = shares.sum(axis=1)
    divisors = np.maximum(counts, FEWEST_POINTS)[:, np.newaxis]
    references = shares @ points / divisors

    def about(part: slice) -> tuple[FloatArray, FloatArray]:
        return differences_moments(points[part], shares[:, part] / divisors, references)

    found = [about(part) for part in parts]
    firsts, seconds = _total(first for first, _ in found), _total(second for _, second in found)
    return SpaceMoments(counts, firsts, seconds, references, None)


def _gather_in_space(points: FloatArray, mixture: Mixture, parts: Sequence[slice]) -> Gathered:
    n_components = mixture.n_components
    if len(parts) == 1:
        shares = np.empty((n_components, len(points)))
        log_likelihood = share_out(points, mixture, shares)
        return Gathered(log_likelihood, _moments_in_space(points, shares, parts))

    def gathered(references: FloatArray, last: bool) -> Gathered:
        def about(part: slice) -> tuple[float, FloatArray, FloatArray, FloatArray]:
            block = points[part]
            shares = np.empty((n_components, len(block)))
            term = share_out(block, mixture, shares)
            return term, shares.sum(axis=1), *differences_moments(block, shares, references)

        terms, counts, firsts, seconds = zip(*in_turn(about, parts), strict=True)
        divisors = np.maximum(_total(counts), FEWEST_POINTS)[:, np.newaxis]
        moments = SpaceMoments(
            _total(counts),
            _total(firsts) / divisors,
            _total(seconds) / divisors[:, :, np.newaxis],
            references,
            None if last else again,
        )
        return Gathered(sum(terms), moments)

    def again(references: FloatArray) -> Moments:
        return gathered(references, last=True).moments

    return gathered(mixture.means, last=False)


def _total(arrays: Iterable[FloatArray]) -> FloatArray:
    return reduce(np.add, arrays)
