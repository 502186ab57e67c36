"""Hard input for the models beside the Gaussian mixture: a right result, a named end, or refusal.

Warnings are errors, so a silent overflow or division by zero fails as well.
"""

import datetime
import inspect
import os

import numpy as np
import pytest

import gmm_core as g

N_ROWS = 1_000_000 if os.environ.get("EM_STEPPER_FULL") else 30_000

NORMAL = np.random.default_rng(0).normal(size=(40, 2))
GROUPS = np.concatenate([NORMAL, NORMAL + 8.0])
HOLED = GROUPS.copy()
HOLED[3, 1] = np.nan
ENDLESS = GROUPS.copy()
ENDLESS[7, 0] = -np.inf
HUGE = GROUPS.copy()
HUGE[5, 0] = 1e160
MASKED = np.ma.masked_array(GROUPS, mask=np.zeros(GROUPS.shape, dtype=bool))
MASKED[2, 1] = np.ma.masked

DATA = {
    "ordinary": GROUPS,
    "integers": np.round(GROUPS).astype(int),
    "booleans": GROUPS > 0,
    "a list": GROUPS.tolist(),
    "K points": GROUPS[[0, 1, 50]],
    "one point": GROUPS[:1],
    "identical points": np.full((10, 2), 3.5),
    "each point ten times": np.repeat(GROUPS[::8], 10, axis=0),
    "collinear": np.stack([np.arange(30.0), 2.0 * np.arange(30.0)], axis=1),
    "a constant column": np.stack([GROUPS[:, 0], np.full(80, 7.1)], axis=1),
    "a constant first column": np.stack([np.full(80, 7.1), GROUPS[:, 0]], axis=1),
    "an outlier at 1e12": np.concatenate([GROUPS, [[1e12, -1e12]]]),
    "an outlier at 1e140": np.concatenate([GROUPS, [[1e140, 0.0]]]),
    "at offset 1e8": GROUPS + 1e8,
    "in units of 1e120": GROUPS * 1e120,
    "in units of 1e-120": GROUPS * 1e-120,
    "units apart": GROUPS * [1e-100, 1e100],
}
REFUSED = {
    "nan": (HOLED, "row 3, column 1 was nan"),
    "infinity": (-ENDLESS, "row 7, column 0 was inf"),
    "minus infinity": (ENDLESS, "row 7, column 0 was -inf"),
    "1e160": (HUGE, "row 5, column 0 was 1e\\+160.*[Rr]escale"),
    "no rows": (np.empty((0, 2)), r"at least one point.*\(0, 2\)"),
    "no columns": (np.empty((5, 0)), r"at least one.*coordinate.*\(5, 0\)"),
    "one dimension": (GROUPS[:, 0], r"two dimensions.*\(80,\)"),
    "three dimensions": (GROUPS.reshape(8, 10, 2), r"two dimensions.*\(8, 10, 2\)"),
    "ragged": ([[1.0, 2.0], [3.0]], "must be an array with rows of one length"),
    "words": ([["a", "b"], ["c", "d"]], "must be an array of numbers: row 0, column 0 was 'a'"),
    "objects": (np.array([[1.0, None], [2.0, {}]], dtype=object), "row 0, column 1 was None"),
    "beyond floats": (np.array([[1, 10**400]], dtype=object), "row 0, column 1 was 1000"),
    "a long double": (np.longdouble("1e400") * GROUPS, "row 0, column 0 was inf"),
    "complex": (GROUPS + 1j, "must be an array of real numbers.*real part"),
    "dates": (np.full((4, 2), np.datetime64("2020-01-01")), "must be an array of real numbers"),
    "time spans": (np.full((4, 2), np.timedelta64(1, "D")), "must be an array of real numbers"),
    "date objects": ([[datetime.date(2020, 1, 1), 1.0]], "must be an array of numbers"),
    "masked": (MASKED, "row 2, column 1 was masked"),
}
START = g.initialize(GROUPS, 2, method="k-means")
STUDENT = g.StudentMixture(START.weights, START.means, START.covariances, 3.0)
EXPERTS = g.initialize_experts(GROUPS, 2)
SHARES, TRUST, _ = g.student_e_step(GROUPS, STUDENT)
HALVES = np.full((len(GROUPS), 2), 0.5)
LABELS = np.repeat([0, 1], 40)
PRIOR = g.variational_prior(GROUPS, 2, weight_prior="dirichlet_distribution")
POSTERIOR = g.variational_m_step(GROUPS, HALVES, PRIOR)

TAKING_POINTS = {
    "e_step": lambda x: g.e_step(x, START),
    "m_step": lambda x: g.m_step(x, HALVES),
    "em_step": lambda x: g.em_step(x, START),
    "log_density": lambda x: g.log_density(x, START),
    "log_weighted_densities": lambda x: g.log_weighted_densities(x, START),
    "elbo": lambda x: g.elbo(x, START, HALVES),
    "kl_to_posterior": lambda x: g.kl_to_posterior(x, START, HALVES),
    "EM": lambda x: g.EM(x, START),
    "initialize": lambda x: g.initialize(x, 1),
    "fit": lambda x: g.fit(x, 1),
    "restarts": lambda x: g.restarts(x, 1),
    "select_components": lambda x: g.select_components(x, [1]),
    "assign": lambda x: g.assign(x, START.means),
    "update": lambda x: g.update(x, LABELS, START.means),
    "inertia": lambda x: g.inertia(x, LABELS, START.means),
    "KMeans": lambda x: g.KMeans(x, START.means),
    "variational_prior": lambda x: g.variational_prior(x, 1),
    "variational_start": lambda x: g.variational_start(x, 1),
    "variational_e_step": lambda x: g.variational_e_step(x, POSTERIOR),
    "variational_m_step": lambda x: g.variational_m_step(x, HALVES, PRIOR),
    "variational_step": lambda x: g.variational_step(x, POSTERIOR),
    "Variational": lambda x: g.Variational(x, POSTERIOR),
    "fit_variational": lambda x: g.fit_variational(x, 1),
    "dic": lambda x: g.dic(x, POSTERIOR),
    "student_e_step": lambda x: g.student_e_step(x, STUDENT),
    "student_log_density": lambda x: g.student_log_density(x, STUDENT),
    "student_m_step": lambda x: g.student_m_step(x, SHARES, TRUST, 3.0),
    "StudentEM": lambda x: g.StudentEM(x, STUDENT),
    "fit_student": lambda x: g.fit_student(x, 2),
    "soft_assign": lambda x: g.soft_assign(x, START.means, 1.0),
    "soft_update": lambda x: g.soft_update(x, HALVES, START.means),
    "SoftKMeans": lambda x: g.SoftKMeans(x, START.means, 1.0),
    "experts_e_step": lambda x: g.experts_e_step(x, EXPERTS),
    "experts_m_step": lambda x: g.experts_m_step(x, HALVES, EXPERTS),
    "ExpertsEM": lambda x: g.ExpertsEM(x, EXPERTS),
    "experts_log_density": lambda x: g.experts_log_density(x, EXPERTS),
    "initialize_experts": lambda x: g.initialize_experts(x, 2),
    "fit_experts": lambda x: g.fit_experts(x, 2),
    "conditional_log_density": lambda x: g.conditional_log_density(x, START),
    "dbscan": lambda x: g.dbscan(x, 1.0, 3),
    "kernel_log_density": lambda x: g.kernel_log_density(x, GROUPS),
    "kernel_log_density of": lambda x: g.kernel_log_density(GROUPS, x),
}


def test_nothing_that_takes_points_is_left_out():
    taking = {
        name
        for name, value in vars(g).items()
        if name in g.__all__
        and callable(value)
        and not isinstance(value, type(g.Phase))
        and "points" in inspect.signature(value).parameters
    }
    assert taking == {name.split()[0] for name in TAKING_POINTS}


@pytest.mark.parametrize("function", TAKING_POINTS)
@pytest.mark.parametrize("name", REFUSED)
def test_points_that_are_no_points_are_refused_by_place(function, name):
    points, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        TAKING_POINTS[function](points)


def assert_sound(fitted, arrays):
    """A run that ended has finite numbers and never fell, whatever its reason to end."""
    assert isinstance(fitted.stop_reason, g.StopReason)
    assert np.isfinite(fitted.trace).all()
    assert all(np.isfinite(array).all() for array in arrays)
    size = np.abs(fitted.trace).max()
    assert np.diff(fitted.trace).min(initial=0.0) >= -1e-9 * (len(GROUPS) + size)


def refusal(call):
    """Return a result, or the message of a refusal that names an argument."""
    try:
        return call()
    except ValueError as error:
        message = str(error)
        assert message.startswith(("points", "n_components", "data", "covariance")), message
        return message


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("kind", g.COVARIANCE_TYPES)
@pytest.mark.parametrize("estimate", ["fixed", "per component"])
def test_t_mixtures_end_with_finite_numbers(name, kind, estimate):
    fitted = refusal(lambda: g.fit_student(DATA[name], 3, kind, estimate=estimate, seed=1))
    if not isinstance(fitted, str):
        mixture = fitted.mixture
        assert_sound(fitted, [mixture.locations, mixture.scales, mixture.degrees_of_freedom])


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("kind", g.COVARIANCE_TYPES)
@pytest.mark.parametrize("covariance", [None, 1.0])
def test_variational_mixtures_end_with_finite_numbers(name, kind, covariance):
    points = DATA[name]
    count = min(3, len(points))
    fitted = refusal(lambda: g.fit_variational(points, count, kind, covariance=covariance))
    if not isinstance(fitted, str):
        mixture = fitted.mixture
        assert_sound(fitted, [mixture.weights, mixture.means, mixture.covariances])


@pytest.mark.parametrize("name", DATA)
def test_bound_and_divergence_add_up(name):
    points = np.asarray(DATA[name], dtype=float)
    start = refusal(lambda: g.initialize(points, min(3, len(points)), "spherical"))
    if isinstance(start, str):
        return
    shares, log_likelihood = g.e_step(points, start)
    even = np.full(shares.shape, 1.0 / shares.shape[1])
    for q in (shares, even):
        total = g.elbo(points, start, q) + g.kl_to_posterior(points, start, q)
        assert total == pytest.approx(log_likelihood, rel=1e-9)


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("penalty", [0.0, 0.01])
def test_experts_end_with_finite_numbers(name, penalty):
    fitted = refusal(lambda: g.fit_experts(DATA[name], 3, 3, gate_penalty=penalty))
    if not isinstance(fitted, str):
        experts = fitted.experts
        assert_sound(fitted, [experts.slopes, experts.deviations, experts.gate_slopes])
        if fitted.stop_reason is g.StopReason.CONVERGED:
            x = np.asarray(DATA[name], dtype=float)[:, 0]
            assert np.isfinite(g.experts_mean(x, experts)).all()


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("ratio", [1e-6, 1.0])
def test_the_k_means_limit_ends_with_finite_numbers(name, ratio):
    points = np.asarray(DATA[name], dtype=float)
    sigma = ratio * (float(np.ptp(points, axis=0).max()) or 1.0)
    timeline = g.Timeline(g.SoftKMeans(points, points[[0, -1]], sigma))
    timeline.extend(4000)
    assert timeline.stop_reason in (g.StopReason.CONVERGED, g.StopReason.NO_CHANGE)
    for state in timeline.states:
        assert np.isfinite(state.centroids).all()
        assert np.isfinite(state.log_likelihood)


@pytest.mark.parametrize("name", DATA)
def test_dbscan_labels_every_point(name):
    points = np.asarray(DATA[name], dtype=float)
    extent = float(np.ptp(points, axis=0).max()) or 1.0
    labels = g.dbscan(DATA[name], 0.2 * extent, 2)
    assert labels.shape == (len(points),)
    different = np.unique(labels[labels >= 0])
    np.testing.assert_array_equal(different, np.arange(len(different)))


@pytest.mark.parametrize("name", DATA)
def test_kernel_density_is_finite_or_says_that_the_data_are_flat(name):
    result = refusal(lambda: g.kernel_log_density(DATA[name], DATA[name]))
    flat = name.startswith(("one point", "identical", "collinear", "a constant", "an outlier"))
    if isinstance(result, str):
        assert flat
        assert "every direction" in result
    else:
        assert np.isfinite(result).all()


ONE = ([1.0], [[0.0, 0.0]], [np.eye(2)])
ARGUMENTS = {
    "nu 0": (lambda: g.StudentMixture(*ONE, 0.0), "degrees_of_freedom must lie between 0.01"),
    "nu nan": (lambda: g.StudentMixture(*ONE, np.nan), "degrees_of_freedom must lie between"),
    "nu inf": (lambda: g.StudentMixture(*ONE, np.inf), "degrees_of_freedom must lie between"),
    "nu K": (lambda: g.StudentMixture(*ONE, [1.0, 2.0]), r"one for each of the 1.*\(2,\)"),
    "scales": (lambda: g.StudentMixture([1.0], [[0.0]], [[[0.0]]], 3.0), "scales must be positive"),
    "scale shape": (lambda: g.StudentMixture([1.0], [[0.0]], [1.0], 3.0), "scales must have"),
    "locations": (lambda: g.StudentMixture([1.0], [[np.nan]], [[[1.0]]], 3.0), "locations must"),
    "scale type": (lambda: g.StudentMixture(*ONE, 3.0, "round"), "scale_type must be one of full"),
    "t columns": (lambda: g.student_e_step([[1.0]], STUDENT), "points must have 2 columns"),
    "estimate": (lambda: g.fit_student(GROUPS, 2, estimate="x"), "estimate must be one of fixed"),
    "variant": (lambda: g.StudentEM(GROUPS, STUDENT, variant="x"), "variant must be one of ECME"),
    "common": (
        lambda: g.fit_student(GROUPS, 2, degrees_of_freedom=[3.0, 4.0], estimate="common"),
        r"all be equal where estimate is 'common'; they were \[3.0, 4.0\]",
    ),
    "trust shape": (lambda: g.student_m_step(GROUPS, HALVES, TRUST[1:], 3.0), "latent_scales must"),
    "trust zero": (lambda: g.student_m_step(GROUPS, HALVES, 0 * TRUST, 3.0), "row 0, column 0 was"),
    "shares": (lambda: g.student_m_step(GROUPS, 2 * HALVES, TRUST, 3.0), "responsibilities must"),
    "empty": (
        lambda: g.student_m_step(GROUPS, np.eye(2)[np.zeros(80, dtype=int)], TRUST, 3.0),
        "component 1 without points",
    ),
    "t K": (lambda: g.fit_student(GROUPS, True), "n_components must be"),
    "t N < K": (lambda: g.fit_student(GROUPS, 81), "n_components must be at most .* 80"),
    "sigma 0": (lambda: g.soft_assign(GROUPS, START.means, 0.0), "sigma must be .* above zero"),
    "sigma nan": (lambda: g.SoftKMeans(GROUPS, START.means, np.nan), "sigma must be"),
    "sigma tiny": (lambda: g.SoftKMeans(GROUPS, START.means, 1e-120), "sigma must be .* at least"),
    "soft shares": (lambda: g.soft_update(GROUPS, HALVES, GROUPS[:3]), "each of the 3 centroids"),
    "soft tolerance": (lambda: g.SoftKMeans(GROUPS, START.means, 1.0, -1.0), "tolerance must be"),
    "experts s": (lambda: g.LinearExperts([0], [0], [0], [0], [0]), "deviations must be above"),
    "experts shape": (lambda: g.LinearExperts([0], [0], [0, 1], [0], [1]), "intercepts must have"),
    "experts nan": (lambda: g.LinearExperts([0], [np.nan], [0], [0], [1]), "gate_slopes must be"),
    "origin": (lambda: g.LinearExperts([0], [0], [0], [0], [1], np.inf), "origin must be a finite"),
    "experts columns": (lambda: g.experts_e_step(np.ones((3, 3)), EXPERTS), "2 columns, x and y"),
    "experts y": (lambda: g.fit_experts([[0, 1], [1, 1]], 1), "must not all have the same y"),
    "experts K": (lambda: g.fit_experts(GROUPS, 0), "n_components must be .* at least 1"),
    "experts x": (lambda: g.experts_mean([[1.0]], EXPERTS), "x must have one dimension"),
    "experts start": (lambda: g.initialize_experts(GROUPS, 2, "x"), "method must be one of spread"),
    "penalty": (lambda: g.fit_experts(GROUPS, 2, gate_penalty=-1), "gate_penalty must be"),
    "experts shares": (
        lambda: g.experts_m_step(GROUPS, np.ones((80, 1)), EXPERTS),
        "each of the 2 experts",
    ),
    "conditional 1-D": (
        lambda: g.conditional_mean([0.0], g.Mixture([1.0], [[0.0]], [[[1.0]]])),
        "mixture must have at least two dimensions",
    ),
    "conditional x": (lambda: g.conditional_mean(GROUPS, START), "x must have 1 columns"),
    "share": (lambda: g.least_likely([0.0, 1.0], 1.5), "share must be a number from 0 to 1"),
    "share nan": (lambda: g.least_likely([0.0, 1.0], np.nan), "share must be"),
    "density nan": (lambda: g.least_likely([0.0, np.nan], 0.5), "row 1 was nan"),
    "densities": (lambda: g.below_density([[0.0]], 0.5), r"shape \(N,\); shape was \(1, 1\)"),
    "threshold": (lambda: g.below_density([0.0], np.nan), "threshold must be a number"),
    "radius": (lambda: g.dbscan(GROUPS, 0.0, 3), "radius must be .* above zero; it was 0.0"),
    "radius nan": (lambda: g.dbscan(GROUPS, np.nan, 3), "radius must be"),
    "min_points": (lambda: g.dbscan(GROUPS, 1.0, 0), "min_points must be .* at least 1"),
    "bandwidth": (lambda: g.kernel_log_density(GROUPS, GROUPS, -1.0), "bandwidth must be"),
    "kernel columns": (lambda: g.kernel_log_density([[1.0]], GROUPS), "points must have 2 columns"),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_other_arguments_are_refused_by_name(name):
    call, message = ARGUMENTS[name]
    with pytest.raises(ValueError, match=message):
        call()


FITTED = g.fit(GROUPS, 2)
WRONG_MODELS = {
    "a fit": (lambda: g.to_sklearn(FITTED), "mixture must be .* it was a Fit. Give its `.mixture`"),
    "a t mixture": (lambda: g.to_sklearn(STUDENT), "must be of type Mixture; .* a StudentMixture"),
    "Gaussian": (lambda: g.student_e_step(GROUPS, START), "type StudentMixture; it was a Mixture"),
    "start": (lambda: g.StudentEM(GROUPS, START), "start must be of type StudentMixture"),
    "joint": (lambda: g.conditional_mean([0.0], FITTED), "Give its `.mixture`"),
    "joint density": (lambda: g.conditional_log_density(GROUPS, None), "it was a NoneType"),
    "experts": (lambda: g.experts_mean([0.0], g.fit_experts(GROUPS, 1)), "Give its `.experts`"),
    "gates": (lambda: g.experts_gates([0.0], START), "experts must be of type LinearExperts"),
    "experts density": (lambda: g.experts_log_density(GROUPS, START), "experts must be"),
    "experts E": (lambda: g.experts_e_step(GROUPS, START), "experts must be of type"),
    "experts M": (lambda: g.experts_m_step(GROUPS, HALVES, START), "experts must be of type"),
    "experts start": (lambda: g.ExpertsEM(GROUPS, START), "start must be of type LinearExperts"),
    "E": (lambda: g.e_step(GROUPS, FITTED), "mixture must be of type Mixture; .* `.mixture`"),
    "EM": (lambda: g.em_step(GROUPS, STUDENT), "mixture must be of type Mixture; .* a StudentM"),
    "density": (lambda: g.log_density(GROUPS, FITTED), "Give its `.mixture`"),
    "bound": (lambda: g.elbo(GROUPS, POSTERIOR, HALVES), "mixture must be of type Mixture"),
    "EM start": (lambda: g.EM(GROUPS, FITTED), "start must be of type Mixture"),
    "draws": (lambda: g.sample(FITTED, 3), "Give its `.mixture`"),
    "match": (lambda: g.match_components(START, FITTED), "b must be of type Mixture"),
    "prior": (lambda: g.em_step(GROUPS, START, prior=0.1), "prior must be of type CovariancePrior"),
    "prior M": (lambda: g.m_step(GROUPS, HALVES, prior=PRIOR), "prior must be of type Covar"),
    "prior fit": (lambda: g.fit(GROUPS, 2, prior=1), "prior must be of type CovariancePrior"),
    "prior n": (lambda: g.restarts(GROUPS, 2, prior=1), "prior must be of type CovariancePrior"),
    "posterior": (lambda: g.variational_e_step(GROUPS, START), "posterior must be of type Vari"),
    "posterior step": (lambda: g.variational_step(GROUPS, PRIOR), "posterior must be of type Vari"),
    "posterior fit": (
        lambda: g.expected_mixture(g.fit_variational(GROUPS, 2)),
        "Give its `.posterior`",
    ),
    "posterior dic": (lambda: g.dic(GROUPS, START), "posterior must be of type Variational"),
    "variational prior": (
        lambda: g.variational_m_step(GROUPS, HALVES, POSTERIOR),
        "prior must be of type VariationalPrior",
    ),
    "variational start": (lambda: g.Variational(GROUPS, PRIOR), "start must be of type Variati"),
}


@pytest.mark.parametrize("name", WRONG_MODELS)
def test_a_model_of_another_kind_is_refused(name):
    call, message = WRONG_MODELS[name]
    with pytest.raises(TypeError, match=message):
        call()


def test_weights_of_zero_and_coinciding_components():
    empty = g.StudentMixture([0.0, 1.0], START.means, START.covariances, 3.0)
    shares, _, log_likelihood = g.student_e_step(GROUPS, empty)
    assert (shares[:, 0] == 0).all()
    assert np.isfinite(log_likelihood)
    same = g.StudentMixture([0.5, 0.5], START.means[[0, 0]], START.covariances[[0, 0]], 3.0)
    np.testing.assert_array_equal(g.student_e_step(GROUPS, same)[0], 0.5)
    assert np.isfinite(g.conditional_mean([1e9], START)).all()


def test_many_rows():
    points = np.random.default_rng(0).normal(size=(N_ROWS, 2))
    points[: N_ROWS // 2] += 8.0
    student = g.Timeline(g.StudentEM(points, STUDENT, "common")).step()
    experts = g.Timeline(g.ExpertsEM(points, EXPERTS)).step()
    soft = g.Timeline(g.SoftKMeans(points, START.means, 1e-3)).step()
    for state in (student, experts, soft):
        assert np.isfinite(state.log_likelihood)
    hard = g.Timeline(g.KMeans(points, START.means)).step()
    for labels in (soft.labels, hard.labels):
        np.testing.assert_allclose(np.bincount(labels), N_ROWS / 2, rtol=1e-3)
    variational = g.Timeline(g.Variational(points, POSTERIOR)).step()
    assert np.isfinite(variational.objective)
    many = g.restarts(points, 2, 2, max_iterations=2).best.mixture
    one = g.fit(points, 2, max_iterations=2).mixture
    for mixture in (many, one, variational.mixture):
        assert np.isfinite(mixture.covariances).all()
    labels = g.dbscan(points, 12.0 / np.sqrt(N_ROWS), 4)
    assert np.sort(np.bincount(labels[labels >= 0]))[-2] > 0.4 * N_ROWS


def test_fifty_components():
    points = np.random.default_rng(0).normal(size=(400, 2))
    fitted = g.fit_student(points, 50, "spherical", max_iterations=20)
    assert_sound(fitted, [fitted.mixture.locations])
    fitted = g.fit_experts(points, 50, max_iterations=3)
    assert_sound(fitted, [fitted.experts.slopes])
    fitted = g.fit_variational(points, 50, max_iterations=20)
    assert_sound(fitted, [fitted.mixture.means])
    many = g.restarts(points, 50, 2, covariance_type="spherical", max_iterations=20)
    assert_sound(many.best, [many.best.mixture.means])
    timeline = g.Timeline(g.KMeans(points, points[:50]))
    timeline.extend(2000)
    assert timeline.stop_reason is g.StopReason.NO_CHANGE
