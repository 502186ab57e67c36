"""Labels: every order is as likely, and restarts agree once their labels are matched."""

from concurrent.futures import wait
from itertools import permutations

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

import datasets
from app.measures import MEASURES
from app.messages import handle
from app.options import checked
from app.session import Session
from app.tools.permute import N_STARTS, PERMUTE, SAME_HEIGHT, labelling, settle_all
from app.view import View

OTHER_SEEDS = range(20, 30)
ENOUGH = 8


@pytest.fixture(scope="module")
def session():
    session = Session({"data": "blobs"})
    while session.move_to(session.sent):
        pass
    return session


def seen(session, half_step=24, **given):
    options = checked(PERMUTE.options, given)
    view = View(session.settings, session.runs, half_step, 0, {"permute": options})
    return view, PERMUTE.show(view, options)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_labellings_are_all_the_orders_that_there_are(k):
    expected = list(permutations(range(k)))
    assert [labelling(k, way) for way in range(len(expected))] == expected
    assert labelling(k, len(expected)) == expected[0]


def test_there_are_labellings_of_twenty_components():
    assert sorted(labelling(20, 2**31 - 1)) == list(range(20))


@pytest.mark.parametrize("way", range(6))
def test_no_labelling_changes_the_log_likelihood(session, way):
    view, answer = seen(session, way=way)
    plain, permuted = answer["log_likelihood"]
    assert plain == pytest.approx(view.mixture.log_likelihood, rel=1e-12)
    assert permuted == pytest.approx(plain, rel=1e-12)
    assert MEASURES["permuted_difference"](view) <= 1e-12
    assert (answer["way"], answer["ways"]) == (way + 1, 6)
    # The component that comes to stand at a place takes that place's colour.
    assert [answer["colours"][k] for k in labelling(3, way)] == [0, 1, 2]


def settled(data_seed=9, k=3, name="blobs"):
    entry = datasets.describe(name)
    dataset = datasets.load(name, entry.default_points, data_seed, entry.default_columns)
    shares = []
    return dataset, settle_all(dataset, k, "full", shares.append), shares


def test_runs_rest_where_scikit_learn_does():
    dataset, found, shares = settled()
    assert shares == [i / N_STARTS for i in range(1, N_STARTS + 1)]
    assert len(found["runs"]) + found["collapsed"] == N_STARTS
    theirs = GaussianMixture(3, n_init=5, tol=1e-12, max_iter=1000, reg_covar=0, random_state=0)
    theirs.fit(dataset.points)
    best = found["runs"][0]
    assert best["log_likelihood"] == pytest.approx(theirs.score(dataset.points) * 300, rel=1e-10)
    by_weight = np.argsort(theirs.means_[:, 0])
    order = np.argsort(np.array(best["means"])[:, 0])
    np.testing.assert_allclose(np.array(best["means"])[order], theirs.means_[by_weight], atol=1e-4)


def test_those_equally_high_agree_when_each_is_compared_with_its_match():
    _, found, _ = settled()
    best, *others = found["runs"]
    assert best["colours"] == [0, 1, 2]
    others = [run for run in others if run["high"]]
    assert len(others) >= 5
    apart = []
    for run in others:
        assert best["log_likelihood"] - run["log_likelihood"] <= SAME_HEIGHT
        order = np.argsort(run["colours"])
        for name in ("weights", "means"):
            off = np.abs(np.array(run[name])[order] - np.array(best[name])).max()
            assert off <= found["apart"]["after"] <= 1e-6
        apart.append(np.abs(np.array(run["means"]) - np.array(best["means"])).max())
    assert found["apart"]["before"] >= max(apart) > 5


def claims_of_labels(seed=None):
    """The claims of the scenario, everything in it worked out as by a browser."""
    session = Session()
    session.open("labels")
    tools = session.scenario.tools
    if seed is not None:
        session.change({"data_seed": seed})
    while session.move_to(session.sent):
        pass
    message = {"do": "work", "run": session.run, "name": "permute", "options": tools["permute"]}
    list(handle(session, message))
    wait([session.jobs._jobs["permute"].future])
    asked = {"do": "look", "run": session.run, "cursor": session.sent, "tools": dict(tools)}
    [answer] = handle(session, asked)
    session.jobs.close()
    return answer["claims"]


def holds(claims):
    return len(claims) == 4 and {one["verdict"] for one in claims} == {"holds", "shown"}


def test_the_scenario_holds_on_its_own_data_and_on_most_others():
    assert holds(claims_of_labels())
    told = [claims_of_labels(seed) for seed in OTHER_SEEDS]
    assert sum(map(holds, told)) >= ENOUGH, told


def test_where_every_run_collapses_it_says_so():
    points = np.repeat(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.5]]), 20, axis=0)
    dataset = datasets.Dataset(
        **vars(datasets.load("blobs", 60, 0, ("x", "y"))) | {"points": points, "groups": None}
    )
    with pytest.raises(ValueError, match="collapsed"):
        settle_all(dataset, 3, "full", lambda _share: None)


def test_there_are_no_numbers_while_nothing_is_known(session):
    view = View(session.settings, session.runs, 4, 0)
    for name in ("permuted_difference", "equally_high", "apart_by_number", "apart_when_matched"):
        assert MEASURES[name](view) is None


@pytest.mark.parametrize(
    "given",
    [{"way": -1}, {"way": 2**31}, {"way": "1"}, {"way": None}, {"started": 1}, {"order": [0]}],
)
def test_impossible_options_are_refused_with_a_sentence(session, given):
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"permute": given}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
