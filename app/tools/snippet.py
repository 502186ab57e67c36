"""The code that repeats with scikit-learn what is on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import models, snippets
from app.options import Choice
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import StopReason, active_components

MOST_POINTS_IN_FULL = 3000
BY_NAME, IN_FULL = "by name", "in full"
THIS_RUN, SELECTION = "this run", "selection"
# scikit-learn knows plain EM, and the ridge as `reg_covar`; and variational mixtures, from a
# start that it can be told to make.
PLAIN, VARIATIONAL = ("EM", "ridge"), ("process", "dirichlet")
ITS_OWN_START = "random points"


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return the code, and what it will print.

    Returns
    -------
    dict
        `lines`, of pieces of code with what each is (see `snippets.coloured`), none if there is
        no such code; `notes`, sentences; `prints`, pairs of a name and a number as it is shown.
    """
    in_full, notes = options["data"] == IN_FULL, []
    if in_full and view.settings.n > MOST_POINTS_IN_FULL:
        in_full = False
        notes.append(f"More than {MOST_POINTS_IN_FULL:,} points are too many to write down.")
    if options["about"] == SELECTION:
        code = snippets.selection(view.settings, view.runs.dataset, with_data=in_full)
        return _told(code, notes, [])
    if view.settings.model in PLAIN:
        return _plain(view, notes, in_full)
    if view.settings.model in VARIATIONAL:
        return _variational(view, notes, in_full)
    title = models.MODELS[view.settings.model].title
    return _told("", [f"scikit-learn has no such run: {title}."], [])


def _plain(view: View, notes: list[str], in_full: bool) -> Message:
    state, iteration = view.mixture, view.mixture.iteration
    if iteration == 0:
        notes.append(
            "scikit-learn cannot show a start, so this goes on from it to the end. Take a Step, "
            "and it stops where you are."
        )
    elif state.phase.value == "E":
        notes.append(f"Its responsibilities are those of the E step after iteration {iteration}.")
    collapse = _collapse(view)
    if collapse is not None and iteration in (0, collapse - 1):
        fails = "scikit-learn would fail there, or go on with rounding errors"
        ridge = "" if iteration else ". So the code has a ridge, which the run here has not"
        notes.append(f"In iteration {collapse} a component collapses; {fails}{ridge}.")
    start = models.drawn(view.runs.mixture.states[0])
    code = snippets.fit_from_start(
        view.settings,
        view.runs.dataset,
        start,
        iteration,
        _ridge(view),
        collapse=collapse,
        with_data=in_full,
    )
    log_likelihood = models.log_likelihood(state)
    if iteration == 0 or log_likelihood is None:
        return _told(code, notes, [])
    return _told(code, notes, [("log-likelihood", f"{log_likelihood:.4f}"), _weights(view)])


def _variational(view: View, notes: list[str], in_full: bool) -> Message:
    iteration = view.mixture.iteration
    if view.settings.start != ITS_OWN_START:
        notes = [f"scikit-learn can begin as here only from the start “{ITS_OWN_START}”."]
        return _told("", notes, [])
    if iteration == 0:
        return _told("", ["scikit-learn cannot show a start. Take a Step."], [])
    code = snippets.variational(view.settings, view.runs.dataset, iteration, with_data=in_full)
    active = len(active_components(view.drawn.weights))
    return _told(code, notes, [("active", str(active)), _weights(view)])


def _collapse(view: View) -> int | None:
    """Return the iteration in which the mixture's run is known to collapse, if it is."""
    run = view.runs.mixture
    return run.states[-1].iteration + 1 if run.stop_reason is StopReason.COLLAPSED else None


def _ridge(view: View) -> float:
    if view.settings.model != "ridge" or view.settings.strength is None:
        return 0.0
    return view.settings.strength * models.mean_variance(view.runs.dataset.points)


def _weights(view: View) -> tuple[str, str]:
    return "weights", ", ".join(f"{weight:.4f}" for weight in view.drawn.weights)


def _told(code: str, notes: list[str], prints: list[tuple[str, str]]) -> Message:
    return {
        "lines": snippets.coloured(code),
        "notes": notes,
        "prints": [[name, text.replace("-", "−")] for name, text in prints],
    }


SNIPPET = Tool({"data": Choice((BY_NAME, IN_FULL)), "about": Choice((THIS_RUN, SELECTION))}, show)
