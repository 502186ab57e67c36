"""Which component of one mixture is which of another: components have no order of their own."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from gmm_core._models import check_model
from gmm_core._validation import FloatArray
from gmm_core.batch import whiten_all
from gmm_core.mixture import Mixture


def component_distances(a: Mixture, b: Mixture) -> FloatArray:
    """Return how far each component of `a` lies from each of `b`, whatever the units.

    Parameters
    ----------
    a, b : Mixture
        Of the same number of dimensions.

    Returns
    -------
    array (K_a, K_b)
        Zero or more: the Bhattacharyya distance of the two Gaussians, which no change of units
        or axes alters, plus the squared difference of the roots of their weights.

    Raises
    ------
    ValueError
        If they differ in the number of dimensions.

    Notes
    -----
    Bhattacharyya (1943); for Gaussians Fukunaga (1990), equation 3.152:
    ⅛ δᵀ Σ⁻¹ δ + ½ log(|Σ| / √(|Σ_a| |Σ_b|)), with Σ the mean of the two covariances.
    """
    _check(a, b)
    if a.n_dimensions != b.n_dimensions:
        raise ValueError(
            "a and b must have the same number of dimensions; "
            f"they had {a.n_dimensions} and {b.n_dimensions}"
        )
    between = 0.5 * a.covariances[:, np.newaxis] + 0.5 * b.covariances
    whitening, log_scales = whiten_all(between)
    offsets = a.means[:, np.newaxis] - b.means
    apart = np.square(whitening @ offsets[..., np.newaxis]).sum(axis=(2, 3)) / 8.0
    shapes = log_scales - 0.5 * (a.log_scales[:, np.newaxis] + b.log_scales)
    roots = np.sqrt(a.weights)[:, np.newaxis] - np.sqrt(b.weights)
    # Rounding may leave equal shapes a distance just below zero.
    distances: FloatArray = apart + np.maximum(shapes, 0.0) + np.square(roots)
    return distances


def match_components(a: Mixture, b: Mixture) -> list[int]:
    """Return the order in which the components of `b` are nearest to those of `a`.

    Parameters
    ----------
    a, b : Mixture
        Of the same size.

    Returns
    -------
    list of K ints
        ``b.permuted(order)`` has at each place the component that matches that of `a`, such
        that the distances (`component_distances`) have the smallest sum. The match does not
        depend on the units of the data.

    Raises
    ------
    ValueError
        If they differ in the number of components or of dimensions.

    Notes
    -----
    An assignment problem (Kuhn 1955); Stephens (2000) on why labels must be matched.
    """
    _check(a, b)
    if a.n_components != b.n_components:
        raise ValueError(
            "a and b must have the same number of components; "
            f"they had {a.n_components} and {b.n_components}"
        )
    order: list[int] = linear_sum_assignment(component_distances(a, b))[1].tolist()
    return order


def _check(a: Mixture, b: Mixture) -> None:
    check_model(a, Mixture, "a")
    check_model(b, Mixture, "b")
