"""What climbs and what falls from a maximum, beside scikit-learn's log-likelihoods."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from app.messages import handle, session_from
from app.runs import LEVEL, MOST_TO_A_MAXIMUM
from app.session import Session
from app.tools.climb import COMPARED, climb, drop, relative_drop
from gmm_core import Phase, StopReason, Timeline, e_step, em_step


@pytest.fixture
def session():
    opened = Session()
    opened.open("monotone")
    return opened


def looked(session):
    message = {"do": "look", "run": session.run, "cursor": session.sent, "tools": {"climb": {}}}
    [answer] = handle(session, message)
    return answer["tools"]["climb"]


def scipys(points, mixture):
    """The log-likelihood from SciPy's densities."""
    parts = zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    return np.log(sum(w * multivariate_normal(m, c).pdf(points) for w, m, c in parts)).sum()


def test_it_begins_where_plain_em_ends(session):
    begun = session.runs.mixture.states[0].mixture
    plain = Session({"data": "tilted"}).runs
    plain.extend_to(2_002)
    assert plain.mixture.stop_reason is StopReason.CONVERGED
    # A run that is stepped stops a little below the maximum itself.
    arrived = plain.mixture.states[-1].mixture
    np.testing.assert_allclose(begun.means, arrived.means, atol=1e-3)
    np.testing.assert_allclose(begun.covariances, arrived.covariances, atol=1e-3)
    points = session.runs.dataset.points
    gain = e_step(points, em_step(points, begun))[1] - e_step(points, begun)[1]
    assert abs(gain) <= LEVEL * len(points)
    # k-means begins at the same means.
    np.testing.assert_array_equal(session.runs.kmeans.states[0].centroids, begun.means)


@pytest.mark.parametrize("model", COMPARED)
def test_both_quantities_are_scipys(session, model):
    session.change({"model": model})
    session.runs.extend_to(2_002)
    known, points = climb(session.settings, model), session.runs.dataset.points
    states = [one for one in session.runs.mixture.states if one.phase is not Phase.E]
    ours = [scipys(points, one.mixture) for one in (states[0], states[1], states[-1])]
    assert known.log_likelihood[[0, 1, -1]] == pytest.approx(ours, rel=1e-10)
    if model != "prior":
        np.testing.assert_array_equal(known.objective, known.log_likelihood)
    else:
        assert (known.objective != known.log_likelihood).all()


def test_the_ridge_falls_the_penalty_holds_and_em_stays(session):
    told = {one["name"]: one for one in looked(session)["models"]}
    assert list(told) == list(COMPARED)
    fell = {
        name: (one["objective"]["fell"], one["log_likelihood"]["fell"])
        for name, one in told.items()
    }
    assert fell == {"EM": (False, False), "ridge": (True, True), "prior": (False, True)}
    assert told["ridge"]["objective"]["drop"] > 1e-3


def test_changes_are_since_the_beginning(session):
    session.change({"model": "prior"})
    session.runs.extend_to(2_002)
    changes = looked(session)["changes"]
    known = climb(session.settings, "prior")
    shown = len(changes["objective"])
    np.testing.assert_array_equal(
        changes["objective"], (known.objective - known.objective[0])[:shown]
    )
    np.testing.assert_array_equal(
        changes["log_likelihood"], (known.log_likelihood - known.log_likelihood[0])[:shown]
    )
    session.change({"model": "process"})
    assert looked(session)["changes"]["log_likelihood"] is None


@pytest.mark.parametrize(
    ("values", "largest"), [([1.0], 0.0), ([1.0, 2.0], 0.0), ([3.0, 1.0, 2.0, 1.5], 2.0)]
)
def test_a_drop_is_from_one_value_to_the_next(values, largest):
    assert drop(np.array(values)) == largest
    assert relative_drop(np.array(values), 7) == largest / (7 + values[0])


def test_an_address_asks_for_it_and_another_start_ends_it():
    session, notice = session_from({"data": "tilted", "begin": "maximum", "model": "ridge"})
    assert (session.settings.begin, notice) == ("maximum", "")
    session.change({"seed": 3})
    assert session.settings.begin == "maximum"
    session.change({"start": "k-means"})
    assert session.settings.begin == "start"
    session.change({"begin": "maximum"})
    session.change({"means": [[0, 0], [1, 1]]})
    assert session.settings.begin == "start"
    session.change({"begin": "maximum"})
    session.change({"data": "blobs"})
    assert session.settings.begin == "start"


IMPOSSIBLE = ["top", "", None, 1, True, ["maximum"], {"begin": 1}, "x" * 10**6]


@pytest.mark.parametrize("value", IMPOSSIBLE)
def test_an_impossible_beginning_is_refused_with_a_sentence(session, value):
    before = session.settings
    [answer] = handle(session, {"do": "set", "values": {"begin": value}})
    assert answer["kind"] == "refusal"
    assert answer["notice"].startswith("Beginning cannot be ")
    assert session.settings is before


def test_a_maximum_is_not_sought_among_very_many_points(session):
    with pytest.raises(ValueError, match="Beginning cannot be a maximum among more than 2,000"):
        session.change({"n": MOST_TO_A_MAXIMUM + 1})
    assert session.settings.n == 300
    many = Session({"data": "tilted", "n": 2_001})
    assert looked(many)["models"] == []


def test_there_is_no_maximum_where_a_component_collapses(monkeypatch):
    def collapse(_timeline, _n):
        _timeline._stop_reason = StopReason.COLLAPSED

    monkeypatch.setattr(Timeline, "extend", collapse)
    with pytest.raises(ValueError, match="a component collapses"):
        Session({"data": "overlap", "n": 77, "begin": "maximum"})
