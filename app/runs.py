"""The two runs that settings lead to. Equal settings lead to equal runs, so visitors share them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np

import datasets
from app import by_hand
from app.kept import kept
from app.limits import LIMITS
from app.models import MODELS, Start, State
from app.settings import Settings, entry_of
from app.starts import GIVEN
from datasets import Dataset
from gmm_core import EM, KMeans, KMeansState, Mixture, StopReason, Timeline, initialize

KEPT = 32
# Among more points than these the way to a maximum would keep other visitors waiting.
MOST_TO_A_MAXIMUM = 2_000
# A maximum is where an iteration gains less than this for each point (nats); a run that is
# stepped ends sooner, and on level ground sometimes well below.
LEVEL = 1e-11
MOST_ITERATIONS = 2_000


@dataclass(frozen=True, eq=False)
class Runs:
    """Data, and the runs of the mixture and of k-means on them from the same start.

    The timelines only grow; nobody moves their cursors, because each browser has its own.
    """

    dataset: Dataset
    mixture: Timeline[State]
    kmeans: Timeline[KMeansState]
    # Bokeh may serve two visitors in two threads.
    _growing: Lock = field(init=False, repr=False, default_factory=Lock)

    @property
    def weight(self) -> int:
        """Points times components: what keeping the runs costs is proportional to it."""
        return len(self.dataset.points) * len(self.kmeans.states[0].centroids)

    def extend_to(self, half_step: int) -> int:
        """Take both runs to a half-step or to their end; return how far they can be shown."""
        ends = []
        with self._growing:
            for timeline in (self.mixture, self.kmeans):
                timeline.extend(half_step - (len(timeline.states) - 1))
                ends.append(len(timeline.states) - 1)
        # A run that has ended holds its last state until the other has ended too.
        return min(half_step, max(ends))

    def ended_by(self, half_step: int) -> bool:
        """Whether both runs are known to end at or before a half-step."""
        return all(
            timeline.ended and len(timeline.states) - 1 <= half_step
            for timeline in (self.mixture, self.kmeans)
        )


def runs(settings: Settings) -> Runs:
    """Return the runs of these settings, at their start or as far as someone has taken them.

    Those of a visitor's own points are no one else's, and a drawing makes many.

    Raises
    ------
    ValueError
        If the data do not allow such a start.
    """
    return _shared(settings) if settings.own is None else _made(settings)


@kept(KEPT, lambda settings: settings.n * settings.k)
def _shared(settings: Settings) -> Runs:
    return _made(settings)


def _made(settings: Settings) -> Runs:
    dataset, start = beginning(settings)
    algorithm = _bounded(
        MODELS[settings.model].begin(dataset.points, start, settings.strength or 0.0)
    )
    # The same start for both: k-means begins at the mixture's means.
    kmeans = _bounded(KMeans(dataset.points, start.mixture.means))
    return Runs(dataset, Timeline(algorithm), Timeline(kmeans))


def _bounded(algorithm: Any) -> Any:
    """Return an algorithm that goes on no longer than a run may here."""
    if algorithm.max_iterations <= LIMITS.iterations:
        return algorithm
    return replace(algorithm, max_iterations=LIMITS.iterations)


def beginning(settings: Settings) -> tuple[Dataset, Start]:
    """Return the points of these settings, and where runs on them begin.

    The start knows nothing of an outlier, so that runs with and without it begin alike.

    Raises
    ------
    ValueError
        If the data do not allow such a start.
    """
    dataset = datasets.take(entry_of(settings), settings.n, settings.data_seed, settings.columns)
    mixture = _first(dataset, settings)
    start = Start(mixture, settings.start, settings.seed)
    if settings.begin == "maximum":
        start = replace(start, mixture=_maximum(dataset, mixture), method=settings.begin)
    return _with_outlier(dataset, settings.outlier), start


def _first(dataset: Dataset, settings: Settings) -> Mixture:
    """Return the mixture that a start names."""
    if settings.start in GIVEN:
        return GIVEN[settings.start].mixture(settings.covariance)
    if settings.means is not None:
        parts = settings.means, settings.covariances, settings.weights
        return by_hand.mixture(dataset.points, settings.covariance, *parts)
    return initialize(
        dataset.points, settings.k, settings.covariance, settings.start, settings.seed
    )


def _maximum(dataset: Dataset, start: Mixture) -> Mixture:
    """Return where plain EM ends from a start."""
    if len(dataset.points) > MOST_TO_A_MAXIMUM:
        raise ValueError(
            f"Beginning cannot be a maximum among more than {MOST_TO_A_MAXIMUM:,} points."
        )
    timeline = Timeline(EM(dataset.points, start, 0.0, LEVEL, MOST_ITERATIONS))
    while not timeline.ended:
        timeline.extend(2)
    if timeline.stop_reason is StopReason.COLLAPSED:
        raise ValueError("Beginning cannot be a maximum: from this start a component collapses.")
    return timeline.states[-1].mixture


def _with_outlier(dataset: Dataset, outlier: tuple[float, float] | None) -> Dataset:
    """Return the data with one point more, in a group of its own."""
    if outlier is None:
        return dataset
    groups = dataset.groups
    return replace(
        dataset,
        points=np.vstack([dataset.points, outlier]),
        groups=None if groups is None else np.append(groups, groups.max() + 1),
        source=f"{dataset.source} And one point put at ({outlier[0]:.4g}, {outlier[1]:.4g}).",
    )
