"""The points that the mixture finds least likely, and how many of those planted are among them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.options import Choice, Number
from app.tools._tool import Message, Tool
from app.view import View
from datasets import Dataset
from gmm_core import Anomalies, Mixture, below_density, least_likely, log_density

# Which true group is that of the strangers, in the data sets that have some.
STRANGERS: Final = {"anomalies": 3}
PLANTED_SHARE = 1 / 30
MOST_SHARE = 0.5
KEPT = 8


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return which points are flagged.

    Returns
    -------
    dict
        `flagged`, the indices; `n`, of all points; `share`, flagged; `threshold`, the log-density
        at or below which points are, or None if none is; `range`, of the log-densities that it
        can sensibly be: from below all points to where half of them are flagged; `planted`, None
        where none are, or how many there are, how many of them are `caught`, `precision` and
        `recall`.
    """
    anomalies = found(view, options)
    values = _log_densities(view.runs.dataset, view.drawn)
    n = len(values)
    return {
        "flagged": np.flatnonzero(anomalies.flagged).astype(np.uint32),
        "n": n,
        "by": options["by"],
        "share": anomalies.count / n,
        "threshold": anomalies.threshold if np.isfinite(anomalies.threshold) else None,
        "range": [float(values.min()), least_likely(values, MOST_SHARE).threshold],
        "planted": _planted(view, anomalies),
    }


def found(view: View, options: Mapping[str, Any]) -> Anomalies:
    """Return the points that are flagged where the browser is."""
    values = _log_densities(view.runs.dataset, view.drawn)
    return _RULES[options["by"]](values, options)


def planted(view: View) -> NDArray[np.bool_] | None:
    """Return which points (N,) were strewn among the groups, or None where none were."""
    groups, strangers = view.runs.dataset.groups, STRANGERS.get(view.settings.data)
    return None if groups is None or strangers is None else groups == strangers


def _planted(view: View, anomalies: Anomalies) -> Message | None:
    strangers = planted(view)
    if strangers is None:
        return None
    caught, total = int(anomalies.flagged[strangers].sum()), int(strangers.sum())
    return {
        "total": total,
        "caught": caught,
        "precision": precision(anomalies, strangers),
        "recall": recall(anomalies, strangers),
    }


def precision(anomalies: Anomalies, strangers: NDArray[np.bool_]) -> float | None:
    """Return which share of those flagged were planted, or None if none is flagged."""
    return float(strangers[anomalies.flagged].mean()) if anomalies.count else None


def recall(anomalies: Anomalies, strangers: NDArray[np.bool_]) -> float | None:
    """Return which share of those planted are flagged, or None if none was planted."""
    return float(anomalies.flagged[strangers].mean()) if strangers.any() else None


@lru_cache(maxsize=KEPT)
def _log_densities(dataset: Dataset, mixture: Mixture) -> NDArray[np.float64]:
    return log_density(dataset.points, mixture)


_RULES = {
    "share": lambda values, options: least_likely(values, options["share"]),
    "density": lambda values, options: below_density(values, options["threshold"]),
}

ANOMALY = Tool(
    {
        "by": Choice(tuple(_RULES)),
        "share": Number(PLANTED_SHARE, 0.0, MOST_SHARE),
        "threshold": Number(-10.0, -1e300, 1e300),
    },
    show,
)
