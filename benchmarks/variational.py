"""One variational iteration beside scikit-learn's, lower bound included.

"fit" is one warm-started call of `BayesianGaussianMixture.fit` with ``max_iter=1``, its checks of
the input and its closing E step included; "E + M + bound" is its three parts alone, by its private
methods. Ours is a whole step of the timeline: both halves, two frozen states, and the bound after
each. All start from the same posterior and end, to rounding, at the same one. BLAS has one thread
for all: on arrays so small more of them wait for each other, at scikit-learn's cost.
"""

import numpy as np
from sklearn.mixture import BayesianGaussianMixture
from threadpoolctl import threadpool_limits

from benchmarks.timing import cells, ratios
from gmm_core import (
    COVARIANCE_TYPES,
    Timeline,
    Variational,
    variational_m_step,
    variational_prior,
    variational_start,
)

RIDGE = 1e-6
# points, components, dimensions, covariance type, rounds of timings
CASES = (
    *((500, 20, 2, kind, 100) for kind in COVARIANCE_TYPES),
    (10_000, 20, 2, "full", 10),
    (500, 20, 8, "full", 50),
)


def scikit_learn(points, start):
    """Return two functions that do one iteration from `start`: by `fit`, and its parts alone."""
    kind, k = start.prior.covariance_type, start.n_components
    model = BayesianGaussianMixture(
        n_components=k,
        covariance_type=kind,
        reg_covar=RIDGE,
        tol=0.0,
        max_iter=1,
        warm_start=True,
        init_params="random_from_data",
    ).fit(points)
    gaussians = start.gaussians
    covariances = {
        "full": lambda c: c,
        "tied": lambda c: c[0],
        "diag": lambda c: np.diagonal(c, axis1=1, axis2=2).copy(),
        "spherical": lambda c: c[:, 0, 0].copy(),
    }[kind](start.covariances)
    degrees = gaussians.degrees_of_freedom
    roots = {
        "full": lambda c: np.linalg.inv(np.linalg.cholesky(c)).transpose(0, 2, 1).copy(),
        "tied": lambda c: np.linalg.inv(np.linalg.cholesky(c)).T.copy(),
        "diag": lambda c: 1.0 / np.sqrt(c),
        "spherical": lambda c: 1.0 / np.sqrt(c),
    }[kind](covariances)
    parameters = (
        tuple(start.weight_concentration),
        gaussians.mean_precision,
        gaussians.means,
        degrees[0] if kind == "tied" else degrees,
        covariances,
        roots,
    )

    def fit():
        model._set_parameters(parameters)
        model.lower_bound_ = -np.inf
        model.fit(points)
        return model.means_

    def parts():
        model._set_parameters(parameters)
        log_normalizer, log_responsibilities = model._e_step(points)
        model._m_step(points, log_responsibilities)
        model._compute_lower_bound(log_responsibilities, log_normalizer)
        return model.means_

    return fit, parts


def main():
    print("One variational iteration, times as fast as:   median (10 % to 90 % of rounds)")
    names = ("scikit-learn fit", "E + M + bound")
    print(f"{'points x components, D':>34}" + "".join(f"  {name:>22}" for name in names))
    for n_points, k, d, kind, n_rounds in CASES:
        generator = np.random.default_rng(0)
        centres = 4.0 * generator.normal(size=(5, d))
        points = centres[generator.integers(5, size=n_points)]
        points = points + generator.normal(size=points.shape)
        prior = variational_prior(points, k, kind)
        start = variational_m_step(points, variational_start(points, k), prior, RIDGE)
        algorithm = Variational(points, start, RIDGE)

        # One iteration further: from there on each step computes what the next one needs.
        state = Timeline(algorithm).step()
        start = state.posterior

        def ours(algorithm=algorithm, state=state):
            algorithm._newest.clear()  # else the E step of the round before would serve again
            return algorithm.half_step(algorithm.half_step(state)).posterior.means

        others = scikit_learn(points, start)
        with threadpool_limits(1):
            for other in others:
                np.testing.assert_allclose(ours(), other(), rtol=1e-6)
            row = cells(ratios((ours, *others), n_rounds))
        label = f"{n_points:,} x {k}, {d} {kind}"
        print(f"{label:>34}" + "".join(f"  {cell:>22}" for cell in row), flush=True)
