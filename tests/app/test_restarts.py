"""Many starts: where they end, beside scikit-learn, and how the one on the screen compares."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

import datasets
from app.by_hand import BY_HAND
from app.messages import handle
from app.session import Session
from app.tools.restarts import (
    FEWEST_STARTS,
    N_STARTS,
    SAME_HEIGHT,
    best_of,
    drawn_at,
    heights,
    n_starts,
    run_all,
)
from gmm_core import e_step, initialize

from .asking import result_of

OTHER_SEEDS = range(20, 30)
ENOUGH = 8
NAMES = ("final_heights", "at_the_best", "below_the_best")


def opened(seed=None):
    session = Session()
    session.open("restarts")
    if seed is not None:
        session.change({"data_seed": seed})
    result_of(session, "restarts")
    return session


def looked(session, cursor=0, **options):
    tools = {"restarts": {"started": True, **options}}
    message = {"do": "look", "run": session.run, "cursor": cursor, "tools": tools}
    [answer] = handle(session, message)
    return answer


@pytest.fixture(scope="module")
def found():
    shares = []
    result = run_all(datasets.load("five"), 5, "full", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return result


def test_the_claim_holds_on_its_own_data_and_on_most_other_draws():
    verdicts = []
    for seed in (None, *OTHER_SEEDS):
        session = opened(seed)
        claims = looked(session)["claims"]
        assert len(claims) == len(NAMES)
        verdicts.append([claim["verdict"] for claim in claims] == ["holds", "shown", "shown"])
        session.close()
    assert verdicts[0]
    assert sum(verdicts[1:]) >= ENOUGH


@pytest.mark.parametrize("data_seed", [9, 20, 21])
def test_the_best_is_as_high_as_scikit_learns_best_of_a_hundred(data_seed):
    dataset = datasets.load("five", 300, data_seed)
    ours = run_all(dataset, 5, "full", lambda _share: None)["runs"][0]["log_likelihood"]
    theirs = GaussianMixture(5, n_init=100, reg_covar=1e-9, tol=1e-6, max_iter=1000, random_state=0)
    with threadpool_limits(1):
        value = theirs.fit(dataset.points).score(dataset.points) * 300
    assert ours >= value - 1e-6 * abs(value)


def test_runs_are_those_of_their_seeds_and_the_best_comes_first(found):
    runs = found["runs"]
    assert found["starts"] == N_STARTS == len(runs) + found["collapsed"]
    values = [run["log_likelihood"] for run in runs]
    assert values == sorted(values, reverse=True)
    points = datasets.load("five").points
    for run in runs[::20]:
        start = initialize(points, 5, "full", "random points", run["seed"])
        assert run["trace"][0] == pytest.approx(e_step(points, start)[1], rel=1e-12)
        # No trace falls, and none ends elsewhere than its mark, whatever was left out of it.
        assert (np.diff(run["trace"]) >= -1e-9 * abs(values[0])).all()
        assert run["trace"][-1] <= run["log_likelihood"] + 1e-9 * abs(values[0])
    best = best_of(found)
    assert e_step(points, best)[1] == pytest.approx(values[0], rel=1e-12)


def test_heights_are_counted_from_above(found):
    assert heights([0.0, -0.009, -0.018, -0.02, -5.0]) == 3
    values = np.array([run["log_likelihood"] for run in found["runs"]])
    apart = int((-np.diff(values) > SAME_HEIGHT).sum()) + 1
    assert found["heights"] == apart >= 3
    assert sum(found["reached"]) == len(values)
    # Equally high by chance is not the same top.
    assert len(found["reached"]) >= found["heights"]


def test_a_mark_that_is_clicked_is_what_comes_on_the_screen():
    session = opened()
    found = result_of(session, "restarts")
    for run in (found["runs"][0], found["runs"][-1]):
        session.change({"start": "random points", "seed": run["seed"], "begin": "maximum"})
        answer = looked(session, match=True)["tools"]["restarts"]
        height = found["runs"][0]["log_likelihood"] - run["log_likelihood"]
        assert answer["below"] == pytest.approx(height, abs=1e-6)
        assert sorted(answer["colours"]) == [0, 1, 2, 3, 4]
    assert answer["apart"]["before"] > 1.0
    session.close()


def test_runs_at_the_same_top_agree_when_labels_are_matched():
    session = opened()
    found = result_of(session, "restarts")
    before = []
    for run in found["runs"][1:10]:
        session.change({"start": "random points", "seed": run["seed"], "begin": "maximum"})
        answer = looked(session)["tools"]["restarts"]
        assert answer["apart"]["after"] < 1e-4
        before.append(answer["apart"]["before"])
    assert max(before) > 1.0
    session.close()


def test_there_is_nothing_to_compare_before_or_with_another_model():
    session = Session()
    session.open("restarts")
    nothing = {"below": None, "colours": None, "apart": None}
    assert looked(session)["tools"]["restarts"] == nothing
    result_of(session, "restarts")
    session.change({"model": "student"})
    assert looked(session)["tools"]["restarts"] == nothing
    session.change({"model": "EM", "k": 4})
    assert looked(session)["tools"]["restarts"] == nothing
    session.close()


def test_many_points_have_fewer_starts_and_the_work_can_be_given_up():
    assert n_starts(300, 5) == N_STARTS
    assert n_starts(100_000, 10) == FEWEST_STARTS

    def tell(_share):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run_all(datasets.load("five"), 5, "full", tell)


@pytest.mark.parametrize("last", [1, 2, 17, 1_000])
def test_traces_are_drawn_from_the_start_to_the_end(last):
    at = drawn_at(last)
    assert (at[0], at[-1]) == (0, last)
    assert at == sorted(set(at))


def test_a_worse_maximum_found_by_hand_is_a_mission_done():
    session = opened()
    # Two means in one group, and one between two others.
    means = [[0, 5], [0.5, 5.5], [-4.8, 1.6], [4.8, 1.6], [0, -4.1]]
    session.change({"means": means})
    while session.move_to(session.sent):
        pass
    assert session.settings.start == BY_HAND
    assert "worse-maximum" in looked(session, session.sent)["missions"]
    assert "worse-maximum" not in looked(session, 2)["missions"]
    session.change({"start": "k-means"})
    while session.move_to(session.sent):
        pass
    assert "worse-maximum" not in looked(session, session.sent)["missions"]
    session.close()


@pytest.mark.parametrize("options", [{"match": 1}, {"started": None}, {"seed": 3}])
def test_impossible_options_are_refused_with_a_sentence(options):
    session = Session()
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"restarts": options}}
    [answer] = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
