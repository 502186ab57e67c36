"""A first look at points in blocks: how many, where they lie, and whether they can be fitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, first_wrong_value, wrong_value
from gmm_core.blocks import Blocks, block_of
from gmm_core.resolution import Resolution, resolution

# So many rows are enough for a start, and few enough for any machine.
SAMPLE = 50_000


class _Spread(NamedTuple):
    """How the rows of a block lie in each coordinate: four arrays (D,)."""

    least: FloatArray
    largest: FloatArray
    mean: FloatArray
    variance: FloatArray


class _Look(NamedTuple):
    """What one block says of itself; `wrong` is the first value that is none: row, column, it."""

    n_rows: int
    n_columns: int
    wrong: tuple[int, int, float] | None = None
    spread: _Spread | None = None


@dataclass(frozen=True, eq=False)
class Summary:
    """What a first pass over the points found.

    Attributes
    ----------
    rows : tuple of int
        How many each block has.
    least, largest : arrays (D,)
        Of each coordinate.
    mean : array (D,)
    limits : Resolution
    """

    rows: tuple[int, ...]
    least: FloatArray
    largest: FloatArray
    mean: FloatArray
    limits: Resolution

    @property
    def n_points(self) -> int:
        """N, of all blocks together."""
        return sum(self.rows)

    @property
    def extent(self) -> float:
        """From the least to the largest, in the coordinate where that is most."""
        return float((self.largest - self.least).max())


def summarize(blocks: Blocks) -> Summary:
    """Return a summary of points in blocks.

    Raises
    ------
    ValueError
        If a value is not finite, or blocks differ in the number of columns, or hold no points.
    """
    looks = list(blocks.each(_look_at))
    first_row = 0
    for number, look in enumerate(looks):
        if look.n_columns != looks[0].n_columns:
            raise ValueError(
                f"points must have as many columns in every block; block 0 had "
                f"{looks[0].n_columns}, block {number} had {look.n_columns}"
            )
        if look.wrong is not None:
            row, column, value = look.wrong
            raise wrong_value("points", first_row + row, column, value)
        first_row += look.n_rows
    spreads = [look.spread for look in looks if look.spread is not None]
    if not spreads:
        raise ValueError("points must hold at least one point; their blocks held none")
    least = np.min([spread.least for spread in spreads], axis=0)
    largest = np.max([spread.largest for spread in spreads], axis=0)
    counts = np.array([look.n_rows for look in looks if look.n_rows], dtype=np.float64)
    mean, variance = _merged(counts, spreads)
    limits = resolution(variance, np.maximum(np.abs(least), np.abs(largest)))
    return Summary(tuple(look.n_rows for look in looks), least, largest, mean, limits)


def draw_rows(blocks: Blocks, summary: Summary, seed: int) -> FloatArray:
    """Return at most `SAMPLE` of the rows, in their order: all, or drawn without replacement.

    Which ones does not depend on how the points are cut into blocks.
    """
    n_points = summary.n_points
    if n_points <= SAMPLE:
        chosen = np.arange(n_points)
    else:
        generator = np.random.default_rng(seed)
        chosen = np.sort(generator.choice(n_points, SAMPLE, replace=False, shuffle=False))
    ends = np.cumsum(summary.rows)
    cuts = np.searchsorted(chosen, ends)
    own = [
        part - (end - n_rows)
        for part, end, n_rows in zip(
            np.split(chosen, cuts[:-1]), ends.tolist(), summary.rows, strict=True
        )
    ]
    return np.concatenate(list(blocks.each(_take, own=own)))


def _look_at(value: ArrayLike) -> _Look:
    block = block_of(value)
    n_rows, n_columns = block.shape
    wrong = first_wrong_value(block)
    if wrong is not None:
        return _Look(n_rows, n_columns, (*wrong, float(block[wrong])))
    if not n_rows:
        return _Look(n_rows, n_columns)
    spread = _Spread(block.min(axis=0), block.max(axis=0), block.mean(axis=0), block.var(axis=0))
    return _Look(n_rows, n_columns, None, spread)


def _merged(counts: FloatArray, spreads: Sequence[_Spread]) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of all (Chan, Golub and LeVeque 1983, equation 2.1)."""
    shares = counts / counts.sum()
    means = np.array([spread.mean for spread in spreads])
    within = np.array([spread.variance for spread in spreads])
    mean: FloatArray = means[0] + shares @ (means - means[0])
    variance: FloatArray = shares @ (within + np.square(means - mean))
    return mean, variance


def _take(value: ArrayLike, rows: Any) -> FloatArray:
    taken: FloatArray = block_of(value)[rows]
    return taken
