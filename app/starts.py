"""Starts that belong to one data set: round components, given by weight, mean and deviation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from datasets.generators import planted, triangle
from gmm_core import COVARIANCE_TYPES, Mixture

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GivenStart:
    """A start by its parameters.

    Attributes
    ----------
    data : str
        The data set that it belongs to.
    weights : array (K,)
    means : array (K, 2)
    deviations : array (K,)
        The standard deviation of each component, in every direction.
    """

    data: str
    weights: Floats
    means: Floats
    deviations: Floats

    @property
    def n_components(self) -> int:
        """How many components it has."""
        return len(self.weights)

    def mixture(self, covariance_type: str) -> Mixture:
        """Return the mixture, its covariances restricted to a type."""
        covariances = np.square(self.deviations)[:, np.newaxis, np.newaxis] * np.eye(2)
        return restricted(self.weights, self.means, covariances, covariance_type)


def restricted(
    weights: Floats, means: Floats, covariances: Floats, covariance_type: str
) -> Mixture:
    """Return the mixture of these weights (K,), means (K, 2) and covariances (K, 2, 2).

    Where the type allows less than the covariances are, they are what it keeps of them.
    """
    kept = COVARIANCE_TYPES[covariance_type].restrict(covariances, weights)
    return Mixture(weights, means, kept, covariance_type)


def _wide_on_one_point() -> GivenStart:
    """Return the groups as they were made, and a wide component of small weight on one point.

    It takes some iterations to shrink onto that point; one that begins narrow takes one or two.
    """
    return GivenStart(
        "lonely",
        np.array([0.95 / 3, 0.95 / 3, 0.95 / 3, 0.05]),
        np.vstack([triangle(6.0), planted()]),
        np.array([1.0, 1.0, 1.0, 3.0]),
    )


GIVEN: Final[Mapping[str, GivenStart]] = MappingProxyType(
    {"wide on one point": _wide_on_one_point()}
)
"""Every such start by the name that addresses know it by."""


def starts_of(data: str) -> tuple[str, ...]:
    """Return the names of the starts that belong to a data set."""
    return tuple(name for name, given in GIVEN.items() if given.data == data)
