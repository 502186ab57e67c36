"""One visitor's state: every change is whole or not at all, and the runs are sent ahead."""

import numpy as np
import pytest

import datasets
from app import session as module
from app.session import Session
from app.settings import MAX_SEED


def everything(session):
    return dict(session.param.values())


def test_begins_with_a_run_from_its_start():
    session = Session()
    assert (session.run, session.cursor) == (0, 0)
    assert session.sent > 0
    expected = datasets.load(session.settings.data, session.settings.n, session.settings.data_seed)
    assert np.array_equal(session.runs.dataset.points, expected.points)


@pytest.mark.parametrize("change", [{"k": 0}, {"data": "nope"}, {"n": 100, "seed": -1}, {"a": 1}])
def test_a_refused_change_leaves_everything_as_it_was(change):
    session = Session({"k": 4})
    session.move_to(6)
    before = everything(session)
    with pytest.raises(ValueError, match="cannot be"):
        session.change(change)
    assert everything(session) == before


def test_a_change_begins_another_run():
    session = Session()
    session.move_to(4)
    session.change({"k": 2})
    assert (session.run, session.cursor) == (1, 0)
    assert session.runs.mixture.states[0].mixture.n_components == 2
    assert len(session.runs.kmeans.states[0].centroids) == 2


def test_another_start_keeps_the_point_that_is_followed():
    session = Session({"start": "random points"})
    session.selected = 5
    session.new_start()
    assert session.selected == 5
    session.change({"data": "iris", "k": 1})
    assert session.selected < len(session.runs.dataset.points)


def test_both_runs_begin_at_the_same_means():
    for start in module.runs(Session().settings), Session({"start": "k-means++"}).runs:
        mixture, kmeans = start.mixture.states[0], start.kmeans.states[0]
        assert np.array_equal(mixture.mixture.means, kmeans.centroids)


def test_a_new_start_takes_the_next_seed():
    session = Session({"start": "random points", "seed": 3})
    assert session.new_start() == ""
    assert session.settings.seed == 4


def test_the_seed_after_the_last_is_the_first():
    session = Session({"start": "random points", "seed": MAX_SEED})
    session.new_start()
    assert session.settings.seed == 0


def test_a_new_start_from_spread_says_that_it_is_drawn():
    session = Session({"start": "spread"})
    before = session.runs.mixture.states[0].mixture.means
    assert "at random" in session.new_start()
    assert session.settings.start == "random points"
    assert not np.array_equal(session.runs.mixture.states[0].mixture.means, before)


def test_moving_on_brings_the_next_half_steps_until_the_end(monkeypatch):
    monkeypatch.setattr(module, "WORK", 1)  # the smallest pieces
    session = Session({"data": "overlap", "seed": 1})
    received = session.sent
    while piece := session.move_to(session.sent):
        assert piece.start == received + 1
        assert len(piece) > 0
        received = piece.stop - 1
        assert session.sent == received
    assert session.runs.ended_by(session.sent)
    ends = [len(run.states) - 1 for run in (session.runs.mixture, session.runs.kmeans)]
    assert received == max(ends)


def test_moving_back_brings_nothing_new():
    session = Session()
    session.move_to(8)
    sent = session.sent
    assert not session.move_to(2)
    assert (session.cursor, session.sent) == (2, sent)


def test_a_cursor_beyond_what_was_sent_is_not_believed():
    session = Session()
    session.move_to(10**9)
    assert session.cursor <= session.sent


def test_visitors_with_the_same_settings_do_not_disturb_each_other():
    one, other = Session({"data": "blobs"}), Session({"data": "blobs"})
    one.move_to(4)
    one.selected = 7
    one.change({"k": 5})
    assert other.cursor == 0
    assert other.settings.k != 5
    assert other.runs.mixture.states[0].mixture.n_components == other.settings.k
    assert one.run != other.run
