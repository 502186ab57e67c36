"""The four covariance types side by side: stepped from one start, and each at its best maximum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from app import models
from app.options import Flag
from app.runs import Runs, runs
from app.session import Session
from app.settings import Settings
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import (
    COVARIANCE_TYPES,
    EM,
    EMState,
    Mixture,
    Phase,
    RestartsProgress,
    StopReason,
    Timeline,
    bic,
    n_parameters,
    restarts,
)

N_STARTS = 5
# Nats for each point that an iteration gains at the end: what is compared are maxima.
TOLERANCE = 1e-9
# A type allows all that these allow, so that their best is among its starts.
SIMPLER: Final = MappingProxyType[str, tuple[str, ...]](
    {"spherical": (), "tied": (), "diag": ("spherical",), "full": ("tied", "diag")}
)
# At most so many half-steps times points times components are computed for one look.
AT_ONCE = 600_000


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return the four runs where the page stands, and what is known of their maxima.

    Returns
    -------
    dict
        `types`, for each its `numbers` (free parameters), `log_likelihood`, `bic`, `iteration`,
        whether it has `ended`, the `mixture` and the one it is `shared_by`, or None before the
        first E step, as `weights (K,)`, `means (2 K,)` and `covariances (3 K,)`; `behind`,
        whether some of them have not come so far as the page yet; `found`, None or see `maxima`.
    """
    known = {kind: stepped(view.settings, kind) for kind in COVARIANCE_TYPES}
    extended = [_extend(each, view) for each in known.values()]
    return {
        "types": {kind: _told(each, kind, view) for kind, each in known.items()},
        "behind": not all(extended),
        "found": view.results.get("types"),
    }


def stepped(settings: Settings, kind: str) -> Runs:
    """Return the runs of a covariance type on the same points, from the same start."""
    return runs(replace(settings, covariance=kind, model="EM", strength=None))


def _extend(each: Runs, view: View) -> bool:
    """Take a run towards the page's half-step; return whether it has come there, or ended."""
    have, settings = len(each.mixture.states) - 1, view.settings
    piece = max(2, AT_ONCE // (settings.n * settings.k * len(COVARIANCE_TYPES)))
    each.extend_to(min(view.half_step, have + piece))
    return each.mixture.ended or len(each.mixture.states) > view.half_step


def _told(each: Runs, kind: str, view: View) -> Message:
    states = each.mixture.states
    at = min(view.half_step, len(states) - 1)
    state = states[at]
    assert isinstance(state, EMState)
    # An E step leaves the parameters, so its state holds those that made the shares.
    made_by = [models.drawn(one) for one in states[: at + 1] if one.phase is Phase.E][-1:]
    numbers = n_parameters(view.settings.k, 2, kind)
    return {
        "numbers": numbers,
        "log_likelihood": state.log_likelihood,
        "bic": bic(state.log_likelihood, numbers, len(each.dataset.points)),
        "iteration": state.iteration,
        "ended": each.mixture.ended and at == len(states) - 1,
        "mixture": _flat(state.mixture),
        "shared_by": _flat(made_by[0]) if made_by else None,
    }


def _flat(mixture: Mixture) -> Message:
    rows, columns = np.triu_indices(2)
    return {
        "weights": mixture.weights.tolist(),
        "means": mixture.means.ravel().tolist(),
        "covariances": mixture.covariances[:, rows, columns].ravel().tolist(),
    }


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of finding the best maximum of each type, on the session's points."""
    settings = session.settings
    names = ("data", "n", "data_seed", "columns", "k")
    given = tuple((name, getattr(settings, name)) for name in names)
    return Task("types", given, (), partial(maxima, session.runs.dataset, settings.k))


def maxima(dataset: Dataset, n_components: int, tell: Tell) -> Message:
    """Return the best of several fits of each covariance type.

    The best fits of the simpler types are among the starts of a richer one, so that it never
    comes out below them.

    Returns
    -------
    dict
        For each type `log_likelihood`, `numbers` and `bic`; `wants`, the type that BIC chooses;
        `starts`, how many others each has.
    """
    best: dict[str, tuple[float, Mixture]] = {}
    for done, (kind, simpler) in enumerate(SIMPLER.items()):

        def progress(found: RestartsProgress, done: int = done) -> None:
            tell((done + found.n_ended / found.n) / len(SIMPLER))

        fits = restarts(
            dataset.points,
            n_components,
            N_STARTS,
            covariance_type=kind,
            tolerance=TOLERANCE,
            progress=progress,
        ).fits
        candidates = [
            (one.log_likelihood, one.mixture)
            for one in fits
            if one.stop_reason is not StopReason.COLLAPSED
        ]
        for name in simpler:
            candidates += _from(dataset, best[name], kind)
        if not candidates:
            raise ValueError("Every run collapsed. Try fewer components.")
        best[kind] = max(candidates, key=lambda candidate: candidate[0])
    found = {kind: _counted(best[kind][0], dataset, n_components, kind) for kind in best}
    wants = min(found, key=lambda kind: found[kind]["bic"])
    return {"types": found, "wants": wants, "starts": N_STARTS}


def _from(
    dataset: Dataset, simpler: tuple[float, Mixture], kind: str
) -> list[tuple[float, Mixture]]:
    """Return a simpler type's best fit, and where EM of a richer type takes it."""
    log_likelihood, mixture = simpler
    start = Mixture(mixture.weights, mixture.means, mixture.covariances, kind)
    timeline = Timeline(EM(dataset.points, start, tolerance=TOLERANCE))
    while not timeline.ended:
        timeline.extend(2)
    arrived = timeline.states[-1]
    ended = timeline.stop_reason is not StopReason.COLLAPSED
    reached = [(arrived.log_likelihood, arrived.mixture)] if ended else []
    return [(log_likelihood, start), *reached]


def _counted(log_likelihood: float, dataset: Dataset, n_components: int, kind: str) -> Message:
    numbers = n_parameters(n_components, dataset.points.shape[1], kind)
    charged = bic(log_likelihood, numbers, len(dataset.points))
    return {"log_likelihood": log_likelihood, "numbers": numbers, "bic": charged}


TYPES = Tool({"started": Flag()}, show, work)
