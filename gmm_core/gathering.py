"""One pass over the points: their shares at a mixture, and the moments of what was shared out.

This is a whole iteration of EM but for its last small part. The shares of few points are kept;
of many, only those of one block at a time, so that no array (N, K) is ever made.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from gmm_core import plane
from gmm_core._validation import FloatArray, check_points
from gmm_core.expectation import blocks, share_out, share_out_rows, share_out_terms
from gmm_core.mixture import Mixture
from gmm_core.moments import (
    FEWEST_POINTS,
    MOST_PASSES,
    Moments,
    PlaneMoments,
    SpaceMoments,
    differences_moments,
)
from gmm_core.plane_differences import (
    Whitening,
    differences,
    log_terms,
    moments_about,
    subtraction,
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
    def again(references: Sequence[Sequence[float]]) -> FloatArray:
        table = subtraction(references)
        return _total(
            moments_about(differences(points[part], table), shares[:, part]) for part in parts
        )

    return PlaneMoments(sums, [centre.tolist()] * len(shares), again)


def _gather_one_block(points: FloatArray, mixture: Mixture, with_log: bool) -> Gathered:
    """Gather as `e_step` and `m_step` would one after the other, to the last digit."""
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
    found: list[tuple[float, FloatArray]] = []
    for part in parts:
        rows = plane.expand(points[part], centre)
        shares = np.empty((mixture.n_components, rows.shape[1]))
        term = share_out_rows(rows, centre, mixture, shares, with_log)
        if term is None:  # then, nearly always, for the other blocks as well
            return _gather_by_differences(points, mixture)
        found.append((term, shares.dot(rows.T)))

    def again(references: Sequence[Sequence[float]]) -> FloatArray:
        return _differences(points, mixture, references)[1]

    sums = _total(each for _, each in found)
    moments = PlaneMoments(sums, [centre.tolist()] * mixture.n_components, again)
    return Gathered(sum(each for each, _ in found), moments)


def _gather_by_differences(points: FloatArray, mixture: Mixture) -> Gathered:
    check_points(points)

    def again(references: Sequence[Sequence[float]]) -> FloatArray:
        return _differences(points, mixture, references)[1]

    means = mixture.floats[1]
    log_likelihood, sums = _differences(points, mixture, means)
    return Gathered(log_likelihood, PlaneMoments(sums, means, again))


def _differences(
    points: FloatArray, mixture: Mixture, references: Sequence[Sequence[float]]
) -> tuple[float, FloatArray]:
    """Return log-likelihood and moments about references, by differences from the means."""
    weights, means, factors = mixture.floats
    whitening = Whitening.of(weights, factors)
    from_means, from_references = subtraction(means), subtraction(references)
    log_likelihood = 0.0
    sums = np.zeros((len(means), 6))
    # This form makes twice as many temporary arrays.
    for part in blocks(len(points), 2 * mixture.means.size):
        apart = differences(points[part], from_means)
        terms = log_terms(apart, whitening, np.empty((len(means), apart.shape[2])))
        log_likelihood += share_out_terms(terms, mixture)
        if references is not means:
            apart = differences(points[part], from_references)
        sums += moments_about(apart, terms)
    return log_likelihood, sums


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

    def gathered(references: FloatArray, more_passes: int) -> Gathered:
        def about(part: slice) -> tuple[float, FloatArray, FloatArray, FloatArray]:
            block = points[part]
            shares = np.empty((n_components, len(block)))
            term = share_out(block, mixture, shares)
            return term, shares.sum(axis=1), *differences_moments(block, shares, references)

        terms, counts, firsts, seconds = zip(*map(about, parts), strict=True)
        divisors = np.maximum(_total(counts), FEWEST_POINTS)[:, np.newaxis]
        moments = SpaceMoments(
            _total(counts),
            _total(firsts) / divisors,
            _total(seconds) / divisors[:, :, np.newaxis],
            references,
            (lambda means: gathered(means, more_passes - 1).moments) if more_passes else None,
        )
        return Gathered(sum(terms), moments)

    return gathered(mixture.means, MOST_PASSES)


def _total(arrays: Iterable[FloatArray]) -> FloatArray:
    return reduce(np.add, arrays)
