"""From x to y: both models' densities beside SciPy's, and experts that step with the page."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.special import softmax
from scipy.stats import multivariate_normal, norm

import datasets
from app.messages import handle
from app.session import Session
from app.settings import changed, defaults
from app.tools import held_out, regression
from gmm_core import ExpertsEM, Timeline, initialize_experts

from .asking import take_to_the_end, worked_out

FINE = np.linspace(-12, 12, 8_001)


@pytest.fixture
def session():
    opened = Session()
    opened.open("regression")
    yield opened
    opened.close()


def looked(session, cursor=None, **options):
    """What the tool shows once the experts have come to where the page is."""
    worked_out(session, "regression")
    at = session.sent if cursor is None else cursor
    asked = {"do": "look", "run": session.run, "cursor": at, "tools": {"regression": options}}
    [answer] = handle(session, asked)
    return answer["tools"]["regression"]


def joint_density(x, y, mixture):
    """p(x, y) as SciPy has it."""
    parts = zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    at = np.column_stack([np.broadcast_to(x, np.shape(y)), y])
    return sum(w * multivariate_normal(mean, cov).pdf(at) for w, mean, cov in parts)


def marginal_density(x, mixture):
    parts = zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    return sum(w * norm(mean[0], cov[0, 0] ** 0.5).pdf(x) for w, mean, cov in parts)


def experts_density(x, y, experts):
    """p(y | x): gates are a softmax of lines, each expert a line with noise."""
    away = np.reshape(x, (-1, 1)) - experts.origin
    gates = softmax(experts.gate_intercepts + experts.gate_slopes * away, axis=1)
    lines = experts.intercepts + experts.slopes * away
    return (gates * norm(lines, experts.deviations).pdf(np.reshape(y, (-1, 1)))).sum(axis=1)


def fitted_experts(name="bent", seed=9, k=2):
    points = datasets.load(name, 400, seed).points
    timeline = Timeline(ExpertsEM(points, initialize_experts(points, k, "spread"), 0.01))
    return timeline.seek(2000).experts


def test_what_the_joint_mixture_implies_is_its_density_over_its_margin(session):
    take_to_the_end(session)
    mixture = session.runs.mixture.states[-1].mixture
    shown = looked(session, x=0.4)
    cut, joint = shown["cut"], shown["joint"]
    expected = joint_density(0.4, cut["y"], mixture) / marginal_density(0.4, mixture)
    np.testing.assert_allclose(cut["joint"], expected, rtol=1e-9, atol=1e-12)
    for i in range(0, len(shown["x"]), 20):
        x = shown["x"][i]
        density = joint_density(x, FINE, mixture) / marginal_density(x, mixture)
        mean = trapezoid(FINE * density, FINE)
        deviation = trapezoid((FINE - mean) ** 2 * density, FINE) ** 0.5
        assert joint["mean"][i] == pytest.approx(mean, abs=1e-6)
        assert joint["deviation"][i] == pytest.approx(deviation, abs=1e-6)


def test_what_the_experts_say_is_a_mixture_of_lines(session):
    take_to_the_end(session)
    experts, shown = fitted_experts(), looked(session, x=-0.4)
    cut, ours = shown["cut"], shown["experts"]
    np.testing.assert_allclose(cut["experts"], experts_density(-0.4, cut["y"], experts), rtol=1e-9)
    assert ours["ended"]
    for i in range(0, len(shown["x"]), 20):
        density = experts_density(shown["x"][i], FINE, experts)
        mean = trapezoid(FINE * density, FINE)
        deviation = trapezoid((FINE - mean) ** 2 * density, FINE) ** 0.5
        assert ours["mean"][i] == pytest.approx(mean, abs=1e-6)
        assert ours["deviation"][i] == pytest.approx(deviation, abs=1e-6)
    slopes = [np.diff(line)[0] / np.diff(shown["x"])[0] for line in ours["lines"]]
    # The data's own lines are y = -0.8 x and 0.5 x.
    assert sorted(slopes) == pytest.approx([-0.8, 0.5], abs=0.1)


def test_new_points_are_judged_by_y_alone(session):
    take_to_the_end(session)
    mixture, experts = session.runs.mixture.states[-1].mixture, fitted_experts()
    fresh = held_out.held_out(session.settings)
    x, y = fresh.T
    joint = np.log(joint_density(x, y, mixture) / marginal_density(x, mixture)).mean()
    theirs = np.log(experts_density(x, y, experts)).mean()
    shown = looked(session)
    assert shown["joint"]["held_out"] == pytest.approx(joint, abs=1e-9)
    assert shown["experts"]["held_out"] == pytest.approx(theirs, abs=1e-9)
    assert theirs > joint


def test_experts_step_with_the_page_and_end_when_it_does(session):
    take_to_the_end(session)
    start, after_e, after_m = (looked(session, cursor)["experts"] for cursor in (0, 1, 2))
    assert (start["iteration"], start["shares"]) == (0, None)
    shares = np.reshape(after_e["shares"], (-1, 2))
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    assert after_e["iteration"] == 0
    np.testing.assert_array_equal(after_e["mean"], start["mean"])
    assert after_m["iteration"] == 1
    assert not np.array_equal(after_m["mean"], start["mean"])
    np.testing.assert_array_equal(after_m["shares"], after_e["shares"])
    assert looked(session)["experts"]["ended"]
    assert not looked(session, 2)["experts"]["ended"]


def test_starts_of_the_mixture_are_none_of_the_experts_business(session):
    before = looked(session, 4)["experts"]
    session.change({"start": "k-means++", "seed": 3, "covariance": "tied"})
    after = looked(session, 4)["experts"]
    np.testing.assert_array_equal(after["mean"], before["mean"])


def test_until_they_have_come_there_the_page_is_told_so(session):
    session.change({"data_seed": 77})
    take_to_the_end(session)
    asked = {"do": "look", "run": session.run, "cursor": 6, "tools": {"regression": {"x": 0.5}}}
    [before] = handle(session, asked)
    shown = before["tools"]["regression"]
    assert (shown["behind"], shown["experts"]["iteration"]) == (True, 0)
    found = worked_out(session, "regression")["result"]
    [after] = handle(session, asked)
    shown = after["tools"]["regression"]
    assert (shown["behind"], shown["experts"]["iteration"]) == (False, 3)
    assert found["iterations"] == looked(session)["experts"]["iteration"] > 3


def test_progress_rises_from_nothing_to_nearly_all():
    shares = []
    settings = changed(defaults("sine"), {"data_seed": 78})
    regression.take_to_the_end(settings, shares.append)
    assert shares[0] == 0.0
    assert max(shares) <= 1.0
    assert shares[-1] > 0.9


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"model": "student"}, "Only a mixture of Gaussians"), ({"n": 2001}, "at most 2,000 points")],
)
def test_what_cannot_be_compared_says_so(session, changes, sentence):
    session.change(changes)
    asked = {"do": "look", "run": session.run, "cursor": 0, "tools": {"regression": {}}}
    [answer] = handle(session, asked)
    assert sentence in answer["tools"]["regression"]["problem"]
    assert [claim["verdict"] for claim in answer["claims"]] == ["open"]


def test_real_data_have_curves_but_no_new_points(session):
    session.change({"data": "faithful"})
    take_to_the_end(session)
    shown = looked(session)
    assert shown["problem"] == ""
    assert shown["joint"]["held_out"] is shown["experts"]["held_out"] is None
    assert np.isfinite(shown["experts"]["deviation"]).all()


def test_a_visitors_own_points_have_curves_but_no_new_points(session):
    points = datasets.load("bent", 60, 3).points
    content = "x,y\n" + "\n".join(f"{x!r},{y!r}" for x, y in points.tolist())
    part = b64encode(content.encode()).decode()
    about = {"do": "upload", "at": 0, "part": part, "name": "mine.csv", "size": len(content)}
    [table] = handle(session, about | {"header": None})
    assert table["step"] == "table"
    list(handle(session, {"do": "choose", "across": "x", "up": "y", "groups": None}))
    take_to_the_end(session)
    shown = looked(session)
    assert (shown["problem"], shown["behind"]) == ("", False)
    assert shown["joint"]["held_out"] is shown["experts"]["held_out"] is None
    asked = {"do": "look", "run": session.run, "cursor": 0, "tools": {"held_out": {}}}
    [answer] = handle(session, asked)
    assert answer["tools"]["held_out"]["shown"] is None


@pytest.mark.parametrize("x", ["0", True, [1], float("nan"), 1e101])
def test_an_impossible_place_is_refused(session, x):
    asked = {"do": "look", "run": session.run, "cursor": 0, "tools": {"regression": {"x": x}}}
    [answer] = handle(session, asked)
    assert answer["kind"] == "refusal"


def test_a_place_beyond_the_points_is_moved_to_the_last_of_them(session):
    x = session.runs.dataset.points[:, 0]
    assert looked(session, 0, x=1e100)["cut"]["x"] == x.max()
    assert looked(session, 0, x=-1e100)["cut"]["x"] == x.min()


def test_two_who_ask_at_once_get_the_same_run(session):
    settings = regression._alike(changed(session.settings, {"data_seed": 77}))
    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(regression._experts, [settings] * 16)]
    assert all(each is found[0] for each in found)


def test_a_run_that_was_given_up_for_others_comes_again(session):
    take_to_the_end(session)
    before = looked(session)
    regression._begun.cache_clear()
    after = looked(session)
    assert not after["behind"]
    assert after["experts"]["iteration"] == before["experts"]["iteration"]
