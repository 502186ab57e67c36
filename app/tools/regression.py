"""From x to y: what the joint mixture implies, beside linear experts that step with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.checking import LARGEST_COORDINATE
from app.options import Maybe, Number
from app.runs import beginning
from app.session import Session
from app.settings import POINTS, Settings
from app.tools import held_out
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from gmm_core import (
    ExpertsEM,
    ExpertsState,
    LinearExperts,
    Mixture,
    Timeline,
    conditional_log_density,
    conditional_parts,
    experts_gates,
    experts_log_density,
    initialize_experts,
)

Floats = NDArray[np.float64]

# Keeps gates finite where they part the points cleanly; see `gmm_core.experts_m_step`.
GATE_PENALTY: Final = 0.01
MOST_POINTS = 2_000
PLACES = 121
MARGIN = 0.12
KEPT, VALUES_KEPT = 32, 512
# An iteration that gains less, in nats a point, ends the run.
ENOUGH: Final = ExpertsEM.tolerance

_growing, _beginning = Lock(), Lock()


@dataclass(frozen=True, eq=False)
class Conditional:
    """y, given x, at some places: a mixture of Gaussians in y at each.

    Attributes
    ----------
    weights, means : arrays (M, K)
    variances : array (K,)
    """

    weights: Floats
    means: Floats
    variances: Floats

    @property
    def mean(self) -> Floats:
        """E[y | x] (M,)."""
        mean: Floats = (self.weights * self.means).sum(axis=1)
        return mean

    @property
    def deviation(self) -> Floats:
        """The standard deviation of y given x (M,), by the law of total variance."""
        away = self.means - self.mean[:, np.newaxis]
        deviation: Floats = np.sqrt((self.weights * (self.variances + away**2)).sum(axis=1))
        return deviation


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return what both say of y at every x, and how well each foretells.

    Returns
    -------
    dict
        `problem`, a sentence where the two cannot be compared, or else nothing; `behind`, whether
        the experts have not come so far as the page yet; `x (M,)`; `joint` and `experts`, each
        with `mean (M,)`, `deviation (M,)` and `held_out`, the mean log p(y | x) of new points,
        or None; of the experts also `lines (K, M)`, `shares (N, K)` or None before the first E
        step, `iteration` and whether they have `ended`; `cut`, what both say at one x: `x`, the
        places `y`, and the densities `joint` and `experts` there.
    """
    try:
        state, behind = stepped(view)
    except ValueError as error:
        return {"problem": str(error), "behind": False}
    points, mixture = view.runs.dataset.points, view.drawn
    low, high = points.min(axis=0), points.max(axis=0)
    x = np.linspace(low[0], high[0], PLACES)
    shares = state.responsibilities
    ended = _ended(view, state)
    at = (low + high)[0] / 2 if options["x"] is None else np.clip(options["x"], low[0], high[0])
    return {
        "problem": "",
        "behind": behind,
        "x": x,
        "joint": _curves(of_mixture(x, mixture)) | {"held_out": of_new(view.settings, mixture)},
        "experts": _curves(of_experts(x, state.experts))
        | {
            "held_out": of_new(view.settings, state.experts),
            "lines": _lines(x, state.experts).T.tolist(),
            "shares": None if shares is None else np.float32(shares.ravel()),
            "iteration": state.iteration,
            "ended": ended,
        },
        "cut": _cut(float(at), low[1], high[1], mixture, state),
    }


def stepped(view: View) -> tuple[ExpertsState, bool]:
    """Return the experts where the page stands, and whether they have still to come there.

    Once both of the page's runs are shown at their ends, the experts are at theirs.

    Raises
    ------
    ValueError
        If there are too many points, or none that vary, or the page does not show Gaussians.
    """
    if not isinstance(view.mixture.mixture, Mixture):
        raise ValueError("Only a mixture of Gaussians is compared with experts.")
    timeline = _experts(_alike(view.settings))
    if "regression" in view.results and not timeline.ended:
        # The work is done, and its run was given up for those of others: it is soon there again.
        take_to_the_end(view.settings, lambda _share: None)
    target = 2 * ExpertsEM.max_iterations if view.ended else view.half_step
    # Asked first: of a run that has ended, no state is still to come.
    ended, states = timeline.ended, timeline.states
    return states[min(target, len(states) - 1)], not ended and len(states) <= target


def work(session: Session, _options: Mapping[str, Any]) -> Task:
    """Return the work of taking the experts to the end of their run."""
    settings = session.settings
    given = tuple((name, getattr(settings, name)) for name in (*POINTS, "k"))
    return Task("regression", given, (), partial(take_to_the_end, settings))


def take_to_the_end(settings: Settings, tell: Tell) -> Message:
    """Take the experts to the end of their run; return how many `iterations` that took.

    What is told is how far the gain of an iteration has come down, by its logarithm, from the
    first to the one that ends the run.

    Raises
    ------
    ValueError
        If there are too many points, or none that vary.
    """
    timeline = _experts(_alike(settings))
    first = None
    while not timeline.ended:
        with _growing:
            timeline.extend(2)
        if timeline.ended:
            break
        before, now = (timeline.states[i].objective for i in (-3, -1))
        gain = max((now - before) / settings.n, ENOUGH)
        first = first or max(gain, 2 * ENOUGH)
        tell(1.0 - np.log(gain / ENOUGH) / np.log(first / ENOUGH))
    return {"iterations": timeline.states[-1].iteration}


def of_mixture(x: Floats, mixture: Mixture) -> Conditional:
    """Return y given x (M,) as a mixture in the plane has it."""
    return Conditional(*conditional_parts(x, mixture))


def of_experts(x: Floats, experts: LinearExperts) -> Conditional:
    """Return y given x (M,) as linear experts have it."""
    return Conditional(experts_gates(x, experts), _lines(x, experts), np.square(experts.deviations))


@lru_cache(maxsize=VALUES_KEPT)
def of_new(settings: Settings, model: Mixture | LinearExperts) -> float | None:
    """Return the mean log p(y | x) of new points; None where no more can be drawn."""
    points = held_out.held_out(settings)
    return None if points is None else float(_log_density(points, model).mean())


def lead(view: View) -> float | None:
    """Return by how many nats a new y is likelier under the experts, once both have ended."""
    if "regression" not in view.tools or not view.ended:
        return None
    try:
        state, behind = stepped(view)
    except ValueError:
        return None
    ours, theirs = of_new(view.settings, state.experts), of_new(view.settings, view.drawn)
    return None if behind or ours is None or theirs is None else ours - theirs


def _alike(settings: Settings) -> Settings:
    """Return the one among settings with the same experts that stands for all of them."""
    usual = {"start": "spread", "seed": 0, "begin": "start", "means": None, "covariance": "full"}
    return replace(settings, model="EM", strength=None, **usual)  # type: ignore[arg-type]


def _experts(settings: Settings) -> Timeline[ExpertsState]:
    # A look and the work may ask for the same one at the same moment, from two threads.
    with _beginning:
        return _begun(settings)


@lru_cache(maxsize=KEPT)
def _begun(settings: Settings) -> Timeline[ExpertsState]:
    points = beginning(settings)[0].points
    if len(points) > MOST_POINTS:
        raise ValueError(f"Experts are fitted to at most {MOST_POINTS:,} points here.")
    start = initialize_experts(points, settings.k, "spread")
    return Timeline(ExpertsEM(points, start, GATE_PENALTY))


def _ended(view: View, state: ExpertsState) -> bool:
    timeline = _experts(_alike(view.settings))
    return timeline.ended and state is timeline.states[-1]


def _lines(x: Floats, experts: LinearExperts) -> Floats:
    """Return what each expert says of y (M, K)."""
    lines: Floats = experts.intercepts + np.outer(x - experts.origin, experts.slopes)
    return lines


def _log_density(points: Floats, model: Mixture | LinearExperts) -> Floats:
    if isinstance(model, Mixture):
        return conditional_log_density(points, model)
    return experts_log_density(points, model)


def _curves(conditional: Conditional) -> Message:
    return {"mean": conditional.mean, "deviation": conditional.deviation}


def _cut(x: float, low: float, high: float, mixture: Mixture, state: ExpertsState) -> Message:
    margin = MARGIN * (high - low)
    y = np.linspace(low - margin, high + margin, PLACES)
    points = np.column_stack([np.full(PLACES, x), y])
    densities = {
        name: np.exp(_log_density(points, model))
        for name, model in (("joint", mixture), ("experts", state.experts))
    }
    return {"x": x, "y": y, **densities}


REGRESSION = Tool({"x": Maybe(Number(0.0, -LARGEST_COORDINATE, LARGEST_COORDINATE))}, show, work)
