"""How many components? A mixture of each size, and what BIC and AIC say of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.options import Flag
from app.session import Session
from app.settings import MAX_COMPONENTS, MIN_COMPONENTS, POINTS
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import RestartsProgress, select_components

SIZES = range(MIN_COMPONENTS, MAX_COMPONENTS + 1)
N_STARTS = 5


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return what has been counted for the data and covariance type on the screen, if it has."""
    return {"found": view.results.get("sweep"), "k": view.settings.k}


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of fitting every size, on the session's points."""
    settings = session.settings
    names = (*POINTS, "covariance")
    given = tuple((name, getattr(settings, name)) for name in names)
    return Task("sweep", given, (), partial(count, session.runs.dataset, settings.covariance))


def count(dataset: Dataset, covariance: str, tell: Tell) -> Message:
    """Return BIC and AIC of the best of several fits of each size.

    Returns
    -------
    dict
        `sizes`; `bic` and `aic`, a number for each, or None where every run collapsed; `wants`,
        the size that each criterion is smallest at; `starts`, the number of runs of each size.
    """

    def progress(size: int, runs: RestartsProgress) -> None:
        # Runs that have ended, of all; each costs in proportion to its components.
        ended = N_STARTS * sum(range(SIZES[0], size)) + size * runs.n_ended
        tell(ended / (N_STARTS * sum(SIZES)))

    selection = select_components(
        dataset.points, SIZES, N_STARTS, covariance_type=covariance, progress=progress
    )
    criteria = {"bic": selection.bic, "aic": selection.aic}
    return {
        "sizes": list(selection.n_components),
        **{name: _finite(values) for name, values in criteria.items()},
        "wants": {
            name: selection.n_components[int(values.argmin())] for name, values in criteria.items()
        },
        "starts": N_STARTS,
    }


def _finite(values: NDArray[np.float64]) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


SWEEP = Tool({"started": Flag()}, show, work)
