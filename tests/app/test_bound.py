"""The parts of the log-likelihood beside their definitions, worked out with SciPy."""

import numpy as np
import pytest
from scipy.special import logsumexp, xlogy
from scipy.stats import entropy, multivariate_normal

from app.measures import MEASURES
from app.messages import handle
from app.session import Session
from app.tools.bound import BOUND, NEWEST
from app.view import View

GAUSSIAN = ["EM", "ridge", "prior"]


def begun(**settings):
    session = Session(settings)
    while session.move_to(session.sent):
        pass
    return session


@pytest.fixture(scope="module")
def session():
    return begun(data="overlap")


def looked(session, half_step):
    view = View(session.settings, session.runs, half_step, 0)
    return view, BOUND.show(view, {})


def by_definition(points, mixture, shares):
    """Log-likelihood, bound and gap."""
    terms = np.column_stack(
        [
            np.log(weight) + multivariate_normal(mean, covariance).logpdf(points)
            for weight, mean, covariance in zip(
                mixture.weights, mixture.means, mixture.covariances, strict=True
            )
        ]
    )
    log_density = logsumexp(terms, axis=1)
    posterior = np.exp(terms - log_density[:, None])
    bound = (shares * terms).sum() - xlogy(shares, shares).sum()
    return log_density.sum(), bound, entropy(shares, posterior, axis=1).sum()


@pytest.mark.parametrize("half_step", [1, 2, 3, 6, 7, 40])
def test_parts_are_those_of_the_state_shown(session, half_step):
    view, answer = looked(session, half_step)
    newest = answer["halves"][-1]
    state = view.mixture
    expected = by_definition(view.runs.dataset.points, state.mixture, state.responsibilities)
    told = [newest[name] for name in ("log_likelihood", "bound", "gap")]
    np.testing.assert_allclose(told, expected, rtol=1e-10, atol=1e-7)
    assert newest["half"] == ("E" if half_step % 2 else "M")
    assert newest["iteration"] == (half_step + 1) // 2


def test_a_half_step_is_named_as_the_counter_will_name_it(session):
    _, answer = looked(session, 7)
    named = [(one["half"], one["iteration"]) for one in answer["halves"]]
    assert len(named) == NEWEST
    assert named == [("E", 2), ("M", 2), ("E", 3), ("M", 3), ("E", 4)]


@pytest.mark.parametrize("model", GAUSSIAN)
def test_e_closes_the_gap_and_m_raises_the_bound(model):
    session = begun(data="overlap", model=model)
    for half_step in range(1, min(session.sent, 60) + 1):
        view, answer = looked(session, half_step)
        size = abs(answer["halves"][-1]["log_likelihood"])
        assert MEASURES["gap_after_e"](view) <= 1e-9
        assert MEASURES["bound_and_gap_error"](view) <= 1e-9
        # A naive ridge is added behind the M step's back, which may lower the bound.
        if half_step > 1 and model == "EM":
            assert MEASURES["bound_rise"](view) >= -1e-9 * size
        low, high = answer["scale"]
        for one in answer["halves"]:
            assert low < one["bound"] <= one["bound"] + one["gap"] <= high + 1e-9 * size


def test_there_is_nothing_to_show_before_the_first_e_step(session):
    view, answer = looked(session, 0)
    assert answer == {"halves": [], "scale": None, "rise": None, "possible": True}
    for name in ("gap_after_e", "bound_and_gap_error", "bound_rise"):
        assert MEASURES[name](view) is None


@pytest.mark.parametrize("model", ["student", "process", "limit"])
def test_other_models_are_not_taken_apart(model):
    _, answer = looked(begun(data="blobs", model=model), 4)
    assert not answer["possible"]
    assert answer["halves"] == []


def test_one_component_has_no_gap_and_a_scale_nevertheless():
    session = begun(data="blobs", k=1)
    _, answer = looked(session, session.sent)
    assert max(one["gap"] for one in answer["halves"]) < 1e-9
    low, high = answer["scale"]
    assert low < high


@pytest.mark.parametrize("options", [{"kind": 1}, [], "all", 3])
def test_it_has_no_options(session, options):
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"bound": options}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
