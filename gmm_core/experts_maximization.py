"""The M step of a mixture of linear experts: lines by least squares, gates by Newton's method."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core._shares import FEWEST_POINTS, check_shares, normalize, weighted_moments
from gmm_core._validation import FloatArray, check_at_least_zero
from gmm_core.experts import LinearExperts, check_plane

# Newton's method at most so often in one M step: the next one goes on where this one stopped.
_MOST_NEWTON_STEPS = 8
_MOST_HALVINGS = 30
# Nats per point: a gate that gains less has arrived.
_SMALLEST_GAIN = 1e-13


def experts_m_step(
    points: ArrayLike,
    responsibilities: ArrayLike,
    experts: LinearExperts,
    gate_penalty: float = 0.0,
) -> LinearExperts:
    """Return experts that the points, so shared out, make more likely.

    Each line is the weighted least-squares one and its deviation that of the residuals. The
    gates climb from the present ones by Newton's method on a concave objective, a step that
    would lower it being halved (Jordan and Jacobs 1994, section 3.2 and appendix A). So the
    log-likelihood, less the penalty if there is one, never falls.

    Parameters
    ----------
    points : array (N, 2)
        x, y.
    responsibilities : array (N, K)
        Zero or more; each row sums to one.
    experts : LinearExperts
        The present ones: their gates are where Newton's method starts, their origin is kept.
    gate_penalty : float
        Zero or more; takes ½ · gate_penalty · Σ_k (d_k · deviation of x)² off the objective, d_k
        the slope of gate k less the mean of the slopes. Where a gate parts the points cleanly,
        its likelihood is highest at an infinite slope, which predicts badly at the border; 0.01
        (slopes around 10 by deviation of x) keeps it finite.

    Returns
    -------
    LinearExperts

    Raises
    ------
    ValueError
        If the arrays do not fit each other, if an expert has no points, or if its line goes
        through all of them (it has collapsed).
    """
    check_model(experts, LinearExperts, "experts")
    array = check_plane(points)
    shares = check_shares(responsibilities, len(array))
    if shares.shape[1] != experts.n_components:
        raise ValueError(
            f"responsibilities must have a column for each of the {experts.n_components} experts; "
            f"shape was {shares.shape}"
        )
    penalty = check_at_least_zero(gate_penalty, "gate_penalty")
    return experts_maximize(array, shares, experts, penalty)


def experts_maximize(
    points: FloatArray, shares: FloatArray, experts: LinearExperts, gate_penalty: float
) -> LinearExperts:
    """Do the M step on arguments that have been checked."""
    intercepts, slopes, variances = fit_lines(points, shares, experts.origin)
    if not variances.min() > 0:
        raise ValueError(
            f"the responsibilities leave expert {int(variances.argmin())} a line through all its "
            "points; start elsewhere or use fewer experts"
        )
    gates = _climb_gates(points[:, 0] - experts.origin, shares, experts, gate_penalty)
    return LinearExperts(*gates, intercepts, slopes, np.sqrt(variances), experts.origin)


def fit_lines(
    points: FloatArray, shares: FloatArray, origin: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return intercepts at `origin`, slopes and residual variances (K,) by least squares."""
    counts = shares.sum(axis=0)
    if not counts.min() >= FEWEST_POINTS:
        raise ValueError(
            f"the responsibilities leave expert {int(counts.argmin())} without points; "
            "start elsewhere or use fewer experts"
        )
    x = points[:, 0]
    # Where x varies by its rounding only, a line has no slope.
    flattest = np.square(4.0 * np.finfo(np.float64).eps * np.abs(x).max())
    intercepts, slopes, variances = np.empty((3, shares.shape[1]))
    for k, weights in enumerate(shares.T):
        (x_mean, y_mean), covariance = weighted_moments(points, weights)
        slopes[k] = covariance[0, 1] / covariance[0, 0] if covariance[0, 0] > flattest else 0.0
        intercepts[k] = y_mean + slopes[k] * (origin - x_mean)
        residuals = points[:, 1] - y_mean - slopes[k] * (x - x_mean)
        variances[k] = (weights * np.square(residuals)).sum() / counts[k]
    return intercepts, slopes, variances


def penalize_gates(x: FloatArray, experts: LinearExperts, gate_penalty: float) -> float:
    """Return what the penalty takes off the log-likelihood."""
    slopes = (experts.gate_slopes - experts.gate_slopes.mean()) * _unit(x)
    return float(0.5 * gate_penalty * np.square(slopes).sum())


def _unit(x: FloatArray) -> float:
    spread = float(x.std())
    return spread if spread > 0 else 1.0


def _climb_gates(
    x: FloatArray, shares: FloatArray, experts: LinearExperts, gate_penalty: float
) -> tuple[FloatArray, FloatArray]:
    """Return gate intercepts and slopes that raise Σ_nk r_nk log g_k(x_n), less the penalty."""
    unit = _unit(x)
    climb = _GateClimb(np.stack([np.ones_like(x), x / unit], axis=1), shares, gate_penalty)
    gates = np.stack([experts.gate_intercepts, experts.gate_slopes * unit])
    # Only differences matter: about their mean the numbers stay small.
    gates = gates - gates.mean(axis=1, keepdims=True)
    value, probabilities = climb.objective(gates)
    for _ in range(_MOST_NEWTON_STEPS if shares.shape[1] > 1 else 0):
        before = value
        step = climb.newton_step(gates, probabilities)
        for _ in range(_MOST_HALVINGS):
            trial, trial_probabilities = climb.objective(gates + step)
            if trial >= value:
                gates, value, probabilities = gates + step, trial, trial_probabilities
                break
            step = step / 2.0
        if value - before <= _SMALLEST_GAIN * len(x):
            break
    return gates[0], gates[1] / unit


@dataclass(frozen=True, eq=False)
class _GateClimb:
    """The concave objective of gates (2, K), intercepts over slopes, and its Newton steps."""

    design: FloatArray
    shares: FloatArray
    penalty: float

    def objective(self, gates: FloatArray) -> tuple[float, FloatArray]:
        terms = self.design @ gates
        probabilities, log_sums = normalize(terms)
        expected = (self.shares * (terms - log_sums[:, np.newaxis])).sum()
        return float(expected - 0.5 * self.penalty * np.square(gates[1]).sum()), probabilities

    def newton_step(self, gates: FloatArray, probabilities: FloatArray) -> FloatArray:
        k = gates.shape[1]
        gradient = self.design.T @ (self.shares - probabilities)
        gradient[1] -= self.penalty * gates[1]
        # Σ_n p_i (δ_ij − p_j) z zᵀ, with the entries of z zᵀ as three columns.
        entries = np.stack([self.design[:, 0], self.design[:, 1], self.design[:, 1] ** 2], axis=1)
        pairs = (probabilities[:, :, np.newaxis] * probabilities[:, np.newaxis]).reshape(-1, k * k)
        curvature = -(pairs.T @ entries).reshape(k, k, 3)
        curvature[np.arange(k), np.arange(k)] += probabilities.T @ entries
        curvature[np.arange(k), np.arange(k), 2] += self.penalty
        hessian = curvature[:, :, [[0, 1], [1, 2]]].transpose(0, 2, 1, 3)
        # It has no curvature along a shift common to all gates, nor, without a penalty, where
        # gates have parted the points: least squares takes the directions that have one.
        matrix = hessian.reshape(2 * k, 2 * k)
        step = np.linalg.lstsq(matrix, gradient.T.ravel(), rcond=1e-12)[0].reshape(k, 2).T
        # A common shift changes nothing but the digits.
        shift_free: FloatArray = step - step.mean(axis=1, keepdims=True)
        return shift_free
