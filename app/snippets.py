"""Python that repeats with scikit-learn what is on the screen."""

from __future__ import annotations

import io
import keyword
import tokenize
from functools import lru_cache

from app.settings import Settings, loading
from datasets import Dataset
from gmm_core import Mixture

Line = list[list[str]]

KEPT = 32
PAIRS_IN_A_LINE = 3

# What scikit-learn takes as `precisions_init`, out of full matrices (K, D, D), for each type.
_PRECISIONS = {
    "full": lambda matrices: matrices.tolist(),
    "tied": lambda matrices: matrices[0].tolist(),
    "diag": lambda matrices: [matrix.diagonal().tolist() for matrix in matrices],
    "spherical": lambda matrices: matrices[:, 0, 0].tolist(),
}

_CODE = """\
{imports}

{data}
{why}
gmm = GaussianMixture(
    n_components={k},
    covariance_type="{covariance}",
    weights_init={weights},
    means_init={means},
    precisions_init={precisions},
    reg_covar={ridge},
    tol={tolerance},
    max_iter={iterations},
).fit(X)

responsibilities = gmm.predict_proba(X)
labels = gmm.predict(X)
log_density = gmm.score_samples(X)

print("log-likelihood", log_density.sum())
print("weights", gmm.weights_.tolist())
print("means", gmm.means_.tolist())
print("covariances", gmm.covariances_.tolist())
"""

_IMPORTS = """\
import numpy as np
from sklearn.mixture import GaussianMixture"""

_IMPORTS_AND_WARNINGS = """\
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture"""

_STOPS_HERE = """\
# It stops on purpose after {iteration} iteration{plural}, as on the screen.
warnings.simplefilter("ignore", ConvergenceWarning)"""

# Its warning, should it not converge, is left to be seen.
_GOES_ON = "# scikit-learn cannot show a start: this goes on from it until EM has converged."
_WOULD_COLLAPSE = """
# Without a ridge (reg_covar) a component would collapse in iteration {collapse}."""

_SELECTION = """\
import numpy as np
from sklearn.mixture import GaussianMixture

{data}
ks = range(1, 11)
fits = [
    GaussianMixture(
        n_components=k,
        covariance_type="{covariance}",
        n_init=5,
        tol=1e-6,
        max_iter=1000,
        random_state=0,
    ).fit(X)
    for k in ks
]
bics = [gmm.bic(X) for gmm in fits]
best = fits[int(np.argmin(bics))]

print("K", best.n_components)
print("log-likelihood", best.score(X) * len(X))
print("weights", best.weights_.tolist())
print("converged", best.converged_, "after", best.n_iter_, "iterations")
"""

_PROCESS = """\
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture

{data}
# It stops on purpose after {iteration} iterations, as on the screen.
warnings.simplefilter("ignore", ConvergenceWarning)
bgmm = BayesianGaussianMixture(
    n_components={k},
    covariance_type="{covariance}",
    weight_concentration_prior_type="{prior}",
    weight_concentration_prior={strength},
    init_params="random_from_data",
    random_state={seed},
    reg_covar=0,
    tol=0,
    max_iter={iteration},
).fit(X)

active = int((bgmm.weights_ > 0.01).sum())
print("active", active)
print("weights", bgmm.weights_.tolist())
"""

# What "Save as CSV" calls its file.
FILE = "em-stepper-points.csv"
_SAVED = "# These points, saved from the page (Your data, Save as CSV)."

_PRIORS = {"process": "dirichlet_process", "dirichlet": "dirichlet_distribution"}

# A gain per point is what scikit-learn stops at; this one is far below what can be seen.
_TOLERANCE = 1e-9
_MOST_ITERATIONS = 10_000
# The default of scikit-learn's `reg_covar`.
_USUAL_RIDGE = 1e-6


def fit_from_start(
    settings: Settings,
    dataset: Dataset,
    start: Mixture,
    iteration: int,
    ridge: float = 0.0,
    *,
    collapse: int | None = None,
    with_data: bool = False,
) -> str:
    """Return code that takes scikit-learn from the same start to the same iteration.

    Parameters
    ----------
    settings : Settings
    dataset : Dataset
    start : Mixture
        Where the run began.
    iteration : int
        Whole iterations; scikit-learn cannot show a start, so for 0 the code goes on to the end.
    ridge : float
        Added to every variance in each M step (squared units of the data).
    collapse : int, optional
        The iteration in which the run is known to collapse. Code that would go on to the end
        could not pass it, and has a ridge then.
    with_data : bool
        Whether the points stand in the code, or are loaded by name.
    """
    precisions = start.whitening.transpose(0, 2, 1) @ start.whitening
    shown = iteration > 0
    if shown:
        imports, plural = _IMPORTS_AND_WARNINGS, "" if iteration == 1 else "s"
        why = _STOPS_HERE.format(iteration=iteration, plural=plural)
    else:
        imports, why = _IMPORTS, _GOES_ON
        if collapse is not None:
            why += _WOULD_COLLAPSE.format(collapse=collapse)
            ridge = max(ridge, _USUAL_RIDGE)
    return _CODE.format(
        imports=imports,
        data=_literal(dataset) if with_data else _by_name(settings),
        why=why,
        k=start.n_components,
        covariance=start.covariance_type,
        weights=start.weights.tolist(),
        means=start.means.tolist(),
        precisions=_PRECISIONS[start.covariance_type](precisions),
        ridge=ridge,
        tolerance=0 if shown else _TOLERANCE,
        iterations=iteration if shown else _MOST_ITERATIONS,
    )


def selection(settings: Settings, dataset: Dataset, *, with_data: bool = False) -> str:
    """Return code that chooses the number of components by BIC, from five starts each."""
    data = _literal(dataset) if with_data else _by_name(settings)
    return _SELECTION.format(data=data, covariance=settings.covariance)


def variational(
    settings: Settings, dataset: Dataset, iteration: int, *, with_data: bool = False
) -> str:
    """Return code that takes scikit-learn's variational mixture to the same iteration.

    The start has to be random points: scikit-learn draws the same ones from the same seed.
    """
    return _PROCESS.format(
        data=_literal(dataset) if with_data else _by_name(settings),
        k=settings.k,
        covariance=settings.covariance,
        prior=_PRIORS[settings.model],
        strength=settings.strength,
        seed=settings.seed,
        iteration=iteration,
    )


def _by_name(settings: Settings) -> str:
    if settings.own is not None:
        # Names of a visitor's files and columns stay out of code that somebody will run.
        return f"{_SAVED}\nX = np.loadtxt({FILE!r}, delimiter=',', skiprows=1, usecols=(0, 1))\n"
    lines = [f"X = {loading(settings)}"]
    if settings.outlier is not None:
        lines.append(f"X = np.vstack([X, {list(settings.outlier)}])")
    return "\n".join(["from datasets import load  # comes with EM Stepper", "", *lines, ""])


# The points stay the same from step to step, and are the longest part of the code by far.
@lru_cache(maxsize=KEPT)
def _literal(dataset: Dataset) -> str:
    pairs = [f"[{x!r}, {y!r}]" for x, y in dataset.points.tolist()]
    rows = (pairs[i : i + PAIRS_IN_A_LINE] for i in range(0, len(pairs), PAIRS_IN_A_LINE))
    return "X = np.array([\n" + "".join(f"    {', '.join(row)},\n" for row in rows) + "])\n"


def coloured(code: str) -> list[Line]:
    """Return lines of pieces of code, each with what it is.

    Numbers with no more than brackets and commas between them are one piece, so that a table
    of many points is few pieces.

    Returns
    -------
    list of lists of [kind, text]
        The kinds are `keyword`, `string`, `number`, `comment` and `plain`; all texts joined,
        with a line break after each line, are the code.
    """
    # No statement has an empty line in it.
    paragraphs = code.removesuffix("\n").split("\n\n") if code else []
    lines: list[Line] = []
    for paragraph in paragraphs:
        lines += [[]] if lines else []
        lines += _coloured(paragraph)
    return lines


@lru_cache(maxsize=KEPT)
def _coloured(code: str) -> tuple[Line, ...]:
    marks: dict[int, list[tuple[str, int, int]]] = {}
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        is_word = token.type == tokenize.NAME and keyword.iskeyword(token.string)
        kind = "keyword" if is_word else _KINDS.get(token.type)
        if kind is not None:
            marks.setdefault(token.start[0], []).append((kind, token.start[1], token.end[1]))
    return tuple(_pieces(text, marks.get(i, [])) for i, text in enumerate(code.split("\n"), 1))


_KINDS: dict[int, str] = {
    tokenize.STRING: "string",
    tokenize.NUMBER: "number",
    tokenize.COMMENT: "comment",
}


def _pieces(text: str, marks: list[tuple[str, int, int]]) -> Line:
    line: Line = []
    done = 0
    for kind, start, end in marks:
        between = text[done:start]
        if line and line[-1][0] == kind == "number" and not between.strip("[](), -"):
            line[-1][1] += text[done:end]
        else:
            line += [["plain", between]] if between else []
            line.append([kind, text[start:end]])
        done = end
    return [*line, ["plain", text[done:]]] if done < len(text) else line
