"""A component that shrinks onto one point, and what stops it, beside SciPy and the algebra."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

import datasets
from app.messages import handle, session_from
from app.models import PRIOR_POINTS, mean_variance
from app.session import Session
from app.settings import changed, defaults
from app.starts import GIVEN
from app.tools.shrink import deviations
from gmm_core import Phase, StopReason

START = "wide on one point"


@pytest.fixture
def session():
    opened = Session()
    opened.open("collapse")
    opened.runs.extend_to(2_002)
    return opened


def looked(session, cursor=None):
    at = session.sent if cursor is None else cursor
    message = {"do": "look", "run": session.run, "cursor": at, "tools": {"shrink": {}}}
    [answer] = handle(session, message)
    return answer["tools"]["shrink"]


def test_it_begins_as_stated(session):
    start = session.runs.mixture.states[0].mixture
    points, groups = session.runs.dataset.points, session.runs.dataset.groups
    np.testing.assert_allclose(start.weights, [0.95 / 3] * 3 + [0.05])
    np.testing.assert_allclose(start.covariances, np.array([1, 1, 1, 9])[:, None, None] * np.eye(2))
    assert start.means[3].tolist() == points[0].tolist()
    assert np.flatnonzero(groups == 3).tolist() == [0]
    assert np.linalg.norm(start.means[:3] - points[0], axis=1).min() == pytest.approx(8, abs=1e-5)


def test_it_collapses_slowly_enough_to_be_watched_and_the_last_good_state_stays(session):
    run = session.runs.mixture
    assert run.stop_reason is StopReason.COLLAPSED
    last = run.states[-1]
    assert last.phase is Phase.E
    assert last.iteration >= 4
    assert np.isfinite(last.log_likelihood)
    assert (np.linalg.eigvalsh(last.mixture.covariances) > 0).all()
    answer = looked(session)
    assert answer["collapsed"] is True
    assert answer["component"] == 3
    assert len(answer["path"]) == last.iteration + 1
    assert looked(session, cursor=2)["collapsed"] is False


def test_the_path_is_scipys(session):
    points, run = session.runs.dataset.points, session.runs.mixture
    whole = [state for state in run.states if state.phase is not Phase.E]
    for (deviation, value), state in zip(looked(session)["path"], whole, strict=True):
        mixture = state.mixture
        area = np.linalg.det(mixture.covariances[3])
        assert deviation == pytest.approx(area**0.25, rel=1e-6)
        parts = zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        density = sum(w * multivariate_normal(m, c).pdf(points) for w, m, c in parts)
        assert value == pytest.approx(np.log(density).sum(), rel=1e-9)


def test_at_the_end_each_factor_of_e_gains_two_nats(session):
    """One point's density is 1 / (2π σ²): the climb is a straight line over log σ."""
    (sigma, low), (narrower, high) = looked(session)["path"][-2:]
    assert (high - low) / np.log(sigma / narrower) == pytest.approx(2.0, rel=0.15)


@pytest.mark.parametrize("model", ["ridge", "prior"])
def test_both_ways_on_end_finite_where_the_algebra_says(session, model):
    told = {one["model"]: one for one in looked(session)["rests"]}[model]
    session.change({"model": model})
    session.runs.extend_to(2_002)
    run, points = session.runs.mixture, session.runs.dataset.points
    assert run.stop_reason is StopReason.CONVERGED
    assert told["log_likelihood"] == run.states[-1].log_likelihood
    assert told["iterations"] == run.states[-1].iteration
    assert told["deviation"] == deviations(run.states[-1].mixture)[3]
    # Alone on one point S = 0: what is left is the ridge, or the prior's share.
    added = session.settings.strength * mean_variance(points)
    alone = added if model == "ridge" else PRIOR_POINTS * added / (1.0 + PRIOR_POINTS)
    assert told["deviation"] ** 2 == pytest.approx(alone, rel=0.25)


def test_the_start_belongs_to_its_data_and_its_number_of_components():
    settings = changed(defaults("lonely"), {"start": START, "k": 2})
    assert (settings.start, settings.k) == (START, 4)
    assert changed(settings, {"k": 3}).start == datasets.describe("lonely").default_start
    assert changed(settings, {"k": 4}).start == START
    assert changed(settings, {"n": 80, "covariance": "diag"}).start == START
    assert changed(settings, {"data": "blobs"}).start != START
    assert changed(settings, {"means": [[0, 0]]}).start not in GIVEN
    with pytest.raises(ValueError, match=r"^Start cannot be 'wide on one point'"):
        changed(defaults("blobs"), {"start": START})


@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
def test_the_start_takes_every_covariance_type(kind):
    session, notice = session_from({"data": "lonely", "start": START, "covariance": kind})
    assert (session.settings.start, notice) == (START, "")
    assert session.runs.mixture.states[0].mixture.covariance_type == kind


def test_a_new_start_is_drawn_at_random():
    session = Session({"data": "lonely", "start": START})
    assert "drawn at random" in session.new_start()
    assert session.settings.start == "random points"


def test_a_model_without_a_log_likelihood_and_very_many_points_are_no_trouble():
    session = Session({"data": "lonely", "model": "process"})
    assert looked(session)["path"] == []
    assert looked(Session({"data": "blobs", "n": 2_001}))["rests"] == []


def missions(session):
    message = {"do": "look", "run": session.run, "cursor": session.sent, "tools": {}}
    [answer] = handle(session, message)
    return answer["missions"]


def test_the_mission_is_done_by_a_collapse_and_by_nothing_else():
    kept = Session({"data": "blobs"})
    kept.move_to(kept.sent)
    assert "make-it-collapse" not in missions(kept)
    done = []
    for seed in range(20):
        session = Session({"data": "blobs", "n": 50, "k": 10, "start": "random points"})
        session.change({"seed": seed})
        while session.move_to(session.sent):
            pass
        collapsed = session.runs.mixture.stop_reason is StopReason.COLLAPSED
        assert ("make-it-collapse" in missions(session)) is collapsed
        done.append(collapsed)
    # It takes a reader a few tries at most.
    assert sum(done) >= 5
