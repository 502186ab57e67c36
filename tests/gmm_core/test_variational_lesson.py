"""What the lesson says of variational mixtures, on its own seeds and on others.

How many components stay as the process's concentration rises is told of one start, and a start
leads to a local maximum of its own at each concentration. Of 80 skewed data sets the count never
fell and rose at least once between 0.001, 0.1, 10 and 1,000 on 84 % from one k-means start and on
92 % from the best of ten (the others: one less somewhere, or as many throughout); between decades
on 82 %, and between half decades on 74 %, for the finer the steps, the likelier one leads to
another maximum. From random points it holds on fewer than half, from random responsibilities on
none, and no number of iterations changes that.
"""

import os
import warnings

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture
from threadpoolctl import threadpool_limits

from gmm_core import (
    Timeline,
    Variational,
    active_components,
    fit_variational,
    one_hot,
    variational_m_step,
    variational_prior,
    variational_start,
)

K = 20
# The scenario's own seed and ten others; fewer of the others unless all are asked for.
SEEDS = range(11 if os.environ.get("EM_STEPPER_FULL") else 5)
# So many of them may fail the statement.
SPARE = len(SEEDS) // 5
CONCENTRATIONS = (1e-3, 0.1, 10.0, 1e3)


def blobs(seed, side=6.0, n=300):
    generator = np.random.default_rng(seed)
    corners = side * np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
    return corners[np.arange(n) % 3] + generator.normal(size=(n, 2))


def five_groups(seed, side=6.0, n=300):
    generator = np.random.default_rng(seed)
    centres = side * np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.5]])
    return centres[np.arange(n) % 5] + generator.normal(size=(n, 2))


def skewed(seed, n=400):
    generator = np.random.default_rng(seed)
    long_tailed = generator.exponential(1.5, size=(n // 2, 2))
    return np.concatenate([long_tailed, [-4.0, 4.0] + 0.8 * generator.normal(size=(n // 2, 2))])


def end_of(points, shares, tolerance=1e-7, **prior):
    believed = variational_prior(points, shares.shape[1], **prior)
    start = variational_m_step(points, shares, believed)
    timeline = Timeline(Variational(points, start, tolerance=tolerance, max_iterations=3000))
    timeline.extend(6000)
    return timeline.states[-1].posterior


def n_active(posterior):
    return len(active_components(posterior.weights))


def scikit_learns(points, random_state, init, kind, concentration=1.0 / K):
    model = BayesianGaussianMixture(
        n_components=K,
        weight_concentration_prior_type=kind,
        weight_concentration_prior=concentration,
        init_params=init,
        random_state=random_state,
        tol=1e-6,
        max_iter=1000,
    )
    # One thread: on arrays this small more of them only wait for each other.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(points)


@pytest.mark.parametrize("kind", ["dirichlet_process", "dirichlet_distribution"])
@pytest.mark.parametrize(("make", "n_groups"), [(blobs, 3), (five_groups, 5)])
def test_unused_components_fade_on_groups_well_apart(make, n_groups, kind):
    """With the prior 1/20 and twenty components, as many stay as there are groups."""
    found = [
        n_active(end_of(make(seed), variational_start(make(seed), K, seed=seed), weight_prior=kind))
        for seed in SEEDS
    ]
    assert found[0] == n_groups
    assert sum(count != n_groups for count in found) <= SPARE, found


@pytest.mark.parametrize("make", [blobs, five_groups])
@pytest.mark.parametrize("kind", ["dirichlet_process", "dirichlet_distribution"])
@pytest.mark.parametrize("seed", [0, 1])
def test_weights_are_scikit_learns_from_its_random_points(make, kind, seed):
    points = make(seed)
    theirs = scikit_learns(points, seed, "random_from_data", kind)
    shares = variational_start(points, K, "random points", seed)
    ours = end_of(points, shares, tolerance=1e-9, weight_prior=kind)
    assert n_active(ours) == len(active_components(theirs.weights_))
    np.testing.assert_allclose(ours.weights, theirs.weights_, atol=1e-4)


@pytest.mark.parametrize("make", [blobs, five_groups])
def test_weights_are_scikit_learns_from_the_same_clusters(make):
    points = make(0)
    with threadpool_limits(1):
        labels = KMeans(K, n_init=1, random_state=0).fit(points).labels_
    theirs = scikit_learns(points, 0, "kmeans", "dirichlet_process")
    ours = end_of(points, one_hot(labels.astype(np.int64), K), tolerance=1e-9)
    np.testing.assert_allclose(ours.weights, theirs.weights_, atol=1e-4)


def test_more_components_stay_as_the_process_concentration_rises():
    """On the skewed data: never fewer from one concentration to the next, and once more."""
    rises = []
    for seed in SEEDS:
        points = skewed(seed)
        low = [fit_variational(points, K, concentration=1e-3, seed=s) for s in range(10)]
        best = int(np.argmax([one.objective for one in low]))
        shares = variational_start(points, K, seed=best)
        counts = [n_active(end_of(points, shares, concentration=c)) for c in CONCENTRATIONS]
        rises.append(bool((np.diff(counts) >= 0).all() and counts[-1] > counts[0]))
    assert rises[0]
    assert rises.count(False) <= SPARE


def test_a_high_finite_concentration_keeps_all_components_and_a_process_does_not():
    holds = []
    for seed in SEEDS:
        points = blobs(seed)
        shares = variational_start(points, K, seed=seed)

        def count(kind, concentration, points=points, shares=shares):
            posterior = end_of(
                points, shares, weight_prior=kind, concentration=concentration, tolerance=1e-7
            )
            return n_active(posterior)

        low, high = CONCENTRATIONS[0], CONCENTRATIONS[-1]
        finite = [count("dirichlet_distribution", c) for c in (low, high)]
        process = [count("dirichlet_process", c) for c in (low, high)]
        holds.append(finite[0] == 3 and finite[1] >= 15 and process[0] == process[1] == 3)
    assert holds[0]
    assert holds.count(False) <= SPARE


def test_fit_keeps_the_start_of_the_highest_bound():
    points = skewed(0)
    single = [fit_variational(points, 8, seed=s, method="random points") for s in range(3)]
    best = fit_variational(points, 8, n_init=3, seed=0, method="random points")
    assert best.objective == max(one.objective for one in single)
    assert best.trace[-1] == best.objective
    assert len(best.trace) == best.iterations + 1
    np.testing.assert_array_equal(best.mixture.weights, best.posterior.weights)
    assert best.posterior.prior.concentration == 1 / 8


def test_active_components_are_those_above_the_threshold():
    assert active_components([0.5, 0.01, 0.011, 0.0]) == [0, 2]
    assert active_components([0.5, 0.3, 0.2], 0.25) == [0, 1]
