"""What stands beside the mixture, held against scikit-learn and SciPy."""

from concurrent.futures import wait
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gaussian_kde
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import NearestNeighbors

import datasets
from app.messages import handle
from app.session import Session
from app.tools.beside import GRID, MOST_POINTS, SHARES, clusters, density, suiting_radius

CHOICES = {"method": "DBSCAN", "bandwidth": None, "radius": None, "min_points": None}


def data(name, n=300, seed=1):
    entry = datasets.describe(name)
    n = min(max(n, entry.min_points), entry.max_points)
    return datasets.load(name, n, seed, entry.default_columns)


def find(method, dataset, **options):
    """What a method finds, and what it tells on the way."""
    shares = []
    found = method(dataset, CHOICES | options, shares.append)
    assert np.diff(shares).min(initial=0.0) >= 0.0
    assert shares[-1] == 1.0
    return found


def asked(session, **options):
    message = {"do": "work", "run": session.run, "name": "beside", "options": options}
    [answer] = handle(session, message)
    wait([session.jobs._jobs["beside"].future])
    [answer] = handle(session, message)
    return answer


@pytest.mark.parametrize("name", datasets.names())
@pytest.mark.parametrize("options", [{}, {"radius": 0.5, "min_points": 3}])
def test_clusters_are_scikit_learns(name, options):
    dataset = data(name)
    found = find(clusters, dataset, **options)
    theirs = DBSCAN(eps=found["radius"], min_samples=found["min_points"]).fit(dataset.points)
    np.testing.assert_array_equal(found["labels"], theirs.labels_)
    assert found["clusters"] == len(set(theirs.labels_) - {-1})
    assert found["noise"] == (theirs.labels_ == -1).sum()
    assert (found["n"], found["used"]) == (len(dataset.points),) * 2
    if dataset.groups is None:
        assert found["agreement"] is None
    else:
        # Noise is a cluster of its own.
        expected = adjusted_rand_score(dataset.groups, theirs.labels_)
        assert found["agreement"] == pytest.approx(expected, abs=1e-12)


def test_what_suits_moons_and_spirals_is_known():
    moons, spirals = find(clusters, data("moons")), find(clusters, data("spirals"))
    assert (moons["radius"], moons["min_points"]) == (0.2, 5)
    assert (spirals["radius"], spirals["min_points"]) == (0.4, 4)
    assert moons["clusters"] == spirals["clusters"] == 2
    assert min(moons["agreement"], spirals["agreement"]) >= 0.95


@pytest.mark.parametrize("name", ["blobs", "tilted", "uneven", "faithful", "iris"])
def test_elsewhere_nine_points_in_ten_are_core_points(name):
    points = data(name).points
    radius = suiting_radius(points, 5)
    counts = [
        len(near)
        for near in NearestNeighbors(radius=radius)
        .fit(points)
        .radius_neighbors(points, return_distance=False)
    ]
    assert np.mean(np.array(counts) >= 5) == pytest.approx(0.9, abs=2 / len(points) + 0.03)
    assert find(clusters, data(name))["suiting"] == radius


@pytest.mark.parametrize(
    "points", [np.zeros((60, 2)), np.repeat(np.eye(2), 30, axis=0), np.array([[1.0, 2.0]])]
)
def test_equal_points_have_a_radius_too(points):
    assert suiting_radius(points, 5) > 0


def test_of_very_many_points_a_sample_leads_and_the_others_follow():
    dataset = data("moons", 40_000)
    found = find(clusters, dataset)
    assert (found["n"], found["used"]) == (40_000, MOST_POINTS)
    assert found["agreement"] >= 0.95
    assert found["noise"] == (found["labels"] < 0).sum()
    rows = np.random.default_rng(0).choice(40_000, MOST_POINTS, replace=False)
    theirs = DBSCAN(eps=0.2, min_samples=5).fit(dataset.points[rows]).labels_
    assert adjusted_rand_score(theirs, found["labels"][rows]) == 1.0
    near = NearestNeighbors(n_neighbors=1).fit(dataset.points[rows][theirs >= 0])
    distances = near.kneighbors(dataset.points)[0][:, 0]
    np.testing.assert_array_equal(found["labels"] < 0, distances > 0.2)


def test_nothing_but_noise_is_no_trouble():
    for n in (300, 10_000):
        found = find(clusters, data("blobs", n), radius=1e-9)
        assert (found["clusters"], found["noise"]) == (0, n)


def separated(found):
    """The lines, which nan parts."""
    path = np.column_stack([found["x"], found["y"]])
    gaps = np.flatnonzero(np.isnan(path).any(axis=1))
    assert gaps[-1] == len(path) - 1
    return [part[:-1] for part in np.split(path, gaps + 1)[:-1]]


@pytest.mark.parametrize("name", ["moons", "blobs", "faithful"])
@pytest.mark.parametrize("bandwidth", [None, 0.3])
def test_contours_are_level_lines_of_scipys_density_that_hold_their_shares(name, bandwidth):
    dataset = data(name)
    found = find(density, dataset, bandwidth=bandwidth)
    theirs = gaussian_kde(dataset.points.T, bandwidth)
    assert found["bandwidth"] == pytest.approx(theirs.factor)
    heights = [theirs(line.T) for line in separated(found)]
    levels = np.array([values.mean() for values in heights])
    for values in heights:
        assert np.ptp(values) <= 0.08 * values.mean()
    drawn = theirs(theirs.resample(20_000, seed=3))
    for share in SHARES:
        level = np.quantile(drawn, 1 - share)
        assert np.abs(np.log(levels / level)).min() < 0.1


def test_a_density_of_very_many_points_is_that_of_a_sample():
    found = find(density, data("moons", 10_000))
    assert (found["n"], found["used"]) == (10_000, MOST_POINTS)
    assert found["bandwidth"] == MOST_POINTS ** (-1 / 6)
    assert len(found["x"]) < 40 * GRID


def test_what_has_been_found_is_measured_only_while_it_is_shown():
    session = Session()
    session.open("moons")

    def claimed():
        look = {"do": "look", "run": session.run, "cursor": session.sent, "tools": {}}
        [answer] = handle(session, look)
        return {row["says"]: row["value"] for row in answer["claims"]}["agreement of DBSCAN"]

    assert claimed() == "–"
    assert asked(session, method="DBSCAN")["result"]["agreement"] == 1.0
    assert claimed() == "1.00"
    asked(session, method="DBSCAN", radius=0.05)
    assert float(claimed()) < 0.9
    asked(session, method="kernel density")
    assert claimed() == "–"
    asked(session, method="k-means")
    assert claimed() == "–"
    session.close()


def test_options_of_another_method_make_no_difference():
    session = Session({"data": "moons"})
    one = asked(session, method="DBSCAN")["result"]
    assert asked(session, method="DBSCAN", bandwidth=0.7)["result"] is one
    assert asked(session, method="DBSCAN", min_points=6)["result"] is not one
    session.close()


def test_data_without_extent_are_refused_in_a_sentence():
    flat = replace(data("moons"), points=np.linspace(0.0, 1.0, 300)[:, None] * [1.0, 2.0])
    with pytest.raises(ValueError, match="extend in every direction"):
        find(density, flat)
