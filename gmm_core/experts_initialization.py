"""Where a run of linear experts starts: named ways, as a table."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, check_choice, check_count, check_points_for
from gmm_core.experts import LinearExperts, check_plane
from gmm_core.experts_maximization import fit_lines
from gmm_core.nearest import Labels


def _by_quantiles(
    points: FloatArray,
    n_components: int,
    generator: np.random.Generator,  # noqa: ARG001 - one signature
) -> Labels:
    ranks = np.argsort(np.argsort(points[:, 0], kind="stable"))
    labels: Labels = ranks * n_components // len(points)
    return labels


def _by_random_points(
    points: FloatArray, n_components: int, generator: np.random.Generator
) -> Labels:
    spread = points.std(axis=0)
    scaled = points / np.where(spread > 0, spread, 1.0)
    chosen = scaled[generator.choice(len(points), n_components, replace=False)]
    labels: Labels = np.square(scaled[:, np.newaxis] - chosen).sum(axis=2).argmin(axis=1)
    # Equal points are one place: whoever is left without points gets one.
    missing = np.setdiff1d(np.arange(n_components), labels)
    labels[generator.choice(len(points), len(missing), replace=False)] = missing
    return labels


EXPERT_STARTS: Final[dict[str, Callable[[FloatArray, int, np.random.Generator], Labels]]] = {
    "spread": _by_quantiles,
    "random points": _by_random_points,
}


def initialize_experts(
    points: ArrayLike, n_components: int, method: str = "spread", seed: int = 0
) -> LinearExperts:
    """Return experts to start from: lines through K parts of the data, gates all equal.

    Parameters
    ----------
    points : array (N, 2)
        x, y.
    n_components : int
        K, at least 1 and at most N.
    method : {"spread", "random points"}
        The parts are those between the quantiles of x, or the points nearest to each of K
        points drawn at random (in units of standard deviations).
    seed : int
        Same seed, same start. "spread" draws nothing.

    Returns
    -------
    LinearExperts
        All with the same deviation; the origin is the mean of x.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or if y never varies.
    """
    array, count = check_points_for(points, n_components)
    array = check_plane(array)
    check_choice(method, "method", tuple(EXPERT_STARTS))
    generator = np.random.default_rng(check_count(seed, "seed", low=0))
    if not np.ptp(array[:, 1]) > 0:
        raise ValueError("points must not all have the same y: there is nothing to predict")
    labels = EXPERT_STARTS[method](array, count, generator)
    origin = float(array[:, 0].mean())
    shares = np.eye(count)[labels]
    intercepts, slopes, variances = fit_lines(array, shares, origin)
    # Two points leave no residual to judge by; the pooled one may be small, but not nothing.
    pooled = float(shares.mean(axis=0) @ variances)
    deviation = np.sqrt(max(pooled, 1e-6 * float(array[:, 1].var())))
    gates = np.zeros(count)
    return LinearExperts(gates, gates, intercepts, slopes, np.full(count, deviation), origin)
