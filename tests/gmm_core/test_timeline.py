"""Moving along a run: what each move does, and that states are made once."""

from itertools import pairwise

import numpy as np
import pytest

from gmm_core import EM, KMeans, Phase, StopReason, Timeline, initialize

POINTS = np.concatenate(
    [np.random.default_rng(0).normal(size=(30, 2)) + centre for centre in ([0, 0], [4, 1])]
)


@pytest.fixture(params=["EM", "KMeans"])
def timeline(request):
    start = initialize(POINTS, 2)
    return Timeline(EM(POINTS, start) if request.param == "EM" else KMeans(POINTS, POINTS[:2]))


def test_at_the_start_nothing_has_been_done(timeline):
    assert (timeline.cursor, len(timeline.states)) == (0, 1)
    assert timeline.state.phase is Phase.START
    assert timeline.state.iteration == 0
    assert (timeline.stop_reason, timeline.ended) == (None, False)


def test_phases_alternate_and_the_counter_counts_whole_iterations(timeline):
    seen = [(state.phase, state.iteration) for state in (timeline.half_step() for _ in range(4))]
    assert seen == [(Phase.E, 0), (Phase.M, 1), (Phase.E, 1), (Phase.M, 2)]
    assert timeline.cursor == 4


def test_step_from_after_an_e_half_does_only_the_m_half(timeline):
    timeline.half_step()
    assert timeline.step().phase is Phase.M
    assert timeline.cursor == 2


def test_back_undoes_an_iteration_or_an_e_half_and_stays_at_the_start(timeline):
    timeline.seek(3)
    assert [(timeline.back(), timeline.cursor)[1] for _ in range(3)] == [2, 0, 0]
    assert timeline.state.phase is Phase.START


def test_seek_extend_and_reset_keep_the_states(timeline):
    timeline.extend(2)
    assert (timeline.cursor, len(timeline.states)) == (0, 3)
    first = timeline.states
    assert timeline.seek(2) is first[2]
    timeline.seek(4)
    assert timeline.reset() is first[0]
    assert all(a is b for a, b in zip(first, timeline.states, strict=False))
    assert len(timeline.states) == 5


def test_a_run_ends_once_and_later_moves_stay(timeline):
    end = timeline.seek(10_000)
    assert timeline.ended
    assert timeline.at_end
    assert timeline.stop_reason in (StopReason.CONVERGED, StopReason.NO_CHANGE)
    assert timeline.step() is end
    assert timeline.half_step() is end
    count = len(timeline.states)
    timeline.extend(5)
    assert len(timeline.states) == count
    timeline.back()
    assert timeline.ended
    assert not timeline.at_end


def test_seek_refuses_a_negative_cursor(timeline):
    with pytest.raises(ValueError, match="cursor must be 0 or more; it was -1"):
        timeline.seek(-1)


@pytest.mark.parametrize("limit", [1, 3])
def test_the_iteration_limit_ends_a_run(limit):
    start = initialize(POINTS, 2, method="random responsibilities")
    for run in (
        EM(POINTS, start, tolerance=0.0, max_iterations=limit),
        KMeans(np.arange(200.0).reshape(-1, 1), [[0.0], [1.0]], limit),
    ):
        timeline = Timeline(run)
        timeline.extend(100)
        assert timeline.stop_reason is StopReason.ITERATION_LIMIT
        assert timeline.states[-1].iteration == limit


def test_em_converges_when_the_gain_per_point_is_below_the_tolerance():
    timeline = Timeline(EM(POINTS, initialize(POINTS, 2), tolerance=1e-4))
    timeline.extend(1000)
    values = [state.log_likelihood for state in timeline.states if state.phase is not Phase.E]
    gains = np.diff(values) / len(POINTS)
    assert timeline.stop_reason is StopReason.CONVERGED
    assert gains[-1] <= 1e-4 < gains[:-1].min()


def test_k_means_ends_with_the_first_iteration_that_changes_no_label():
    timeline = Timeline(KMeans(POINTS, POINTS[:2]))
    timeline.extend(100)
    labels = [state.labels for state in timeline.states if state.phase is Phase.M]
    same = [np.array_equal(a, b) for a, b in pairwise(labels)]
    assert same == [False] * (len(same) - 1) + [True]


def test_stored_states_hold_no_responsibilities():
    points = np.random.default_rng(0).normal(size=(1000, 2))
    timeline = Timeline(EM(points, initialize(points, 3), tolerance=0.0))
    timeline.extend(20)
    for state in timeline.states:
        held = [value for value in vars(state).values() if isinstance(value, np.ndarray)]
        assert all(array is held[0] for array in held)  # the points, which all states share
        assert held[0] is timeline.states[0]._points


def test_states_cannot_be_changed(timeline):
    timeline.half_step()
    with pytest.raises(AttributeError):
        timeline.state.iteration = 5
    array = getattr(timeline.state, "centroids", None)
    array = timeline.state.mixture.means if array is None else array
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 1.0
