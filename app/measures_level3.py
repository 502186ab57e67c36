"""The numbers that level 3 claims; see `app.measures`."""

from __future__ import annotations

import numpy as np

from app.tools import bound, graph, harden, held_out, permute, regression, shrink
from app.view import View
from gmm_core import Phase, active_components, adjusted_rand_index, e_step


def gap_after_e(view: View) -> float | None:
    """Return the gap that the newest E step left, relative to the log-likelihood."""
    after_e = [parts for parts in bound.halves(view) if parts.phase is Phase.E]
    return after_e[-1].gap / abs(after_e[-1].log_likelihood) if after_e else None


def bound_and_gap_error(view: View) -> float | None:
    """Return how far bound and gap are from the log-likelihood, relative to that."""
    known = bound.halves(view)
    if not known:
        return None
    parts = known[-1]
    return abs(parts.bound + parts.gap - parts.log_likelihood) / abs(parts.log_likelihood)


def bound_rise(view: View) -> float | None:
    """Return by how many nats the newest M step has raised the bound."""
    return bound.rise(bound.halves(view))


def permuted_difference(view: View) -> float | None:
    """Return by how much another labelling changes the log-likelihood, relative to it."""
    chosen = view.tools.get("permute")
    return None if chosen is None else permute.worst_difference(view, chosen["way"])  # type: ignore[arg-type]


def equally_high(view: View) -> float | None:
    """Return how many restarts ended as high as the best."""
    found = view.results.get("permute")
    return None if found is None else float(sum(run["high"] for run in found["runs"]))


def apart_by_number(view: View) -> float | None:
    """Return how far restarts that are equally high are apart, compared by number."""
    found = view.results.get("permute")
    return None if found is None else found["apart"]["before"]


def apart_when_matched(view: View) -> float | None:
    """Return how far restarts that are equally high are apart, each compared with its match."""
    found = view.results.get("permute")
    return None if found is None else found["apart"]["after"]


def changed_by_e(view: View) -> float | None:
    """Return how many of the four quantities of a mixture the newest E step has changed."""
    return _how_many(graph.newest_change(view, Phase.E))


def changed_by_m(view: View) -> float | None:
    """Return how many of the four quantities of a mixture the newest M step has changed."""
    return _how_many(graph.newest_change(view, Phase.M))


def wrongly_lit(view: View) -> float | None:
    """Return how many nodes the newest half-steps lit without a change, or left unlit with one."""
    return float(graph.wrongly_lit(view)) if view.half_step > 0 else None


def degrees_of_freedom(view: View) -> float | None:
    """Return ν of the Student-t mixture that is shown, the mean over its components."""
    return held_out.degrees_of_freedom(view.mixture)


def held_out_above_same(view: View) -> float | None:
    """Return by how many nats a held-out point is likelier than under as many Gaussians."""
    return _held_out_above(view, view.settings.k)


def held_out_above_bic(view: View) -> float | None:
    """Return by how much a held-out point is likelier than under the mixture BIC chooses."""
    found = view.results.get("held_out")
    return None if found is None else _held_out_above(view, found["wants"])


def wanted_components(view: View) -> float | None:
    """Return how many Gaussians BIC wants, if that is known."""
    mixture = held_out.wanted(view)
    return None if mixture is None else float(mixture.n_components)


def wanted_on_first_group(view: View) -> float | None:
    """Return how many of the Gaussians that BIC wants hold more of the first group than of others.

    A component holds so much of a group as the shares come to that it takes of its points.
    """
    mixture, groups = held_out.wanted(view), view.runs.dataset.groups
    if mixture is None or groups is None:
        return None
    shares = e_step(view.runs.dataset.points, mixture)[0]
    held = np.array([shares[groups == group].sum(axis=0) for group in range(groups.max() + 1)])
    return float(np.count_nonzero(held.argmax(axis=0) == 0))


def wanted_agreement(view: View) -> float | None:
    """Return the adjusted Rand index of the Gaussians that BIC wants and the true groups."""
    mixture, groups = held_out.wanted(view), view.runs.dataset.groups
    if mixture is None or groups is None:
        return None
    labels = e_step(view.runs.dataset.points, mixture)[0].argmax(axis=1)
    return adjusted_rand_index(groups, labels)


def _held_out_above(view: View, size: int) -> float | None:
    found, shown = view.results.get("held_out"), held_out.of_shown(view)
    if found is None or shown is None or size not in found["sizes"]:
        return None
    return float(shown - found["held_out"][found["sizes"].index(size)])


def experts_lead(view: View) -> float | None:
    """Return by how many nats a new y, given x, is likelier under experts, once both have ended."""
    return regression.lead(view)


def joint_lead(view: View) -> float | None:
    """Return by how many nats a new y, given x, is likelier under the joint mixture."""
    experts = regression.lead(view)
    return None if experts is None else -experts


def _how_many(names: tuple[str, ...] | None) -> float | None:
    return None if names is None else float(len(names))


def labels_unlike_kmeans(view: View) -> float | None:
    """Return how many points k-means puts elsewhere, in the iteration in which they are most."""
    count = harden.elsewhere(view)
    return None if count is None else float(count)


def centres_off_kmeans(view: View) -> float | None:
    """Return how far a mean is from k-means' centroid, in the iteration in which it is most."""
    return harden.centres_off(view)


def active(view: View) -> float | None:
    """Return how many components hold more than a hundredth of the points."""
    return float(len(active_components(view.drawn.weights)))


def iterations_to_collapse(view: View) -> float | None:
    """Return how many iterations the run took before a component collapsed, once it has."""
    return float(view.mixture.iteration) if shrink.collapsed(view) else None


def collapse_gain(view: View) -> float | None:
    """Return by how many nats the log-likelihood has risen on the way to a collapse."""
    steps = shrink.path(view.mixtures, shrink.shrinking(view)) if shrink.collapsed(view) else []
    return steps[-1][1] - steps[0][1] if steps else None


def collapsed(view: View) -> float | None:
    """Return 1 if the run has ended here because a component collapsed, else 0."""
    return float(shrink.collapsed(view))


def ridge_width(view: View) -> float | None:
    """Return the standard deviation at which a ridge brings the shrinking component to rest."""
    return _width(view, "ridge")


def prior_width(view: View) -> float | None:
    """Return the standard deviation at which a prior brings the shrinking component to rest."""
    return _width(view, "prior")


def _width(view: View, model: str) -> float | None:
    found = shrink.rest(view, model) if shrink.possible(view) else None
    return None if found is None else found.deviation


LEVEL3 = {
    measure.__name__: measure
    for measure in (
        active,
        centres_off_kmeans,
        labels_unlike_kmeans,
        apart_by_number,
        apart_when_matched,
        bound_and_gap_error,
        bound_rise,
        changed_by_e,
        changed_by_m,
        collapse_gain,
        collapsed,
        degrees_of_freedom,
        equally_high,
        experts_lead,
        gap_after_e,
        held_out_above_bic,
        held_out_above_same,
        iterations_to_collapse,
        joint_lead,
        permuted_difference,
        prior_width,
        ridge_width,
        wanted_agreement,
        wanted_components,
        wanted_on_first_group,
        wrongly_lit,
    )
}
"""Every measure of this level by its name."""
