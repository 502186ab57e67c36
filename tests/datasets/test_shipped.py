"""The real data equal sources that this project did not write."""

import itertools

import numpy as np
import pytest
from sklearn.datasets import load_iris

from datasets import describe, load

IRIS = load_iris()


@pytest.mark.parametrize("columns", list(itertools.permutations(range(4), 2)))
def test_iris_is_scikit_learns_in_any_two_columns(columns):
    names = [IRIS.feature_names[column] for column in columns]
    dataset = load("iris", columns=names)
    np.testing.assert_array_equal(dataset.points, IRIS.data[:, columns])
    np.testing.assert_array_equal(dataset.groups, IRIS.target)
    assert dataset.column_names == tuple(names)


def test_iris_offers_four_columns_and_begins_with_the_petals():
    assert describe("iris").columns == tuple(IRIS.feature_names)
    assert load("iris").column_names == ("petal length (cm)", "petal width (cm)")


def test_iris_follows_fishers_paper_where_copies_differ():
    # The copy in the UCI repository has (4.9, 3.1, 1.5, 0.1) and (4.9, 3.1, 1.5, 0.1) here.
    sepals = load("iris", columns=["sepal length (cm)", "sepal width (cm)"]).points
    petals = load("iris").points
    assert [*sepals[34], *petals[34]] == [4.9, 3.1, 1.5, 0.2]
    assert [*sepals[37], *petals[37]] == [4.9, 3.6, 1.4, 0.1]


def test_faithful_is_rs():
    # First and last rows, and the summary that R 4.2 prints for `faithful`.
    dataset = load("faithful")
    assert dataset.groups is None
    assert dataset.column_names == ("eruptions (min)", "waiting (min)")
    assert dataset.points.shape == (272, 2)
    np.testing.assert_array_equal(dataset.points[:3], [[3.6, 79], [1.8, 54], [3.333, 74]])
    np.testing.assert_array_equal(dataset.points[-2:], [[1.817, 46], [4.467, 74]])
    quartiles = np.quantile(dataset.points, [0, 0.25, 0.5, 0.75, 1], axis=0)
    expected = [[1.6, 43], [2.16275, 58], [4, 76], [4.45425, 82], [5.1, 96]]
    np.testing.assert_allclose(quartiles, expected, rtol=1e-12)
    np.testing.assert_allclose(dataset.points.mean(axis=0), [3.487783, 70.897059], rtol=1e-7)
    assert np.corrcoef(dataset.points.T)[0, 1] == pytest.approx(0.9008112, abs=1e-7)
    # A sum that depends on the order of the rows.
    assert np.arange(1, 273) @ dataset.points == pytest.approx([130467.276, 2634563])


@pytest.mark.parametrize("name", ["faithful", "iris"])
def test_real_data_are_the_same_for_every_seed(name):
    np.testing.assert_array_equal(load(name, seed=1).points, load(name, seed=2).points)
    n_points = describe(name).default_points
    np.testing.assert_array_equal(load(name, n_points).points, load(name).points)


def test_the_axes_may_be_exchanged():
    swapped = load("faithful", columns=("waiting (min)", "eruptions (min)"))
    np.testing.assert_array_equal(swapped.points, load("faithful").points[:, ::-1])
    assert swapped.column_names == ("waiting (min)", "eruptions (min)")
