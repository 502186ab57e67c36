"""k-means followed update by update beside scikit-learn's Lloyd."""

import json
from pathlib import Path

import numpy as np
import pytest

from gmm_core import KMeans, Phase, StopReason, Timeline

REFERENCE = Path(__file__).parents[1] / "reference"
RUNS = [
    path
    for path in sorted((REFERENCE / "sklearn_kmeans").glob("*.json"))
    if path.stem != "empty_cluster"  # scikit-learn moves an empty cluster; here it stays
]


def test_the_reference_files_are_there():
    assert len(RUNS) == 7


@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.stem)
def test_follows_scikit_learn_update_by_update(path):
    reference = json.loads(path.read_text())
    points = np.loadtxt(
        REFERENCE / "data" / f"{reference['dataset']}.csv", delimiter=",", skiprows=1
    )
    timeline = Timeline(KMeans(points, reference["init_centers"]))
    for entry in reference["iterations"]:
        state = timeline.seek(2 * entry["n_iter"])
        assert (state.phase, state.iteration) == (Phase.M, entry["n_iter"])
        np.testing.assert_allclose(state.centroids, entry["centers"], rtol=1e-9, atol=1e-12)
        if not timeline.at_end:
            state = timeline.half_step()
        if "labels" in entry:  # those of the last entries are kept
            np.testing.assert_array_equal(state.labels, entry["labels"])
        assert state.inertia == pytest.approx(entry["inertia"], rel=1e-9)
    assert "labels" in reference["iterations"][-1]
    timeline.extend(1000)
    assert timeline.stop_reason is StopReason.NO_CHANGE
    assert abs(timeline.states[-1].iteration - reference["converged_n_iter"]) <= 1
