"""New points drawn from the mixture, and how near their moments come to its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.options import Whole
from app.settings import MAX_SEED
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Mixture, mixture_moments, sample, sampling_errors

Floats = NDArray[np.float64]

LEAST, MOST = 50, 2000
# The mean's two entries, and the covariance's three.
KINDS = ("mean {x}", "mean {y}", "variance {x}", "covariance", "variance {y}")
KEPT = 16


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return the draws and their moments.

    Returns
    -------
    dict
        `n`, `seed`; `x` and `y` of the draws; `rows`, one for each entry of mean and covariance:
        its name, its value in the `draws` and in the `model`, and how far `off` the former is,
        in standard errors; `worst`, the largest of these, whatever its sign.
    """
    mixture = view.drawn
    points = draws(mixture, options["n"], options["seed"])
    across, up = (name.partition(" (")[0] for name in view.runs.dataset.column_names)
    rows = [
        {"name": kind.format(x=across, y=up), "draws": seen, "model": true, "off": off}
        for kind, (seen, true, off) in zip(KINDS, compared(mixture, points), strict=True)
    ]
    return {
        "n": options["n"],
        "seed": options["seed"],
        "x": points[:, 0].copy(),
        "y": points[:, 1].copy(),
        "rows": rows,
        "worst": worst(mixture, points),
    }


@lru_cache(maxsize=KEPT)
def draws(mixture: Mixture, n: int, seed: int) -> Floats:
    """Return `n` new points (n, 2)."""
    points = sample(mixture, n, seed)
    points.flags.writeable = False
    return points


def worst(mixture: Mixture, points: Floats) -> float:
    """Return the largest difference in `compared`, in standard errors."""
    return max(abs(off) for _, _, off in compared(mixture, points))


def compared(mixture: Mixture, points: Floats) -> Iterator[tuple[float, float, float]]:
    """Yield each entry of mean and covariance: of draws, of the model, and the difference.

    The difference is in standard errors: those of so many draws from this mixture, whose fourth
    moments the covariance's need; see `gmm_core.sampling_errors`. The covariance of the draws is
    the unbiased one.
    """
    entries = np.triu_indices(2)
    seen = points.mean(axis=0), np.cov(points.T)
    true = mixture_moments(mixture)
    error = sampling_errors(mixture, len(points))
    (a, b, c) = (np.concatenate([mean, square[entries]]) for mean, square in (seen, true, error))
    yield from zip(a.tolist(), b.tolist(), ((a - b) / c).tolist(), strict=True)


SAMPLE = Tool({"n": Whole(300, LEAST, MOST), "seed": Whole(0, 0, MAX_SEED)}, show)
