"""The models that the mixture's pane can show: how a run begins, and what is drawn of its states.

Every one of them starts from the same mixture and is stepped by the same timeline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gmm_core import (
    EM,
    CovariancePrior,
    EMState,
    Mixture,
    SoftKMeans,
    SoftKMeansState,
    StudentEM,
    StudentMixture,
    StudentState,
    Variational,
    VariationalState,
    e_step,
    variational_m_step,
    variational_prior,
    variational_start,
)
from gmm_core.run import Algorithm
from gmm_core.student_t_expectation import log_normalizer

Floats = NDArray[np.float64]
State = EMState | StudentState | VariationalState | SoftKMeansState

LOG_2_PI = float(np.log(2.0 * np.pi))
# The prior weighs as much as so many points, one more than the plane has coordinates.
PRIOR_POINTS = 3.0


@dataclass(frozen=True)
class Strength:
    """The one number that a model adds to the settings."""

    label: str
    default: float
    low: float
    high: float


@dataclass(frozen=True)
class Start:
    """Where a run begins: the mixture, and how it was made."""

    mixture: Mixture
    method: str
    seed: int


@dataclass(frozen=True)
class Model:
    """A model, and the algorithm that fits it.

    Attributes
    ----------
    title : str
    objective : str
        What the algorithm climbs, or means to.
    begin : callable
        ``begin(points, start, strength)`` returns the algorithm.
    strength : Strength or None
    max_components : int
    begins_there : bool
        Whether its first state has the start's own parameters, so that they can be put by hand.
    """

    title: str
    objective: str
    begin: Callable[[Floats, Start, float], Algorithm[Any]]
    strength: Strength | None = None
    max_components: int = 10
    begins_there: bool = True


def _em(points: Floats, start: Start, _strength: float) -> EM:
    return EM(points, start.mixture)


def _ridge(points: Floats, start: Start, strength: float) -> EM:
    return EM(points, start.mixture, ridge=strength * mean_variance(points))


def _prior(points: Floats, start: Start, strength: float) -> EM:
    scale = PRIOR_POINTS * strength * mean_variance(points)
    return EM(points, start.mixture, prior=CovariancePrior(scale, PRIOR_POINTS))


def _student(points: Floats, start: Start, strength: float, estimate: str = "fixed") -> StudentEM:
    shape = start.mixture
    degrees = np.full(shape.n_components, strength)
    begun = StudentMixture(
        shape.weights, shape.means, shape.covariances, degrees, shape.covariance_type
    )
    return StudentEM(points, begun, estimate)


def _variational(points: Floats, start: Start, strength: float, weights: str) -> Variational:
    k, kind = start.mixture.n_components, start.mixture.covariance_type
    prior = variational_prior(points, k, kind, weights, concentration=strength)
    if start.method in OWN_STARTS:
        shares = variational_start(points, k, start.method, start.seed)
    else:
        shares = e_step(points, start.mixture)[0]
    return Variational(points, variational_m_step(points, shares, prior))


def _limit(points: Floats, start: Start, strength: float) -> SoftKMeans:
    return SoftKMeans(points, start.mixture.means, strength * mean_variance(points) ** 0.5)


OWN_STARTS = ("k-means", "random points", "random responsibilities")
_CONCENTRATION = Strength("Concentration", 1.0, 0.001, 1000.0)
_DEGREES = Strength("Degrees of freedom ν", 4.0, 0.5, 100.0)
_BOUND = "lower bound"
_PLAIN = "log-likelihood"

MODELS: Final = MappingProxyType(
    {
        "EM": Model("Gaussian mixture", _PLAIN, _em),
        "ridge": Model("Mixture with a ridge", _PLAIN, _ridge, Strength("Ridge", 0.05, 1e-6, 1.0)),
        "prior": Model(
            "Mixture with a prior",
            "penalized log-likelihood",
            _prior,
            Strength("Prior variance", 0.05, 1e-6, 1.0),
        ),
        "student": Model("Student-t mixture", _PLAIN, _student, _DEGREES),
        "student, ν free": Model(
            "Student-t, ν estimated",
            _PLAIN,
            partial(_student, estimate="common"),
            Strength("First ν", 10.0, 0.5, 100.0),
        ),
        "dirichlet": Model(
            "Mixture with a Dirichlet prior",
            _BOUND,
            partial(_variational, weights="dirichlet_distribution"),
            _CONCENTRATION,
            max_components=20,
            begins_there=False,
        ),
        "process": Model(
            "Dirichlet-process mixture",
            _BOUND,
            partial(_variational, weights="dirichlet_process"),
            _CONCENTRATION,
            max_components=20,
            begins_there=False,
        ),
        "limit": Model(
            "Soft k-means",
            _PLAIN,
            _limit,
            Strength("σ / σ of the data", 0.3, 1e-4, 1.0),
            begins_there=False,
        ),
    }
)
"""Every model by the name that addresses know it by. Strengths are relative to the data's units."""


def mean_variance(points: Floats) -> float:
    """Return the mean of the columns' variances, to which strengths are relative."""
    return float(points.var(axis=0).mean())


@dataclass(frozen=True, eq=False)
class Scores:
    """What an E step compares of each component.

    That is offset − ½ δ², or with heavy tails offset − ½ (ν + D) log(1 + δ² / ν), with δ the
    Mahalanobis distance under `shape`.

    Attributes
    ----------
    offsets : array (K,)
        Up to a constant that all components share.
    degrees : array (K,) or None
        ν; None for Gaussians.
    """

    shape: Mixture
    offsets: Floats
    degrees: Floats | None


def drawn(state: State) -> Mixture:
    """Return the weights, centres and ellipses that are drawn of a state."""
    mixture = state.mixture
    return mixture.gaussian if isinstance(mixture, StudentMixture) else mixture


def scores(state: State) -> Scores:
    """Return what the next E step compares."""
    shape = drawn(state)
    if isinstance(state, VariationalState):
        return Scores(shape, state.posterior.log_scores, None)
    offsets = np.log(np.maximum(shape.weights, np.finfo(float).tiny)) - shape.log_scales
    if isinstance(state, StudentState):
        degrees = np.asarray(state.mixture.degrees_of_freedom)
        return Scores(shape, offsets + log_normalizer(degrees, shape.n_dimensions), degrees)
    return Scores(shape, offsets - 0.5 * shape.n_dimensions * LOG_2_PI, None)


def log_products(point: Floats, state: State) -> Floats:
    """Return log(weight × density) of one point (2,) under each component (K,).

    For a variational state these are the expectations that stand in their place.
    """
    known = scores(state)
    away = np.einsum("kij,kj->ki", known.shape.whitening, point - known.shape.means)
    squared = np.square(away).sum(axis=1)
    if known.degrees is None:
        result: Floats = known.offsets - 0.5 * squared
    else:
        power = 0.5 * (known.degrees + known.shape.n_dimensions)
        result = known.offsets - power * np.log1p(squared / known.degrees)
    return result


def log_likelihood(state: State) -> float | None:
    """Return the log-likelihood at a state's parameters; None where only a bound is known."""
    return None if isinstance(state, VariationalState) else state.log_likelihood
