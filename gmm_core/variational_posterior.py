"""What is believed of a mixture once points have been seen."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gmm_core._models import check_model
from gmm_core._validation import FloatArray
from gmm_core.mixture import Mixture
from gmm_core.normal_wishart import NormalWishart, divergence
from gmm_core.variational_prior import VariationalPrior
from gmm_core.weight_priors import WEIGHT_PRIORS


@dataclass(frozen=True, eq=False)
class VariationalPosterior:
    """What is believed of the parameters: a distribution over weights, means and precisions.

    Attributes
    ----------
    prior : VariationalPrior
    weight_concentration : array (K,) or (2, K)
        α of the Dirichlet distribution, or a and b of each stick's Beta distribution.
    gaussians : NormalWishart
        Of each component, its mean and precision.
    """

    prior: VariationalPrior
    weight_concentration: FloatArray
    gaussians: NormalWishart

    @property
    def n_components(self) -> int:
        """K, the number of components."""
        return len(self.gaussians.means)

    @property
    def weights(self) -> FloatArray:
        """Expected weights (K,), with sum one."""
        return WEIGHT_PRIORS[self.prior.weight_prior].expected(self.weight_concentration)

    @property
    def means(self) -> FloatArray:
        """Expected means (K, D)."""
        return self.gaussians.means

    @property
    def covariances(self) -> FloatArray:
        """Inverses of the expected precisions (K, D, D), S_k / ν_k."""
        gaussians = self.gaussians
        matrices: FloatArray = (
            gaussians.scatters / gaussians.degrees_of_freedom[:, np.newaxis, np.newaxis]
        )
        return matrices

    @cached_property
    def divergence(self) -> float:
        """KL(q(θ) ‖ p(θ)), in nats: how far the points moved belief from the prior."""
        prior = self.prior
        of_weights = WEIGHT_PRIORS[prior.weight_prior].divergence(
            self.weight_concentration, self._weight_logs, prior.concentration
        )
        return of_weights + divergence(self.gaussians, prior.gaussian)

    @cached_property
    def _weight_logs(self) -> FloatArray:
        return WEIGHT_PRIORS[self.prior.weight_prior].logs(self.weight_concentration)

    @property
    def expected_log_weights(self) -> FloatArray:
        """E log π_k (K,)."""
        return WEIGHT_PRIORS[self.prior.weight_prior].expected_logs(self._weight_logs)

    @cached_property
    def log_scores(self) -> FloatArray:
        """What the E step adds to −½ (x − m)ᵀ E Λ (x − m), for each component (K,)."""
        gaussians, d = self.gaussians, self.prior.n_dimensions
        scores: FloatArray = self.expected_log_weights + 0.5 * (
            gaussians.expected_log_determinants
            - d * math.log(2.0 * math.pi)
            - d / gaussians.mean_precision
        )
        return scores


def expected_mixture(posterior: VariationalPosterior) -> Mixture:
    """Return a mixture with the expected weights, means and precisions, to draw or to sample.

    Parameters
    ----------
    posterior : VariationalPosterior

    Returns
    -------
    Mixture
        Covariances are the inverses of the expected precisions, S_k / ν_k. Unlike the expected
        covariances S_k / (ν_k − D − 1) they exist for a component without points, too: its
        covariance is the prior's.

    Raises
    ------
    TypeError
        If it is not a `VariationalPosterior`.

    Notes
    -----
    Expectations of the distributions of Bishop (2006), equations 10.57 and 10.59.
    """
    check_model(posterior, VariationalPosterior, "posterior")
    return Mixture(
        posterior.weights, posterior.means, posterior.covariances, posterior.prior.covariance_type
    )
