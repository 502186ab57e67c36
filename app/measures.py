"""The numbers that the lesson claims, each computed from what is on the screen.

A measure takes a `View` and returns a number, or None while there is none: before the first
E step, without true groups, or while the tool that it belongs to is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from app import models
from app.measures_counting import COUNTING
from app.measures_level2 import LEVEL2
from app.measures_level3 import LEVEL3
from app.tools import anomaly, sample
from app.view import View
from gmm_core import (
    Anomalies,
    KMeansState,
    Mixture,
    Timeline,
    adjusted_rand_index,
    em_step,
    log_density,
    long_axis,
    n_parameters,
)

Measure = Callable[[View], float | None]
Floats = NDArray[np.float64]

# An axis has a direction only if the ellipse is longer than wide.
ROUND = 1.2
# EM counts as arrived when an iteration gains less than this share of the log-likelihood.
RELATIVE_GAIN = 1e-6
UNSURE = (0.7, 0.9)
MOST_CELLS = 4_000_000


def agreement(view: View) -> float | None:
    """Return the adjusted Rand index of the mixture's colours and the true groups."""
    shares, groups = view.mixture.responsibilities, view.runs.dataset.groups
    if shares is None or groups is None:
        return None
    return adjusted_rand_index(groups, shares.argmax(axis=1))


def kmeans_agreement(view: View) -> float | None:
    """Return the adjusted Rand index of k-means and the true groups."""
    labels, groups = view.kmeans.labels, view.runs.dataset.groups
    return None if labels is None or groups is None else adjusted_rand_index(groups, labels)


def dbscan_agreement(view: View) -> float | None:
    """Return the adjusted Rand index of DBSCAN and the true groups, if it stands beside."""
    found = view.results.get("beside", {})
    return found["agreement"] if found.get("method") == "DBSCAN" else None


def bic_components(view: View) -> float | None:
    """Return how many components BIC is smallest at, if that has been counted."""
    found = view.results.get("sweep")
    return None if found is None else found["wants"]["bic"]


def kmeans_lead(view: View) -> float | None:
    """Return by how much k-means agrees better with the true groups than the mixture."""
    ours, theirs = agreement(view), kmeans_agreement(view)
    return None if ours is None or theirs is None else theirs - ours


def largest_share(view: View) -> float | None:
    """Return the ringed point's largest share."""
    return _share(view, 0)


def second_share(view: View) -> float | None:
    """Return the ringed point's second largest share."""
    return _share(view, 1)


def sum_of_shares(view: View) -> float | None:
    """Return the sum of the ringed point's shares."""
    shares = view.mixture.responsibilities
    return None if shares is None else float(shares[view.selected].sum())


def difference_from_halves(view: View) -> float | None:
    """Return how far the newest iteration is from an E step and an M step in one go."""
    mixtures = view.drawn_before
    if len(mixtures) < 2 or view.settings.model != "EM":
        return None
    before, after = mixtures[-2:]
    at_once = em_step(view.runs.dataset.points, before)
    pairs = zip(_arrays(at_once), _arrays(after), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def turn(view: View) -> float | None:
    """Return by how many degrees the ellipse that turned most has turned since the first M step.

    The sum of the turns of its major axis, each taken the short way round; states in which the
    ellipse is nearly round are left out, because their axes have no direction.
    """
    states = view.drawn_before[1:]
    if not states:
        return None
    return max(
        _turn([mixture.covariances[k] for mixture in states]) for k in range(view.settings.k)
    )


def iterations_saved(view: View) -> float | None:
    """Return how many iterations fewer k-means took than EM to a relative gain of 1e-6."""
    arrived = _iterations_of_em(view.runs.mixture)
    settled = _iterations_of_kmeans(view.runs.kmeans) if view.ended else None
    return None if arrived is None or settled is None else float(arrived - settled)


def mean_certainty(view: View) -> float | None:
    """Return the mean, over all points, of the largest share."""
    shares = view.mixture.responsibilities
    return None if shares is None else float(shares.max(axis=1).mean())


def calibration(view: View) -> float | None:
    """Return how many of the points given 70 to 90 % to one component truly belong to it."""
    shares, groups = view.mixture.responsibilities, view.runs.dataset.groups
    if shares is None or groups is None:
        return None
    largest, labels = shares.max(axis=1), shares.argmax(axis=1)
    unsure = (UNSURE[0] <= largest) & (largest <= UNSURE[1])
    if not unsure.any():
        return None
    table = np.zeros((view.settings.k, int(groups.max()) + 1))
    np.add.at(table, (labels, groups), 1.0)
    meant = np.full(view.settings.k, -1)
    rows, columns = linear_sum_assignment(-table)
    meant[rows] = columns
    return float((meant[labels[unsure]] == groups[unsure]).mean())


def integral(view: View) -> float | None:
    """Return the density of the mixture, summed over a grid that holds all of it.

    The grid reaches five standard deviations beyond every mean; its spacing is the smallest
    standard deviation that any component has in any direction. None if that is too fine.
    """
    mixture = view.drawn
    deviations = np.sqrt(np.diagonal(mixture.covariances, axis1=1, axis2=2))
    low = (mixture.means - 5 * deviations).min(axis=0)
    high = (mixture.means + 5 * deviations).max(axis=0)
    spacing = float(np.sqrt(np.linalg.eigvalsh(mixture.covariances).min()))
    counts = np.ceil((high - low) / spacing) + 1
    if counts.prod() > MOST_CELLS:
        return None
    x, y = (np.linspace(a, b, int(n)) for a, b, n in zip(low, high, counts, strict=True))
    cell = (x[1] - x[0]) * (y[1] - y[0])
    rows = (np.exp(log_density(np.column_stack([np.full_like(y, at), y]), mixture)) for at in x)
    return float(sum(row.sum() for row in rows) * cell)


def full_parameters(view: View) -> float | None:
    """Return how many numbers a full mixture has, for the sizes chosen in the tool."""
    chosen = view.tools.get("parameters")
    return None if chosen is None else n_parameters(chosen["k"], chosen["d"])  # type: ignore[arg-type]


def precision(view: View) -> float | None:
    """Return which share of the points that are flagged as anomalies were planted."""
    return _of_planted(view, anomaly.precision)


def recall(view: View) -> float | None:
    """Return which share of the planted anomalies are flagged."""
    return _of_planted(view, anomaly.recall)


def sample_error(view: View) -> float | None:
    """Return how far mean and covariance of the draws are off, in standard errors.

    The largest of five differences: of the mean's two entries and the covariance's three, each
    over its standard error for so many draws from the mixture that is shown. For a mean that is
    √(C_ii / n); for a covariance it depends on the mixture's fourth moments, which
    `gmm_core.sampling_errors` has from Isserlis' theorem.
    """
    chosen = view.tools.get("sample")
    if chosen is None:
        return None
    mixture = view.drawn
    return sample.worst(mixture, sample.draws(mixture, chosen["n"], chosen["seed"]))


def log_likelihood(view: View) -> float | None:
    """Return the log-likelihood of the state that is shown."""
    return models.log_likelihood(view.mixture)


def _share(view: View, rank: int) -> float | None:
    shares = view.mixture.responsibilities
    if shares is None or rank >= view.settings.k:
        return None
    return float(np.sort(shares[view.selected])[::-1][rank])


def _of_planted(
    view: View, measure: Callable[[Anomalies, NDArray[np.bool_]], float | None]
) -> float | None:
    chosen, strangers = view.tools.get("anomaly"), anomaly.planted(view)
    if chosen is None or strangers is None:
        return None
    return measure(anomaly.found(view, chosen), strangers)


def _arrays(mixture: Mixture) -> tuple[Floats, Floats, Floats]:
    return mixture.weights, mixture.means, mixture.covariances


def _turn(covariances: list[Floats]) -> float:
    axes = [long_axis(each) for each in covariances]
    angles = [angle for angle, ratio in axes if ratio >= ROUND]
    turns = (np.diff(angles) + 90.0) % 180.0 - 90.0
    return float(np.abs(turns).sum())


def _iterations_of_em(timeline: Timeline[models.State]) -> int | None:
    values = np.array([state.objective for state in timeline.states[::2]])
    small = np.diff(values) < RELATIVE_GAIN * np.abs(values[1:])
    return int(small.argmax()) + 1 if small.any() else None


def _iterations_of_kmeans(timeline: Timeline[KMeansState]) -> int:
    return timeline.states[-1].iteration


MEASURES: Final = MappingProxyType(
    {
        measure.__name__: measure
        for measure in (
            agreement,
            bic_components,
            calibration,
            dbscan_agreement,
            difference_from_halves,
            full_parameters,
            integral,
            iterations_saved,
            kmeans_agreement,
            kmeans_lead,
            largest_share,
            log_likelihood,
            mean_certainty,
            precision,
            recall,
            sample_error,
            second_share,
            sum_of_shares,
            turn,
        )
    }
    | LEVEL2
    | LEVEL3
    | COUNTING
)
"""Every measure by its name."""
