"""How many components BIC wants: counted as the engine counts, and beside scikit-learn."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

import datasets
from app.messages import handle
from app.session import Session
from app.tools.sweep import N_STARTS, SIZES, count
from gmm_core import select_components

from .asking import result_of

OTHER_SEEDS = range(20, 30)
ENOUGH = 8


def counted(name, covariance="full"):
    entry = datasets.describe(name)
    dataset = datasets.load(name, entry.default_points, 9, entry.default_columns)
    shares = []
    return dataset, count(dataset, covariance, shares.append), shares


@pytest.mark.parametrize("covariance", ["full", "spherical"])
def test_it_is_what_the_engine_selects(covariance):
    dataset, found, shares = counted("faithful", covariance)
    selected = select_components(dataset.points, range(1, 11), n_init=5, covariance_type=covariance)
    assert found["sizes"] == list(range(1, 11))
    assert found["bic"] == selected.bic.tolist()
    assert found["aic"] == selected.aic.tolist()
    assert found["wants"] == {
        "bic": selected.best_n_components,
        "aic": int(selected.aic.argmin()) + 1,
    }
    assert np.diff(shares).min() >= 0
    assert shares[-1] == 1.0
    # A size of which so many runs have ended: none lasts longer than all before it together.
    assert {round(share * N_STARTS * sum(SIZES)) for share in shares} >= {5, 15, 30, 50, 75}


def test_one_component_has_scikit_learns_criteria_and_two_are_wanted_by_the_geyser():
    dataset, found, _ = counted("faithful")
    theirs = GaussianMixture(1, reg_covar=0).fit(dataset.points)
    assert found["bic"][0] == pytest.approx(theirs.bic(dataset.points))
    assert found["aic"][0] == pytest.approx(theirs.aic(dataset.points))
    assert found["wants"]["bic"] == 2
    assert found["bic"][1] == pytest.approx(2322.2, abs=0.05)


def test_sizes_that_all_collapse_have_no_number(monkeypatch):
    dataset, _, _ = counted("iris")

    def select(*arguments, **options):
        selected = select_components(*arguments, **options)
        selected.bic[3:] = selected.aic[3:] = np.inf
        return selected

    monkeypatch.setattr("app.tools.sweep.select_components", select)
    found = count(dataset, "full", lambda _share: None)
    assert found["bic"][3:] == found["aic"][3:] == [None] * 7
    assert found["wants"]["bic"] <= 3


def claims_of_moons(seed=None):
    """The claims of the scenario, everything in it worked out as by a browser."""
    session = Session()
    session.open("moons")
    scenario = session.scenario
    if seed is not None:
        session.change({"data_seed": seed})
    more = True
    while more:
        [answer] = handle(session, {"do": "at", "run": session.run, "cursor": session.sent})
        more = answer["chunk"] is not None
    tools = {name: dict(options) for name, options in scenario.tools.items()}
    for name, options in tools.items():
        result_of(session, name, options)
    look = {"do": "look", "run": session.run, "cursor": session.sent, "tools": tools}
    [answer] = handle(session, look)
    session.close()
    return [(claim["says"], claim["value"], claim["verdict"]) for claim in answer["claims"]]


def test_the_claims_of_moons_hold():
    told = claims_of_moons()
    assert len(told) == 3
    assert {verdict for *_, verdict in told} == {"holds"}, told


def test_the_claims_of_moons_hold_on_most_other_draws():
    told = [claims_of_moons(seed) for seed in OTHER_SEEDS]
    held = [all(verdict == "holds" for *_, verdict in claims) for claims in told]
    assert sum(held) >= ENOUGH, told


def test_what_has_been_counted_is_shown_for_every_start_and_k():
    session = Session({"data": "faithful"})

    def shown():
        look = {"do": "look", "run": session.run, "cursor": 0, "tools": {"sweep": {}}}
        [answer] = handle(session, look)
        return answer["tools"]["sweep"]

    assert shown() == {"found": None, "k": 2}
    found = result_of(session, "sweep", {"started": True})
    session.change({"k": 3, "start": "k-means++"})
    assert shown() == {"found": found, "k": 3}
    session.change({"covariance": "diag"})
    assert shown()["found"] is None
    session.close()
