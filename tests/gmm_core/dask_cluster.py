"""Ten million rows on a cluster of two processes: the result of one process, to 1e-9.

Not part of the ordinary run: it takes a minute or more and the extra ``[dask]``. `.ci/run full`
runs it.
"""

import resource
from pathlib import Path

import dask.array as da
import numpy as np
import pytest
from distributed import Client, LocalCluster, wait

from gmm_core import EM, Phase, Timeline, fit, initialize
from gmm_core.block_summary import draw_rows, summarize
from gmm_core.blocks import as_blocks

N_ROWS, N_CHUNKS, K = 10_000_000, 20, 3
# Workers look for what they are sent where this process does: for the functions of this file, too.
ROOT = Path(__file__).parents[2]


def drawn(seeds):
    """Rows of three groups that overlap a little, as many as one chunk has."""
    generator = np.random.default_rng(int(seeds[0, 0]))
    centres = np.array([[0.0, 0.0], [5.0, 1.0], [0.0, 6.0]])
    points = centres[generator.choice(3, p=[0.5, 0.3, 0.2], size=N_ROWS // N_CHUNKS)]
    return points + generator.normal(size=points.shape) * [1.0, 1.5]


@pytest.fixture(scope="module")
def cluster():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        with (
            LocalCluster(
                n_workers=2, threads_per_worker=1, memory_limit="1GiB", dashboard_address=None
            ) as processes,
            Client(processes) as client,
        ):
            assert len({worker["pid"] for worker in client.run(pid).values()} | {0}) == 3
            yield client


def pid():
    import os

    return {"pid": os.getpid()}


def most_memory():
    """Largest resident memory of this process so far, in bytes (on Linux, counted in kB)."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_two_workers_give_what_one_process_gives(cluster):
    seeds = da.from_array(np.arange(N_CHUNKS)[:, np.newaxis], chunks=1)
    rows = (N_ROWS // N_CHUNKS,) * N_CHUNKS
    points = seeds.map_blocks(drawn, dtype=float, chunks=(rows, (2,))).persist()
    wait(points)
    before = most_memory()
    ours = fit(points, K, seed=2)
    # The rows that the start is made of came here, and nothing else of that size.
    assert most_memory() - before < 50e6
    assert len(cluster.who_has(points)) == N_CHUNKS
    held = max(cluster.run(most_memory).values())
    assert held < 800e6, f"a worker held {held / 1e6:.0f} MB"

    whole = points.compute()
    assert whole.shape == (N_ROWS, 2)
    cut = np.array_split(whole, 13)
    same(ours, fit(cut, K, seed=2))
    blocks = as_blocks(cut)
    start = initialize(draw_rows(blocks, summarize(blocks), 2), K, method="k-means", seed=2)
    run = Timeline(EM(whole, start))
    run.extend(2000)
    assert ours.stop_reason is run.stop_reason
    assert ours.iterations == run.states[-1].iteration > 3
    assert run.states[-1].phase is Phase.M
    same(ours, run.states[-1])


def same(ours, theirs):
    """The two agree to 1e-9, and their likelihoods to as much of a nat for each point."""
    for name in ("weights", "means", "covariances"):
        a, b = getattr(ours.mixture, name), getattr(theirs.mixture, name)
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)
    assert abs(ours.log_likelihood - theirs.log_likelihood) <= 1e-9 * N_ROWS
