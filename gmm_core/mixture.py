"""The parameters of a Gaussian mixture, as one frozen value."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import lapack

from gmm_core import plane
from gmm_core._validation import FloatArray, as_floats, check_choice, read_only
from gmm_core.covariance_types import COVARIANCE_TYPES


@dataclass(frozen=True, eq=False)
class Mixture:
    """A Gaussian mixture of K components in D dimensions.

    The arrays are copied and cannot be written to.

    Parameters
    ----------
    weights : array (K,)
        Zero or more, with sum one.
    means : array (K, D)
        In the units of the data.
    covariances : array (K, D, D)
        Symmetric positive definite, always full matrices whatever the type.
    covariance_type : {"full", "tied", "diag", "spherical"}
        How the covariances were, and will be, restricted.

    Raises
    ------
    ValueError
        If an array has the wrong shape, is not finite, or is not what is said above.
    """

    weights: FloatArray
    means: FloatArray
    covariances: FloatArray
    covariance_type: str = "full"

    def __post_init__(self) -> None:
        check_choice(self.covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
        means = _checked(self.means, "means", ("K", "D"))
        n_components, n_dimensions = means.shape
        weights = _checked(self.weights, "weights", ("K",), (n_components,))
        square = (n_components, n_dimensions, n_dimensions)
        covariances = _checked(self.covariances, "covariances", ("K", "D", "D"), square)
        if weights.min() < 0 or abs(weights.sum() - 1.0) > 1e-6:
            raise ValueError(
                f"weights must be zero or more and sum to one; they were {weights.tolist()}"
            )
        self._hold(read_only(weights), read_only(means), read_only(covariances))
        self._whitened  # noqa: B018 - raises if a covariance is not positive definite

    @classmethod
    def from_checked(
        cls, weights: FloatArray, means: FloatArray, covariances: FloatArray, covariance_type: str
    ) -> "Mixture":
        """Return a mixture of new arrays that only need to be positive definite.

        For the engine's own loops: the arrays are not copied, and no one else may hold them.
        """
        mixture = cls.from_positive(weights, means, covariances, covariance_type)
        mixture._whitened  # noqa: B018 - raises if a covariance is not positive definite
        return mixture

    @classmethod
    def from_positive(
        cls, weights: FloatArray, means: FloatArray, covariances: FloatArray, covariance_type: str
    ) -> "Mixture":
        """Return a mixture of new arrays that are known to be right.

        As `from_checked`; the covariances are factorized when somebody asks for that.
        """
        mixture = object.__new__(cls)
        object.__setattr__(mixture, "covariance_type", covariance_type)
        mixture._hold(weights, means, covariances)
        return mixture

    @classmethod
    def from_floats(
        cls,
        weights: list[float],
        means: list[plane.Pair],
        covariances: list[plane.Triple],
        factors: list[plane.Factor],
        covariance_type: str,
    ) -> "Mixture":
        """Return a mixture in the plane of floats that `plane.solve` made."""
        mixture = object.__new__(cls)
        arrays = (
            np.array(weights),
            np.array(means),
            np.array([(xx, xy, xy, yy) for xx, xy, yy in covariances]).reshape(-1, 2, 2),
        )
        for array in arrays:
            array.setflags(write=False)
        vars(mixture).update(
            weights=arrays[0],
            means=arrays[1],
            covariances=arrays[2],
            covariance_type=covariance_type,
            floats=(weights, means, factors),
        )
        return mixture

    def _hold(self, weights: FloatArray, means: FloatArray, covariances: FloatArray) -> None:
        for array in (weights, means, covariances):
            array.setflags(write=False)
        vars(self).update(weights=weights, means=means, covariances=covariances)

    @cached_property
    def _whitened(self) -> tuple[FloatArray, FloatArray]:
        if "floats" in vars(self):
            factors = np.array(self.floats[2])
            whitening = np.zeros((len(factors), 2, 2))
            whitening[:, 0, 0], whitening[:, 1, 0], whitening[:, 1, 1] = factors[:, :3].T
            log_scales = factors[:, 3].copy()
        else:
            whitening, log_scales = whiten(self.covariances)
        whitening.setflags(write=False)
        log_scales.setflags(write=False)
        return whitening, log_scales

    @cached_property
    def floats(self) -> tuple[list[float], Sequence[Sequence[float]], list[plane.Factor]]:
        """Weights, means, and the factors of the covariances, as the plane's forms take them."""
        factors = [
            (w11, w21, w22, log_scale)
            for ((w11, _), (w21, w22)), log_scale in zip(
                self.whitening.tolist(), self.log_scales.tolist(), strict=True
            )
        ]
        return self.weights.tolist(), self.means.tolist(), factors

    @property
    def n_components(self) -> int:
        """K, the number of components."""
        return int(self.means.shape[0])

    @property
    def n_dimensions(self) -> int:
        """D, the number of coordinates of a point."""
        return int(self.means.shape[1])

    @property
    def whitening(self) -> FloatArray:
        """W (K, D, D), lower triangular with W Σ Wᵀ = I: W (x − μ) has unit covariance."""
        return self._whitened[0]

    @property
    def log_scales(self) -> FloatArray:
        """½ log |Σ| of each component (K,)."""
        return self._whitened[1]

    def permuted(self, order: Sequence[int]) -> "Mixture":
        """Return the same mixture with its components in another order.

        Parameters
        ----------
        order : sequence of K ints
            ``order[i]`` is the present position of the component that will stand at i.
        """
        index = list(order)
        if sorted(index) != list(range(self.n_components)):
            raise ValueError(
                f"order must hold each of 0 to {self.n_components - 1} once; it was {index}"
            )
        return Mixture(
            self.weights[index], self.means[index], self.covariances[index], self.covariance_type
        )


def whiten(covariances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return whitening matrices W (K, D, D), W Σ Wᵀ = I, and ½ log |Σ| (K,).

    Raises
    ------
    ValueError
        If a covariance is not symmetric positive definite, saying which.
    """
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    if not variances.min() > 0:
        component, coordinate = np.argwhere(~(variances > 0))[0]
        raise ValueError(
            f"covariances must be positive definite; component {component} has variance "
            f"{variances[component, coordinate]} in coordinate {coordinate}"
        )
    # Each coordinate is first brought near unit variance by a power of two (exact), so that
    # coordinates of very different units do not cost digits.
    scales = np.ldexp(1.0, np.frexp(np.sqrt(variances))[1])
    scaled = covariances / scales[:, :, np.newaxis] / scales[:, np.newaxis, :]
    if not (np.abs(scaled - scaled.transpose(0, 2, 1)) <= 1e-9).all():
        raise ValueError("covariances must be symmetric; a component's matrix was not")
    factors = np.empty_like(scaled)
    whitening = np.empty_like(scaled)
    for component, matrix in enumerate(scaled):
        factor, failed = lapack.dpotrf(matrix, lower=1, clean=1)
        if failed:
            raise ValueError(
                f"covariances must be positive definite; component {component} was "
                f"{covariances[component].tolist()}"
            )
        factors[component] = factor
        whitening[component] = lapack.dtrtri(factor, lower=1)[0]
    whitening /= scales[:, np.newaxis, :]
    diagonals = np.diagonal(factors, axis1=1, axis2=2) * scales
    return whitening, np.log(diagonals).sum(axis=1)


def _checked(
    value: FloatArray, name: str, axes: tuple[str, ...], shape: tuple[int, ...] | None = None
) -> FloatArray:
    array = as_floats(value, name)
    if array.ndim != len(axes) or 0 in array.shape or shape not in (None, array.shape):
        wanted = "" if shape is None else f" = {shape}, as the means have it"
        raise ValueError(
            f"{name} must have the shape ({', '.join(axes)}){wanted}; it was {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite; they were {array.tolist()}")
    return array
