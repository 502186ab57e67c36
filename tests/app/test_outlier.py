"""One point far out, beside scikit-learn's mixture and SciPy's Student-t densities."""

import numpy as np
import pytest
from scipy.stats import multivariate_t
from sklearn.mixture import GaussianMixture

from app.messages import handle
from app.session import Session
from app.settings import changed, defaults
from app.tools import outlier

PLACE = (0.0, 33.5)


@pytest.fixture
def session():
    opened = Session()
    opened.open("outlier")
    return opened


def looked(session):
    [answer] = handle(
        session, {"do": "look", "run": session.run, "cursor": 0, "tools": {"outlier": {}}}
    )
    return answer["tools"]["outlier"]


def their_means(points, start):
    """Where scikit-learn's mixture ends from a start."""
    theirs = GaussianMixture(
        start.n_components,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=np.linalg.inv(start.covariances),
        reg_covar=0.0,
        tol=1e-12,
        max_iter=2000,
    )
    return theirs.fit(points).means_


def test_the_outlier_is_one_point_more_and_the_start_does_not_know_of_it(session):
    settings, dataset = session.settings, session.runs.dataset
    assert settings.outlier == PLACE
    assert len(dataset.points) == settings.n + 1 == 61
    assert tuple(dataset.points[-1]) == PLACE
    assert dataset.groups[-1] == 3
    assert "(0, 33.5)" in dataset.source
    start = session.runs.mixture.states[0].mixture
    session.change({"outlier": None})
    assert len(session.runs.dataset.points) == 60
    without = session.runs.mixture.states[0].mixture
    np.testing.assert_array_equal(start.means, without.means)
    np.testing.assert_array_equal(start.covariances, without.covariances)


def test_the_gaussian_is_moved_as_scikit_learns_is(session):
    answer, points = looked(session), session.runs.dataset.points
    start = session.runs.mixture.states[0].mixture
    without, with_it = their_means(points[:-1], start), their_means(points, start)
    nearest = np.linalg.norm(without - PLACE, axis=1).argmin()
    moved = np.linalg.norm(with_it[nearest] - without[nearest])
    gaussian = answer["shifts"][0]
    assert gaussian["component"] == nearest
    # The page's runs stop at a gain that nobody sees, theirs goes on to 1e-12.
    assert gaussian["moved"] == pytest.approx(moved, abs=0.01)


def test_the_t_beside_is_at_rest_under_scipys_densities(session):
    drawn, points = looked(session)["beside"], session.runs.dataset.points
    weights, means = np.array(drawn["weights"]), np.array(drawn["means"])
    scales = np.array(drawn["covariances"])[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    pairs = list(zip(means, scales, strict=True))
    densities = np.column_stack([multivariate_t(m, s, df=4).pdf(points) for m, s in pairs])
    shares = densities * weights
    shares /= shares.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(drawn["shares"].reshape(-1, 3), shares, atol=1e-8)
    # Another M step leaves it where it is (McLachlan and Peel 2000, section 7.5).
    for k, (mean, scale) in enumerate(pairs):
        away = points - mean
        squared = np.einsum("nd,dn->n", away, np.linalg.solve(scale, away.T))
        counted = shares[:, k] * 6.0 / (4.0 + squared)
        assert np.average(points, axis=0, weights=counted) == pytest.approx(mean, abs=0.01)


def test_the_ratio_is_that_of_the_two_shifts_and_the_t_holds_still(session):
    answer = looked(session)
    gaussian, fixed, free = answer["shifts"]
    assert answer["ratio"] == gaussian["moved"] / fixed["moved"] >= 5
    assert gaussian["degrees"] is None
    assert fixed["degrees"] == 4.0
    assert free["degrees"] != 4.0
    assert gaussian["widest"][1] > 3 * gaussian["widest"][0]
    assert fixed["widest"][1] < 1.5 * fixed["widest"][0]


def test_without_an_outlier_there_is_nothing_to_compare(session):
    session.change({"outlier": None})
    answer = looked(session)
    assert (answer["place"], answer["shifts"], answer["ratio"]) == (None, [], None)


def test_what_is_fitted_at_every_move_is_small():
    settings = changed(defaults("blobs"), {"n": 600, "outlier": [0, 30]})
    assert outlier.shifts(settings) == {}
    assert looked(Session({"data": "blobs", "n": 600, "outlier": [0, 30]}))["possible"] is False


@pytest.mark.parametrize(
    "value",
    [[1], [1, 2, 3], ["0", "1"], [True, 0], [0, float("nan")], [0, 1e101], "0,1", 3, {"x": 1}],
)
def test_an_impossible_place_is_refused_with_a_sentence(session, value):
    before = session.settings
    [answer] = handle(session, {"do": "set", "values": {"outlier": value}})
    assert answer["kind"] == "refusal"
    assert answer["notice"].startswith("Outlier cannot be ")
    assert session.settings is before


def test_whoever_follows_a_point_goes_on_following_it_while_the_outlier_moves(session):
    session.selected = 7
    for place in ([1.0, 30.0], [2.0, 20.0], None, [3.0, 3.0]):
        session.change({"outlier": place})
        assert session.selected == 7
    session.selected = 60
    session.change({"outlier": None})
    assert session.selected < 60


def test_other_data_and_other_columns_have_no_outlier(session):
    session.change({"data": "iris"})
    assert session.settings.outlier is None
    session.change({"outlier": [1, 1]})
    session.change({"columns": ["sepal length (cm)", "petal width (cm)"]})
    assert session.settings.outlier is None
