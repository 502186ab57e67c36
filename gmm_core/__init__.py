"""Gaussian mixtures by EM, and k-means, one half-step at a time: free functions, frozen values."""

from gmm_core.agreement import adjusted_rand_index
from gmm_core.anomaly import Anomalies, below_density, least_likely
from gmm_core.conditional import conditional_log_density, conditional_mean, conditional_parts
from gmm_core.covariance_prior import CovariancePrior
from gmm_core.covariance_types import COVARIANCE_TYPES
from gmm_core.criteria import aic, bic, icl, n_parameters
from gmm_core.density_clustering import dbscan
from gmm_core.deviance import dic, n_effective_parameters
from gmm_core.em import EM, EMState
from gmm_core.expectation import e_step, log_density, log_weighted_densities
from gmm_core.experts import (
    LinearExperts,
    experts_e_step,
    experts_gates,
    experts_log_density,
    experts_mean,
)
from gmm_core.experts_em import ExpertsEM, ExpertsState
from gmm_core.experts_fitting import ExpertsFit, fit_experts
from gmm_core.experts_initialization import initialize_experts
from gmm_core.experts_maximization import experts_m_step
from gmm_core.fits import Fit, RestartsProgress
from gmm_core.fitting import fit
from gmm_core.geometry import ellipse, long_axis
from gmm_core.highest_density import highest_density_levels
from gmm_core.initialization import initialize
from gmm_core.interoperability import to_sklearn
from gmm_core.kernel_density import kernel_log_density
from gmm_core.kmeans import KMeans, KMeansState, assign, inertia, update
from gmm_core.kmeans_limit import soft_assign, soft_update
from gmm_core.labels import one_hot
from gmm_core.lower_bound import elbo, kl_to_posterior
from gmm_core.matching import component_distances, match_components
from gmm_core.maximization import em_step, m_step
from gmm_core.mixture import Mixture
from gmm_core.mixture_moments import mixture_moments, sampling_errors
from gmm_core.normal_wishart import NormalWishart
from gmm_core.restarts import Maximum, Restarts, restarts
from gmm_core.run import Phase, StopReason
from gmm_core.sampling import sample, sample_components
from gmm_core.selection import Selection, select_components
from gmm_core.soft_kmeans import SoftKMeans, SoftKMeansState
from gmm_core.student_t import StudentMixture
from gmm_core.student_t_em import StudentEM, StudentState
from gmm_core.student_t_expectation import student_e_step, student_log_density
from gmm_core.student_t_fitting import StudentFit, fit_student
from gmm_core.student_t_maximization import student_m_step
from gmm_core.timeline import Timeline
from gmm_core.variational import Variational, VariationalState
from gmm_core.variational_fitting import (
    VariationalFit,
    active_components,
    fit_variational,
    variational_start,
)
from gmm_core.variational_posterior import VariationalPosterior, expected_mixture
from gmm_core.variational_prior import VariationalPrior, variational_prior
from gmm_core.variational_steps import (
    variational_e_step,
    variational_m_step,
    variational_step,
)
from gmm_core.weight_priors import WEIGHT_PRIORS

__all__ = [
    "COVARIANCE_TYPES",
    "EM",
    "WEIGHT_PRIORS",
    "Anomalies",
    "CovariancePrior",
    "EMState",
    "ExpertsEM",
    "ExpertsFit",
    "ExpertsState",
    "Fit",
    "KMeans",
    "KMeansState",
    "LinearExperts",
    "Maximum",
    "Mixture",
    "NormalWishart",
    "Phase",
    "Restarts",
    "RestartsProgress",
    "Selection",
    "SoftKMeans",
    "SoftKMeansState",
    "StopReason",
    "StudentEM",
    "StudentFit",
    "StudentMixture",
    "StudentState",
    "Timeline",
    "Variational",
    "VariationalFit",
    "VariationalPosterior",
    "VariationalPrior",
    "VariationalState",
    "active_components",
    "adjusted_rand_index",
    "aic",
    "assign",
    "below_density",
    "bic",
    "component_distances",
    "conditional_log_density",
    "conditional_mean",
    "conditional_parts",
    "dbscan",
    "dic",
    "e_step",
    "elbo",
    "ellipse",
    "em_step",
    "expected_mixture",
    "experts_e_step",
    "experts_gates",
    "experts_log_density",
    "experts_m_step",
    "experts_mean",
    "fit",
    "fit_experts",
    "fit_student",
    "fit_variational",
    "highest_density_levels",
    "icl",
    "inertia",
    "initialize",
    "initialize_experts",
    "kernel_log_density",
    "kl_to_posterior",
    "least_likely",
    "log_density",
    "log_weighted_densities",
    "long_axis",
    "m_step",
    "match_components",
    "mixture_moments",
    "n_effective_parameters",
    "n_parameters",
    "one_hot",
    "restarts",
    "sample",
    "sample_components",
    "sampling_errors",
    "select_components",
    "soft_assign",
    "soft_update",
    "student_e_step",
    "student_log_density",
    "student_m_step",
    "to_sklearn",
    "update",
    "variational_e_step",
    "variational_m_step",
    "variational_prior",
    "variational_start",
    "variational_step",
]
