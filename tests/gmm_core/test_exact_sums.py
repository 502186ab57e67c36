"""Sums of parts: the same in any order, and those of the numbers themselves."""

import math

import numpy as np
import pytest

from gmm_core.exact_sums import joined, split


def rows_of(n, reach, generator):
    numbers = reach * generator.uniform(-1.0, 1.0, size=(3, n)) ** 5
    return np.concatenate([numbers, np.ones((1, n))])


@pytest.mark.parametrize("n", [1, 100, 65_537])
@pytest.mark.parametrize("reach", [2.0**-430, 1.0, 2.0**430])
def test_sums_do_not_depend_on_their_order(n, reach):
    generator = np.random.default_rng(n)
    parts = split(rows_of(n, reach, generator), reach)
    some = generator.random(n) < 0.3
    whole = parts.sum(axis=1)
    np.testing.assert_array_equal(parts[:, some].sum(axis=1) + parts[:, ~some].sum(axis=1), whole)
    np.testing.assert_array_equal(np.cumsum(parts[:, ::-1], axis=1)[:, -1], whole)


@pytest.mark.parametrize("n", [1, 100, 65_537])
@pytest.mark.parametrize("reach", [2.0**-430, 1.0, 2.0**430])
def test_they_are_the_sums_of_the_numbers(n, reach):
    rows = rows_of(n, reach, np.random.default_rng(n))
    total = joined(split(rows, reach).sum(axis=1, keepdims=True))[:, 0]
    assert total[-1] == n
    for sum_, row in zip(total[:-1], rows, strict=False):
        assert abs(sum_ - math.fsum(row)) <= np.finfo(float).eps * math.fsum(abs(row))
