"""What a variational mixture believes before it sees a point."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import (
    FloatArray,
    as_floats,
    check_choice,
    check_count,
    check_points,
    check_same_columns,
    read_only,
)
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.normal_wishart import NormalWishart
from gmm_core.packed import inverse_cholesky, packing_of
from gmm_core.weight_priors import WEIGHT_PRIORS

# Beyond these the prior alone decides, and its normalizing constants drown the data's digits.
LEAST, MOST = 1e-100, 1e6

# A coordinate determined by the others to within this share of its variance is rounding error.
FLATTEST = 1e-12


@dataclass(frozen=True, eq=False)
class VariationalPrior:
    """The prior of a variational mixture: on the weights, and the same on every component.

    Every component's mean and precision are Normal–Wishart: Λ ~ Wishart with expectation
    ν₀ S₀⁻¹, and μ given Λ normal around `mean` with precision β₀ Λ.

    Parameters
    ----------
    weight_prior : {"dirichlet_process", "dirichlet_distribution"}
    concentration : float
        Of the weights, between 1e-100 and 1e6. For the finite Dirichlet that of each component;
        for the process that of the whole. The smaller, the fewer components are used.
    mean_precision : float
        β₀, in points, between 1e-100 and 1e6: how many points' worth `mean` weighs.
    mean : array (D,)
    degrees_of_freedom : float
        ν₀, in points, above D − 1 and at most 1e6.
    covariance : array (D, D)
        S₀, in squared units of the data, symmetric positive definite: the inverse of the Wishart
        distribution's scale matrix. It is restricted to the covariance type.
    covariance_type : {"full", "tied", "diag", "spherical"}
        The shape of the posterior; see `variational_m_step`.

    Raises
    ------
    ValueError
        If an argument is not what is said above.
    """

    weight_prior: str
    concentration: float
    mean_precision: float
    mean: FloatArray
    degrees_of_freedom: float
    covariance: FloatArray
    covariance_type: str = "full"
    gaussian: NormalWishart = field(init=False, repr=False)
    """The same as a distribution, with K = 1."""

    def __post_init__(self) -> None:
        check_choice(self.weight_prior, "weight_prior", tuple(WEIGHT_PRIORS))
        check_choice(self.covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
        mean = _mean(self.mean)
        d = len(mean)
        floats = {
            "concentration": _number(self.concentration, "concentration", LEAST),
            "mean_precision": _number(self.mean_precision, "mean_precision", LEAST),
            "degrees_of_freedom": _number(self.degrees_of_freedom, "degrees_of_freedom", d - 1.0),
        }
        covariance = _square(self.covariance, d)
        matrices = COVARIANCE_TYPES[self.covariance_type].restrict(covariance[np.newaxis], _ONE)
        packing = packing_of(self.covariance_type, d)
        gaussian = NormalWishart(
            mean[np.newaxis].copy(),
            np.array([floats["mean_precision"]]),
            np.array([floats["degrees_of_freedom"]]),
            packing.pack(matrices),
            packing,
        )
        for name, value in floats.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "mean", read_only(mean))
        object.__setattr__(self, "covariance", read_only(matrices[0]))
        object.__setattr__(self, "gaussian", gaussian)

    @property
    def n_dimensions(self) -> int:
        """D, the number of coordinates of a point."""
        return len(self.mean)


_ONE = np.ones(1)


def variational_prior(
    points: ArrayLike,
    n_components: int,
    covariance_type: str = "full",
    weight_prior: str = "dirichlet_process",
    concentration: float | None = None,
    mean_precision: float | None = None,
    mean: ArrayLike | None = None,
    degrees_of_freedom: float | None = None,
    covariance: ArrayLike | None = None,
) -> VariationalPrior:
    """Return a prior; what is not given comes from the points, as scikit-learn has it.

    Parameters
    ----------
    points : array (N, D)
    n_components : int
        K.
    covariance_type : {"full", "tied", "diag", "spherical"}
    weight_prior : {"dirichlet_process", "dirichlet_distribution"}
    concentration : float, optional
        1/K.
    mean_precision : float, optional
        1.
    mean : array (D,), optional
        The mean of the points.
    degrees_of_freedom : float, optional
        D.
    covariance : float, or array (D,) of variances, or array (D, D), optional
        The covariance of the points, with divisor N − 1.

    Returns
    -------
    VariationalPrior

    Raises
    ------
    ValueError
        If an argument is not what `VariationalPrior` says, or if the points have no covariance
        of full rank to take the default from.

    Notes
    -----
    The defaults are those of scikit-learn's `BayesianGaussianMixture`.
    """
    array = check_points(points)
    d = array.shape[1]
    k = check_count(n_components, "n_components", low=1)
    check_choice(covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
    center = array.mean(axis=0) if mean is None else _mean(mean)
    check_same_columns(array, len(center), "the prior's mean")
    if covariance is None:
        matrix = _covariance_of(array, covariance_type)
    else:
        matrix = _square(covariance, d)
    return VariationalPrior(
        weight_prior,
        1.0 / k if concentration is None else concentration,
        1.0 if mean_precision is None else mean_precision,
        center,
        float(d) if degrees_of_freedom is None else degrees_of_freedom,
        matrix,
        covariance_type,
    )


def _covariance_of(points: FloatArray, covariance_type: str) -> FloatArray:
    n_points = len(points)
    deviations = points - points.mean(axis=0)
    deviations -= deviations.mean(axis=0)  # what the mean missed by rounding
    pooled = deviations.T @ deviations / max(n_points - 1, 1)
    symmetric = ((pooled + pooled.T) / 2.0)[np.newaxis]
    matrix: FloatArray = COVARIANCE_TYPES[covariance_type].restrict(symmetric, _ONE)[0]
    # A coordinate that never varies may seem to, by the rounding of its mean.
    rounding = np.square(np.finfo(np.float64).eps * np.abs(points).max(axis=0))
    variances = np.diagonal(matrix)
    flat = variances <= rounding
    if not flat.any():
        roots = np.sqrt(variances)
        flat = np.linalg.eigvalsh(matrix / roots / roots[:, np.newaxis])[:1] <= FLATTEST
    if flat.any():
        raise ValueError(
            f"covariance must be given: these {n_points} points leave none of full rank for the "
            "prior (a column never varies, or they lie on a line or a plane)"
        )
    return matrix


def _mean(value: ArrayLike) -> FloatArray:
    mean = as_floats(value, "mean")
    if mean.ndim != 1:
        raise ValueError(f"mean must have the shape (D,); it was {mean.shape}")
    row: FloatArray = check_points(mean[np.newaxis], name="mean")[0]
    return row


def _number(value: float, name: str, above: float) -> float:
    number = as_floats(value, name)
    if number.ndim != 0 or not above < number <= MOST:
        raise ValueError(f"{name} must be above {above:g} and at most {MOST:g}; it was {value!r}")
    return float(number)


def _square(value: ArrayLike, d: int) -> FloatArray:
    """Return a positive definite matrix (D, D) from one, from variances (D,), or from one."""
    array = as_floats(value, "covariance")
    if array.shape in ((), (d,)):
        array = array * np.eye(d)
    if array.shape != (d, d):
        raise ValueError(
            f"covariance must be a number, {d} variances, or a matrix ({d}, {d}); "
            f"its shape was {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"covariance must be finite; it was {array.tolist()}")
    roots = np.sqrt(np.maximum(np.diagonal(array), 0.0))
    if not (np.abs(array - array.T) <= 1e-9 * np.outer(roots, roots)).all():
        raise ValueError(f"covariance must be symmetric; it was {array.tolist()}")
    try:
        inverse_cholesky(array[np.newaxis])
    except ValueError as error:
        raise ValueError(
            f"covariance must be positive definite; it was {array.tolist()}"
        ) from error
    return array
