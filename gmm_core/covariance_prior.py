"""A prior on the covariances, which keeps them from collapsing and EM from falling."""

from dataclasses import dataclass
from typing import Any

from gmm_core._models import check_model
from gmm_core._validation import check_at_least_zero


@dataclass(frozen=True)
class CovariancePrior:
    """A prior on every covariance: Σ_k = (n_k S_k + scale · I) / (n_k + strength).

    With it EM never lowers the penalized log-likelihood
    ll − ½ Σ_k [scale · tr Σ_k⁻¹ + strength · log |Σ_k|] (for "tied", one term with n_k = N).
    Fraley and Raftery (2007), section 3, with the mean left free.

    Parameters
    ----------
    scale : float
        In squared units of the data; zero or more.
    strength : float
        In points: how many points' worth the prior weighs; zero or more.
    """

    scale: float
    strength: float

    def __post_init__(self) -> None:
        check_at_least_zero(self.scale, "scale")
        check_at_least_zero(self.strength, "strength")


def check_prior(prior: Any) -> None:
    """Refuse what is neither a prior nor None."""
    if prior is not None:
        check_model(prior, CovariancePrior, "prior")
