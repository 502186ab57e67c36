"""What stands beside the mixture: k-means, or what needs no shape, kernel density and DBSCAN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from app.checking import LARGEST_COORDINATE
from app.contours import level_lines, levels_holding
from app.options import Choice, Maybe, Number, Whole
from app.session import Session
from app.settings import POINTS
from app.tools._tool import Message, Tool
from app.view import View
from app.work import Task, Tell
from datasets import Dataset
from gmm_core import adjusted_rand_index, dbscan, kernel_log_density

Floats = NDArray[np.float64]

# Of more points than these, so many stand for all; what they find is found in seconds.
MOST_POINTS = 5_000
SEED = 0

# Radius and fewest points for DBSCAN where they are known to suit.
SUITING = {"moons": (0.2, 5), "spirals": (0.4, 4)}
FEWEST = 5
# Elsewhere the radius is such that this share of the points are core points: it cuts the sorted
# distances to the k-th neighbour near their bend (Ester, Kriegel, Sander and Xu 1996, section 4.2).
CORE = 0.9

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
GRID = 72
# Kernels whose deviation is less than this share of the data's would fall between grid places.
NARROWEST, WIDEST = 0.05, 2.0
# Standard deviations of the kernels that the grid reaches beyond the points.
REACH = 3.0
# Kernel values at a time: SciPy lets no other thread go on meanwhile.
AT_A_TIME = 250_000


def show(_view: View, options: Mapping[str, Any]) -> Message:
    """Return the method; what it finds is worked out once and does not change with the steps."""
    return {"method": options["method"]}


def work(session: Session, options: Mapping[str, Any]) -> Task:
    """Return the work of the chosen method, on the session's points."""
    settings = session.settings
    find, names = METHODS[options["method"]]
    chosen = tuple((name, options[name]) for name in ("method", *names))
    given = tuple((name, getattr(settings, name)) for name in POINTS)
    return Task("beside", given, chosen, partial(find, session.runs.dataset, options))


def stepped(_dataset: Dataset, options: Mapping[str, Any], _tell: Tell) -> Message:
    """Return nothing but the name: the runs have k-means already."""
    return {"method": options["method"]}


def clusters(dataset: Dataset, options: Mapping[str, Any], tell: Tell) -> Message:
    """Return what DBSCAN finds.

    Of more than `MOST_POINTS` points a sample is clustered, and every other point joins the
    cluster of the nearest clustered one within the radius, as border points do.

    Returns
    -------
    dict
        `labels (N,)`, −1 for noise; the numbers of `clusters` and of points that are `noise`;
        `agreement` with the true groups, in which noise is one more cluster, or None without
        groups; `radius`, `suiting` (the radius to begin with), `min_points`; `n` and `used`,
        how many points there are and how many were clustered.
    """
    rows = _sample(len(dataset.points))
    points = dataset.points[rows]
    usual_radius, usual_fewest = SUITING.get(dataset.name, (None, FEWEST))
    fewest = options["min_points"] or usual_fewest
    suiting = usual_radius or suiting_radius(points, fewest)
    radius = options["radius"] or suiting
    labels = dbscan(points, radius, fewest, progress=tell)
    if len(rows) < len(dataset.points):
        labels = _joined(dataset.points, points, labels, radius, tell)
    groups = dataset.groups
    return {
        "method": options["method"],
        "labels": labels.astype(np.int32),
        "clusters": int(labels.max()) + 1,
        "noise": int((labels < 0).sum()),
        "agreement": None if groups is None else adjusted_rand_index(groups, labels),
        "radius": float(radius),
        "suiting": float(suiting),
        "min_points": fewest,
        "n": len(dataset.points),
        "used": len(rows),
    }


def suiting_radius(points: Floats, min_points: int) -> float:
    """Return a radius within which most points have so many points, themselves among them."""
    distances = cKDTree(points).query(points, k=[min(min_points, len(points))])[0][:, 0]
    radius = float(np.quantile(distances, CORE))
    # Points that nearly all have many equals: anything above zero leaves them together.
    return radius or float(np.ptp(points, axis=0).max()) / len(points) or 1.0


def density(dataset: Dataset, options: Mapping[str, Any], tell: Tell) -> Message:
    """Return the kernel density estimate as lines around the regions where it is highest.

    Returns
    -------
    dict
        `x`, `y`, `begins` and `level`, the lines, as in `app.contours`; `shares`, what lies
        within those of each level; `bandwidth`, `suiting` (Scott's); `n` and `used`, how many
        points there are and how many carry a kernel.
    """
    rows = _sample(len(dataset.points))
    points = dataset.points[rows]
    suiting = len(points) ** (-1 / 6)
    bandwidth = options["bandwidth"] or suiting
    margin = REACH * bandwidth * points.std(axis=0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    x, y = (np.linspace(a, b, GRID) for a, b in zip(low, high, strict=True))
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    n_parts = -(-len(places) * len(points) // AT_A_TIME)
    parts = []
    for part in np.array_split(places, n_parts):
        parts.append(kernel_log_density(part, points, bandwidth))
        tell(len(parts) / n_parts)
    grid = np.concatenate(parts).reshape(GRID, GRID)
    return level_lines(x, y, grid, levels_holding(SHARES, grid)) | {
        "method": options["method"],
        "shares": list(SHARES),
        "bandwidth": float(bandwidth),
        "suiting": float(suiting),
        "n": len(dataset.points),
        "used": len(rows),
    }


def _sample(n: int) -> NDArray[np.int64]:
    if n <= MOST_POINTS:
        return np.arange(n)
    return np.sort(np.random.default_rng(SEED).choice(n, MOST_POINTS, replace=False))


def _joined(
    points: Floats, sample: Floats, labels: NDArray[np.int64], radius: float, tell: Tell
) -> NDArray[np.int64]:
    """Give every point the cluster of the nearest clustered point of the sample, if in reach."""
    clustered = labels >= 0
    if not clustered.any():
        return np.full(len(points), -1)
    tell(1.0)
    distances, nearest = cKDTree(sample[clustered]).query(points, distance_upper_bound=radius)
    # Where none is in reach, the tree answers with a number beyond its last.
    known = np.append(labels[clustered], -1)
    joined: NDArray[np.int64] = known[np.where(np.isfinite(distances), nearest, -1)]
    return joined


Find = Callable[[Dataset, Mapping[str, Any], Tell], Message]

METHODS: dict[str, tuple[Find, tuple[str, ...]]] = {
    "k-means": (stepped, ()),
    "kernel density": (density, ("bandwidth",)),
    "DBSCAN": (clusters, ("radius", "min_points")),
}
"""What finds what each method shows, and the options that it heeds."""

BESIDE = Tool(
    {
        "method": Choice(tuple(METHODS)),
        "bandwidth": Maybe(Number(1.0, NARROWEST, WIDEST)),
        "radius": Maybe(Number(1.0, 1.0 / LARGEST_COORDINATE, LARGEST_COORDINATE)),
        "min_points": Maybe(Whole(FEWEST, 1, 100)),
    },
    show,
    work,
)
