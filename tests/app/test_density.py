"""Lines of equal density, and the density at a place, beside scikit-learn and a fine grid."""

import math

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture
from sklearn.mixture._gaussian_mixture import _compute_precision_cholesky

from app.messages import handle
from app.session import Session
from app.tools.density import FINE, MOST, OWN, SHARES, contours
from gmm_core import Mixture, log_density


def estimator(mixture):
    """The same mixture in scikit-learn."""
    model = GaussianMixture(mixture.n_components)
    model.weights_, model.means_, model.covariances_ = (
        mixture.weights,
        mixture.means,
        mixture.covariances,
    )
    model.precisions_cholesky_ = _compute_precision_cholesky(mixture.covariances, "full")
    return model


def states(**changes):
    """Mixtures at the start of a run, in its middle and at its end."""
    runs = Session(changes).runs
    runs.extend_to(2_002)
    every = runs.mixture.states
    return [state.mixture for state in (every[0], every[len(every) // 2], every[-1])]


def lines(answer):
    """The vertices (M, 2) of each line, and its level."""
    places = np.column_stack([answer["x"], answer["y"]]).astype(float)
    places = answer["centre"] + places * answer["half"]
    return [*zip(np.split(places, answer["begins"][1:]), answer["level"], strict=True)]


@pytest.mark.parametrize("data", ["uneven", "tilted", "overlap", "faithful", "moons", "anomalies"])
def test_lines_lie_where_scikit_learn_has_their_density(data):
    for mixture in states(data=data):
        answer, model = contours(mixture), estimator(mixture)
        for places, level in lines(answer):
            off = model.score_samples(places) - answer["log_densities"][level]
            assert np.abs(off).max() < 0.03


@pytest.mark.parametrize("data", ["uneven", "tilted", "faithful"])
def test_lines_hold_their_share_of_the_probability(data):
    mixture = states(data=data)[-1]
    answer = contours(mixture)
    centre, half = np.array(answer["centre"]), np.array(answer["half"])
    x, y = (np.linspace(c - 2 * h, c + 2 * h, 1501) for c, h in zip(centre, half, strict=True))
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    values = estimator(mixture).score_samples(grid)
    cell = (x[1] - x[0]) * (y[1] - y[0])
    for share, level in zip(answer["shares"], answer["log_densities"], strict=True):
        assert np.exp(values[values >= level]).sum() * cell == pytest.approx(share, abs=2e-3)


@pytest.mark.parametrize("data", ["uneven", "moons", "spirals", "iris"])
@pytest.mark.parametrize("k", [1, 4, 10])
def test_every_line_is_closed_and_the_answer_is_bounded(data, k):
    for mixture in states(data=data, k=k):
        answer = contours(mixture)
        assert {*answer["level"].tolist()} == {*range(len(SHARES))}
        for places, _ in lines(answer):
            assert np.isfinite(places).all()
            np.testing.assert_array_equal(places[0], places[-1])
        # A line crosses each of the grid's lines a few times at most.
        assert len(answer["x"]) <= 20 * (MOST + k * OWN)


@pytest.mark.parametrize("narrow", [1e-2, 1e-4, 1e-8])
def test_a_small_component_has_lines_of_its_own(narrow):
    deviations = np.array([[1.0, 1.0], [narrow, narrow]])
    mixture = Mixture([0.3, 0.7], [[0, 0], [2, 1]], deviations[:, :, None] ** 2 * np.eye(2))
    # Where it is far denser than the other, its lines are circles that hold their share of it.
    inner = [(places, level) for places, level in lines(contours(mixture)) if SHARES[level] <= 0.5]
    assert len(inner) == 3
    for places, level in inner:
        distance = np.linalg.norm(places - [2, 1], axis=1) / narrow
        expected = np.sqrt(-2 * np.log1p(-SHARES[level] / 0.7))
        np.testing.assert_allclose(distance, expected, rtol=0.2, atol=1e-6 / narrow)


def test_lines_keep_their_precision_far_from_zero_and_in_any_unit():
    mixture = states(data="uneven")[-1]
    levels = np.array(contours(mixture)["log_densities"])
    for unit, far in ((1e-6, 0.0), (1e90, 0.0), (1.0, 1e6)):
        means, covariances = unit * (mixture.means + far), unit**2 * mixture.covariances
        other = contours(Mixture(mixture.weights, means, covariances))
        np.testing.assert_allclose(
            np.array(other["log_densities"]) + 2 * np.log(unit), levels, atol=1e-6
        )
        assert len(lines(other)) == len(lines(contours(mixture)))
        assert np.isfinite(other["x"]).all()
        assert np.abs([other["x"], other["y"]]).max() < 1


def test_the_grid_is_as_fine_as_the_narrowest_ellipse_asks():
    mixture = Mixture([1.0], [[0.0, 0.0]], [[[1.0, 0.0], [0.0, 0.05**2]]])
    ((places, _),) = [line for line in lines(contours(mixture)) if line[1] == 2]
    assert np.abs(np.diff(places[:, 1])).max() <= 0.05 / FINE * 1.01


@pytest.fixture(scope="module")
def session():
    session = Session({"data": "uneven"})
    while session.move_to(session.sent):
        pass
    return session


def probe(session, **changes):
    message = {"do": "probe", "run": session.run, "cursor": 0, "x": 0.0, "y": 0.0, **changes}
    return list(handle(session, message))


@pytest.mark.parametrize("cursor", [0, 1, 2, 25, None])
def test_a_place_is_read_as_scikit_learn_reads_it(session, cursor):
    cursor = session.sent if cursor is None else cursor
    states = session.runs.mixture.states
    model = estimator(states[min(cursor, len(states) - 1)].mixture)
    for x, y in [(0.0, 0.0), (4.5, -3.0), (5, 2), (-60.0, 80.5), (1e-9, 7.25)]:
        (answer,) = probe(session, cursor=cursor, x=x, y=y)
        expected = model.score_samples([[float(x), float(y)]])[0]
        assert answer.pop("log_density") == pytest.approx(expected, abs=1e-10, rel=1e-13)
        assert answer == {"kind": "probe", "run": session.run, "cursor": cursor, "x": x, "y": y}


@pytest.mark.parametrize(
    "changes",
    [
        *({"x": value} for value in (None, "1", True, [], {}, math.nan, math.inf, 10**400, 1e101)),
        *({"cursor": value} for value in (None, -1, 1.0, True, "0", 10**9)),
    ],
    ids=repr,
)
def test_what_is_no_place_is_refused(session, changes):
    before = dict(session.param.values())
    (answer,) = probe(session, **changes)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
    assert len(answer["notice"]) < 200
    assert dict(session.param.values()) == before


@pytest.mark.parametrize("run", [-1, 99, None, "0"])
def test_a_place_of_another_run_is_not_read(session, run):
    assert probe(session, run=run) == []


def test_a_place_at_the_end_of_the_world_has_a_density(session):
    (answer,) = probe(session, x=1e100, y=-1e100)
    mixture = session.runs.mixture.states[0].mixture
    assert answer["log_density"] == log_density([[1e100, -1e100]], mixture)[0] < -1e190


def test_the_tool_has_no_options(session):
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"density": {"levels": 9}}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
