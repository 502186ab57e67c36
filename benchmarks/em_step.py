"""One EM iteration beside scikit-learn's and a textbook SciPy loop.

"fit" is one warm-started call of `GaussianMixture.fit` with ``max_iter=1``, its checks of the
input and its closing E step included; "E + M" is its two halves alone, by its private methods.
Ours is the public `em_step`, checks included. All start from the same parameters and end, to
rounding, at the same ones.
"""

from functools import partial

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture

from benchmarks.timing import cells, ratios
from gmm_core import COVARIANCE_TYPES, em_step, initialize

# points, components, rounds of timings; two dimensions, full covariances
SIZES = ((300, 3, 60), (10_000, 5, 30), (100_000, 8, 7), (1_000_000, 8, 3))
# How far apart the groups are, in their standard deviations, about.
DATA = {"ordinary": 4.0, "well separated": 100.0, "narrow": 4e4}


def textbook(points, mixture):
    """One iteration as most tutorials write it."""
    terms = np.stack(
        [
            np.log(w) + multivariate_normal(m, c).logpdf(points)
            for w, m, c in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        ],
        axis=1,
    )
    shares = np.exp(terms - logsumexp(terms, axis=1, keepdims=True))
    counts = shares.sum(axis=0)
    means = shares.T @ points / counts[:, None]
    covariances = [
        (share[:, None] * (points - mean)).T @ (points - mean) / count
        for share, mean, count in zip(shares.T, means, counts, strict=True)
    ]
    return counts / len(points), means, covariances


# scikit-learn holds less than full matrices for the simpler types.
REDUCED = {
    "full": lambda *arrays: arrays,
    "tied": lambda *arrays: tuple(array[0] for array in arrays),
    "diag": lambda *arrays: tuple(np.diagonal(array, 0, 1, 2).copy() for array in arrays),
    "spherical": lambda *arrays: tuple(array[:, 0, 0].copy() for array in arrays),
}


def scikit_learn(points, mixture):
    """Return two functions that do one iteration from `mixture`: by `fit`, and E + M alone."""
    model = GaussianMixture(
        mixture.n_components,
        covariance_type=mixture.covariance_type,
        reg_covar=0.0,
        tol=0.0,
        max_iter=1,
        warm_start=True,
    )
    model.converged_, model.lower_bound_ = False, -np.inf
    covariances, precisions_cholesky = REDUCED[mixture.covariance_type](
        mixture.covariances, np.ascontiguousarray(mixture.whitening.transpose(0, 2, 1))
    )

    def restart():
        model.weights_, model.means_ = mixture.weights, mixture.means
        model.covariances_ = covariances
        model.precisions_cholesky_ = precisions_cholesky

    def fit():
        restart()
        model.fit(points)
        return model.weights_, model.means_, model.covariances_

    def halves():
        restart()
        _, log_responsibilities = model._e_step(points)
        model._m_step(points, log_responsibilities)
        return model.weights_, model.means_, model.covariances_

    return fit, halves


def problem(n_points, n_components, apart, covariance_type="full"):
    generator = np.random.default_rng(0)
    centres = apart * generator.normal(size=(n_components, 2))
    points = centres[generator.integers(n_components, size=n_points)]
    points = points + generator.normal(size=points.shape)
    return points, initialize(points, n_components, covariance_type, method="k-means")


def compare(points, mixture, n_rounds):
    fit, halves = scikit_learn(points, mixture)
    ours = partial(em_step, points, mixture)
    np.testing.assert_allclose(ours().means, fit()[1], rtol=1e-6, atol=1e-6)
    return cells(ratios((ours, fit, halves, partial(textbook, points, mixture)), n_rounds))


def main():
    print("One EM iteration, times as fast as:   median (10 % to 90 % of rounds)")
    names = ("scikit-learn fit", "scikit-learn E + M", "textbook SciPy loop")
    print(f"{'points x components, data':>34}" + "".join(f"  {name:>22}" for name in names))
    cases = [
        (f"{n:,} x {k}, {name}", problem(n, k, apart), rounds)
        for n, k, rounds in SIZES
        for name, apart in DATA.items()
    ]
    cases += [
        (f"10,000 x 5, {kind}", problem(10_000, 5, 4.0, kind), 30)
        for kind in COVARIANCE_TYPES
        if kind != "full"
    ]
    for label, (points, mixture), n_rounds in cases:
        row = compare(points, mixture, n_rounds)
        print(f"{label:>34}" + "".join(f"  {cell:>22}" for cell in row), flush=True)
    print("Ours on groups well apart, times as long as on overlapping ones")
    for n, k, n_rounds in SIZES:
        steps = [partial(em_step, *problem(n, k, apart)) for apart in (1.0, 100.0)]
        print(f"{f'{n:,} x {k}':>34}  {cells(ratios(steps, n_rounds))[0]:>22}", flush=True)
