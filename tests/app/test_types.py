"""The four covariance types: stepped as the engine steps, their maxima beside scikit-learn's."""

from concurrent.futures import wait

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

import datasets
from app.measures import MEASURES
from app.messages import handle
from app.session import Session
from app.tools import types
from app.tools.types import TYPES, maxima
from app.view import View
from gmm_core import EM, Timeline, initialize

KINDS = ["full", "tied", "diag", "spherical"]
OTHER_SEEDS = range(20, 30)
ENOUGH = 8


def seen(session, half_step):
    session.runs.extend_to(half_step)
    view = View(session.settings, session.runs, half_step, 0, {"types": {"started": False}})
    return view, TYPES.show(view, {"started": False})


@pytest.mark.parametrize("half_step", [0, 1, 2, 7, 60, 400])
@pytest.mark.parametrize("settings", [{"data": "tilted"}, {"data": "uneven", "seed": 3, "k": 4}])
def test_each_is_where_its_own_run_from_that_start_is(settings, half_step):
    session = Session(settings)
    chosen = session.settings
    _, answer = seen(session, half_step)
    while answer["behind"]:
        _, answer = seen(session, half_step)
    points = session.runs.dataset.points
    for kind in KINDS:
        told = answer["types"][kind]
        start = initialize(points, chosen.k, kind, chosen.start, chosen.seed)
        timeline = Timeline(EM(points, start))
        state = timeline.seek(half_step)
        assert told["mixture"]["weights"] == state.mixture.weights.tolist()
        assert told["mixture"]["means"] == state.mixture.means.ravel().tolist()
        xx, xy, yy = np.reshape(told["mixture"]["covariances"], (-1, 3)).T
        expected = state.mixture.covariances
        np.testing.assert_array_equal([[xx, xy], [xy, yy]], np.moveaxis(expected, 0, -1))
        assert told["log_likelihood"] == state.log_likelihood
        assert told["iteration"] == state.iteration
        assert told["ended"] == timeline.at_end
        assert (told["shared_by"] is None) == (half_step == 0)


def test_the_page_own_run_is_one_of_them():
    session = Session({"data": "tilted", "covariance": "diag"})
    view, answer = seen(session, 12)
    told = answer["types"]["diag"]
    assert told["log_likelihood"] == view.mixture.log_likelihood
    assert told["mixture"]["means"] == view.mixture.mixture.means.ravel().tolist()


@pytest.mark.parametrize("k", [1, 2, 3, 7])
def test_numbers_are_counted_by_the_formulas(k):
    _, answer = seen(Session({"data": "blobs", "k": k}), 0)
    counted = {kind: one["numbers"] for kind, one in answer["types"].items()}
    common = k - 1 + 2 * k
    assert counted == {
        "full": common + 3 * k,
        "tied": common + 3,
        "diag": common + 2 * k,
        "spherical": common + k,
    }
    for one in answer["types"].values():
        expected = one["numbers"] * np.log(300) - 2 * one["log_likelihood"]
        assert one["bic"] == pytest.approx(expected, rel=1e-12)


def test_many_points_are_taken_along_piece_by_piece(monkeypatch):
    monkeypatch.setattr(types, "AT_ONCE", 300 * 3 * 4 * 6)
    session = Session({"data": "tilted", "seed": 77, "start": "random points"})
    reached = []
    behind = True
    while behind:
        _, answer = seen(session, 30)
        behind = answer["behind"]
        reached.append(answer["types"]["spherical"]["iteration"])
    assert len(reached) > 3
    assert np.diff(reached).max() <= 3
    assert reached[-1] == 15


def best_of(name, data_seed, k=3):
    entry = datasets.describe(name)
    dataset = datasets.load(name, entry.default_points, data_seed, entry.default_columns)
    shares = []
    return dataset, maxima(dataset, k, shares.append), shares


@pytest.mark.parametrize("name", ["tilted", "blobs", "uneven"])
def test_the_best_are_as_high_as_scikit_learns(name):
    dataset, found, shares = best_of(name, 9)
    for kind in KINDS:
        theirs = GaussianMixture(
            3, covariance_type=kind, n_init=5, tol=1e-8, max_iter=500, reg_covar=0, random_state=0
        ).fit(dataset.points)
        ours = found["types"][kind]
        reached = theirs.score(dataset.points) * len(dataset.points)
        assert ours["log_likelihood"] >= reached - 1e-3
        assert ours["numbers"] == theirs._n_parameters()
    assert found["wants"] == min(KINDS, key=lambda kind: found["types"][kind]["bic"])
    assert np.diff(shares).min() >= 0
    assert shares[-1] == 1.0


@pytest.mark.parametrize("name", ["moons", "overlap", "faithful"])
@pytest.mark.parametrize("k", [1, 2, 5])
def test_a_type_that_allows_more_never_comes_out_lower(name, k):
    _, found, _ = best_of(name, 5, k)
    at = {kind: one["log_likelihood"] for kind, one in found["types"].items()}
    rounding = 1e-9 * abs(at["full"])
    assert at["full"] >= at["tied"] - rounding
    assert at["full"] >= at["diag"] - rounding
    assert at["diag"] >= at["spherical"] - rounding


def claims_of_covariance(seed=None):
    """The claims of the scenario, everything in it worked out as by a browser."""
    session = Session()
    session.open("covariance")
    tools = session.scenario.tools
    if seed is not None:
        session.change({"data_seed": seed})
    message = {"do": "work", "run": session.run, "name": "types", "options": tools["types"]}
    list(handle(session, message))
    wait([session.jobs._jobs["types"].future])
    asked = {"do": "look", "run": session.run, "cursor": 8, "tools": dict(tools)}
    [answer] = handle(session, asked)
    session.jobs.close()
    return answer["claims"], answer["tools"]["types"]["found"]["wants"]


def holds(claims):
    return len(claims) == 5 and {one["verdict"] for one in claims} == {"holds"}


def test_the_scenario_holds_on_its_own_data_and_on_most_others():
    claims, wants = claims_of_covariance()
    assert holds(claims)
    assert wants == "tied"
    told = [claims_of_covariance(seed) for seed in OTHER_SEEDS]
    assert sum(holds(claims) for claims, _ in told) >= ENOUGH, told
    assert sum(wants == "tied" for _, wants in told) >= ENOUGH


def test_there_are_no_numbers_while_nothing_is_known():
    session = Session({"data": "tilted"})
    view = View(session.settings, session.runs, 0, 0)
    for name in ("full_above_tied", "full_above_diag", "diag_above_spherical", "numbers_full"):
        assert MEASURES[name](view) is None


@pytest.mark.parametrize("given", [{"started": 1}, {"started": "yes"}, {"kind": "full"}, [], None])
def test_impossible_options_are_refused_with_a_sentence(given):
    session = Session({"data": "tilted"})
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"types": given}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
