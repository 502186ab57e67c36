"""What the page has to show, worked out from the engine alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import datasets
from app.settings import changed, defaults, entry_of
from gmm_core import (
    COVARIANCE_TYPES,
    EM,
    KMeans,
    Mixture,
    Timeline,
    adjusted_rand_index,
    assign,
    e_step,
    initialize,
)

from . import reading
from .driving import Stepper

Floats = NDArray[np.float64]
MINUS = "−"
SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

# Linear sRGB to cone responses, and their cube roots to Lab (Ottosson, 2020); the ways back are
# these matrices' inverses, so that nothing is taken over from the page's own mixing.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def mixed(shares: Floats, palette: list[str]) -> NDArray[np.uint8]:
    """Return the colours (N, 3) of points whose shares (N, K) of the palette these are."""
    rgb = np.array([list(bytes.fromhex(colour[1:])) for colour in palette]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab = shares @ (np.cbrt(linear @ TO_CONES.T) @ TO_LAB.T)[: shares.shape[1]]
    light = np.linalg.solve(TO_CONES, np.linalg.solve(TO_LAB, lab.T) ** 3).T.clip(0.0, 1.0)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(255 * encoded).astype(np.uint8)


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """Return by how much two sets of colours differ at most, out of 255."""
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def number(value: float) -> str:
    """Return an objective as the page writes it: about five digits that matter."""
    size = abs(value)
    digits = 1 if size >= 100 else 3 if size >= 1 else 4
    return f"{value:,.{digits}f}".replace("-", MINUS)


def read_number(text: str) -> float:
    """Return a number as the page writes it, with a power of ten or without."""
    digits, *power = text.replace(MINUS, "-").split(" × 10")
    return float(digits) * 10.0 ** int(power[0].translate(SUPERSCRIPT) if power else 0)


def agreement(value: float) -> str:
    """Return an adjusted Rand index as the page writes it: two decimals, and no minus zero."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


class Expected:
    """The two runs that settings lead to, as the engine computes them."""

    def __init__(self, **changes: object) -> None:
        settings = changed(defaults(), changes)
        self.k = settings.k
        entry = entry_of(settings)
        data = datasets.take(entry, settings.n, settings.data_seed, settings.columns)
        self.points, self.groups = data.points, data.groups
        start = initialize(
            self.points,
            settings.k,
            settings.covariance,
            settings.start,
            settings.seed,
            settings.means,
        )
        if settings.covariances is not None:
            shapes = np.array([[[xx, xy], [xy, yy]] for xx, xy, yy in settings.covariances])
            shapes = COVARIANCE_TYPES[settings.covariance].restrict(shapes, settings.weights)
            start = Mixture(settings.weights, start.means, shapes, settings.covariance)
        self.mixture = Timeline(EM(self.points, start))
        self.kmeans = Timeline(KMeans(self.points, start.means))

    def shares_at(self, cursor: int) -> tuple[Mixture, Floats]:
        """Return what the newest E step at a half-step made, and the parameters it used."""
        self.mixture.seek(cursor)
        # The state before either half holds the parameters that the shares came from.
        made_by = self.mixture.states[self.mixture.cursor - 1].mixture
        return made_by, e_step(self.points, made_by)[0]

    def labels_at(self, cursor: int) -> NDArray[np.int64]:
        """Return the clusters that the newest assignment at a half-step made."""
        self.kmeans.seek(cursor)
        return assign(self.points, self.kmeans.states[self.kmeans.cursor - 1].centroids)


def with_centres_at(means: Floats) -> Expected:
    """Return the runs that begin where the centres (K, 2) were put by hand.

    The centres alone are put elsewhere: shapes and weights stay as they were.
    """
    first = Expected().mixture.state.mixture
    triples = [[xx, xy, yy] for (xx, xy), (_, yy) in first.covariances.tolist()]
    return Expected(means=means.tolist(), covariances=triples, weights=first.weights.tolist())


def assert_shows(stepper: Stepper, expected: Expected, palette: list[str]) -> None:
    """Check that a page shows these runs at the page's cursor, in all of both panes."""
    cursor, (mixture_plot, kmeans_plot) = stepper.cursor, stepper.plots()
    mixture, kmeans = expected.mixture.seek(cursor), expected.kmeans.seek(cursor)

    for plot in (mixture_plot, kmeans_plot):
        assert np.array_equal(reading.points(plot), expected.points)
    drawn, deviation = mixture.mixture.means, expected.points.std()
    # They travel as differences in single precision, fine enough for any component.
    assert np.allclose(reading.centres(mixture_plot), drawn, rtol=0, atol=1e-6 * deviation)
    assert np.array_equal(reading.centres(kmeans_plot), kmeans.centroids)
    outlines = reading.ellipses(mixture_plot)
    for outline, k in zip(outlines, [*range(expected.k)] * 2, strict=True):
        assert_on_one_ellipse(outline, mixture.mixture.means[k], mixture.mixture.covariances[k])

    said = {name: stepper.pane(name).inner_text() for name in ("Gaussian mixture", "k-means")}
    assert number(mixture.log_likelihood) in said["Gaussian mixture"]
    if cursor == 0:
        return
    _, shares = expected.shares_at(cursor)
    labels = expected.labels_at(cursor)
    assert apart(reading.colours(mixture_plot), mixed(shares, palette)) <= 1
    assert apart(reading.colours(kmeans_plot), mixed(np.eye(expected.k)[labels], palette)) <= 1
    assert number(kmeans.inertia) in said["k-means"]
    if expected.groups is not None:
        for name, found in (("Gaussian mixture", shares.argmax(axis=1)), ("k-means", labels)):
            assert agreement(adjusted_rand_index(expected.groups, found)) in said[name]


def assert_on_one_ellipse(outline: Floats, mean: Floats, covariance: Floats) -> None:
    """Check that a closed outline keeps the same Mahalanobis distance from a mean."""
    away = outline - mean
    squared = np.einsum("nd,dn->n", away, np.linalg.solve(covariance, away.T))
    assert np.ptp(squared) <= 1e-6 * squared.mean()
