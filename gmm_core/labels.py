"""Which point belongs to which component: hard labels as responsibilities, and their check."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, as_array, as_floats, check_count


def one_hot(labels: ArrayLike, n_components: int) -> FloatArray:
    """Return responsibilities that give each point wholly to one component.

    Parameters
    ----------
    labels : array (N,) of int
        From 0 to K − 1.
    n_components : int
        K.

    Returns
    -------
    array (N, K)

    Raises
    ------
    ValueError
        If a label is not such a number, saying which.
    """
    count = check_count(n_components, "n_components", low=1)
    array = as_array(labels, "labels")
    if array.ndim != 1 or array.size == 0 or not np.issubdtype(array.dtype, np.integer):
        raise ValueError(
            "labels must be whole numbers, one per point; "
            f"shape was {array.shape}, type {array.dtype}"
        )
    outside = (array < 0) | (array >= count)
    if outside.any():
        row = int(np.argmax(outside))
        raise ValueError(
            f"labels must be from 0 to {count - 1}; that of row {row} was {array[row]}"
        )
    shares: FloatArray = np.eye(count)[array]
    return shares


def check_responsibilities(
    value: ArrayLike, n_points: int, n_components: int | None = None, *, left_out: bool = False
) -> FloatArray:
    """Return responsibilities (N, K), zero or more, each row with sum one.

    With `left_out` a row may also be all zeros: a point that no component has been given yet.
    """
    shares = as_floats(value, "responsibilities")
    wanted = f"({n_points}, {'K' if n_components is None else n_components})"
    if (
        shares.ndim != 2
        or shares.shape[0] != n_points
        or shares.shape[1] == 0
        or n_components not in (None, shares.shape[1])
    ):
        raise ValueError(
            f"responsibilities must have the shape {wanted}, one row per point and one column "
            f"per component; it was {shares.shape}"
        )
    totals = shares.sum(axis=1)
    good = (shares >= 0).all(axis=1) & (np.abs(totals - 1.0) <= 1e-6)
    if left_out:
        good |= ~shares.any(axis=1)
    if not good.all():
        row = int(np.argmin(good))
        raise ValueError(
            "responsibilities must be zero or more and sum to one in each row; "
            f"row {row} was {shares[row].tolist()}"
        )
    return shares
