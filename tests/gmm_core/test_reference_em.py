"""EM followed step by step beside scikit-learn's and mclust's own numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from gmm_core import EM, Mixture, Phase, StopReason, Timeline, aic, bic, e_step, fit, m_step
from gmm_core import n_parameters as count_parameters

REFERENCE = Path(__file__).parents[1] / "reference"
SKLEARN = sorted((REFERENCE / "sklearn_em").glob("*.json"))
MCLUST_TYPES = {
    "VVV": "full",
    "EEE": "tied",
    "VVI": "diag",
    "VII": "spherical",
    "V": "full",
    "E": "tied",
}
MCLUST = [
    pytest.param(
        document["dataset"],
        run,
        id=f"{document['dataset']}-{run['model']}-{run['K']}-{run['init']}",
    )
    for document in (
        json.loads((REFERENCE / "mclust" / f"{name}.json").read_text())
        for name in ("faithful", "quakes_lonlat")
    )
    for run in document["runs"]
    if run["model"] in MCLUST_TYPES
]


DEFAULT = [
    pytest.param(document["dataset"], one, id=f"{document['dataset']}-{one['model']}-{one['K']}")
    for document in (
        json.loads((REFERENCE / "mclust" / f"{name}_default_Mclust.json").read_text())
        for name in ("faithful", "quakes_lonlat")
    )
    for one in document["fits"]
    if one["model"] in MCLUST_TYPES
]


def read_points(name):
    return np.loadtxt(REFERENCE / "data" / f"{name}.csv", delimiter=",", skiprows=1, ndmin=2)


def full_covariances(covariances, kind, k, d):
    """scikit-learn stores less than full matrices for the simpler types."""
    array = np.asarray(covariances, dtype=float)
    return {
        "full": lambda: array,
        "tied": lambda: np.repeat(array[None], k, axis=0),
        "diag": lambda: array[:, :, None] * np.eye(d),
        "spherical": lambda: array[:, None, None] * np.eye(d),
    }[kind]()


def test_the_reference_files_are_there():
    assert len(SKLEARN) == 32
    assert len(MCLUST) == 88
    assert len(DEFAULT) == 48


@pytest.mark.parametrize("path", SKLEARN, ids=lambda path: path.stem)
def test_follows_scikit_learn_update_by_update(path):
    reference = json.loads(path.read_text())
    points = read_points(reference["dataset"])
    kind, k, d = reference["covariance_type"], reference["K"], reference["d"]
    start = Mixture(
        reference["init"]["weights"],
        reference["init"]["means"],
        full_covariances(reference["init"]["covariances"], kind, k, d),
        kind,
    )
    expected = reference["loglik_after_update"]
    timeline = Timeline(EM(points, start, tolerance=0.0, max_iterations=len(expected) + 20))
    assert timeline.state.log_likelihood == pytest.approx(reference["loglik_at_init"], rel=1e-12)
    reached = 0
    for update, value in enumerate(expected, start=1):
        state = timeline.step()
        if timeline.ended and state.iteration < update:
            break  # converged to the last digit: nothing more can change
        reached = update
        assert state.iteration == update
        assert state.log_likelihood == pytest.approx(value, rel=1e-9 if update <= 10 else 1e-6)
        parameters = reference["parameters_after_update"].get(str(update))
        if parameters is not None and update <= 10:
            covariances = full_covariances(parameters["covariances"], kind, k, d)
            # scikit-learn adds 10 eps to the counts, which the first steps' shares can feel.
            np.testing.assert_allclose(state.mixture.weights, parameters["weights"], rtol=1e-7)
            np.testing.assert_allclose(
                state.mixture.means, parameters["means"], rtol=1e-7, atol=1e-9
            )
            np.testing.assert_allclose(state.mixture.covariances, covariances, rtol=1e-6, atol=1e-9)
    if reference["status"] == "ok":
        assert timeline.state.log_likelihood == pytest.approx(expected[-1], rel=1e-9)
        assert timeline.stop_reason in (None, StopReason.CONVERGED)
        if reached == len(expected):
            n_free = count_parameters(k, d, kind)
            log_likelihood = timeline.state.log_likelihood
            assert n_free == reference["n_parameters"]
            assert bic(log_likelihood, n_free, len(points)) == pytest.approx(
                reference["bic_after_last"], rel=1e-9
            )
            assert aic(log_likelihood, n_free) == pytest.approx(
                reference["aic_after_last"], rel=1e-9
            )
    else:
        assert reached == len(expected)
        timeline.extend(40)
        assert timeline.stop_reason is StopReason.COLLAPSED
        assert all(np.isfinite(state.log_likelihood) for state in timeline.states)


@pytest.mark.parametrize(("dataset", "run"), MCLUST)
def test_follows_mclust_from_hard_labels_to_its_end(dataset, run):
    points = read_points(dataset)
    kind, k = MCLUST_TYPES[run["model"]], run["K"]
    start = m_step(points, np.eye(k)[run["init_labels0"]], kind)
    _, log_likelihood = e_step(points, start)
    assert log_likelihood == pytest.approx(run["start_loglik"], rel=1e-9)
    timeline = Timeline(EM(points, start, tolerance=1e-14, max_iterations=20_000))
    if run["status"] != "ok":
        timeline.extend(40_000)
        assert timeline.stop_reason is StopReason.COLLAPSED
        assert all(np.isfinite(state.log_likelihood) for state in timeline.states)
        return
    for entry in run["trace"]:
        # mclust counts the M step from the labels, which made our start, as the first update:
        # its first entry is `start_loglik`.
        state = timeline.seek(2 * (entry["em_updates"] - 1))
        if timeline.ended:
            break
        assert state.log_likelihood == pytest.approx(
            entry["loglik_at_parameters"], rel=1e-9 if state.iteration <= 10 else 1e-6
        )
    timeline.extend(40_000)
    last = timeline.states[-1]
    assert last.phase is Phase.M
    assert last.log_likelihood == pytest.approx(run["loglik"], rel=1e-6)
    n_free = count_parameters(k, points.shape[1], kind)
    assert n_free == run["df"]
    assert bic(run["loglik"], n_free, len(points)) == pytest.approx(run["bic_standard"], rel=1e-12)
    np.testing.assert_allclose(last.mixture.weights, run["parameters"]["weights"], rtol=1e-4)
    np.testing.assert_allclose(last.mixture.means, run["parameters"]["means"], rtol=1e-4)
    np.testing.assert_allclose(
        last.mixture.covariances,
        run["parameters"]["covariances"],
        rtol=1e-4,
        atol=1e-4 * np.abs(last.mixture.covariances).max() * 1e-2,
    )


@pytest.mark.parametrize(("dataset", "theirs"), DEFAULT)
def test_of_a_few_starts_the_best_is_no_worse_than_what_a_user_of_mclust_gets(dataset, theirs):
    """Its one start is not recorded, and other starts lead elsewhere: so a loose check."""
    points = read_points(dataset)
    kind, k = MCLUST_TYPES[theirs["model"]], theirs["K"]
    best = max(
        fit(points, k, kind, n_init=20, method=method).log_likelihood
        for method in ("k-means", "random points")
    )
    assert best >= theirs["loglik"] - 1e-3 * abs(theirs["loglik"])
    n_free = count_parameters(k, points.shape[1], kind)
    assert n_free == theirs["df"]
    assert bic(theirs["loglik"], n_free, len(points)) == pytest.approx(
        -theirs["bic_mclust"], rel=1e-12
    )
