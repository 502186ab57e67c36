"""A mixture of linear experts for y given x: its parameters, and what it predicts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core._shares import normalize
from gmm_core._validation import FloatArray, as_floats, check_points, read_only

_LOG_2_PI = float(np.log(2.0 * np.pi))
_NAMES = ("gate_intercepts", "gate_slopes", "intercepts", "slopes", "deviations")


@dataclass(frozen=True, eq=False)
class LinearExperts:
    """K experts, each a line with noise, and a gate that chooses among them by x.

    p(y | x) = Σ_k g_k(x) N(y | a_k + b_k (x − o), s_k²), with gates
    g_k(x) ∝ exp(c_k + d_k (x − o)) (Jordan and Jacobs 1994, section 2, one level).
    The arrays are copied and cannot be written to.

    Parameters
    ----------
    gate_intercepts, gate_slopes : arrays (K,)
        c and d. Only their differences between experts matter.
    intercepts, slopes : arrays (K,)
        a, in the units of y, and b, in those of y by those of x.
    deviations : array (K,)
        s, standard deviations in the units of y; above zero.
    origin : float
        o, the x at which intercepts are taken. Near the data, digits are kept far from zero.

    Raises
    ------
    ValueError
        If an array has the wrong shape, is not finite, or is not what is said above.
    """

    gate_intercepts: FloatArray
    gate_slopes: FloatArray
    intercepts: FloatArray
    slopes: FloatArray
    deviations: FloatArray
    origin: float = 0.0

    def __post_init__(self) -> None:
        shape = as_floats(self.gate_intercepts, "gate_intercepts").shape
        for name in _NAMES:
            array = as_floats(getattr(self, name), name)
            if array.ndim != 1 or array.size == 0 or array.shape != shape:
                raise ValueError(
                    f"{name} must have the shape (K,), the same for all; "
                    f"it was {array.shape}, gate_intercepts' {shape}"
                )
            if not np.isfinite(array).all():
                raise ValueError(f"{name} must be finite; they were {array.tolist()}")
            object.__setattr__(self, name, read_only(array))
        if not self.deviations.min() > 0:
            raise ValueError(f"deviations must be above zero; were {self.deviations.tolist()}")
        origin = as_floats(self.origin, "origin")
        if origin.ndim != 0 or not np.isfinite(origin):
            raise ValueError(f"origin must be a finite number; it was {self.origin!r}")
        object.__setattr__(self, "origin", float(origin))

    @property
    def n_components(self) -> int:
        """K, the number of experts."""
        return int(self.slopes.shape[0])


def experts_gates(x: ArrayLike, experts: LinearExperts) -> FloatArray:
    """Return the gates g_k(x) (N, K): how much each expert is trusted before y is seen.

    Parameters
    ----------
    x : array (N,)
    experts : LinearExperts

    Returns
    -------
    array (N, K)
        Every row sums to one.

    Raises
    ------
    ValueError
        If x is not finite or not of one dimension.
    TypeError
        If `experts` is not a `LinearExperts`.

    Notes
    -----
    Jordan and Jacobs (1994), section 2.
    """
    check_model(experts, LinearExperts, "experts")
    return np.exp(log_gates(_checked_x(x), experts))


def experts_mean(x: ArrayLike, experts: LinearExperts) -> FloatArray:
    """Return E[y | x] = Σ_k g_k(x) (a_k + b_k (x − o)).

    Parameters
    ----------
    x : array (N,)
    experts : LinearExperts

    Returns
    -------
    array (N,)
        In the units of y.

    Raises
    ------
    ValueError
        If x is not finite or not of one dimension.
    TypeError
        If `experts` is not a `LinearExperts`.

    Notes
    -----
    Jordan and Jacobs (1994), section 2.
    """
    check_model(experts, LinearExperts, "experts")
    values = _checked_x(x)
    mean: FloatArray = (np.exp(log_gates(values, experts)) * _lines(values, experts)).sum(axis=1)
    return mean


def experts_log_density(points: ArrayLike, experts: LinearExperts) -> FloatArray:
    """Return log p(y | x) at each point.

    Parameters
    ----------
    points : array (N, 2)
        x, y.
    experts : LinearExperts

    Returns
    -------
    array (N,)
        Natural logarithms of densities, per unit of y. Their sum over points that were not
        fitted is the held-out log-likelihood.

    Raises
    ------
    ValueError
        If the points are not finite, or have not two columns.
    TypeError
        If `experts` is not a `LinearExperts`.

    Notes
    -----
    Jordan and Jacobs (1994), section 2.
    """
    check_model(experts, LinearExperts, "experts")
    return normalize(_log_weighted(check_plane(points), experts))[1]


def experts_e_step(points: ArrayLike, experts: LinearExperts) -> tuple[FloatArray, float]:
    """Return the responsibilities and the conditional log-likelihood, both at `experts`.

    Parameters
    ----------
    points : array (N, 2)
        x, y.
    experts : LinearExperts

    Returns
    -------
    responsibilities : array (N, K)
        p(k | x_n, y_n); every row sums to one (Jordan and Jacobs 1994, equation 8).
    log_likelihood : float
        Σ_n log p(y_n | x_n), before any M step.

    Raises
    ------
    ValueError
        If the points are not finite, or have not two columns.
    """
    check_model(experts, LinearExperts, "experts")
    return experts_expect(check_plane(points), experts)


def experts_expect(points: FloatArray, experts: LinearExperts) -> tuple[FloatArray, float]:
    """Do the E step on points that have been checked."""
    shares, log_densities = normalize(_log_weighted(points, experts))
    return shares, float(log_densities.sum())


def log_gates(x: FloatArray, experts: LinearExperts) -> FloatArray:
    """Return log g_k(x) (N, K)."""
    terms = experts.gate_intercepts + np.outer(x - experts.origin, experts.gate_slopes)
    logarithms: FloatArray = terms - normalize(terms)[1][:, np.newaxis]
    return logarithms


def check_plane(points: ArrayLike) -> FloatArray:
    """Return checked points of two columns, x and y."""
    array = check_points(points)
    if array.shape[1] != 2:
        raise ValueError(f"points must have 2 columns, x and y; shape was {array.shape}")
    return array


def _lines(x: FloatArray, experts: LinearExperts) -> FloatArray:
    lines: FloatArray = experts.intercepts + np.outer(x - experts.origin, experts.slopes)
    return lines


def _log_weighted(points: FloatArray, experts: LinearExperts) -> FloatArray:
    x, y = points.T
    standard = (y[:, np.newaxis] - _lines(x, experts)) / experts.deviations
    # A residual whose square would overflow is at the end of the scale.
    squares = np.square(np.clip(standard, -1e150, 1e150))
    terms = -0.5 * (_LOG_2_PI + squares) - np.log(experts.deviations)
    weighted: FloatArray = log_gates(x, experts) + terms
    return weighted


def _checked_x(x: ArrayLike) -> FloatArray:
    values = as_floats(x, "x")
    if values.ndim != 1:
        raise ValueError(f"x must have one dimension, shape (N,); shape was {values.shape}")
    return check_points(values.reshape(-1, 1), name="x")[:, 0]
