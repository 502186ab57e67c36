"""Three ways to count components, beside scikit-learn and beside closed forms."""

from concurrent.futures import wait

import numpy as np
import pytest
from scipy.special import digamma
from scipy.stats import multivariate_normal
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture
from threadpoolctl import threadpool_limits

import datasets
from app.messages import handle
from app.session import Session
from app.tools.criteria import IN_USE, K_OF_PROCESS, SIZES, count
from gmm_core import variational_prior, variational_start

OTHER_SEEDS = range(20, 30)
ENOUGH = 8


@pytest.fixture(scope="module")
def found():
    shares = []
    result = count(datasets.load("blobs"), shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    return result


def claims_of(seed=None):
    session = Session()
    session.open("criteria")
    if seed is not None:
        session.change({"data_seed": seed})
    while session.move_to(session.sent):
        pass
    message = {"do": "work", "run": session.run, "name": "criteria", "options": {}}
    list(handle(session, message))
    wait([session.jobs._jobs["criteria"].future])
    tools = {"criteria": {"started": True}}
    asked = {"do": "look", "run": session.run, "cursor": session.sent, "tools": tools}
    [answer] = handle(session, asked)
    session.close()
    return answer["claims"]


def test_the_claims_hold_on_their_own_data_and_on_most_other_draws():
    told = [claims_of(seed) for seed in (None, *OTHER_SEEDS)]
    assert {len(claims) for claims in told} == {4}
    held = [{claim["verdict"] for claim in claims} == {"holds"} for claims in told]
    assert held[0], told[0]
    assert sum(held[1:]) >= ENOUGH, told


def test_bic_is_scikit_learns(found):
    points = datasets.load("blobs").points
    with threadpool_limits(1):
        theirs = [
            GaussianMixture(k, n_init=10, reg_covar=0, tol=1e-7, max_iter=500, random_state=0)
            .fit(points)
            .bic(points)
            for k in (1, 2, 3)
        ]
    assert found["bic"][:3] == pytest.approx(theirs, abs=0.01)
    assert found["numbers"] == [6 * k - 1 for k in SIZES]


def test_dic_of_one_gaussian_is_its_closed_form(found):
    """Murphy (2007), equations 217 to 221; with one component q is the exact posterior."""
    points = datasets.load("blobs").points
    prior = variational_prior(points, 1, "full", "dirichlet_distribution", concentration=1.0)
    b, v, m = prior.mean_precision, prior.degrees_of_freedom, prior.mean
    n, d = points.shape
    mean = points.mean(axis=0)
    b_n, v_n, m_n = b + n, v + n, (b * m + n * mean) / (b + n)
    scatter = (points - mean).T @ (points - mean)
    shift = b * n / (b + n) * np.outer(mean - m, mean - m)
    scale = np.linalg.inv(prior.covariance + scatter + shift)
    log_determinant = d * np.log(2.0) + np.linalg.slogdet(scale)[1]
    log_determinant += digamma((v_n - np.arange(d)) / 2.0).sum()
    squares = np.einsum("ni,ij,nj->", points - m_n, v_n * scale, points - m_n)
    expected = 0.5 * (n * (log_determinant - d * np.log(2.0 * np.pi) - d / b_n) - squares)
    at = multivariate_normal(m_n, np.linalg.inv(v_n * scale)).logpdf(points).sum()
    # By Bayes' rule log q(θ)/p(θ) = log p(X | θ) − log p(X), at θ̃ and on average.
    assert found["effective"][0] == pytest.approx(2.0 * (at - expected), rel=1e-9)
    assert found["dic"][0] == pytest.approx(4.0 * (at - expected) - 2.0 * at, rel=1e-9)


def test_the_process_is_scikit_learns_from_the_same_shares(found):
    points = datasets.load("blobs").points
    theirs = FromShares(
        n_components=K_OF_PROCESS,
        weight_concentration_prior_type="dirichlet_process",
        weight_concentration_prior=1 / K_OF_PROCESS,
        reg_covar=0.0,
        tol=1e-9,
        max_iter=3_000,
    )
    theirs.shares = variational_start(points, K_OF_PROCESS, "k-means", 0)
    with threadpool_limits(1):
        weights = np.sort(theirs.fit(points).weights_)[::-1]
    np.testing.assert_allclose(found["weights"], weights, atol=1e-4)
    assert found["says"]["process"] == int((weights > IN_USE).sum()) == 3


class FromShares(BayesianGaussianMixture):
    """scikit-learn's, from given responsibilities."""

    def _initialize_parameters(self, X, *_arguments, **_options):  # noqa: N803
        self._initialize(X, self.shares)


def test_dic_is_almost_flat_above_the_true_number_and_bic_is_not(found):
    above = slice(2, None)
    assert np.ptp(found["dic"][above]) < 10
    assert np.ptp(found["bic"][above]) > 50


def test_the_work_can_be_given_up():
    def tell(share):
        if share > 0.45:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        count(datasets.load("blobs", 60), tell)


def test_another_number_of_components_is_about_the_same_points_and_other_data_are_not():
    session = Session()
    session.open("criteria")
    message = {"do": "work", "run": session.run, "name": "criteria", "options": {}}
    list(handle(session, message))
    session.change({"k": 5})
    assert session.jobs.names == ("criteria",)
    session.change({"data": "moons"})
    assert session.jobs.names == ()
    session.close()


@pytest.mark.parametrize("options", [{"started": "yes"}, {"sizes": [1]}])
def test_impossible_options_are_refused_with_a_sentence(options):
    session = Session()
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"criteria": options}}
    [answer] = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
