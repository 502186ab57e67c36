"""A fit to blocks of rows is the fit to all rows, wherever they lie and however they are cut."""

import tracemalloc

import dask
import dask.array as da
import numpy as np
import pytest

from gmm_core import COVARIANCE_TYPES, EM, CovariancePrior, StopReason, Timeline, fit, initialize
from gmm_core.block_summary import SAMPLE, draw_rows, summarize
from gmm_core.blocks import as_blocks


def groups(n_points, n_dimensions):
    generator = np.random.default_rng(0)
    centres = 3.0 * generator.normal(size=(3, n_dimensions))
    points = centres[generator.integers(3, size=n_points)]
    return points + generator.normal(size=points.shape)


PLANE = groups(3000, 2)
DATA = {
    "a line": groups(2000, 1),
    "the plane": PLANE,
    "space": groups(2000, 4),
    "far from zero": PLANE + 1e8,
    "tiny": PLANE * 1e-130,
    "huge": PLANE * 1e130,
    "an outlier": np.concatenate([PLANE, [[1e7, -1e7]]]),
    "narrow": np.concatenate([PLANE[:1000] * 1e-5, PLANE[1000:] * 1e-5 + 300.0]),
}


def cut(points, n_blocks=7):
    """Blocks of unlike sizes, one of them without rows."""
    places = np.sort(np.random.default_rng(1).integers(len(points), size=n_blocks - 2))
    return np.split(points, [*places, places[-1]])


def same(ours, theirs, scale):
    """The two fits are one, to the rounding of sums in another order."""
    assert (ours.stop_reason, ours.iterations) == (theirs.stop_reason, theirs.iterations)
    np.testing.assert_allclose(ours.trace, theirs.trace, rtol=1e-11, atol=1e-9)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, rel=1e-11)
    np.testing.assert_allclose(ours.mixture.weights, theirs.mixture.weights, rtol=0, atol=1e-9)
    apart = np.abs(ours.mixture.means - theirs.mixture.means)
    assert apart.max() <= 1e-9 * scale
    apart = np.abs(ours.mixture.covariances - theirs.mixture.covariances)
    assert apart.max() <= 1e-9 * scale**2


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
@pytest.mark.parametrize("name", DATA)
def test_blocks_give_what_the_whole_gives(name, covariance_type):
    points = DATA[name]
    whole = fit(points, 3, covariance_type, seed=1)
    scale = max(points.std(), 1e-16 * np.abs(points).max())
    same(fit(cut(points), 3, covariance_type, seed=1), whole, scale)
    same(fit([points], 3, covariance_type, seed=1), whole, scale)


@pytest.mark.parametrize(
    "options",
    [
        {"n_init": 4, "method": "k-means++"},
        {"ridge": 0.1},
        {"prior": CovariancePrior(0.1, 2.0)},
        {"prior": CovariancePrior(0.1, 2.0), "covariance_type": "tied"},
        {"max_iterations": 2, "tolerance": 0.0},
        {"method": "random responsibilities"},
        {"method": "spread", "seed": 3},
    ],
    ids=str,
)
def test_all_that_fit_takes_means_the_same(options):
    same(fit(cut(PLANE), 4, **options), fit(PLANE, 4, **options), PLANE.std())


def test_a_collapse_is_one_here_too():
    points = [[0.0], [0.1], [0.2], [0.3], [9.0]]
    ours, theirs = fit([np.array(points[:2]), np.array(points[2:])], 2), fit(points, 2)
    assert ours.stop_reason is theirs.stop_reason is StopReason.COLLAPSED
    np.testing.assert_allclose(ours.mixture.means, theirs.mixture.means)


class Reader:
    """Such as someone writes who reads a file chunk by chunk."""

    def __init__(self, points):
        self.points = points
        self.passes = 0

    def __iter__(self):
        self.passes += 1
        return (self.points[i : i + 400].tolist() for i in range(0, len(self.points), 400))


def test_whatever_yields_blocks_anew_will_do(tmp_path):
    whole = fit(PLANE, 3)
    reader = Reader(PLANE)
    np.save(tmp_path / "points.npy", PLANE.astype(np.float32))
    rounded = fit(PLANE.astype(np.float32), 3)
    for points, expected in (
        (reader, whole),
        (lambda: iter(cut(PLANE)), whole),
        (tuple(cut(PLANE)), whole),
        (np.load(tmp_path / "points.npy", mmap_mode="r"), rounded),
        (da.from_array(PLANE, chunks=(700, 1)), whole),
    ):
        same(fit(points, 3), expected, PLANE.std())
    assert reader.passes == 2 + whole.iterations + 1  # a look, a start, and the iterations


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_chunks_of_a_dask_array_stay_where_they_are(scheduler):
    """Nothing of a chunk's size comes back from it but the rows that a start is made of."""
    points = groups(SAMPLE + 30_000, 2)
    returned = []

    def noting(tasks, keys, **options):
        results = dask.get(tasks, keys, **options)
        returned.append(max(map(size, results)))
        return results

    array = da.from_array(points, chunks=(9000, 2))
    with dask.config.set(scheduler=noting):
        fit(array, 3)
    assert len(returned) > 3
    assert [numbers > 100 for numbers in returned] == [False, True] + [False] * (len(returned) - 2)
    with dask.config.set(scheduler=scheduler):
        same(fit(array, 3), fit(cut(points), 3), points.std())


def size(result):
    """How many numbers a result holds."""
    if isinstance(result, tuple | list):
        return sum(map(size, result))
    return getattr(result, "size", 1)


def test_of_many_rows_the_start_is_drawn_and_the_run_is_exact():
    points = groups(SAMPLE + 30_000, 2)
    blocks = as_blocks(cut(points))
    rows = draw_rows(blocks, summarize(blocks), seed=5)
    assert len(rows) == len(np.unique(rows, axis=0)) == SAMPLE
    again = as_blocks([points])
    np.testing.assert_array_equal(draw_rows(again, summarize(again), seed=5), rows)
    run = Timeline(EM(points, initialize(rows, 3, method="k-means", seed=5)))
    run.extend(2000)
    last, found = run.states[-1], fit(cut(points), 3, seed=5)
    assert (found.iterations, found.stop_reason) == (last.iteration, run.stop_reason)
    np.testing.assert_allclose(found.mixture.means, last.mixture.means, atol=1e-9)
    assert found.log_likelihood == pytest.approx(last.log_likelihood, rel=1e-11)


def test_a_file_is_never_held_in_memory(tmp_path):
    points = np.lib.format.open_memmap(
        tmp_path / "points.npy", mode="w+", dtype=np.float32, shape=(3_000_000, 2)
    )
    for start in range(0, len(points), 100_000):
        points[start : start + 100_000] = groups(100_000, 2)
    tracemalloc.start()
    try:
        found = fit(points, 3, max_iterations=2)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.iterations >= 1
    assert peak < points.nbytes


WRONG = np.array(PLANE[:10])
WRONG[4, 1] = np.nan


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (lambda: (block for block in cut(PLANE)), None),
        ((block for block in cut(PLANE)), "many passes.* it was a generator"),
        (iter(cut(PLANE)), "many passes"),
        ([PLANE, WRONG], "row 3004, column 1 was nan"),
        (da.from_array(np.concatenate([PLANE, WRONG]), chunks=(500, 2)), "row 3004, column 1"),
        ([PLANE, PLANE[:, :1]], "block 0 had 2, block 1 had 1"),
        ([PLANE[:0], PLANE[:0]], "at least one point"),
        (lambda: [], "at least one point"),
        ([PLANE[:1], PLANE[:1]], "at most the number of points, 2"),
        ([np.ones((4, 2)), np.ones((5, 2))], "must not all be equal"),
        ([1j * PLANE], "complex"),
        (lambda: [PLANE[0]], "blocks of two dimensions.*shape of one was \\(2,\\)"),
        (da.from_array(PLANE[:, 0], chunks=100), "blocks of two dimensions"),
    ],
)
def test_what_cannot_be_fitted_is_refused(points, message):
    if message is None:
        assert fit(points, 3).stop_reason is StopReason.CONVERGED
        return
    with pytest.raises(ValueError, match=message):
        fit(points, 3)


@pytest.mark.parametrize("later", [PLANE[:-1], PLANE * np.inf])
def test_points_that_change_between_passes_are_noticed(later):
    passes = []

    def changing():
        passes.append(1)
        return iter([PLANE if len(passes) < 4 else later])

    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="same on every pass"):
        fit(changing, 3, tolerance=0.0)


def test_a_reader_that_fails_is_no_collapse():
    passes = []

    def failing():
        passes.append(1)
        yield PLANE
        if len(passes) == 4:
            raise ValueError("line 17 has no numbers")

    with pytest.raises(ValueError, match="line 17"):
        fit(failing, 3, tolerance=0.0)
