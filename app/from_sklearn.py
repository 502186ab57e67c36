"""Where a scikit-learn model begins, or has ended, as a start of ours.

The models are told by what they have, so that scikit-learn is not imported.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.settings import MAX_SEED

Floats = NDArray[np.float64]

# Their names for the ways to begin, and ours.
STARTS = MappingProxyType(
    {
        "kmeans": "k-means",
        "k-means++": "k-means++",
        "random": "random responsibilities",
        "random_from_data": "random points",
    }
)
KMEANS_STARTS = MappingProxyType({"k-means++": "k-means++", "random": "random points"})
MODELS = MappingProxyType({"dirichlet_process": "process", "dirichlet_distribution": "dirichlet"})


def options_of(estimator: Any, plane: tuple[int, int], n_columns: int) -> dict[str, Any]:
    """Return what `app.EMStepper` is given to begin as a model does, or where it ended.

    A fitted one is begun at its parameters; one that is not, at those that it would begin at if it
    was given any, and otherwise by the start of ours that has its name. Of more than two columns
    the marginal on two of them is taken, which is the mixture of the components' marginals.

    Parameters
    ----------
    estimator : GaussianMixture, BayesianGaussianMixture or KMeans
    plane : pair of int
        Which two of the columns are stepped on.
    n_columns : int
        How many there are.

    Raises
    ------
    ValueError
        With a sentence, if it is another model, or was fitted to other columns.
    """
    if hasattr(estimator, "n_clusters") and hasattr(estimator, "init"):
        begun = _kmeans(estimator)
    else:
        begun = _mixture(estimator)
    if "means" not in begun:
        return begun
    if begun["means"].ndim != 2 or begun["means"].shape[1] != n_columns:
        raise ValueError("The model was fitted to other columns than X has.")
    begun["means"] = begun["means"][:, plane]
    if "covariances" in begun:
        begun["covariances"] = begun["covariances"][:, plane][:, :, plane]
    return begun


def _mixture(estimator: Any) -> dict[str, Any]:
    if not hasattr(estimator, "covariance_type") or not hasattr(estimator, "n_components"):
        kind = type(estimator).__name__
        raise ValueError(
            f"A {kind} cannot be stepped: give a GaussianMixture, a BayesianGaussianMixture or a "
            "KMeans."
        )
    options = _usual(estimator, estimator.n_components, STARTS.get(estimator.init_params))
    options["covariance_type"] = estimator.covariance_type
    if hasattr(estimator, "weight_concentration_prior_type"):
        options["model"] = MODELS[estimator.weight_concentration_prior_type]
        options["strength"] = _concentration(estimator)
    return options | _parameters(estimator)


def _usual(estimator: Any, k: int, start: str | None) -> dict[str, Any]:
    seed = estimator.random_state
    is_seed = isinstance(seed, int | np.integer) and 0 <= seed <= MAX_SEED
    options: dict[str, Any] = {"n_components": int(k), "seed": int(seed) if is_seed else 0}
    return options if start is None else options | {"start": start}


def _kmeans(estimator: Any) -> dict[str, Any]:
    named = isinstance(estimator.init, str)
    start = KMEANS_STARTS.get(estimator.init) if named else None
    options = _usual(estimator, estimator.n_clusters, start)
    centres = getattr(estimator, "cluster_centers_", None)
    if centres is None and not named and not callable(estimator.init):
        centres = estimator.init
    return options if centres is None else options | {"means": _array(centres)}


def _concentration(estimator: Any) -> float:
    given = getattr(estimator, "weight_concentration_prior", None)
    # As scikit-learn has it where none is given.
    return 1.0 / estimator.n_components if given is None else float(given)


def _parameters(estimator: Any) -> dict[str, Any]:
    k, kind = estimator.n_components, estimator.covariance_type
    given: dict[str, Any] = {}
    if hasattr(estimator, "means_"):
        given["means"], given["weights"] = _array(estimator.means_), _array(estimator.weights_)
        d = given["means"].shape[1]
        given["covariances"] = _matrices(estimator.covariances_, kind, k, d)
        return given
    # A Bayesian one has none of these.
    named = ("means_init", "weights_init", "precisions_init")
    means, weights, precisions = (getattr(estimator, name, None) for name in named)
    if means is None:
        if weights is not None or precisions is not None:
            raise ValueError("A start of weights_init or precisions_init needs means_init as well.")
        return given
    given["means"] = _array(means)
    if weights is not None:
        given["weights"] = _array(weights)
    if precisions is not None:
        d = given["means"].shape[-1]
        given["covariances"] = np.linalg.inv(_matrices(precisions, kind, k, d))
    return given


def _array(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _matrices(shapes: Any, covariance_type: str, k: int, d: int) -> Floats:
    """Return K matrices (K, D, D), whichever way scikit-learn writes those of a type."""
    array = _array(shapes)
    if covariance_type == "full":
        return array
    if covariance_type == "tied":
        return np.broadcast_to(array, (k, d, d))
    diagonals = array if covariance_type == "diag" else np.repeat(array[:, None], d, axis=1)
    return diagonals[:, :, None] * np.eye(d)
