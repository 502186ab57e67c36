"""Picks and draws beside the engine's, their frequencies beside SciPy's binomial."""

import re

import numpy as np
import pytest
from scipy.stats import binom

from app.formulas import formula
from app.measures import MEASURES
from app.messages import handle
from app.options import checked
from app.session import Session
from app.tools.generate import GENERATE, MANY, worst, written_out
from app.view import View
from gmm_core import Mixture, sample, sample_components


@pytest.fixture(scope="module")
def session():
    session = Session({"data": "uneven"})
    while session.move_to(session.sent):
        pass
    return session


def seen(session, half_step=0, **given):
    options = checked(GENERATE.options, given)
    view = View(session.settings, session.runs, half_step, 0, {"generate": options})
    return view, GENERATE.show(view, options)


@pytest.mark.parametrize("half_step", [0, 5, 40])
def test_parameters_are_those_on_the_screen(session, half_step):
    view, answer = seen(session, half_step)
    shown, mixture = answer["components"], view.mixture.mixture
    assert [one["weight"] for one in shown] == mixture.weights.tolist()
    assert [one["mean"] for one in shown] == mixture.means.tolist()
    assert [one["covariance"] for one in shown] == [
        [xx, xy, yy] for (xx, xy), (_, yy) in mixture.covariances.tolist()
    ]
    assert (answer["one"], answer["many"], answer["worst"]) == (None, None, None)


@pytest.mark.parametrize("seed", [1, 2, 77, 2**31 - 1])
def test_a_point_is_drawn_from_the_component_that_was_picked(session, seed):
    view, answer = seen(session, 40, one=seed)
    mixture, one = view.mixture.mixture, answer["one"]
    assert one["component"] == sample_components(mixture, 1, seed)[0]
    assert one["place"] == sample(mixture, 1, seed)[0].tolist()
    away = np.subtract(one["place"], mixture.means[one["component"]])
    inside = away @ np.linalg.solve(mixture.covariances[one["component"]], away)
    assert inside < 30  # a chance of one in three million that it is not its own


def test_picks_come_as_often_as_binomials_do(session):
    counts = []
    for seed in range(1, 201):
        view, answer = seen(session, 40, many=seed)
        counts.append(answer["many"])
        assert sum(answer["many"]) == answer["n"] == MANY
        weights = view.mixture.mixture.weights
        off = np.subtract(np.array(answer["many"]) / MANY, weights)
        error = binom.std(MANY, weights) / MANY
        assert answer["worst"] == pytest.approx(np.abs(off / error).max(), rel=1e-9)
        assert MEASURES["pick_error"](view) == answer["worst"]
    scattered = (np.array(counts) - MANY * weights) / binom.std(MANY, weights)
    assert np.abs(scattered.mean(axis=0)).max() < 4 / np.sqrt(200)
    assert np.abs(scattered.std(axis=0) - 1).max() < 0.2


def test_a_component_that_is_never_picked_is_not_off():
    mixture = Mixture([0.0, 1.0], np.zeros((2, 2)), np.stack([np.eye(2)] * 2))
    assert worst(mixture, np.array([0, 10])) == 0.0


def test_there_is_no_number_before_the_draws(session):
    assert MEASURES["pick_error"](seen(session)[0]) is None
    assert MEASURES["pick_error"](View(session.settings, session.runs, 0, 0)) is None


def test_the_formula_has_a_term_for_each_component():
    assert written_out(1) == formula(
        r"p(x) = \pi_{1} \, \mathcal{N}(x \mid \mu_{1}, \Sigma_{1})", block=True
    )
    for k in (2, 3, 10):
        numbered = set(re.findall(r"of-component (c\d)", written_out(k)))
        assert numbered == {f"c{number}" for number in range(k)}
    assert "⋯" in written_out(20)


@pytest.mark.parametrize("value", [-1, 2**31, 10**400, 1.0, "1", None, True, []])
@pytest.mark.parametrize("name", ["one", "many", "n"])
def test_impossible_options_are_refused_with_a_sentence(session, name, value):
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"generate": {name: value}}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
