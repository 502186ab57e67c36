"""Starts that a scikit-learn model gives: the same numbers as it has, and the same next step."""

import re
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal
from sklearn.cluster import DBSCAN, KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

import datasets
from app import EMStepper

FAITHFUL = datasets.load("faithful").points
IRIS = np.hstack(
    [
        datasets.load("iris", columns=columns).points
        for columns in (
            ["sepal length (cm)", "sepal width (cm)"],
            ["petal length (cm)", "petal width (cm)"],
        )
    ]
)
TYPES = ("full", "tied", "diag", "spherical")


def at(stepper, half_step):
    """Return a stepper whose browser is at a half-step."""
    component = stepper.__panel__()
    component._send_msg = lambda _answer: None
    component._handle_msg({"do": "at", "run": 0, "cursor": half_step, "view": "one"})
    return stepper


def fitted(estimator, points):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return estimator.fit(points)


@pytest.mark.parametrize("kind", TYPES)
def test_a_fitted_one_is_begun_where_it_ended(kind):
    model = fitted(GaussianMixture(3, covariance_type=kind, random_state=1, max_iter=4), FAITHFUL)
    stepper = EMStepper.from_sklearn(model, FAITHFUL)
    assert stepper.settings.covariance == stepper.mixture.covariance_type == kind
    np.testing.assert_allclose(stepper.mixture.weights, model.weights_, rtol=1e-12)
    np.testing.assert_allclose(stepper.mixture.means, model.means_, rtol=1e-12)
    assert stepper.log_likelihood == pytest.approx(model.score(FAITHFUL) * 272, rel=1e-12)
    shares = at(stepper, 1).responsibilities
    np.testing.assert_allclose(shares, model.predict_proba(FAITHFUL), atol=1e-10)


@pytest.mark.parametrize("kind", TYPES)
def test_one_that_is_not_fitted_takes_the_same_first_step(kind):
    begun = fitted(GaussianMixture(2, covariance_type=kind, random_state=3, max_iter=1), FAITHFUL)
    given = {
        "weights_init": begun.weights_,
        "means_init": begun.means_,
        "precisions_init": begun.precisions_,
    }
    model = GaussianMixture(2, covariance_type=kind, reg_covar=0.0, max_iter=1, tol=0, **given)
    stepper = at(EMStepper.from_sklearn(model, FAITHFUL), 2)
    fitted(model, FAITHFUL)
    np.testing.assert_allclose(stepper.mixture.weights, model.weights_, rtol=1e-9)
    np.testing.assert_allclose(stepper.mixture.means, model.means_, rtol=1e-9)
    assert stepper.log_likelihood == pytest.approx(model.score(FAITHFUL) * 272, rel=1e-11)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("kmeans", "k-means"),
        ("k-means++", "k-means++"),
        ("random", "random responsibilities"),
        ("random_from_data", "random points"),
    ],
)
def test_ways_to_begin_have_names_of_ours(theirs, ours):
    model = GaussianMixture(4, init_params=theirs, random_state=7, covariance_type="diag")
    settings = EMStepper.from_sklearn(model, FAITHFUL).settings
    assert (settings.k, settings.start, settings.seed) == (4, ours, 7)
    assert (settings.covariance, settings.model) == ("diag", "EM")
    assert EMStepper.from_sklearn(GaussianMixture(), FAITHFUL).settings.seed == 0


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("columns", [None, (3, 1)])
def test_of_more_columns_the_marginal_on_two_is_begun_at(kind, columns):
    model = fitted(GaussianMixture(2, covariance_type=kind, random_state=0), IRIS)
    stepper = EMStepper.from_sklearn(model, IRIS, columns)
    plane = list(columns or (0, 1))
    matrices = {
        "full": lambda c: c,
        "tied": lambda c: np.array([c, c]),
        "diag": lambda c: np.array([np.diag(each) for each in c]),
        "spherical": lambda c: np.array([each * np.eye(4) for each in c]),
    }[kind](model.covariances_)
    density = sum(
        weight * multivariate_normal(mean[plane], matrix[np.ix_(plane, plane)]).pdf(IRIS[:, plane])
        for weight, mean, matrix in zip(model.weights_, model.means_, matrices, strict=True)
    )
    assert stepper.columns == tuple(f"x{number}" for number in plane)
    assert stepper.log_likelihood == pytest.approx(np.log(density).sum(), rel=1e-10)


@pytest.mark.parametrize(
    ("kind", "ours"), [("dirichlet_process", "process"), ("dirichlet_distribution", "dirichlet")]
)
def test_a_bayesian_one_keeps_its_prior_on_the_weights(kind, ours):
    model = BayesianGaussianMixture(n_components=12, weight_concentration_prior_type=kind)
    settings = EMStepper.from_sklearn(model, FAITHFUL).settings
    assert (settings.k, settings.model) == (12, ours)
    assert settings.strength == pytest.approx(1 / 12)
    model = BayesianGaussianMixture(
        n_components=3,
        weight_concentration_prior_type=kind,
        weight_concentration_prior=20.0,
        random_state=0,
    )
    stepper = EMStepper.from_sklearn(fitted(model, FAITHFUL), FAITHFUL)
    assert stepper.settings.strength == 20.0
    assert stepper.settings.start == "given means"
    assert np.abs(stepper.mixture.means - model.means_).max() < 0.5
    plain = EMStepper.from_sklearn(model, FAITHFUL, model="EM")
    np.testing.assert_allclose(plain.mixture.means, model.means_, rtol=1e-12)


def test_k_means_is_begun_at_its_centres():
    model = KMeans(3, random_state=0, n_init=1).fit(FAITHFUL)
    stepper = EMStepper.from_sklearn(model, FAITHFUL)
    np.testing.assert_allclose(stepper.mixture.means, model.cluster_centers_, rtol=1e-12)
    centres = [[2.0, 55.0], [4.0, 80.0]]
    begun = EMStepper.from_sklearn(KMeans(2, init=centres), FAITHFUL)
    assert begun.mixture.means.tolist() == centres
    settings = EMStepper.from_sklearn(KMeans(5, init="random", random_state=2), FAITHFUL).settings
    assert (settings.k, settings.start, settings.seed) == (5, "random points", 2)


def test_a_table_s_columns_are_those_that_the_model_was_fitted_to():
    table = pd.DataFrame(IRIS, columns=list("abcd")).assign(kind="iris")
    model = fitted(GaussianMixture(2, random_state=0), table[["d", "b"]])
    stepper = EMStepper.from_sklearn(model, table)
    assert stepper.columns == ("d", "b")
    assert stepper.log_likelihood == pytest.approx(model.score(table[["d", "b"]]) * 150, rel=1e-12)


def test_what_the_model_says_may_be_said_otherwise():
    stepper = EMStepper.from_sklearn(GaussianMixture(2), FAITHFUL, n_components=4, seed=9)
    assert (stepper.settings.k, stepper.settings.seed) == (4, 9)


@pytest.mark.parametrize(
    ("model", "points", "sentence"),
    [
        (DBSCAN(), FAITHFUL, "A DBSCAN cannot be stepped: give a GaussianMixture"),
        (GaussianMixture(11), FAITHFUL, "Components cannot be 11"),
        (GaussianMixture(2, weights_init=[0.5, 0.5]), FAITHFUL, "needs means_init as well"),
        (GaussianMixture(2).fit(IRIS[:, :2]), IRIS, "fitted to other columns"),
        (GaussianMixture(2, means_init=[[1], [2]]), FAITHFUL, "fitted to other columns"),
    ],
    ids=str,
)
def test_what_cannot_be_begun_is_refused_with_a_sentence(model, points, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        EMStepper.from_sklearn(model, points)


def test_scikit_learn_is_not_imported_by_us():
    asks = "import sys; from app import EMStepper; print('sklearn' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
