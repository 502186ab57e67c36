"""EM run to its end, from one start or the best of several."""

from collections.abc import Callable, Iterable
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import as_points, check_count, check_points_for, read_only
from gmm_core.batch import Prepared
from gmm_core.blocks import as_blocks
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.em import EM
from gmm_core.fit_blocks import fit_blocks
from gmm_core.fits import Fit
from gmm_core.initialization import initialize
from gmm_core.options import Options
from gmm_core.restarts import restarts_of
from gmm_core.run import Phase
from gmm_core.timeline import Timeline


def fit(
    points: ArrayLike | Iterable[ArrayLike] | Callable[[], Iterable[ArrayLike]],
    n_components: int,
    covariance_type: str = "full",
    n_init: int = 1,
    seed: int = 0,
    method: str = "k-means",
    tolerance: float = 1e-6,
    max_iterations: int = 1000,
    ridge: float = 0.0,
    prior: CovariancePrior | None = None,
) -> Fit:
    """Fit a mixture by EM, keeping the best of `n_init` starts.

    Parameters
    ----------
    points : array (N, D), or blocks of its rows
        Blocks are a memory-mapped array, a list of arrays (n, D), an iterable that yields such
        arrays anew each time it is iterated over, a function that returns an iterator over them,
        or a Dask array, whose chunks are summed up where they are.
    n_components : int
    covariance_type : {"full", "tied", "diag", "spherical"}
    n_init : int
        How many starts; start i is drawn with seed `seed` + i.
    seed : int
    method : str
        See `initialize`.
    tolerance, max_iterations, ridge, prior : float, int, float, CovariancePrior
        See `EM`.

    Returns
    -------
    Fit
        That of the highest objective among those that did not collapse, or among all if
        every one did.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or the points allow no such start.
    TypeError
        If `prior` is neither a `CovariancePrior` nor None.

    Notes
    -----
    Dempster, Laird and Rubin (1977); McLachlan and Peel (2000), section 2.12, on starts.

    Of blocks no more than one is at hand at a time. Starts are made from at most 50,000 of their
    rows, drawn by `seed`; the EM iterations are exact, each one pass over all blocks or, where
    digits would be lost, more.
    """
    options = Options(covariance_type, method, tolerance, max_iterations, ridge, prior)
    blocks = as_blocks(points)
    if blocks is not None:
        return fit_blocks(blocks, n_components, n_init, seed, options)
    points = cast(ArrayLike, points)
    if check_count(n_init, "n_init", low=1) > 1:
        # The best is then run by itself: the very numbers that its start gives when stepped.
        array, count = check_points_for(points, n_components)
        seed += restarts_of(Prepared.of(array), count, n_init, seed, options).best_run
    start = initialize(points, n_components, covariance_type, method, seed)
    return _run(EM(as_points(points), start, ridge, tolerance, max_iterations, prior))


def _run(algorithm: EM) -> Fit:
    timeline = Timeline(algorithm)
    while timeline.stop_reason is None:
        timeline.extend(2)
    whole = [state for state in timeline.states if state.phase is not Phase.E]
    last = whole[-1]
    return Fit(
        last.mixture,
        last.log_likelihood,
        last.objective,
        read_only(np.array([state.objective for state in whole])),
        last.iteration,
        timeline.stop_reason,
    )
