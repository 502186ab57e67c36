"""Sums that are the same to the last digit in whatever order and parts they are taken.

A number is split into whole multiples of two powers of two, so coarse that no sum of them rounds
(Rump, Ogita and Oishi 2008, section 3). What is left out is far below the rounding of the
numbers themselves.
"""

import math

import numpy as np

from gmm_core._validation import FloatArray

_DIGITS = np.finfo(np.float64).nmant


def split(rows: FloatArray, reach: float) -> FloatArray:
    """Return rows (D + 1, N) with each number in a coarse and a fine part (2 D + 1, N).

    Parameters
    ----------
    rows : array (D + 1, N)
        Numbers within ± the reach, and a row of ones, which is left as it is.
    reach : float
        A power of two.

    Returns
    -------
    array (2 D + 1, N)
        The coarse parts of all rows, the fine parts, and the ones.
    """
    numbers = rows[:-1]
    n_rows, n_numbers = numbers.shape
    kept = _DIGITS - math.ceil(math.log2(n_numbers))
    parts = np.empty((2 * n_rows + 1, n_numbers))
    coarse, fine, parts[-1] = parts[:n_rows], parts[n_rows:-1], 1.0
    _round(numbers, math.ldexp(reach, -kept), coarse)
    _round(np.subtract(numbers, coarse, out=fine), math.ldexp(reach, -2 * kept), fine)
    return parts


def _round(numbers: FloatArray, unit: float, out: FloatArray) -> None:
    """Round to whole multiples of a power of two."""
    np.rint(np.divide(numbers, unit, out=out), out=out)
    out *= unit


def joined(sums: FloatArray) -> FloatArray:
    """Return sums (D + 1, K) of rows, from those of their parts (2 D + 1, K)."""
    n_rows = len(sums) // 2
    total = sums[n_rows:].copy()
    total[:-1] += sums[:n_rows]
    return total
