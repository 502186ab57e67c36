"""Python that repeats a run with the engine of this page, to the last digit."""

from __future__ import annotations

import re
from dataclasses import replace

from app import models
from app.by_hand import BY_HAND
from app.models import PRIOR_POINTS, State
from app.runs import LEVEL, MOST_ITERATIONS, Runs, beginning
from app.settings import Settings, loading
from app.starts import GIVEN
from gmm_core import Mixture

_SCRIPT = '''\
"""Repeats what EM Stepper showed, with the engine of the page: run it in a clone of its project.
{usage}"""

{imports}

{points}

start = {start}
{then}
run = Timeline(
    {algorithm}
)
# Half-steps: an E step, then an M step, and so on. A run that has ended stays at its end.
state = run.seek({half_step})

mixture = {mixture}
print("iteration", state.iteration)
print("{name}", repr({number}))
print("weights", mixture.weights.tolist())
print("means", mixture.means.tolist())
print("covariances", mixture.covariances.tolist())
'''

_USAGE = """
The points are those of a run that was downloaded as JSON: python {script} {json}
"""
_FROM_FILE = """\
with open(sys.argv[1], encoding="utf-8") as file:
    points = np.array(json.load(file)["data"]["points"])"""

_VARIANCE = "points.var(axis=0).mean()"
_STUDENT = """StudentEM(
        points,
        StudentMixture(
            start.weights,
            start.means,
            start.covariances,
            np.full(start.n_components, {strength}),
            start.covariance_type,
        ),
        "{estimate}",
    )"""
_PRIOR = (
    "EM(points, start, prior=CovariancePrior({points!r} * {{strength}} * {variance}, {points!r}))"
)
_VARIATIONAL = "Variational(points, variational_m_step(points, shares, prior))"

# How each model of `app.models` is begun, and what of `gmm_core` that takes besides a start.
_ALGORITHMS = {
    "EM": "EM(points, start)",
    "ridge": f"EM(points, start, ridge={{strength}} * {_VARIANCE})",
    "prior": _PRIOR.format(points=PRIOR_POINTS, variance=_VARIANCE),
    "student": _STUDENT.replace("{estimate}", "fixed"),
    "student, ν free": _STUDENT.replace("{estimate}", "common"),
    "dirichlet": _VARIATIONAL,
    "process": _VARIATIONAL,
    "limit": f"SoftKMeans(points, start.means, {{strength}} * {_VARIANCE} ** 0.5)",
}
LINE = 88
_WEIGHT_PRIORS = {"dirichlet": "dirichlet_distribution", "process": "dirichlet_process"}

_MAXIMUM = """\
# The run begins at the maximum that plain EM reaches from there.
to_maximum = Timeline(EM(points, start, 0.0, {level!r}, {iterations}))
while not to_maximum.ended:
    to_maximum.extend(2)
start = to_maximum.states[-1].mixture
"""
_OUTLIER = "points = np.vstack([points, {place}])\n"
_SHARES_DRAWN = 'shares = variational_start(points, {k}, "{method}", {seed})'
_SHARES_OF_START = "shares = e_step(points, start)[0]"
_WEIGHTS = """\
prior = variational_prior(
    points, {k}, "{covariance}", "{weights}", concentration={strength}
)
{shares}
"""


def written(settings: Settings, runs: Runs, state: State, name: str = "script.py") -> str:
    """Return a script that prints the numbers of a state of the mixture's run.

    Nothing that a visitor typed is in it: files, columns and groups are not named.

    Parameters
    ----------
    settings : Settings
    runs : Runs
        Of these settings.
    state : state
        One of the mixture's run.
    name : str
        What the script is called where it says how to run it.
    """
    own = settings.own is not None
    algorithm = _ALGORITHMS[settings.model].format(strength=repr(settings.strength))
    then = _then(settings)
    student = settings.model in ("student", "student, ν free")
    number, value = "log-likelihood", "state.log_likelihood"
    if models.log_likelihood(state) is None:
        number, value = "lower bound", "state.objective"
    body = _SCRIPT.format(
        usage=_USAGE.format(script=name, json="run.json") if own else "",
        imports="{imports}",
        points=_FROM_FILE if own else f"points = {loading(settings)}",
        start=_start(settings),
        then=then,
        algorithm=algorithm,
        half_step=runs.mixture.states.index(state),
        mixture="state.mixture.gaussian" if student else "state.mixture",
        name=number,
        number=value,
    )
    return body.replace("{imports}", _imports(body), 1)


def _start(settings: Settings) -> str:
    if settings.start == BY_HAND or settings.start in GIVEN:
        return _literal(beginning(replace(settings, begin="start"))[1].mixture)
    chosen = f'{settings.k}, "{settings.covariance}", "{settings.start}", seed={settings.seed}'
    return f"initialize(points, {chosen})"


def _literal(mixture: Mixture) -> str:
    values = [mixture.weights, mixture.means, mixture.covariances]
    lines = [f"    {each.tolist()},\n" for each in values]
    return f'Mixture(\n{"".join(lines)}    "{mixture.covariance_type}",\n)'


def _then(settings: Settings) -> str:
    """Return what comes between the start and the run."""
    parts = []
    if settings.begin == "maximum":
        parts.append(_MAXIMUM.format(level=LEVEL, iterations=MOST_ITERATIONS))
    if settings.outlier is not None:
        parts.append(_OUTLIER.format(place=list(settings.outlier)))
    if settings.model in _WEIGHT_PRIORS:
        drawn = settings.begin == "start" and settings.start in models.OWN_STARTS
        shares = _SHARES_OF_START
        if drawn:
            shares = _SHARES_DRAWN.format(k=settings.k, method=settings.start, seed=settings.seed)
        parts.append(
            _WEIGHTS.format(
                k=settings.k,
                covariance=settings.covariance,
                weights=_WEIGHT_PRIORS[settings.model],
                strength=repr(settings.strength),
                shares=shares,
            )
        )
    return "".join(parts)


_NAMES = (
    "EM",
    "CovariancePrior",
    "Mixture",
    "SoftKMeans",
    "StudentEM",
    "StudentMixture",
    "Timeline",
    "Variational",
    "e_step",
    "initialize",
    "variational_m_step",
    "variational_prior",
    "variational_start",
)


def _imports(body: str) -> str:
    """Return the imports of what is named in a script."""
    standard = [f"import {name}" for name in ("json", "sys") if f"{name}." in body]
    numpy = ["import numpy as np"] if "np." in body else []
    loaded = ["from datasets import load"] if "load(" in body and "json.load(" not in body else []
    names = [name for name in _NAMES if re.search(rf"\b{name}\(", body)]
    engine = f"from gmm_core import {', '.join(names)}"
    if len(engine) > LINE:
        lines = "".join(f"    {name},\n" for name in names)
        engine = f"from gmm_core import (\n{lines})"
    groups = ["\n".join(standard), "\n".join(numpy), "\n".join([*loaded, engine])]
    return "\n\n".join(group for group in groups if group)
