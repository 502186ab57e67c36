"""t mixtures beside R, SciPy, two other programs, and 30-digit arithmetic."""

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest

from gmm_core import (
    StopReason,
    StudentEM,
    StudentMixture,
    Timeline,
    fit_student,
    student_e_step,
    student_log_density,
)

REFERENCE = Path(__file__).parents[1] / "reference"
DENSITIES = [
    case
    for case in json.loads((REFERENCE / "illcond" / "logpdf.json").read_text())["cases"]
    if case["dist"] == "t"
]
MIXTURES = sorted((REFERENCE / "student_t").glob("mix_*.json"))
MAXIMA = sorted((REFERENCE / "student_t").glob("max_*.json"))
SINGLE = sorted((REFERENCE / "student_t").glob("K1_*.json"))


def read(path):
    document = json.loads(path.read_text())
    name = REFERENCE / "data" / f"{document['dataset']}.csv"
    return document, np.loadtxt(name, delimiter=",", skiprows=1, ndmin=2)


def start_of(document):
    """The start; for the simpler types the files store less than full matrices."""
    init, kind, k, d = document["init"], document["scale_type"], document["K"], document["d"]
    scales = np.asarray(init["scales"])
    full = {
        "full": lambda: scales,
        "tied": lambda: np.repeat(scales[None], k, axis=0),
        "diag": lambda: scales[:, :, None] * np.eye(d),
        "spherical": lambda: scales[:, None, None] * np.eye(d),
    }[kind]()
    degrees = init.get("dofs", document.get("nu_start"))
    return StudentMixture(init["weights"], init["locations"], full, degrees, kind)


def run(points, start, estimate, variant="ECME", limit=2000):
    timeline = Timeline(
        StudentEM(points, start, estimate, variant, tolerance=0.0, max_iterations=limit)
    )
    timeline.extend(2 * limit)
    values = np.array([state.log_likelihood for state in timeline.states[::2]])
    assert np.diff(values).min() >= -1e-9 * (len(points) + np.abs(values).max())
    assert timeline.stop_reason is not StopReason.COLLAPSED
    return timeline


def test_the_reference_files_are_there():
    assert (len(DENSITIES), len(MIXTURES), len(MAXIMA), len(SINGLE)) == (87, 9, 15, 2)


@pytest.mark.parametrize("case", DENSITIES, ids=lambda c: f"{c['kind']}-{c['d']}-nu{c['nu']}")
def test_densities_keep_the_digits_that_double_precision_can_keep(case):
    mixture = StudentMixture(case["weights"], case["means"], case["covariances"], case["nu"])
    # From ν = 1e4 on the plain difference of log-gammas, which that error is of, loses digits.
    plain = 0.0 if case["nu"] >= 1e4 and case["kind"] == "plain" else 10.0
    allowed = plain * case["double_cholesky_max_rel_err"] + 1e-13

    def worst(got, true):
        pairs = zip(np.ravel(got), np.ravel(true), strict=True)
        return max(
            float(abs(mpmath.mpf(float(g)) - mpmath.mpf(t)) / max(1, abs(mpmath.mpf(t))))
            for g, t in pairs
        )

    components = [
        student_log_density(case["X"], StudentMixture([1.0], [location], [scale], case["nu"]))
        for location, scale in zip(case["means"], case["covariances"], strict=True)
    ]
    with mpmath.workdps(40):
        assert worst(np.stack(components, axis=1), case["component_logpdf"]) <= allowed
        assert worst(student_log_density(case["X"], mixture), case["mixture_logpdf"]) <= allowed
        shares, _, log_likelihood = student_e_step(case["X"], mixture)
        assert worst([log_likelihood], [case["loglik"]]) <= 2 * allowed
        true = [
            [mpmath.exp(mpmath.mpf(value)) for value in row] for row in case["log_responsibility"]
        ]
        largest = max(abs(mpmath.mpf(value)) for row in case["component_logpdf"] for value in row)
        # A share is the exponential of a difference of log-densities: absolute errors count.
        assert worst(shares, true) <= allowed * max(1.0, float(largest))


@pytest.mark.parametrize("path", MIXTURES, ids=lambda path: path.stem)
def test_follows_another_program_update_by_update(path):
    document, points = read(path)
    estimate = "fixed" if document["nu_fixed"] else "per component"
    timeline = Timeline(StudentEM(points, start_of(document), estimate, "EM", tolerance=0.0))
    assert timeline.state.log_likelihood == pytest.approx(document["loglik_at_init"], rel=1e-12)
    for update, value in enumerate(document["loglik_after_update"], start=1):
        state = timeline.step()
        assert state.iteration == update
        assert state.log_likelihood == pytest.approx(value, rel=1e-11)
        if update == 1:
            first = document["parameters_after_update_1"]
            np.testing.assert_allclose(state.mixture.weights, first["weights"], rtol=1e-10)
            np.testing.assert_allclose(state.mixture.locations, first["locations"], rtol=1e-10)
            np.testing.assert_allclose(state.mixture.scales, first["scales"], rtol=1e-9)
            np.testing.assert_allclose(state.mixture.degrees_of_freedom, first["dofs"], rtol=1e-7)


@pytest.mark.parametrize("path", MIXTURES, ids=lambda path: path.stem)
def test_ends_where_another_program_ends_or_above(path):
    document, points = read(path)
    final = document["final"]
    if document["nu_fixed"]:
        end = run(points, start_of(document), "fixed").states[-1]
        assert end.log_likelihood == pytest.approx(final["loglik"], rel=1e-9)
        np.testing.assert_allclose(end.mixture.locations, final["locations"], rtol=1e-4)
        np.testing.assert_allclose(end.mixture.scales, final["scales"], rtol=1e-4, atol=1e-7)
        return
    # The first updates decide which maximum it will be: these as the other program took them.
    near = run(points, start_of(document), "per component", "EM", limit=200).states[-1]
    end = run(points, near.mixture, "per component").states[-1]
    # With ν on its way to infinity the other program was stopped before it arrived.
    assert end.log_likelihood >= final["loglik"] - 1e-6
    assert end.log_likelihood >= document["certificate"]["loglik_BFGS"] - 1e-5
    heavy = np.array(final["dofs"]) < 15
    np.testing.assert_allclose(
        end.mixture.degrees_of_freedom[heavy], np.array(final["dofs"])[heavy], rtol=1e-3
    )


@pytest.mark.parametrize("path", MAXIMA, ids=lambda path: path.stem)
def test_reaches_the_maximum_that_a_general_optimizer_found(path):
    document, points = read(path)
    start = start_of(document)
    _, _, log_likelihood = student_e_step(points, start)
    assert log_likelihood == pytest.approx(document["loglik_at_init"], rel=1e-12)
    estimate = "fixed" if document["nu_fixed"] else "per component"
    end = run(points, start, estimate).states[-1]
    assert end.log_likelihood >= document["maximum"]["loglik"] - 1e-5


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.stem)
def test_one_t_distribution_is_that_of_r(path):
    document, points = read(path)
    for fixed in document["fixed_nu"]:
        end = fit_student(points, 1, "full", fixed["nu"], "fixed", tolerance=1e-13)
        assert end.log_likelihood == pytest.approx(fixed["loglik"], rel=1e-9)
        np.testing.assert_allclose(end.mixture.locations[0], fixed["location"], rtol=1e-5)
        np.testing.assert_allclose(end.mixture.scales[0], fixed["scatter"], rtol=1e-4)
    estimated = document["estimated_nu"]
    end = fit_student(points, 1, tolerance=1e-13, max_iterations=5000)
    assert end.log_likelihood >= estimated["loglik"] - 1e-6 * abs(estimated["loglik"])
    [degrees] = end.mixture.degrees_of_freedom
    if estimated["nu"] > 1000:  # R's way to say Gaussian
        assert degrees > 1000
    else:
        assert degrees == pytest.approx(estimated["nu"], rel=1e-4)
