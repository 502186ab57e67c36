"""Variational inference followed step by step beside scikit-learn's own numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from gmm_core import (
    Timeline,
    Variational,
    VariationalPrior,
    one_hot,
    variational_m_step,
    variational_prior,
    variational_step,
)

REFERENCE = Path(__file__).parents[1] / "reference"
FILES = sorted((REFERENCE / "sklearn_bgm").glob("*.json"))
TYPES = {"full", "tied", "diag", "spherical"}


def read_points(name):
    return np.loadtxt(REFERENCE / "data" / f"{name}.csv", delimiter=",", skiprows=1, ndmin=2)


def read(path):
    """Return a run of scikit-learn's, its points, and the prior that it printed."""
    reference = json.loads(path.read_text())
    points = read_points(reference["dataset"])
    printed = reference["priors"]
    covariance = np.asarray(printed["covariance_prior"])
    prior = VariationalPrior(
        reference["weight_concentration_prior_type"],
        printed["weight_concentration_prior"],
        printed["mean_precision_prior"],
        printed["mean_prior"],
        printed["degrees_of_freedom_prior"],
        covariance if covariance.ndim == 2 else covariance * np.eye(reference["d"]),
        reference["covariance_type"],
    )
    return reference, points, prior


def start_of(reference, points, prior, ridge):
    labels = one_hot(reference["init"]["labels"], reference["K"])
    return variational_m_step(points, labels, prior, ridge)


def as_matrices(covariances, kind, k, d):
    """scikit-learn stores less than full matrices for the simpler types."""
    array = np.asarray(covariances, dtype=float)
    return {
        "full": lambda: array,
        "tied": lambda: np.repeat(array[None], k, axis=0),
        "diag": lambda: array[:, :, None] * np.eye(d),
        "spherical": lambda: array[:, None, None] * np.eye(d),
    }[kind]()


def test_the_reference_files_are_there():
    runs = {tuple(path.stem.split("_")[-4:-1]) for path in FILES}
    assert len(FILES) == 16
    assert runs == {(kind, *rest) for kind in TYPES for rest in (("dd", "K10"), ("dp", "K10"))} | {
        (kind, *rest) for kind in TYPES for rest in (("dd", "K20"), ("dp", "K20"))
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_follows_scikit_learn_step_by_step_to_its_end(path):
    reference, points, prior = read(path)
    kind, k, d = reference["covariance_type"], reference["K"], reference["d"]
    ridge = reference["reg_covar"]
    posterior = start_of(reference, points, prior, ridge)
    spread = points.std(axis=0)
    for iteration in range(1, reference["final_after"] + 1):
        posterior = variational_step(points, posterior, ridge)
        expected = reference["weights_means_at"].get(str(iteration))
        if expected is not None:
            tolerance = 1e-6 if iteration <= 20 else 1e-4
            np.testing.assert_allclose(posterior.weights, expected["weights"], rtol=tolerance)
            moved = np.abs(posterior.means - expected["means"]) / spread
            assert moved.max() <= tolerance
    final, gaussians = reference["final"], posterior.gaussians
    np.testing.assert_allclose(posterior.weights, final["weights"], rtol=1e-4)
    assert (np.abs(posterior.means - final["means"]) <= 1e-4 * spread).all()
    matrices = as_matrices(final["covariances"], kind, k, d)
    errors = np.abs(posterior.covariances - matrices)
    assert (errors <= 1e-4 * np.outer(spread, spread)).all()
    np.testing.assert_allclose(gaussians.mean_precision, final["mean_precision"], rtol=1e-4)
    np.testing.assert_allclose(
        gaussians.degrees_of_freedom, np.broadcast_to(final["degrees_of_freedom"], k), rtol=1e-4
    )
    np.testing.assert_allclose(
        posterior.weight_concentration, final["weight_concentration"], rtol=1e-4
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_bound_is_scikit_learns_and_its_constants_and_never_falls(path):
    """Without its ridge, which is no part of the model; with it they agree to the ridge's size."""
    reference, points, prior = read(path)
    start = start_of(reference, points, prior, reference["reg_covar"])
    bounds = bounds_of(points, start, reference["reg_covar"])
    theirs = np.array(reference["lower_bound_after_iteration"])
    n = min(20, len(bounds) // 2)  # a run that no longer changes ends
    constants = bounds[2::2][:n] - theirs[:n]
    assert np.ptp(constants) <= 1e-3
    exact = bounds_of(points, start_of(reference, points, prior, 0.0), 0.0)
    assert np.diff(exact).min() >= -1e-9 * (len(points) + np.abs(exact).max())
    assert exact[-1] > exact[0]


def bounds_of(points, start, ridge):
    timeline = Timeline(Variational(points, start, ridge, tolerance=0.0))
    timeline.extend(400)
    return np.array([state.objective for state in timeline.states])


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_the_default_prior_is_scikit_learns(kind):
    path = REFERENCE / "sklearn_bgm" / f"faithful_{kind}_dp_K10_0.json"
    _, points, expected = read(path)
    prior = variational_prior(points, 10, kind)
    assert prior.weight_prior == expected.weight_prior
    assert prior.concentration == expected.concentration
    assert prior.mean_precision == expected.mean_precision
    assert prior.degrees_of_freedom == expected.degrees_of_freedom
    np.testing.assert_allclose(prior.mean, expected.mean, rtol=1e-13)
    np.testing.assert_allclose(prior.covariance, expected.covariance, rtol=1e-12)
