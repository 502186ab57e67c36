"""Kernel density: a Gaussian on every data point, for shapes that no mixture has."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import gaussian_kde

from gmm_core._validation import FloatArray, as_floats, check_points, check_same_columns


def kernel_log_density(
    points: ArrayLike, data: ArrayLike, bandwidth: float | None = None
) -> FloatArray:
    """Return the log of the kernel density estimate of `data`, at `points`.

    SciPy's `gaussian_kde`, with rows as points and about the centre of the data, so that data
    far from zero keep their digits.

    Parameters
    ----------
    points : array (M, D)
        Where to evaluate.
    data : array (N, D)
        What to estimate from; more points than coordinates, not all on a line or plane.
    bandwidth : float, optional
        Standard deviation of the kernels as a share of the data's own in each direction; if
        not given, N^(−1/(D + 4)) (Scott 1992, equation 6.42).

    Returns
    -------
    array (M,)
        Natural logarithms, per unit volume of the data's units.

    Raises
    ------
    ValueError
        If the arrays do not fit each other, the data have no extent in some direction, or the
        bandwidth is not above zero.
    """
    array = check_points(data, name="data")
    where = check_points(points)
    check_same_columns(where, array.shape[1], "the data")
    if bandwidth is not None:
        number = as_floats(bandwidth, "bandwidth")
        if number.ndim != 0 or not 0.0 < number < np.inf:
            raise ValueError(f"bandwidth must be a finite number above zero; it was {bandwidth!r}")
        bandwidth = float(number)
    centre, spread = array.mean(axis=0), array.std(axis=0)
    # A column whose spread is that of its rounding has none.
    floor = np.finfo(np.float64).eps * np.abs(array).max(axis=0)
    if len(array) <= array.shape[1] or not (spread > floor).all():
        raise ValueError(_flat(array.shape))
    # By powers of two, which round nothing: columns of very different units otherwise look flat.
    units = np.ldexp(1.0, np.frexp(spread)[1])
    scaled = (array - centre) / units
    if np.linalg.cond(np.cov(scaled.T).reshape(len(units), -1)) > 1e12:
        raise ValueError(_flat(array.shape))
    estimate = gaussian_kde(scaled.T, bandwidth)
    values: FloatArray = estimate.logpdf(((where - centre) / units).T)
    values -= np.log(units).sum()
    return values


def _flat(shape: tuple[int, ...]) -> str:
    return (
        "data must extend in every direction, with more points than coordinates; shape was "
        f"{shape}. Remove columns that are constant or determined by others, and points so far out "
        "that beside them the rest has no extent."
    )
