"""A mixture handed to scikit-learn says the same there."""

import sys

import numpy as np
import pytest
from sklearn.base import clone

from gmm_core import (
    COVARIANCE_TYPES,
    bic,
    e_step,
    fit,
    log_density,
    n_parameters,
    to_sklearn,
)

POINTS = np.random.default_rng(0).normal(size=(90, 3)) + np.repeat(
    [[0.0], [4.0], [9.0]], 30, axis=0
)


@pytest.mark.parametrize("kind", COVARIANCE_TYPES)
def test_it_predicts_the_same(kind):
    fitted = fit(POINTS, 3, kind, tolerance=1e-12)
    estimator = to_sklearn(fitted.mixture)
    shares, log_likelihood = e_step(POINTS, fitted.mixture)
    np.testing.assert_allclose(estimator.predict_proba(POINTS), shares, atol=1e-10)
    np.testing.assert_array_equal(estimator.predict(POINTS), shares.argmax(axis=1))
    np.testing.assert_allclose(
        estimator.score_samples(POINTS), log_density(POINTS, fitted.mixture), rtol=1e-10
    )
    n_free = n_parameters(3, 3, kind)
    assert estimator.bic(POINTS) == pytest.approx(bic(log_likelihood, n_free, 90), rel=1e-10)
    drawn, _ = estimator.sample(5)
    assert drawn.shape == (5, 3)
    assert estimator.converged_
    # Fitted anew it starts here, at a maximum, and stays (but for its own ridge of 1e-6).
    again = clone(estimator).fit(POINTS)
    assert again.score(POINTS) * 90 == pytest.approx(log_likelihood, rel=1e-4)
    estimator.means_[0] = 99.0  # its arrays are its own
    assert fitted.mixture.means.max() < 50.0


def test_without_scikit_learn_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.mixture", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        to_sklearn(fit(POINTS, 2).mixture)
