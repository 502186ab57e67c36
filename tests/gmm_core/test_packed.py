"""Packed symmetric matrices do what the matrices do."""

import numpy as np
import pytest

from gmm_core import COVARIANCE_TYPES
from gmm_core.covariance_types import DIAGONAL
from gmm_core.packed import inverse_cholesky, packing_of

SHAPES = [(kind, d) for kind in ("full", "diag") for d in (1, 2, 3, 6)]


def matrices_of(kind, d, k=7):
    """Positive definite matrices whose coordinates have very different units."""
    generator = np.random.default_rng(d)
    roots = generator.normal(size=(k, d, d)) * 10.0 ** generator.integers(-40, 40, size=(k, d, 1))
    matrices = roots @ roots.transpose(0, 2, 1)
    return matrices * np.eye(d) if kind in DIAGONAL else matrices


@pytest.mark.parametrize(("kind", "d"), SHAPES)
def test_nothing_is_lost_by_packing(kind, d):
    matrices, packing = matrices_of(kind, d), packing_of(kind, d)
    np.testing.assert_array_equal(packing.unpack(packing.pack(matrices)), matrices)
    np.testing.assert_array_equal(packing.unpack(packing.identity), [np.eye(d)])


@pytest.mark.parametrize(("kind", "d"), SHAPES)
def test_products_are_those_of_the_matrices(kind, d):
    packing = packing_of(kind, d)
    generator = np.random.default_rng(0)
    a, b = matrices_of(kind, d), generator.normal(size=(7, d, d))
    b = packing.unpack(packing.pack(b + b.transpose(0, 2, 1)))
    vectors = generator.normal(size=(7, d))
    packed, other = packing.pack(a), packing.pack(b)
    np.testing.assert_allclose(
        packing.times(packed, vectors.T).T, (a @ vectors[:, :, None])[:, :, 0], rtol=1e-12
    )
    np.testing.assert_array_equal(
        packing.squares(vectors.T), packing.pack(vectors[:, :, None] * vectors[:, None, :])
    )
    assert packing.trace(packed, other) == pytest.approx(np.trace(a @ b, axis1=1, axis2=2).sum())


@pytest.mark.parametrize(("kind", "d"), SHAPES)
def test_inverses_determinants_and_roots_keep_their_digits_in_any_units(kind, d):
    matrices, packing = matrices_of(kind, d), packing_of(kind, d)
    packed = packing.pack(matrices)
    inverses, logs = packing.invert(packed)
    roots, expected_logs = inverse_cholesky(matrices)
    expected = roots.transpose(0, 2, 1) @ roots
    units = np.sqrt(expected.diagonal(axis1=1, axis2=2))
    relative = (packing.unpack(inverses) - expected) / units[:, :, None] / units[:, None, :]
    np.testing.assert_allclose(relative, 0.0, atol=1e-14)
    np.testing.assert_allclose(logs, expected_logs, rtol=1e-14)
    np.testing.assert_allclose(packing.inverse_roots(packed), roots, rtol=1e-13)


@pytest.mark.parametrize("flatness", [1e-3, 1e-9, 1e-15])
def test_nearly_flat_matrices_are_inverted_in_the_plane_as_by_lapack(flatness):
    matrix = np.array([[[1.0, 1.0 - flatness], [1.0 - flatness, 1.0]]])
    packing = packing_of("full", 2)
    inverses, logs = packing.invert(packing.pack(matrix))
    roots, expected_logs = inverse_cholesky(matrix)
    np.testing.assert_allclose(
        packing.unpack(inverses), roots.transpose(0, 2, 1) @ roots, rtol=1e-14
    )
    np.testing.assert_allclose(logs, expected_logs, rtol=1e-14)


NOT_POSITIVE = {
    "zero": [[0.0, 0.0], [0.0, 1.0]],
    "negative": [[1.0, 0.0], [0.0, -1.0]],
    "flat": [[1.0, 1.0], [1.0, 1.0]],
    "indefinite": [[1.0, 2.0], [2.0, 1.0]],
    "nan": [[np.nan, 0.0], [0.0, 1.0]],
}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind in COVARIANCE_TYPES
        for name in NOT_POSITIVE
        if kind not in DIAGONAL or name not in ("flat", "indefinite")  # which is off the diagonal
    ],
)
def test_what_is_not_positive_definite_is_refused(kind, name):
    packing = packing_of(kind, 2)
    matrices = np.stack([np.eye(2), NOT_POSITIVE[name]])
    with pytest.raises(ValueError, match="positive definite"):
        packing.invert(packing.pack(matrices))
