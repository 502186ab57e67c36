"""Priors on the weights, as a table: the finite Dirichlet and the Dirichlet process."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import betaln, digamma, gammaln

from gmm_core._validation import FloatArray


@dataclass(frozen=True)
class WeightPrior:
    """One kind of prior on the weights, and the posterior of the same kind.

    A posterior is one array of concentrations: α (K,) of a Dirichlet distribution, or a and b
    (2, K) of the Beta distributions of the sticks.

    Attributes
    ----------
    update : callable
        ``update(counts (K,), concentration)`` returns the posterior's concentrations, where
        `counts` are the expected numbers of points.
    logs : callable
        ``logs(concentrations)``: E log π_k (K,), or E log v_k and E log (1 − v_k) of the sticks
        (2, K).
    expected_logs : callable
        ``expected_logs(logs)``: E log π_k (K,).
    expected : callable
        ``expected(concentrations)``: E π_k (K,), with sum one.
    divergence : callable
        ``divergence(concentrations, logs, concentration)``: KL(q ‖ p) of the posterior from the
        prior.
    """

    update: Callable[[FloatArray, float], FloatArray]
    logs: Callable[[FloatArray], FloatArray]
    expected_logs: Callable[[FloatArray], FloatArray]
    expected: Callable[[FloatArray], FloatArray]
    divergence: Callable[[FloatArray, FloatArray, float], float]


def _update_dirichlet(counts: FloatArray, concentration: float) -> FloatArray:
    return concentration + counts


def _logs_dirichlet(alpha: FloatArray) -> FloatArray:
    logs: FloatArray = digamma(alpha) - digamma(alpha.sum())
    return logs


def _expected_logs_dirichlet(logs: FloatArray) -> FloatArray:
    return logs


def _expected_dirichlet(alpha: FloatArray) -> FloatArray:
    weights: FloatArray = alpha / alpha.sum()
    return weights


def _divergence_dirichlet(alpha: FloatArray, logs: FloatArray, concentration: float) -> float:
    k = len(alpha)
    normalizers = (
        gammaln(alpha.sum())
        - gammaln(k * concentration)
        - (gammaln(alpha) - gammaln(concentration)).sum()
    )
    return float(normalizers + (alpha - concentration) @ logs)


def _update_process(counts: FloatArray, concentration: float) -> FloatArray:
    sticks = np.empty((2, len(counts)))
    np.add(counts, 1.0, out=sticks[0])
    sticks[1] = concentration
    sticks[1, :-1] += np.add.accumulate(counts[:0:-1])[::-1]  # the points of all later components
    return sticks


def _logs_process(sticks: FloatArray) -> FloatArray:
    logs: FloatArray = digamma(sticks) - digamma(np.add.reduce(sticks))
    return logs


def _expected_logs_process(logs: FloatArray) -> FloatArray:
    expected: FloatArray = logs[0].copy()
    expected[1:] += np.add.accumulate(logs[1, :-1])
    return expected


def _expected_process(sticks: FloatArray) -> FloatArray:
    weights: FloatArray
    weights, left = sticks / sticks.sum(axis=0)
    weights[1:] *= left[:-1].cumprod()
    weights /= weights.sum()
    return weights


def _divergence_process(sticks: FloatArray, logs: FloatArray, concentration: float) -> float:
    prior = np.array([[1.0], [concentration]])
    # Of Beta(1, c) the normalizer is B(1, c) = 1 / c.
    normalizers = sticks.shape[1] * math.log(concentration) + np.add.reduce(betaln(*sticks))
    return float(np.vdot(sticks - prior, logs) - normalizers)


WEIGHT_PRIORS: Final[dict[str, WeightPrior]] = {
    "dirichlet_process": WeightPrior(
        _update_process,
        _logs_process,
        _expected_logs_process,
        _expected_process,
        _divergence_process,
    ),
    "dirichlet_distribution": WeightPrior(
        _update_dirichlet,
        _logs_dirichlet,
        _expected_logs_dirichlet,
        _expected_dirichlet,
        _divergence_dirichlet,
    ),
}
"""Priors on the weights by name.

"dirichlet_distribution": π is Dirichlet, with the concentration for each of the K components
(Bishop 2006, equations 10.39, 10.58 and 10.66).

"dirichlet_process": π_k = v_k Π_{j<k} (1 − v_j), each v_k drawn from Beta(1, concentration)
(Blei and Jordan 2006, equations 18 to 20). The process has no end; its posterior is truncated:
no point is given to a component beyond the K-th (Kurihara, Welling and Vlassis 2007, section 3).
The expected weights are those of the first K, divided by their sum.
"""
