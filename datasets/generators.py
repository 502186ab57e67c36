"""The generated sets: a seed and a number of points in, points and true groups out.

Three things hold for each of them. The same seed gives the same points everywhere (values are
rounded to six decimals, because the last bit of a sine differs between machines). Asking for more
points keeps those that were there: the first rows of a larger set are the smaller set. And groups
come in random order, but in fixed proportions, so that no group is missing by bad luck.
"""

from __future__ import annotations

import numpy as np

from datasets._types import Floats, Integers

DECIMALS = 6
BLOCK = 30  # groups have their exact share in every so many rows
GOLDEN = (np.sqrt(5) - 1) / 2


def blobs(n_points: int, seed: int, side: float = 6.0) -> tuple[Floats, Integers]:
    """Generate three unit Gaussians on the corners of an equilateral triangle.

    Parameters
    ----------
    n_points, seed : int
        How many points, and which ones.
    side : float
        The distance between any two of the means.

    Returns
    -------
    points : ndarray of shape (n_points, 2)
    groups : ndarray of int of shape (n_points,)
    """
    means = triangle(side)
    return gaussians(n_points, seed, (1 / 3, 1 / 3, 1 / 3), means, np.stack([np.eye(2)] * 3))


def triangle(side: float) -> Floats:
    """Return the corners (3, 2) of an equilateral triangle about the origin."""
    angles = np.pi / 2 + 2 * np.pi * np.arange(3) / 3
    corners: Floats = side / np.sqrt(3) * np.column_stack([np.cos(angles), np.sin(angles)])
    return corners


def overlap(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate `blobs` so close together that many points could be of two groups."""
    return blobs(n_points, seed, side=2.5)


def anomalies(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate `blobs` and, as a fourth group, one stranger in every thirty points.

    Strangers lie anywhere within 9 of the origin in each coordinate, but at least 5 standard
    deviations from the mean of every group.
    """
    means = triangle(6.0)
    weights = (10 / 30, 10 / 30, 9 / 30, 1 / 30)
    points, groups = gaussians(
        n_points, seed, weights, np.vstack([means, [0.0, 0.0]]), np.stack([np.eye(2)] * 4)
    )
    (stream,) = (
        np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)[3:]
    )
    strangers = np.flatnonzero(groups == 3)
    for row in strangers:
        while True:
            place = stream.uniform(-9.0, 9.0, size=2)
            if np.linalg.norm(place - means, axis=1).min() >= 5.0:
                break
        points[row] = rounded(place)
    return points, groups


def tilted(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate three long, thin, parallel groups at 45 degrees."""
    along, across = np.array([1.0, 1.0]) / np.sqrt(2), np.array([-1.0, 1.0]) / np.sqrt(2)
    means = 2.5 * np.array([-1.0, 0.0, 1.0])[:, None] * across
    covariance = 3.0**2 * np.outer(along, along) + 0.35**2 * np.outer(across, across)
    return gaussians(n_points, seed, (1 / 3, 1 / 3, 1 / 3), means, np.stack([covariance] * 3))


def uneven(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate three round groups of unequal size and spread."""
    means = np.array([[0.0, 0.0], [5.0, 2.0], [4.5, -3.0]])
    deviations = np.array([2.0, 0.6, 0.3])
    covariances = deviations[:, None, None] ** 2 * np.eye(2)
    return gaussians(n_points, seed, (0.6, 0.3, 0.1), means, covariances)


def moons(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate two interleaved half circles of radius 1, with noise of deviation 0.05."""
    order, noise, phase = streams(seed)
    groups = shuffled_groups(n_points, (0.5, 0.5), order)
    angles = np.pi * evenly_along(groups, phase)
    upper = np.column_stack([np.cos(angles), np.sin(angles)])
    lower = np.column_stack([1 - np.cos(angles), 0.5 - np.sin(angles)])
    curve = np.where(groups[:, None] == 0, upper, lower)
    return rounded(curve + 0.05 * noise.standard_normal((n_points, 2))), groups


def spirals(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate two spiral arms, half a turn apart, with noise of deviation 0.08."""
    order, noise, phase = streams(seed)
    groups = shuffled_groups(n_points, (0.5, 0.5), order)
    # The arc grows with the square of the angle: the root spreads the points evenly along it.
    first, last = 0.5 * np.pi, 2.75 * np.pi
    along = evenly_along(groups, phase)
    angles = np.sqrt(first**2 + (last**2 - first**2) * along)
    turned = angles + np.pi * groups
    curve = (angles / np.pi)[:, None] * np.column_stack([np.cos(turned), np.sin(turned)])
    return rounded(curve + 0.08 * noise.standard_normal((n_points, 2))), groups


def lonely(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate `blobs` whose first point is another group's only one, far from all of them.

    It lies 8 standard deviations beyond the lower left group, seen from the middle.
    """
    points, groups = blobs(n_points, seed)
    points[0], groups[0] = planted(), 3
    return points, groups


def planted() -> Floats:
    """Return the place (2,) of the first point of `lonely`."""
    corner = triangle(6.0)[1]
    return rounded(corner + 8.0 * corner / np.linalg.norm(corner))


def five(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate five unit Gaussians on the corners of a regular pentagon of side 6."""
    means = pentagon(6.0)
    return gaussians(n_points, seed, (0.2,) * 5, means, np.stack([np.eye(2)] * 5))


def pentagon(side: float) -> Floats:
    """Return the corners (5, 2) of a regular pentagon about the origin."""
    angles = np.pi / 2 + 2 * np.pi * np.arange(5) / 5
    radius = side / (2.0 * np.sin(np.pi / 5))
    corners: Floats = radius * np.column_stack([np.cos(angles), np.sin(angles)])
    return corners


def skewed(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate a lopsided group, exponential along both axes, and a round one beside it."""
    order, noise, lopsided = streams(seed)
    groups = shuffled_groups(n_points, (0.5, 0.5), order)
    corner = 1.5 * lopsided.standard_exponential((n_points, 2))
    disc = np.array([-4.0, 4.0]) + 0.8 * noise.standard_normal((n_points, 2))
    return rounded(np.where(groups[:, None] == 0, corner, disc)), groups


def heavy(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate three round groups of Student-t points with three degrees of freedom, 8 apart.

    A t point is a Gaussian one over the root of a gamma variable of mean 1, drawn for each point.
    """
    order, noise, widths = streams(seed)
    groups = shuffled_groups(n_points, (1 / 3, 1 / 3, 1 / 3), order)
    precisions = widths.chisquare(3.0, n_points) / 3.0
    away = noise.standard_normal((n_points, 2)) / np.sqrt(precisions)[:, None]
    return rounded(triangle(8.0)[groups] + away), groups


def bent(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate y over x along two lines that meet at the origin, with little noise and with much.

    On the left y = −0.8 x and its noise has deviation 0.15; on the right 0.5 x and 0.8.
    """
    order, noise, place = streams(seed)
    groups = shuffled_groups(n_points, (0.5, 0.5), order)
    left = groups == 0
    x = np.where(left, -3.0, 3.0) * place.random(n_points)
    y = np.where(left, -0.8, 0.5) * x + np.where(left, 0.15, 0.8) * noise.standard_normal(n_points)
    return rounded(np.column_stack([x, y])), groups


def sine(n_points: int, seed: int) -> tuple[Floats, Integers]:
    """Generate y = sin x with noise of deviation 0.2, over x that is Gaussian of deviation 1.5.

    The groups are those left and right of the middle.
    """
    order, noise, place = streams(seed)
    groups = shuffled_groups(n_points, (0.5, 0.5), order)
    x = np.where(groups == 0, -1.5, 1.5) * np.abs(place.standard_normal(n_points))
    y = np.sin(x) + 0.2 * noise.standard_normal(n_points)
    return rounded(np.column_stack([x, y])), groups


def gaussians(
    n_points: int, seed: int, weights: tuple[float, ...], means: Floats, covariances: Floats
) -> tuple[Floats, Integers]:
    """Generate Gaussian groups.

    Parameters
    ----------
    n_points, seed : int
        How many points, and which ones.
    weights : tuple of G floats
        The share of each group, a multiple of 1 / 30.
    means : ndarray of shape (G, 2)
    covariances : ndarray of shape (G, 2, 2)

    Returns
    -------
    points : ndarray of shape (n_points, 2)
    groups : ndarray of int of shape (n_points,)
    """
    order, noise, _ = streams(seed)
    groups = shuffled_groups(n_points, weights, order)
    factors = np.linalg.cholesky(covariances)[groups]
    deviates = noise.standard_normal((n_points, 2))
    return rounded(means[groups] + np.einsum("nij,nj->ni", factors, deviates)), groups


def streams(seed: int) -> tuple[np.random.Generator, ...]:
    """Return independent generators for the order of the groups, the noise and the phase.

    With one generator for all, asking for one point more would change every other.
    """
    return tuple(np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(3))


def shuffled_groups(
    n_points: int, weights: tuple[float, ...], generator: np.random.Generator
) -> Integers:
    """Return the group of each row: exact shares in every block of rows, in random order."""
    sizes = np.rint(BLOCK * np.array(weights)).astype(np.int64)
    block = np.repeat(np.arange(len(weights), dtype=np.int64), sizes)
    blocks = np.tile(block, (-(-n_points // BLOCK), 1))
    return generator.permuted(blocks, axis=1).ravel()[:n_points]


def evenly_along(groups: Integers, generator: np.random.Generator) -> Floats:
    """Return a place in [0, 1) along its own curve for each row.

    Multiples of the golden ratio leave no wide gap however many there are, so a curve is never
    torn by chance and more points fill in between those that are there.
    """
    places = np.empty(len(groups))
    for group, start in enumerate(generator.random(groups.max() + 1)):
        mine = groups == group
        places[mine] = (start + GOLDEN * np.arange(mine.sum())) % 1.0
    return places


def rounded(points: Floats) -> Floats:
    """Round away the digits in which machines differ."""
    return np.round(points, DECIMALS)
