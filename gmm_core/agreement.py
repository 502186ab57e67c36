"""How far two groupings of the same points agree."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import as_array


def adjusted_rand_index(a: ArrayLike, b: ArrayLike) -> float:
    """Return the adjusted Rand index: 1 for the same grouping, 0 on average for a random one.

    Parameters
    ----------
    a, b : arrays (N,)
        Labels of any kind; only which points share one matters.

    Returns
    -------
    float
        At most 1; 1 also where both put all points in one group, or each in its own.

    Raises
    ------
    ValueError
        If they are not of the same length, or empty.

    Notes
    -----
    Hubert and Arabie (1985), equation 5.
    """
    first, second = as_array(a, "a"), as_array(b, "b")
    if first.ndim != 1 or first.shape != second.shape or first.size == 0:
        raise ValueError(
            "a and b must be labels of the same points, shape (N,); "
            f"shapes were {first.shape} and {second.shape}"
        )
    _, rows = np.unique(first, return_inverse=True)
    _, columns = np.unique(second, return_inverse=True)
    table = np.bincount(rows * (columns.max() + 1) + columns)
    together = _pairs(table)
    in_first = _pairs(np.bincount(rows))
    in_second = _pairs(np.bincount(columns))
    expected = in_first * in_second / max(_pairs(np.array([first.size])), 1.0)
    most = (in_first + in_second) / 2.0
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(counts: np.ndarray) -> float:
    return float((counts * (counts - 1) // 2).sum())
