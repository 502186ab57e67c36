"""The deviance information criterion of a variational posterior."""

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._models import check_model
from gmm_core.expectation import log_density
from gmm_core.variational_posterior import VariationalPosterior, expected_mixture


def n_effective_parameters(posterior: VariationalPosterior) -> float:
    """Return p_D = −2 KL(q ‖ p) + 2 log [q(θ̃) / p(θ̃)]: how many parameters the points settled.

    Parameters
    ----------
    posterior : VariationalPosterior
        With a finite Dirichlet prior and full covariances.

    Returns
    -------
    float
        Near `n_parameters` where the points outweigh the prior.

    Raises
    ------
    ValueError
        If the prior is a Dirichlet process, whose expected weights are no parameters of the
        truncated model, or if the covariance type restricts the posterior and not the model.

    Notes
    -----
    McGrory and Titterington (2007), section 2. θ̃ = (E π, m_k, E Λ_k).
    """
    check_model(posterior, VariationalPosterior, "posterior")
    prior, gaussians = posterior.prior, posterior.gaussians
    if prior.weight_prior != "dirichlet_distribution":
        raise ValueError(
            "posterior must have the weight_prior 'dirichlet_distribution'; "
            f"it was {prior.weight_prior!r}"
        )
    if prior.covariance_type != "full":
        raise ValueError(
            f"posterior must have the covariance_type 'full'; it was {prior.covariance_type!r}"
        )
    # With q and p of one family the difference of the two logarithms is that of the natural
    # parameters, which are counts of points, times how far the statistics at θ̃ lie from their
    # expectation: nothing large cancels.
    alpha = posterior.weight_concentration
    of_weights = (alpha - prior.concentration) @ (
        np.log(posterior.weights) - posterior.expected_log_weights
    )
    of_precisions = (gaussians.degrees_of_freedom - prior.degrees_of_freedom) @ (
        gaussians.log_determinants - gaussians.expected_log_determinants
    )
    of_means = prior.n_dimensions * (1.0 - prior.mean_precision / gaussians.mean_precision).sum()
    return float(2.0 * of_weights + of_precisions + of_means)


def dic(points: ArrayLike, posterior: VariationalPosterior) -> float:
    """Return DIC = 2 p_D − 2 log p(X | θ̃); smaller is better.

    Parameters
    ----------
    points : array (N, D)
    posterior : VariationalPosterior
        Fitted to these points, with a finite Dirichlet prior (McGrory and Titterington use a
        concentration of 1 for each component) and full covariances.

    Returns
    -------
    float
        In twice nats, as `bic` and `aic`.

    Raises
    ------
    ValueError
        As `n_effective_parameters`.

    Notes
    -----
    McGrory and Titterington (2007), section 2, after Spiegelhalter et al. (2002). It is almost
    flat above the true number of components.
    """
    n_effective = n_effective_parameters(posterior)
    fit = float(log_density(points, expected_mixture(posterior)).sum())
    return 2.0 * n_effective - 2.0 * fit
