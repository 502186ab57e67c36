"""How runs of EM are started and when they end: what all that start them have in common."""

from dataclasses import dataclass

from gmm_core._validation import check_at_least_zero, check_choice, check_count
from gmm_core.covariance_prior import CovariancePrior, check_prior
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.initialization import METHODS


@dataclass(frozen=True)
class Options:
    """Arguments that `fit`, `restarts` and `select_components` share.

    Parameters
    ----------
    covariance_type, method : str
        See `initialize`.
    tolerance, max_iterations, ridge, prior : float, int, float, CovariancePrior or None
        See `EM`.

    Raises
    ------
    ValueError
        If one of them is not what is said there.
    TypeError
        If `prior` is neither a `CovariancePrior` nor None.
    """

    covariance_type: str
    method: str
    tolerance: float
    max_iterations: int
    ridge: float
    prior: CovariancePrior | None

    def __post_init__(self) -> None:
        check_choice(self.covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
        check_choice(self.method, "method", tuple(METHODS))
        check_at_least_zero(self.tolerance, "tolerance")
        check_count(self.max_iterations, "max_iterations", low=1)
        check_at_least_zero(self.ridge, "ridge")
        check_prior(self.prior)
