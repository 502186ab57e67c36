"""Messages as they travel: the arrays of each in one block of bytes, parameters as differences.

A row of parameters differs little from the one before, so the difference is sent, in single
precision; it is taken from what the browser has made of the rows before, so that errors do not
add up. A row whose difference would be too coarse for the painter is sent whole.
"""

from __future__ import annotations

import json
import math
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

Message = dict[str, Any]
Floats = NDArray[np.float64]

# What a row may be off by, beside a component's smallest variance, deviation, and weight: some
# thousand times less than a colour can tell.
TOLERANCE = 1e-6
# In the order in which a row of the wire has them.
PARAMETERS = ("weights", "means", "covariances")
# Numbers as the browser's arrays have them, by NumPy's kind and size.
TYPES = {
    ("f", 8): "<f8",
    ("f", 4): "<f4",
    ("i", 8): "<i4",
    ("i", 4): "<i4",
    ("u", 4): "<u4",
    ("u", 1): "<u1",
    ("b", 1): "<u1",
}
ALIGNED = 8
LENGTH = Struct("<I")


def packed(message: Message) -> bytes:
    """Return a message as one block: the length of its text, the text, and its arrays.

    The text is JSON with `{"$": [type, start, length]}` in the place of each array, starts in
    bytes from the first array and lengths in elements, and `{"$": "NaN"}` for what JSON has no
    number for. In a `chunk`, what is None is left out, and the `parameters` of the mixture are
    its weights, means and covariances: see `differences`.
    """
    parts: list[bytes] = []
    body = _placed(_thinned(message), parts)
    text = json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(LENGTH.size + len(text)) % ALIGNED)
    return b"".join([LENGTH.pack(len(text)), text, *parts])


def differences(weights: Floats, means: Floats, covariances: Floats) -> Message:
    """Return rows of parameters as some whole rows, and what is added from row to row.

    Parameters
    ----------
    weights : (T, K) array
    means : (T, K, 2) array
    covariances : (T, K, 3) array
        Entries xx, xy, yy.

    Returns
    -------
    dict
        `whole`, numbers of the rows that are sent whole, the first among them; `rows`, these
        rows; `steps`, in single precision, the other rows less the rows before them. A row has
        the weights of all components, then their means, then their covariances.
    """
    exact = np.concatenate(
        [values.reshape(len(weights), -1) for values in (weights, means, covariances)], axis=1
    )
    allowed = _allowed(weights, means, covariances)
    whole, steps = [], []
    before = None
    for t, row in enumerate(exact):
        if before is not None:
            step = np.float32(row - before)
            made = before + step
            if (np.abs(made - row) <= allowed[t]).all():
                steps.append(step)
                before = made
                continue
        whole.append(t)
        before = row
    return {
        "whole": np.array(whole, np.int32),
        "rows": exact[whole],
        "steps": np.array(steps, np.float32),
    }


def _allowed(weights: Floats, means: Floats, covariances: Floats) -> Floats:
    """Return what each entry of each row may be off by."""
    xx, xy, yy = np.moveaxis(covariances, -1, 0)
    trace, determinant = xx + yy, np.maximum(xx * yy - xy * xy, 0)
    # Not above the smallest eigenvalue, and at least half of it.
    smallest = np.divide(determinant, trace, out=np.zeros_like(trace), where=trace > 0)
    entries = [
        weights,
        np.repeat(np.sqrt(smallest), means.shape[2], axis=1),
        np.repeat(smallest, covariances.shape[2], axis=1),
    ]
    return TOLERANCE * np.concatenate(entries, axis=1)


def _thinned(message: Message) -> Message:
    """Return a message with its chunk as it travels: what there is, parameters as differences."""
    chunk = message.get("chunk")
    if chunk is None:
        return message
    parts = {name: _known(part) for name, part in chunk.items()}
    if len(parts["mixture"]["weights"]):
        rows = [parts["mixture"].pop(name) for name in PARAMETERS]
        parts["mixture"]["parameters"] = differences(*rows)
    return message | {"chunk": parts}


def _known(part: Message) -> Message:
    return {name: value for name, value in part.items() if value is not None}


def _placed(value: Any, parts: list[bytes]) -> Any:
    """Return a value with places for its arrays, whose bytes are added to the parts."""
    if isinstance(value, dict):
        return {name: _placed(each, parts) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_placed(each, parts) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": str(value).replace("inf", "Infinity").replace("nan", "NaN")}
    if not isinstance(value, np.ndarray):
        return value
    start = sum(map(len, parts))
    data = value.astype(TYPES[value.dtype.kind, value.dtype.itemsize]).tobytes()
    parts.append(data + bytes(-len(data) % ALIGNED))
    return {"$": [TYPES[value.dtype.kind, value.dtype.itemsize][1:], start, value.size]}
