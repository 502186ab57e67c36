"""What a run of EM that has ended leaves behind, and how far a batch of runs has come."""

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
    objective : float
        What EM climbed, at `mixture`: the log-likelihood, less the prior's penalty if there is a
        prior.
    trace : array (iterations + 1,)
        Objective at the start and after each iteration.
    iterations : int
    stop_reason : StopReason
    """

    mixture: Mixture
    log_likelihood: float
    objective: float
    trace: FloatArray
    iterations: int
    stop_reason: StopReason

    @property
    def rank(self) -> tuple[bool, float]:
        """What makes one fit better than another: not collapsed first, then the objective."""
        return self.stop_reason is not StopReason.COLLAPSED, self.objective


@dataclass(frozen=True)
class RestartsProgress:
    """How far a batch of runs has come.

    Attributes
    ----------
    iteration : int
        Whole iterations completed by the runs that have not ended.
    n_ended, n : int
        How many runs have ended, and how many there are.
    best_log_likelihood : float
        Of the best run so far that has ended and did not collapse; minus infinity before that.
    """

    iteration: int
    n_ended: int
    n: int
    best_log_likelihood: float
