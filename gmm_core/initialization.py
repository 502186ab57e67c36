"""Where a run starts: six named ways, as a table."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import (
    FloatArray,
    check_choice,
    check_count,
    check_points,
    check_points_for,
    check_same_columns,
)
from gmm_core.batch import Batch, Monomials, Prepared, maximize_all
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.kmeans import settle
from gmm_core.kmeans_batch import settle_all
from gmm_core.labels import one_hot
from gmm_core.maximization import maximize
from gmm_core.mixture import Mixture
from gmm_core.nearest import Labels
from gmm_core.seeding import plus_plus, random_points

# k-means that has not settled by then is as good a start.
MOST_ITERATIONS = 300

MeansMethod = Callable[[FloatArray, int, Sequence[np.random.Generator]], FloatArray]
Method = Callable[[FloatArray, int, str, np.random.Generator], Mixture]


def initialize(
    points: ArrayLike,
    n_components: int,
    covariance_type: str = "full",
    method: str = "spread",
    seed: int = 0,
    means: ArrayLike | None = None,
) -> Mixture:
    """Return a mixture to start from.

    Parameters
    ----------
    points : array (N, D)
    n_components : int
        K, at least 1 and at most N.
    covariance_type : {"full", "tied", "diag", "spherical"}
    method : str
        - "spread": means at the quantiles (k − ½)/K of the first coordinate and at the medians
          of the others; every covariance the mean variance of the coordinates, divided by K.
        - "random points": means on K different points, drawn at random.
        - "k-means++": means on K points, each drawn with probability proportional to its squared
          distance from those drawn before (Arthur and Vassilvitskii 2007, section 2.2).
        - "k-means": one M step from the clusters of k-means, itself started by k-means++.
        - "random responsibilities": one M step from rows drawn uniformly from the simplex.
        - "given means": the argument `means`.

        Where a method gives means only, the weights are 1/K and every covariance is that of all
        points together, restricted to the type.
    seed : int
        Same seed, same start. "spread" and "given means" draw nothing.
    means : array (K, D), optional
        For "given means", and for no other method.

    Returns
    -------
    Mixture

    Raises
    ------
    ValueError
        If an argument is not what is said above, if all points are equal, or if fewer than K
        points are different where K different ones are wanted.
    """
    array, count = _checked(points, n_components, covariance_type, method)
    generator = np.random.default_rng(check_count(seed, "seed", low=0))
    if method != "given means":
        if means is not None:
            raise ValueError(f"means may be given only for method 'given means'; it was {method!r}")
        return METHODS[method](array, count, covariance_type, generator)
    if means is None:
        raise ValueError("means must be given for method 'given means'; it was None")
    given = check_points(means, name="means")
    check_same_columns(array, given.shape[1], "the array of means")
    if len(given) != count:
        raise ValueError(f"means must have n_components = {count} rows; shape was {given.shape}")
    return _with_pooled_covariance(array, given, covariance_type)


def _checked(
    points: ArrayLike, n_components: int, covariance_type: str, method: str
) -> tuple[FloatArray, int]:
    array, count = check_points_for(points, n_components)
    _check_start(array, covariance_type, method)
    return array, count


def _check_start(points: FloatArray, covariance_type: str, method: str) -> None:
    check_choice(covariance_type, "covariance_type", tuple(COVARIANCE_TYPES))
    check_choice(method, "method", (*METHODS, "given means"))
    if (points == points[0]).all():
        raise ValueError("points must not all be equal: a mixture needs some spread to start from")


def _spread(
    points: FloatArray,
    n_components: int,
    covariance_type: str,
    generator: np.random.Generator,  # noqa: ARG001 - one signature for all methods
) -> Mixture:
    means = np.tile(np.median(points, axis=0), (n_components, 1))
    levels = (np.arange(n_components) + 0.5) / n_components
    means[:, 0] = np.quantile(points[:, 0], levels)
    variance = points.var(axis=0).mean() / n_components
    covariances = np.tile(variance * np.eye(points.shape[1]), (n_components, 1, 1))
    return Mixture(_equal_weights(n_components), means, covariances, covariance_type)


def _with_means(draw: MeansMethod) -> Method:
    def method(
        points: FloatArray, n_components: int, covariance_type: str, generator: np.random.Generator
    ) -> Mixture:
        means = draw(points, n_components, [generator])[0]
        return _with_pooled_covariance(points, means, covariance_type)

    return method


def _k_means(
    points: FloatArray, n_components: int, covariance_type: str, generator: np.random.Generator
) -> Mixture:
    centroids = plus_plus(points, n_components, [generator])[0]
    labels, centroids = settle(points, centroids, MOST_ITERATIONS)
    return _from_clusters(points, labels, centroids, covariance_type)


def _from_clusters(
    points: FloatArray, labels: Labels, centroids: FloatArray, covariance_type: str
) -> Mixture:
    try:
        return maximize(points, one_hot(labels, len(centroids)), covariance_type, 0.0, None)
    except ValueError:  # a cluster of too few points to have a covariance
        return _with_pooled_covariance(points, centroids, covariance_type)


def _random_responsibilities(
    points: FloatArray, n_components: int, covariance_type: str, generator: np.random.Generator
) -> Mixture:
    shares = generator.dirichlet(np.ones(n_components), size=len(points))
    try:
        return maximize(points, shares, covariance_type, 0.0, None)
    except ValueError:  # points on a line have no covariance of full rank
        means = (shares / shares.sum(axis=0)).T @ points
        return _with_pooled_covariance(points, means, covariance_type)


_MEANS_METHODS: Final[dict[str, MeansMethod]] = {
    "random points": random_points,
    "k-means++": plus_plus,
}

METHODS: Final[dict[str, Method]] = {
    "spread": _spread,
    "random points": _with_means(random_points),
    "k-means++": _with_means(plus_plus),
    "k-means": _k_means,
    "random responsibilities": _random_responsibilities,
}


def starts(
    prepared: Prepared,
    n_components: int,
    covariance_type: str,
    method: str,
    seeds: Sequence[int],
) -> Batch:
    """Return what `initialize` returns for each of these seeds, as one batch."""
    points, _, monomials = prepared
    _check_start(points, covariance_type, method)
    generators = [np.random.default_rng(seed) for seed in seeds]
    if method == "k-means" and monomials is not None:
        return _k_means_all(points, monomials, n_components, covariance_type, generators)
    if method not in _MEANS_METHODS:
        draw = METHODS[method]
        return Batch.of([draw(points, n_components, covariance_type, one) for one in generators])
    means = _MEANS_METHODS[method](points, n_components, generators)
    # Weights and covariances are the same for all.
    first = _with_pooled_covariance(points, means[0], covariance_type)
    return Batch(
        *(
            means
            if name == "means"
            else np.broadcast_to(getattr(first, name), (len(seeds), *getattr(first, name).shape))
            for name in Batch._fields
        )
    )


def _k_means_all(
    points: FloatArray,
    monomials: Monomials,
    n_components: int,
    covariance_type: str,
    generators: Sequence[np.random.Generator],
) -> Batch:
    centroids = plus_plus(points, n_components, generators)
    labels, centroids = settle_all(points, centroids, MOST_ITERATIONS)
    numbers = np.arange(n_components)[:, np.newaxis]
    moments = np.stack([(own == numbers).astype(np.float64) @ monomials.rows.T for own in labels])
    batch, exact = maximize_all(moments, monomials, covariance_type, 0.0, None)
    for run in np.flatnonzero(~exact).tolist():
        mixture = _from_clusters(points, labels[run], centroids[run], covariance_type)
        batch.replace(run, mixture)
    return batch


def _with_pooled_covariance(points: FloatArray, means: FloatArray, covariance_type: str) -> Mixture:
    n_components, n_dimensions = means.shape
    weights = _equal_weights(n_components)
    deviations = points - points.mean(axis=0)
    pooled = deviations.T @ deviations / len(points)
    pooled = (pooled + pooled.T) / 2.0
    covariances = np.repeat(pooled[np.newaxis], n_components, axis=0)
    covariances = COVARIANCE_TYPES[covariance_type].restrict(covariances, weights)
    try:
        return Mixture(weights, means, covariances, covariance_type)
    except ValueError:  # points on a line: start round
        variance = np.trace(pooled) / n_dimensions
        covariances = np.tile(variance * np.eye(n_dimensions), (n_components, 1, 1))
        return Mixture(weights, means, covariances, covariance_type)


def _equal_weights(n_components: int) -> FloatArray:
    return np.full(n_components, 1.0 / n_components)
