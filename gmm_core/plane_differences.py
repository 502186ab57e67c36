"""EM in two dimensions by differences from the means: the form that keeps its digits.

It serves where the expanded form of `plane` would lose them: with x − μ_k at hand for every
component, nothing large is ever subtracted (Chan, Golub and LeVeque 1983).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gmm_core._validation import FloatArray
from gmm_core.plane import Factor

_LOG_2_PI = math.log(2.0 * math.pi)


class Whitening(NamedTuple):
    """What turns differences from the means into log-densities.

    Attributes
    ----------
    roots : array (K, 2, 2)
        W / √2, with W Σ Wᵀ = I.
    constants : array (K, 1)
        log π_k − ½ log |2π Σ_k|.
    """

    roots: FloatArray
    constants: FloatArray

    @classmethod
    def of(cls, weights: Sequence[float], factors: Sequence[Factor]) -> "Whitening":
        """Return that of a mixture's floats."""
        roots = np.zeros((len(factors), 2, 2))
        table = np.array(factors)
        roots[:, 0, 0], roots[:, 1, 0], roots[:, 1, 1] = table[:, :3].T * math.sqrt(0.5)
        logs = [math.log(weight) if weight > 0.0 else -math.inf for weight in weights]
        return cls(roots, (np.array(logs) - table[:, 3] - _LOG_2_PI)[:, np.newaxis])


def subtraction(places: Sequence[Sequence[float]]) -> FloatArray:
    """Return the table (2 K, 3) by which `differences` subtracts these places (K, 2)."""
    table = np.zeros((len(places), 2, 3))
    table[:, 0, 0] = table[:, 1, 1] = 1.0
    table[:, :, 2] = np.negative(places)
    return table.reshape(-1, 3)


def differences(points: FloatArray, table: FloatArray) -> FloatArray:
    """Return x − μ_k and y − μ_k (K, 2, N) from points (N, 2).

    As a product, 1 · x + 0 · y − μ_k · 1, for speed: it rounds once, as a subtraction does.
    """
    rows = np.empty((3, len(points)))
    rows[:2] = points.T
    rows[2] = 1.0
    return (table @ rows).reshape(-1, 2, len(points))


def log_terms(apart: FloatArray, whitening: Whitening, out: FloatArray) -> FloatArray:
    """Return log π_k N(x_n | k) (K, N) from differences (K, 2, N)."""
    whitened = whitening.roots @ apart
    np.einsum("kdn,kdn->kn", whitened, whitened, out=out)
    return np.subtract(whitening.constants, out, out=out)


def moments_about(apart: FloatArray, shares: FloatArray) -> FloatArray:
    """Return Σ_n r (1, dx, dy, dx², dx dy, dy²) as (K, 6), from differences (K, 2, N)."""
    weighted = apart * shares[:, np.newaxis]
    seconds = weighted @ apart.transpose(0, 2, 1)
    sums = np.empty((len(shares), 6))
    np.add.reduce(shares, axis=1, out=sums[:, 0])
    np.add.reduce(weighted, axis=2, out=sums[:, 1:3])
    sums[:, 3:5] = seconds[:, 0]
    sums[:, 5] = seconds[:, 1, 1]
    return sums
