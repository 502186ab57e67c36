"""The code that repeats with scikit-learn what is on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import models, snippets
from app.options import Choice
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import StopReason

MOST_POINTS_IN_FULL = 3000
BY_NAME, IN_FULL = "by name", "in full"
# scikit-learn knows plain EM, and the ridge as `reg_covar`.
KNOWN = ("EM", "ridge")


def show(view: View, options: Mapping[str, Any]) -> Message:
    """Return the code, and what it will print.

    Returns
    -------
    dict
        `lines`, of pieces of code with what each is (see `snippets.coloured`), none if there is
        no such code; `notes`, sentences; `prints`, pairs of a name and a number as it is shown.
    """
    if view.settings.model not in KNOWN:
        title = models.MODELS[view.settings.model].title
        return {"lines": [], "notes": [f"scikit-learn has no such run: {title}."], "prints": []}
    in_full, notes = options["data"] == IN_FULL, []
    if in_full and view.settings.n > MOST_POINTS_IN_FULL:
        in_full = False
        notes.append(f"More than {MOST_POINTS_IN_FULL:,} points are too many to write down.")
    state, iteration = view.mixture, view.mixture.iteration
    if iteration == 0:
        notes.append(
            "scikit-learn cannot show a start, so this goes on from it to the end. Take a Step, "
            "and it stops where you are."
        )
    elif state.phase.value == "E":
        notes.append(f"Its responsibilities are those of the E step after iteration {iteration}.")
    if view.ended and view.runs.mixture.stop_reason is StopReason.COLLAPSED:
        notes.append("A component has collapsed here: scikit-learn may stop with an error.")
    code = snippets.fit_from_start(
        view.settings,
        view.runs.dataset,
        models.drawn(view.runs.mixture.states[0]),
        iteration,
        _ridge(view),
        with_data=in_full,
    )
    return {"lines": snippets.coloured(code), "notes": notes, "prints": _prints(view)}


def _ridge(view: View) -> float:
    if view.settings.model != "ridge" or view.settings.strength is None:
        return 0.0
    return view.settings.strength * models.mean_variance(view.runs.dataset.points)


def _prints(view: View) -> list[list[str]]:
    log_likelihood = models.log_likelihood(view.mixture)
    if view.mixture.iteration == 0 or log_likelihood is None:
        return []
    weights = ", ".join(f"{weight:.4f}" for weight in view.drawn.weights)
    told = [["log-likelihood", f"{log_likelihood:.4f}"], ["weights", weights]]
    return [[name, text.replace("-", "−")] for name, text in told]


SNIPPET = Tool({"data": Choice((BY_NAME, IN_FULL))}, show)
