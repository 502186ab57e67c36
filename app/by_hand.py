"""Starts that a person made by hand: how they are checked, and the mixture that they make."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.checking import LARGEST_COORDINATE, is_number, is_row, refusal
from app.starts import restricted
from gmm_core import Mixture, initialize
from gmm_core.resolution import collapsed, resolve

Floats = NDArray[np.float64]
Pair = tuple[float, float]
Triple = tuple[float, float, float]

BY_HAND = "given means"
PARTS = ("means", "covariances", "weights")
"""The settings that make such a start, all of them None for any other."""

LARGEST_VARIANCE = LARGEST_COORDINATE**2
# No ellipse is flatter than this: the least that 1 − ρ² may be, a hundred times what counts as
# a line (see `gmm_core.resolution`), so that a shape put by hand may still be fitted.
FLATTEST = 1e-8
# No standard deviation is more than a million times the data's: to it all points look alike.
WIDEST = 1e12
# As the engine has it of a mixture's weights.
ROUNDING = 1e-6


def rows(
    means: ArrayLike | None, covariances: ArrayLike | None, weights: ArrayLike | None
) -> dict[str, object]:
    """Return arrays of a start by hand as the settings have them: rows of plain numbers.

    Raises
    ------
    ValueError
        If the covariances are no matrices 2 × 2.
    """
    given: dict[str, object] = {}
    if means is not None:
        given["means"] = np.asarray(means, dtype=np.float64).tolist()
    if covariances is not None:
        matrices = np.asarray(covariances, dtype=np.float64)
        if matrices.ndim != 3 or matrices.shape[1:] != (2, 2):
            raise ValueError("Covariances of a start by hand are K matrices, each 2 × 2.")
        given["covariances"] = matrices.reshape(-1, 4)[:, [0, 1, 3]].tolist()
    if weights is not None:
        given["weights"] = np.asarray(weights, dtype=np.float64).tolist()
    return given


def checked_means(value: object, low: int, high: int) -> tuple[Pair, ...] | None:
    """Return the means of `low` to `high` components, or None for a start of another kind.

    Raises
    ------
    ValueError
        If the value is not that.
    """
    if value is None:
        return None
    rows = value if isinstance(value, list | tuple) else ()
    if not low <= len(rows) <= high or not all(is_row(row, 2) for row in rows):
        wanted = f"{low} to {high} pairs of numbers no larger than {LARGEST_COORDINATE:g}"
        raise ValueError(refusal("Means", value, wanted))
    return tuple((float(x), float(y)) for x, y in rows)


def checked_covariances(value: object) -> tuple[Triple, ...] | None:
    """Return covariances as entries xx, xy, yy, or None for that of all points together.

    Raises
    ------
    ValueError
        If one of them is not positive definite, or so flat that it is a line.
    """
    if value is None:
        return None
    rows = value if isinstance(value, list | tuple) else ()
    if not rows or not all(is_row(row, 3, LARGEST_VARIANCE) and _is_shape(*row) for row in rows):
        wanted = "for each component xx, xy and yy of an ellipse that is not flat"
        raise ValueError(refusal("Covariances", value, wanted))
    return tuple((float(xx), float(xy), float(yy)) for xx, xy, yy in rows)


def _is_shape(xx: float, xy: float, yy: float) -> bool:
    """Whether these are the entries of a covariance whose correlation is well below one."""
    if not (xx > 0 and yy > 0):
        return False
    correlation = xy / math.sqrt(xx) / math.sqrt(yy)
    return 1.0 - correlation * correlation >= FLATTEST


def checked_weights(value: object) -> tuple[float, ...] | None:
    """Return weights that sum to one, or None for equal ones.

    Raises
    ------
    ValueError
        If one of them is not positive, or they sum to something else.
    """
    if value is None:
        return None
    rows = value if isinstance(value, list | tuple) else ()
    positive = bool(rows) and all(is_number(weight) and 0 < weight <= 1 for weight in rows)
    if not positive or not abs(math.fsum(rows) - 1.0) <= ROUNDING:
        raise ValueError(refusal("Weights", value, "positive numbers that sum to 1"))
    return tuple(map(float, rows))


def check_together(
    means: tuple[Pair, ...] | None,
    covariances: tuple[Triple, ...] | None,
    weights: tuple[float, ...] | None,
) -> None:
    """Check that there are as many covariances and weights as means, or none.

    Raises
    ------
    ValueError
        If there are others.
    """
    for label, parts in (("Covariances", covariances), ("Weights", weights)):
        if parts is None:
            continue
        if means is None:
            raise ValueError(refusal(label, parts, "left out where no means are given"))
        if len(parts) != len(means):
            wanted = f"{len(means)}, one for each of the means"
            raise ValueError(refusal(label, len(parts), wanted))


def mixture(
    points: Floats,
    covariance_type: str,
    means: tuple[Pair, ...],
    covariances: tuple[Triple, ...] | None,
    weights: tuple[float, ...] | None,
) -> Mixture:
    """Return the mixture of a start by hand, its covariances restricted to a type.

    Parameters
    ----------
    points : array (N, 2)
    covariance_type : {"full", "tied", "diag", "spherical"}
    means : K pairs
    covariances : K triples xx, xy, yy, or None
        None stands for the covariance of all points together, for every component.
    weights : K numbers, or None
        None stands for equal ones.

    Raises
    ------
    ValueError
        If a component is too narrow or too wide for these points.
    """
    usual = initialize(points, len(means), covariance_type, BY_HAND, means=means)
    if covariances is None and weights is None:
        return usual
    shares = usual.weights if weights is None else np.array(weights)
    if covariances is None:
        return Mixture(shares, usual.means, usual.covariances, covariance_type)
    matrices = np.array([[[xx, xy], [xy, yy]] for xx, xy, yy in covariances])
    made = restricted(shares, usual.means, matrices, covariance_type)
    if collapsed(made, resolve(points)):
        raise ValueError("An ellipse cannot be so narrow: it is a mere line or dot here.")
    if np.diagonal(matrices, axis1=1, axis2=2).max() > WIDEST * points.var(axis=0).max():
        raise ValueError("An ellipse cannot be so wide: the points would be a mere dot in it.")
    return made
