"""The half-step just taken, with the numbers of the ringed point and of one component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from app import models
from app.options import Whole
from app.settings import MAX_COMPONENTS
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import Phase


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return the numbers of both halves.

    Returns
    -------
    dict
        `phase`; `component`, the one whose numbers they are; `e`, of the newest E step: weight,
        density and their product for the ringed point, the sum of the products, and the share;
        `m`, of the newest M step: the sum of the shares, the number of points, and the new
        weight, mean and covariance. Either is None before its first time.
    """
    state, component = view.mixture, min(options["component"], view.settings.k - 1)
    return {
        "phase": state.phase.value,
        "component": component,
        "point": view.selected,
        "e": _e(view, component),
        "m": _m(view, component),
    }


def _e(view: View, k: int) -> Message | None:
    states = [s for s in view.runs.mixture.states[: view.half_step + 1] if s.phase is Phase.E]
    if not states:
        return None
    # An E step leaves the parameters, so its state holds those that made the shares.
    mixture = models.drawn(states[-1])
    point = view.runs.dataset.points[view.selected]
    products = np.exp(models.log_products(point, states[-1]))
    shares = states[-1].responsibilities
    assert shares is not None
    return {
        "x": point.tolist(),
        "weight": float(mixture.weights[k]),
        "density": float(products[k] / mixture.weights[k]),
        "product": float(products[k]),
        "sum": float(products.sum()),
        "share": float(shares[view.selected, k]),
    }


def _m(view: View, k: int) -> Message | None:
    states = view.mixtures
    if len(states) < 2:
        return None
    mixture, shares = models.drawn(states[-1]), states[-1].responsibilities
    assert shares is not None
    return {
        "held": float(shares[:, k].sum()),
        "n": len(shares),
        "weight": float(mixture.weights[k]),
        "mean": mixture.means[k].tolist(),
        "covariance": mixture.covariances[k][[0, 0, 1], [0, 1, 1]].tolist(),
    }


HALVES = Tool({"component": Whole(0, 0, MAX_COMPONENTS - 1)}, show)
