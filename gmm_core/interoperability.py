"""A mixture as an estimator of scikit-learn."""

import importlib
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from gmm_core._models import check_model
from gmm_core._validation import FloatArray
from gmm_core.mixture import Mixture

# What scikit-learn keeps of the covariances, or of their inverses' roots, for each type.
_KEPT: Final[dict[str, Callable[[FloatArray], FloatArray]]] = {
    "full": lambda matrices: matrices,
    "tied": lambda matrices: matrices[0],
    "diag": lambda matrices: np.diagonal(matrices, axis1=1, axis2=2),
    "spherical": lambda matrices: matrices[:, 0, 0],
}


def to_sklearn(mixture: Mixture) -> Any:
    """Return a fitted scikit-learn `GaussianMixture` that predicts as this mixture does.

    Its `predict`, `predict_proba`, `score_samples`, `bic`, `aic` and `sample` can be used at
    once, and it can be pickled or put in a pipeline. `fit` would start anew from these
    parameters, which are also set as its `weights_init`, `means_init` and `precisions_init`.

    Parameters
    ----------
    mixture : Mixture

    Returns
    -------
    sklearn.mixture.GaussianMixture

    Raises
    ------
    TypeError
        If it is not a `Mixture`.
    ImportError
        If scikit-learn is not installed; the message says how to.
    """
    check_model(mixture, Mixture, "mixture")
    try:
        sklearn_mixture = importlib.import_module("sklearn.mixture")
    except ImportError as error:
        raise ImportError(
            "to_sklearn needs scikit-learn, which is not installed: pip install scikit-learn"
        ) from error
    keep = _KEPT[mixture.covariance_type]
    # scikit-learn's root is upper triangular: Σ⁻¹ = Wᵀ W.
    roots = mixture.whitening.transpose(0, 2, 1)
    precisions = roots @ mixture.whitening
    estimator = sklearn_mixture.GaussianMixture(
        mixture.n_components,
        covariance_type=mixture.covariance_type,
        weights_init=mixture.weights.copy(),
        means_init=mixture.means.copy(),
        precisions_init=np.array(keep(precisions)),
    )
    estimator.weights_ = mixture.weights.copy()
    estimator.means_ = mixture.means.copy()
    estimator.covariances_ = np.array(keep(mixture.covariances))
    estimator.precisions_cholesky_ = np.array(keep(roots))
    estimator.precisions_ = np.array(keep(precisions))
    estimator.n_features_in_ = mixture.n_dimensions
    estimator.converged_ = True
    estimator.n_iter_ = 0
    return estimator
