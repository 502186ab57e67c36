"""How likely new points are, beside SciPy's Student-t densities and scikit-learn's mixture."""

import numpy as np
import pytest
from scipy.stats import multivariate_t
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

import datasets
from app.messages import handle
from app.session import Session
from app.settings import defaults
from app.tools import held_out
from gmm_core import select_components

from .asking import take_to_the_end, worked_out

TOOLS = {"held_out": {"started": True}}


@pytest.fixture
def session():
    opened = Session()
    opened.open("heavy")
    take_to_the_end(opened)
    yield opened
    opened.close()


def looked(session, tools=TOOLS):
    asked = {"do": "look", "run": session.run, "cursor": session.sent, "tools": tools}
    [answer] = handle(session, asked)
    return answer["tools"]["held_out"]


def test_new_points_are_not_those_that_were_fitted():
    settings = defaults("heavy")
    fresh = held_out.held_out(settings)
    fitted = datasets.load("heavy", settings.n, settings.data_seed, settings.columns).points
    assert fresh.shape == (held_out.N_HELD_OUT, 2)
    assert not {map(tuple, fitted)} & {map(tuple, fresh)}
    assert held_out.held_out(defaults("faithful")) is None


def test_the_t_mixture_has_scipys_density(session):
    mixture = session.runs.mixture.states[-1].mixture
    fresh = held_out.held_out(session.settings)
    parts = zip(
        mixture.weights,
        mixture.gaussian.means,
        mixture.gaussian.covariances,
        mixture.degrees_of_freedom,
        strict=True,
    )
    density = sum(w * multivariate_t(mean, scale, df=nu).pdf(fresh) for w, mean, scale, nu in parts)
    shown = looked(session)
    assert shown["shown"] == pytest.approx(np.log(density).mean(), abs=1e-9)
    assert shown["degrees"] == pytest.approx(mixture.degrees_of_freedom[0])
    assert (shown["k"], shown["title"]) == (3, "Student-t, ν estimated")


def test_gaussians_are_those_that_bic_compares_and_have_scikit_learns_density(session):
    assert looked(session)["found"] is None
    worked_out(session, "held_out")
    found = looked(session)["found"]
    selected = select_components(session.runs.dataset.points, range(1, 9), n_init=5)
    assert found["sizes"] == list(range(1, 9))
    assert found["bic"] == selected.bic.tolist()
    assert found["wants"] == selected.best_n_components
    fresh = held_out.held_out(session.settings)
    for value, fit, drawn in zip(found["held_out"], selected.fits, found["fits"], strict=True):
        theirs = GaussianMixture(fit.mixture.n_components)
        theirs.weights_, theirs.means_ = fit.mixture.weights, fit.mixture.means
        theirs.precisions_cholesky_ = np.linalg.cholesky(np.linalg.inv(fit.mixture.covariances))
        assert value == pytest.approx(theirs.score(fresh), abs=1e-9)
        assert drawn["means"] == fit.mixture.means.tolist()
        assert [row[1] for row in drawn["covariances"]] == fit.mixture.covariances[:, 0, 1].tolist()


def test_a_gaussian_mixture_is_no_likelier_than_itself(session):
    session.change({"model": "EM"})
    take_to_the_end(session)
    worked_out(session, "held_out")
    shown = looked(session)
    assert shown["degrees"] is None
    # From one start it may end below the best of five.
    assert shown["shown"] == pytest.approx(shown["found"]["held_out"][2], abs=0.1)


def test_real_data_have_no_new_points(session):
    session.change({"data": "iris"})
    assert worked_out(session, "held_out")["error"].startswith("These are all the points")
    shown = looked(session)
    assert (shown["shown"], shown["found"]) == (None, None)


@pytest.mark.parametrize("options", [{"started": 1}, {"beside": 0}, {"beside": 9}, {"size": 2}])
def test_an_impossible_option_is_refused(session, options):
    asked = {"do": "look", "run": session.run, "cursor": 0, "tools": {"held_out": options}}
    [answer] = handle(session, asked)
    assert answer["kind"] == "refusal"


def test_a_lopsided_group_is_shared_by_gaussians_as_scikit_learn_shares_it():
    session = Session()
    session.open("skew")
    take_to_the_end(session)
    worked_out(session, "held_out")
    asked = {"do": "look", "run": session.run, "cursor": session.sent, "tools": TOOLS}
    [answer] = handle(session, asked)
    told = {claim["says"]: claim["value"] for claim in answer["claims"]}
    found, dataset = answer["tools"]["held_out"]["found"], session.runs.dataset
    drawn = found["fits"][found["wants"] - 1]
    theirs = GaussianMixture(found["wants"])
    theirs.weights_, theirs.means_ = np.array(drawn["weights"]), np.array(drawn["means"])
    covariances = np.array(drawn["covariances"])[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    theirs.precisions_cholesky_ = np.linalg.cholesky(np.linalg.inv(covariances))
    shares, labels = theirs.predict_proba(dataset.points), theirs.predict(dataset.points)
    lopsided = dataset.groups == 0
    on_it = (shares[lopsided].sum(axis=0) > shares[~lopsided].sum(axis=0)).sum()
    assert told["Gaussians that BIC wants, for 2 groups"] == str(found["wants"])
    assert told["of them on the lopsided group"] == str(on_it)
    agreement = adjusted_rand_score(dataset.groups, labels)
    assert told["of those that BIC wants"] == f"{agreement:.2f}"
    session.close()
