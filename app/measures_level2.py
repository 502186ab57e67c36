"""The numbers that level 2 claims; see `app.measures`."""

from __future__ import annotations

from app.tools import climb, generate, outlier, restarts
from app.view import View
from gmm_core import n_parameters


def pick_error(view: View) -> float | None:
    """Return by how many standard errors the picks of 10,000 draws differ from the weights.

    The largest over the components.
    """
    chosen = view.tools.get("generate")
    if chosen is None or chosen["many"] == 0:
        return None
    mixture = view.drawn
    return generate.worst(mixture, generate.picked(mixture, chosen["many"]))


def em_drop(view: View) -> float | None:
    """Return EM's largest drop of the log-likelihood, as a share of N + |log-likelihood|."""
    if not climb.possible(view):
        return None
    return climb.relative_drop(climb.climb(view.settings, "EM").log_likelihood, view.settings.n)


def ridge_drop(view: View) -> float | None:
    """Return by how many nats the log-likelihood falls at most in one iteration with a ridge."""
    if not climb.possible(view):
        return None
    return climb.drop(climb.climb(view.settings, "ridge").log_likelihood)


def prior_plain_drop(view: View) -> float | None:
    """Return by how many nats the plain log-likelihood falls in one iteration with a prior."""
    if not climb.possible(view):
        return None
    return climb.drop(climb.climb(view.settings, "prior").log_likelihood)


def prior_drop(view: View) -> float | None:
    """Return the largest drop of the penalized log-likelihood, as a share; see `em_drop`."""
    if not climb.possible(view):
        return None
    return climb.relative_drop(climb.climb(view.settings, "prior").objective, view.settings.n)


def final_heights(view: View) -> float | None:
    """Return how many different log-likelihoods restarts ended at."""
    found = view.results.get("restarts")
    return None if found is None else float(found["heights"])


def at_the_best(view: View) -> float | None:
    """Return how many restarts ended at the highest of all maxima."""
    found = view.results.get("restarts")
    return None if found is None else float(found["reached"][0])


def below_the_best(view: View) -> float | None:
    """Return by how many nats the mixture that is shown lies below the best of the restarts."""
    found = view.results.get("restarts")
    return None if found is None else restarts.below(view, found)


def numbers_full(view: View) -> float | None:
    """Return how many free parameters a full mixture of this size has in the plane."""
    return float(n_parameters(view.settings.k, 2)) if "types" in view.tools else None


def numbers_spherical(view: View) -> float | None:
    """Return how many free parameters a spherical mixture of this size has in the plane."""
    return float(n_parameters(view.settings.k, 2, "spherical")) if "types" in view.tools else None


def full_above_tied(view: View) -> float | None:
    """Return by how many nats the best full mixture lies above the best tied one."""
    return _above(view, "full", "tied")


def full_above_diag(view: View) -> float | None:
    """Return by how many nats the best full mixture lies above the best diagonal one."""
    return _above(view, "full", "diag")


def diag_above_spherical(view: View) -> float | None:
    """Return by how many nats the best diagonal mixture lies above the best spherical one."""
    return _above(view, "diag", "spherical")


def _above(view: View, richer: str, simpler: str) -> float | None:
    found = view.results.get("types")
    if found is None:
        return None
    at = {kind: one["log_likelihood"] for kind, one in found["types"].items()}
    return float(at[richer] - at[simpler])


def gaussian_moved(view: View) -> float | None:
    """Return how far the outlier moves the nearest mean of the Gaussian mixture."""
    return _moved(view, "EM")


def student_moved(view: View) -> float | None:
    """Return how far the outlier moves the nearest centre of the Student-t mixture, ν = 4."""
    return _moved(view, "student")


def times_as_far(view: View) -> float | None:
    """Return how many times as far the outlier moves the Gaussian's mean as the t's centre."""
    return outlier.ratio(outlier.shifts(view.settings))


def _moved(view: View, model: str) -> float | None:
    found = outlier.shifts(view.settings)
    return found[model].moved if model in found else None


LEVEL2 = {
    measure.__name__: measure
    for measure in (
        diag_above_spherical,
        full_above_diag,
        full_above_tied,
        numbers_full,
        numbers_spherical,
        pick_error,
        at_the_best,
        below_the_best,
        em_drop,
        final_heights,
        gaussian_moved,
        prior_drop,
        prior_plain_drop,
        ridge_drop,
        student_moved,
        times_as_far,
    )
}
"""Every measure of this level by its name."""
