"""EM in two dimensions, where nearly all points of this project live: the expanded form.

With the rows 1, x, y, x², xy, y² of every point, both log-densities and weighted moments are one
matrix product. It subtracts large numbers, so it loses digits where a component is small beside
the extent of the data: the relative error is about 1e-16 (extent / σ)². While that stays below
1e-10 it is used; beyond, `plane_differences` is, which costs about twice as much.

Parameters are plain floats here: on small arrays the calls of NumPy cost more than the sums.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from gmm_core._validation import LARGEST_MAGNITUDE, FloatArray

# w11, w21, w22 of W = [[w11, 0], [w21, w22]] with W Σ Wᵀ = I, and ½ log |Σ|.
Factor = tuple[float, float, float, float]
Triple = tuple[float, float, float]  # Σxx, Σxy, Σyy
Pair = tuple[float, float]

# (extent / σ)² up to which the expanded form is exact to about 1e-10.
WIDEST = 1e6
# From −512 on exp() is a third slower, and from −708, where its results are denormal, far slower.
SMALLEST_EXPONENT = -511.0
# What exp() then makes of nothing; it counts as nothing, unless squares of the points' distances
# from the means are so large that it would show.
_SMALLEST_SHARE = math.exp(SMALLEST_EXPONENT) * (1.0 + 1e-6)
_FARTHEST = -1e180
# While no point's total is below this, no largest term needs to be taken out before exp().
_SMALLEST_TOTAL = 1e-60

# Minus infinity would do, but some matrix products multiply it by the zeros of their padding.
_LOG_OF_NOTHING = -1e100

_LOG_2_PI = math.log(2.0 * math.pi)


def factorize(xx: float, xy: float, yy: float) -> Factor | None:
    """Return the inverse Cholesky factor and ½ log |Σ|, or None if Σ is not positive definite."""
    if not (xx > 0.0 and yy > 0.0):
        return None
    l11 = math.sqrt(xx)
    l21 = xy / l11
    rest = yy - l21 * l21
    if not rest > 0.0:
        return None
    l22 = math.sqrt(rest)
    w11, w22 = 1.0 / l11, 1.0 / l22
    return w11, -l21 * w11 * w22, w22, math.log(l11 * l22)


def expand(points: FloatArray, centre: FloatArray) -> FloatArray:
    """Return the rows 1, x, y, x², xy, y² (6, N) of points about `centre` (2,)."""
    rows = np.empty((6, len(points)))
    rows[0] = 1.0
    first = rows[1:3]
    with np.errstate(invalid="ignore", over="ignore"):  # `coefficients` refuses what this makes
        np.subtract(points.T, centre[:, np.newaxis], out=first)
        np.multiply(rows[1], first, out=rows[3:5])
        np.multiply(rows[2], rows[2], out=rows[5])
    return rows


def coefficients(
    weights: Sequence[float],
    means: Sequence[Sequence[float]],
    factors: Sequence[Factor],
    centre: FloatArray,
    rows: FloatArray,
) -> tuple[FloatArray, float] | None:
    """Return C (K, 6) and a constant with C · rows + constant = log π_k N(x | k).

    The constant is such that C · rows is zero at most. None is returned if this form would be
    inexact, or the points are not finite.
    """
    xx, yy = np.maximum.reduce(rows[3::2], axis=1).tolist()
    x, y = centre.tolist()
    if not xx + yy + x * x + y * y <= LARGEST_MAGNITUDE**2:
        return None
    table = []
    constants = []
    for weight, (mx, my), (w11, w21, w22, log_scale) in zip(weights, means, factors, strict=True):
        a, b = mx - x, my - y
        pxx, pxy, pyy = w11 * w11 + w21 * w21, w21 * w22, w22 * w22
        # The terms of the quadratic form are at most four times this, and cancel.
        if not pxx * (xx + a * a) + pyy * (yy + b * b) < WIDEST:
            return None
        u, v = pxx * a + pxy * b, pxy * a + pyy * b
        constant = (math.log(weight) if weight > 0.0 else _LOG_OF_NOTHING) - log_scale
        constants.append(constant)
        table.append((constant - 0.5 * (u * a + v * b), u, v, -0.5 * pxx, -pxy, -0.5 * pyy))
    top = max(constants)
    array = np.array(table)
    array[:, 0] -= top
    return array, top - _LOG_2_PI


def normalize(terms: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn log terms (K, N) into shares, in place; return their totals and what was taken out.

    The logarithm of a point's summed terms is log(totals) + largest.
    """
    largest = np.maximum.reduce(terms, axis=0)
    terms -= largest
    farthest = terms.min()
    np.maximum(terms, SMALLEST_EXPONENT, out=terms)
    np.exp(terms, out=terms)
    if farthest < _FARTHEST:
        terms[terms <= _SMALLEST_SHARE] = 0.0
    totals = np.add.reduce(terms, axis=0)
    terms *= 1.0 / totals
    return totals, largest


def normalize_near(terms: FloatArray) -> FloatArray | None:
    """Do the same for terms below zero, if no point lies far from all components; else None."""
    np.maximum(terms, SMALLEST_EXPONENT, out=terms)
    np.exp(terms, out=terms)
    totals: FloatArray = np.add.reduce(terms, axis=0)
    if not totals.min() > _SMALLEST_TOTAL:
        return None
    terms *= 1.0 / totals
    return totals


class Solution(NamedTuple):
    """Parameters from moments; if not `exact`, take the moments again, about these means."""

    weights: list[float]
    means: list[Pair]
    covariances: list[Triple]
    factors: list[Factor | None]
    exact: bool


def solve(
    sums: Sequence[Sequence[float]],
    references: Sequence[Sequence[float]],
    covariance_type: str,
    ridge: float,
    prior: Pair | None,
) -> Solution:
    """Return the parameters that moments about `references` make."""
    counts = [row[0] for row in sums]
    n_points = sum(counts)
    weights = [count / n_points for count in counts]
    means: list[Pair] = []
    covariances: list[Triple] = []
    for (count, x, y, xx, xy, yy), (a, b) in zip(sums, references, strict=True):
        x, y = x / count, y / count
        means.append((a + x, b + y))
        covariances.append((xx / count - x * x, xy / count - x * y, yy / count - y * y))
    covariances = RESTRICT[covariance_type](covariances, weights)
    if prior is not None:
        scale, strength = prior
        held = [n_points] * len(counts) if covariance_type == "tied" else counts
        covariances = [
            (
                (n * xx + scale) / (n + strength),
                n * xy / (n + strength),
                (n * yy + scale) / (n + strength),
            )
            for n, (xx, xy, yy) in zip(held, covariances, strict=True)
        ]
    if ridge:
        covariances = [(xx + ridge, xy, yy + ridge) for xx, xy, yy in covariances]
    factors = [factorize(*covariance) for covariance in covariances]
    exact = True
    for (count, _, _, xx, _, yy), factor in zip(sums, factors, strict=True):
        if factor is None:
            exact = False
        else:
            w11, w21, w22, _ = factor
            lost = (w11 * w11 + w21 * w21) * xx + w22 * w22 * yy
            exact = exact and lost < WIDEST * count
    return Solution(weights, means, covariances, factors, exact)


def _full(covariances: list[Triple], weights: list[float]) -> list[Triple]:  # noqa: ARG001
    return covariances


def _tied(covariances: list[Triple], weights: list[float]) -> list[Triple]:
    pooled = [
        math.fsum(w * covariance[i] for w, covariance in zip(weights, covariances, strict=True))
        for i in range(3)
    ]
    return [(pooled[0], pooled[1], pooled[2])] * len(covariances)


def _diag(covariances: list[Triple], weights: list[float]) -> list[Triple]:  # noqa: ARG001
    return [(xx, 0.0, yy) for xx, _, yy in covariances]


def _spherical(covariances: list[Triple], weights: list[float]) -> list[Triple]:  # noqa: ARG001
    return [(0.5 * (xx + yy), 0.0, 0.5 * (xx + yy)) for xx, _, yy in covariances]


RESTRICT: Final[dict[str, Callable[[list[Triple], list[float]], list[Triple]]]] = {
    "full": _full,
    "tied": _tied,
    "diag": _diag,
    "spherical": _spherical,
}
"""What each covariance type keeps, as `COVARIANCE_TYPES` has it, on floats."""
