"""How many components: fits of several sizes, and what each criterion says of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, check_count, check_points_for
from gmm_core.batch import Prepared
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.criteria import aic, bic, n_parameters
from gmm_core.fits import Fit, RestartsProgress
from gmm_core.options import Options
from gmm_core.restarts import restarts_of
from gmm_core.run import StopReason


@dataclass(frozen=True, eq=False)
class Selection:
    """Fits of several sizes.

    Attributes
    ----------
    n_components : tuple of int
        The sizes that were tried and could be fitted.
    fits : tuple of Fit
        The best fit of each size.
    bic, aic : array (sizes,)
        Smaller is better; infinite where every run collapsed, for then the likelihood has no
        maximum to charge for.
    """

    n_components: tuple[int, ...]
    fits: tuple[Fit, ...]
    bic: FloatArray
    aic: FloatArray

    @property
    def best_n_components(self) -> int:
        """The size with the smallest BIC."""
        return self.n_components[int(self.bic.argmin())]

    @property
    def best(self) -> Fit:
        """The fit with the smallest BIC."""
        return self.fits[int(self.bic.argmin())]


def select_components(
    points: ArrayLike,
    n_components: Iterable[int],
    n_init: int = 5,
    seed: int = 0,
    covariance_type: str = "full",
    method: str = "k-means",
    tolerance: float = 1e-6,
    max_iterations: int = 1000,
    ridge: float = 0.0,
    prior: CovariancePrior | None = None,
    progress: Callable[[int, RestartsProgress], bool | None] | None = None,
) -> Selection:
    """Fit mixtures of several sizes and compare them.

    Parameters
    ----------
    points : array (N, D)
    n_components : iterable of int
        The sizes to try, such as ``range(1, 11)``.
    n_init, seed, covariance_type, method, tolerance, max_iterations, ridge, prior
        See `fit`. With a prior the criteria take the log-likelihood at the fit, not the objective
        (Fraley and Raftery 2007, section 3.2).
    progress : callable, optional
        Called with a size and how far its runs are, after every iteration of their batch; if it
        returns False, that size is given up and no further one is tried.

    Returns
    -------
    Selection
        Of the sizes that were finished.

    Raises
    ------
    ValueError
        If an argument is not what is said above, or nothing was finished.

    Notes
    -----
    Fraley and Raftery (2002), section 2.4.
    """
    sizes = [check_count(size, "n_components", low=1) for size in n_components]
    if not sizes:
        raise ValueError("n_components must name at least one size; it was empty")
    array, _ = check_points_for(points, max(sizes))
    prepared = Prepared.of(array)
    options = Options(covariance_type, method, tolerance, max_iterations, ridge, prior)
    fits: list[Fit] = []
    for size in sizes:
        watch = None if progress is None else _watching(progress, size)
        result = restarts_of(prepared, size, n_init, seed, options, watch)
        if any(one.stop_reason is StopReason.CANCELLED for one in result.fits):
            break
        fits.append(result.best)
    if not fits:
        raise ValueError("progress returned False before the first of n_components was finished")
    n_points, n_dimensions = array.shape
    free = [n_parameters(size, n_dimensions, covariance_type) for size in sizes]
    # A collapsed run was stopped on its way to infinity: its likelihood says nothing.
    values = [one.log_likelihood if one.rank[0] else -np.inf for one in fits]
    pairs = list(zip(values, free, strict=False))
    return Selection(
        tuple(sizes[: len(fits)]),
        tuple(fits),
        np.array([bic(value, count, n_points) for value, count in pairs]),
        np.array([aic(value, count) for value, count in pairs]),
    )


def _watching(
    progress: Callable[[int, RestartsProgress], bool | None], size: int
) -> Callable[[RestartsProgress], bool | None]:
    return lambda state: progress(size, state)
