"""What a run of EM that has ended leaves behind."""

from dataclasses import dataclass

from gmm_core._validation import FloatArray
from gmm_core.mixture import Mixture
from gmm_core.run import StopReason


@dataclass(frozen=True, eq=False)
class Fit:
    """A run of EM that has ended.

    Attributes
    ----------
    mixture : Mixture
    log_likelihood : float
        At `mixture`.
    trace : array (iterations + 1,)
        Log-likelihood at the start and after each iteration.
    iterations : int
    stop_reason : StopReason
    """

    mixture: Mixture
    log_likelihood: float
    trace: FloatArray
    iterations: int
    stop_reason: StopReason

    @property
    def rank(self) -> tuple[bool, float]:
        """What makes one fit better than another: not collapsed first, then log-likelihood."""
        return self.stop_reason is not StopReason.COLLAPSED, self.log_likelihood
