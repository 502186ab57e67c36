"""Sums that are the same to the last digit in whatever order and parts they are taken.

A number is split into two whole multiples of powers of two, so coarse that no sum of them rounds
(Rump, Ogita and Oishi 2008, section 3). What is left out is far below the rounding of the
numbers themselves.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gmm_core._validation import FloatArray

_DIGITS = np.finfo(np.float64).nmant


class Split(NamedTuple):
    """Rows of numbers as whole numbers: row d is (upper[d] + lower[d] · step) · unit.

    Attributes
    ----------
    upper, lower : arrays (D, N)
    unit, step : float
        Powers of two.
    """

    upper: FloatArray
    lower: FloatArray
    unit: float
    step: float

    @classmethod
    def of(cls, rows: FloatArray, reach: float) -> "Split":
        """Return rows (D, N), none of them larger than the reach, so split."""
        kept = _DIGITS - math.ceil(math.log2(rows.shape[1]))
        step = math.ldexp(1.0, -kept)
        unit = reach * step
        scaled = rows / unit
        upper = np.rint(scaled)
        scaled -= upper
        scaled /= step
        return cls(upper, np.rint(scaled, out=scaled), unit, step)

    def sums(
        self, labels: NDArray[np.int64], n_labels: int, which: NDArray[np.int64] | None = None
    ) -> FloatArray:
        """Return the exact sums (2, D, K) by label of all columns, or of the chosen ones."""
        rows = [*self.upper, *self.lower]
        if which is not None:
            rows = [row[which] for row in rows]
        sums = np.array([np.bincount(labels, row, minlength=n_labels) for row in rows])
        return sums.reshape(2, -1, n_labels)

    def total(self, sums: FloatArray) -> FloatArray:
        """Return such sums as numbers (K, D)."""
        total: FloatArray = (sums[0] + sums[1] * self.step).T * self.unit
        return total
