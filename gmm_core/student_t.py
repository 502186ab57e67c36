"""The parameters of a mixture of multivariate Student-t distributions, as one frozen value."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, as_floats, read_only
from gmm_core.mixture import Mixture

# Between these the log-density keeps its digits; at the upper end a t is a Gaussian.
FEWEST_DEGREES = 0.01
MOST_DEGREES = 1e12


@dataclass(frozen=True, eq=False)
class StudentMixture:
    """A mixture of K multivariate t distributions in D dimensions (Peel and McLachlan 2000).

    The arrays are copied and cannot be written to.

    Parameters
    ----------
    weights : array (K,)
        Zero or more, with sum one.
    locations : array (K, D)
        Centres, in the units of the data.
    scales : array (K, D, D)
        Symmetric positive definite, always full matrices whatever the type. The covariance of
        component k is ν_k / (ν_k − 2) times its scale, where ν_k > 2.
    degrees_of_freedom : float or array (K,)
        ν: the smaller, the heavier the tails; from 0.01 to 1e12. One number serves all.
    scale_type : {"full", "tied", "diag", "spherical"}
        How the scales were, and will be, restricted.

    Raises
    ------
    ValueError
        If an array has the wrong shape, is not finite, or is not what is said above.
    """

    weights: FloatArray
    locations: FloatArray
    scales: FloatArray
    degrees_of_freedom: FloatArray
    scale_type: str = "full"
    _shape: Mixture = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            shape = Mixture(self.weights, self.locations, self.scales, self.scale_type)
        except ValueError as error:
            raise ValueError(_renamed(str(error))) from error
        degrees = check_degrees(self.degrees_of_freedom, shape.n_components)
        for name, value in (
            ("weights", shape.weights),
            ("locations", shape.means),
            ("scales", shape.covariances),
            ("degrees_of_freedom", read_only(degrees)),
            ("_shape", shape),
        ):
            object.__setattr__(self, name, value)

    @property
    def n_components(self) -> int:
        """K, the number of components."""
        return self._shape.n_components

    @property
    def n_dimensions(self) -> int:
        """D, the number of coordinates of a point."""
        return self._shape.n_dimensions

    @property
    def gaussian(self) -> Mixture:
        """The Gaussian mixture with these weights, locations and scales: the limit ν → ∞."""
        return self._shape

    def permuted(self, order: Sequence[int]) -> "StudentMixture":
        """Return the same mixture with its components in another order.

        Parameters
        ----------
        order : sequence of K ints
            ``order[i]`` is the present position of the component that will stand at i.
        """
        shape = self._shape.permuted(order)
        degrees = self.degrees_of_freedom[list(order)]
        return StudentMixture(
            shape.weights, shape.means, shape.covariances, degrees, self.scale_type
        )


def check_degrees(value: ArrayLike, n_components: int) -> FloatArray:
    """Return degrees of freedom (K,) from one number for all or one for each component."""
    array = as_floats(value, "degrees_of_freedom")
    if array.shape not in ((), (n_components,)):
        raise ValueError(
            "degrees_of_freedom must be one number, or one for each of the "
            f"{n_components} components; shape was {array.shape}"
        )
    if not ((array >= FEWEST_DEGREES) & (array <= MOST_DEGREES)).all():
        raise ValueError(
            f"degrees_of_freedom must lie between {FEWEST_DEGREES:g} and {MOST_DEGREES:g}; "
            f"they were {array.tolist()}"
        )
    return np.broadcast_to(array, (n_components,))


def _renamed(message: str) -> str:
    """Return what was said of a Gaussian mixture in the words of a t mixture."""
    return (
        message.replace("covariance_type", "scale_type")
        .replace("covariances", "scales")
        .replace("means", "locations")
    )
