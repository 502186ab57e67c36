"""The density of the mixture as lines, each of which holds a given share of all probability."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.contours import level_lines
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Mixture, highest_density_levels, log_density

Floats = NDArray[np.float64]

SHARES: Final = (0.10, 0.25, 0.50, 0.75, 0.90, 0.99)

# Lines of the grid to a standard deviation, and across the whole.
FINE = 4.0
FEWEST, MOST = 90, 180
# A component that falls between them has so many of its own, closer together near its mean.
OWN = 15
MARGIN = 0.02
KEPT = 64


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return the lines of equal density of the mixture; see `contours`."""
    return contours(view.drawn)


@lru_cache(maxsize=KEPT)
def contours(mixture: Mixture) -> Message:
    """Return the borders of the smallest regions that hold `SHARES` of the probability.

    Returns
    -------
    dict
        `shares`; `log_densities`, one each, at the border; `centre` and `half`, the middle and
        half the size of a box around all lines; `x` and `y`, of all vertices, from -1 to 1 within
        that box; `begins`, where each line begins among them; and `level` of each line, an index
        into the shares.
    """
    levels = highest_density_levels(mixture, SHARES)
    reach = _reach(mixture, float(levels.min()))
    low, high = _box(mixture.means, reach)
    centre, half = (low + high) / 2, (high - low) / 2
    x, y = (_grid(mixture, reach, axis, low[axis], high[axis]) for axis in range(2))
    # The logarithm is a paraboloid around each mean, which straight pieces follow closely.
    places = np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])
    heights = log_density(places, mixture).reshape(len(y), len(x))
    found = level_lines((x - centre[0]) / half[0], (y - centre[1]) / half[1], heights, levels)
    return found | {
        "shares": list(SHARES),
        "log_densities": levels.tolist(),
        "centre": centre.tolist(),
        "half": half.tolist(),
        "x": found["x"].astype(np.float32),
        "y": found["y"].astype(np.float32),
    }


def _reach(mixture: Mixture, level: float) -> Floats:
    """Return how far from its mean each component can raise log p to a level, by axis (K, 2).

    Where log p is at the level or above, some component alone gives a K-th part of p, so that
    the place lies within an ellipse of its own.
    """
    with np.errstate(divide="ignore"):  # a weight of zero reaches nowhere
        peaks = np.log(mixture.weights) - mixture.log_scales - np.log(2.0 * np.pi)
    squared = 2.0 * np.maximum(peaks + np.log(mixture.n_components) - level, 0.0)
    variances = np.diagonal(mixture.covariances, axis1=1, axis2=2)
    reach: Floats = np.sqrt(squared)[:, np.newaxis] * np.sqrt(variances)
    return reach


def _box(means: Floats, reach: Floats) -> tuple[Floats, Floats]:
    """Return two corners (2,) between which all lines lie."""
    reaching = reach.min(axis=1) > 0.0
    low = (means - reach)[reaching].min(axis=0)
    high = (means + reach)[reaching].max(axis=0)
    margin = MARGIN * (high - low)
    return low - margin, high + margin


def _grid(mixture: Mixture, reach: Floats, axis: int, low: float, high: float) -> Floats:
    """Return where the lines of the grid cross one axis, in order."""
    # The largest stretch of W, with W Σ Wᵀ = I, is one over the smallest standard deviation.
    finest = FINE * float(np.linalg.norm(mixture.whitening, 2, axis=(1, 2)).max())
    even = np.linspace(low, high, int(np.clip((high - low) * finest, FEWEST, MOST)))
    narrow = np.sqrt(mixture.covariances[:, axis, axis]) < 2.0 * (even[1] - even[0])
    steps = np.linspace(-1.02, 1.02, OWN)
    own = reach[narrow, axis, np.newaxis] * steps * np.abs(steps)
    return np.union1d(even, (mixture.means[narrow, axis, np.newaxis] + own).clip(low, high))


DENSITY = Tool({}, show)
