"""Runs as arrays: every row is a state of the engine's, and pieces make the whole."""

import numpy as np
import pytest

from app import session as session_module
from app import trajectory
from app.messages import handle
from app.runs import runs
from app.session import Session
from app.settings import changed, defaults
from app.whole_run import whole_run
from gmm_core import adjusted_rand_index, e_step, log_weighted_densities

CHOICES = [{}, {"data": "iris", "k": 4}, {"data": "faithful", "covariance": "tied"}, {"k": 1}]


@pytest.fixture(params=CHOICES, ids=str)
def begun(request):
    begun = runs(changed(defaults(), request.param))
    begun.extend_to(12)
    return begun


def test_rows_are_the_mixtures_states(begun):
    sent = trajectory.numbers(begun, range(9))["mixture"]
    states = begun.mixture.states[:9]
    groups, points = begun.dataset.groups, begun.dataset.points
    for t, state in enumerate(states[::2]):
        assert np.array_equal(sent["weights"][t], state.mixture.weights)
        assert np.array_equal(sent["means"][t], state.mixture.means)
        full = state.mixture.covariances
        assert np.array_equal(sent["covariances"][t], full[:, [0, 0, 1], [0, 1, 1]])
        assert sent["objective"][t] == state.objective
    assert len(sent["weights"]) == len(states[::2])
    if groups is None:
        assert sent["agreement"] is None
    else:
        for t, state in enumerate(states[1::2]):
            labels = e_step(points, state.mixture)[0].argmax(axis=1)
            assert sent["agreement"][t] == adjusted_rand_index(groups, labels)


def test_rows_are_the_states_of_k_means(begun):
    sent = trajectory.numbers(begun, range(9))["kmeans"]
    states = begun.kmeans.states[:9]
    for t, state in enumerate(states[::2]):
        assert np.array_equal(sent["centroids"][t], state.centroids)
    for t, state in enumerate(states[1::2]):
        assert sent["inertia_assigned"][t] == state.inertia
        sizes = np.bincount(state.labels, minlength=len(state.centroids))
        assert np.array_equal(sent["sizes"][t], sizes)
    for t, state in enumerate(states[2::2]):
        assert sent["inertia_updated"][t] == state.inertia
    labels = np.array([state.labels for state in states[1::2]])
    assert sent["moved"][0] == len(begun.dataset.points)
    assert np.array_equal(sent["moved"][1:], (labels[1:] != labels[:-1]).sum(axis=1))


def test_the_story_tells_weight_times_density(begun):
    story = trajectory.story(begun, 3, range(9))
    assert story["point"] == 3
    point = begun.dataset.points[3:4]
    for t, state in enumerate(begun.mixture.states[1:9:2]):
        assert np.allclose(story["share"][t], e_step(point, state.mixture)[0][0])
        product = log_weighted_densities(point, state.mixture)[0]
        assert np.allclose(story["log_product"][t], product)
        assert np.allclose(story["log_density"][t], product - np.log(state.mixture.weights))
    for t, state in enumerate(begun.kmeans.states[1:9:2]):
        assert story["label"][t] == state.labels[3]


def joined(pieces, part):
    """The arrays of several pieces, one after the other."""
    names = [name for name, value in pieces[0][part].items() if isinstance(value, np.ndarray)]
    return {
        name: np.concatenate([piece[part][name] for piece in pieces if len(piece[part][name])])
        for name in names
    }


def next_chunk(session):
    """What the server sends to a browser that shows the last state it has; None at the end."""
    [answer] = handle(session, {"do": "at", "run": 0, "cursor": session.sent})
    return answer["chunk"]


@pytest.mark.parametrize("change", CHOICES, ids=str)
def test_pieces_make_the_whole(monkeypatch, change):
    monkeypatch.setattr(session_module, "WORK", 1)  # the smallest pieces
    session = Session(change)
    pieces = [whole_run(session)["chunk"]]
    while (chunk := next_chunk(session)) is not None:
        pieces.append(chunk)
    whole = trajectory.chunk(session.runs, session.selected, range(session.sent + 1))
    assert len(pieces) > 1
    for part in ("mixture", "kmeans", "story"):
        for name, values in joined(pieces, part).items():
            assert np.array_equal(values, whole[part][name]), name
    for part, run in (("mixture", session.runs.mixture), ("kmeans", session.runs.kmeans)):
        assert pieces[-1][part]["last"] == len(run.states) - 1
        assert pieces[-1][part]["sentence"] == run.stop_reason.value
        assert all(piece[part]["last"] in (None, len(run.states) - 1) for piece in pieces)


def test_an_end_is_not_told_before_its_half_step(begun):
    begun.extend_to(10_000)
    for part, run in (("mixture", begun.mixture), ("kmeans", begun.kmeans)):
        last = len(run.states) - 1
        assert trajectory.numbers(begun, range(last))[part]["last"] is None
        assert trajectory.numbers(begun, range(last + 1))[part]["last"] == last
