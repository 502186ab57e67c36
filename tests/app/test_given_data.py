"""An array or a table in memory as data: taken as it is, or refused with a sentence."""

import re

import numpy as np
import pandas as pd
import pytest

import datasets
from app.given_data import MOST_COLUMNS, given

FAITHFUL = datasets.load("faithful").points


def taken(own, columns=None):
    return datasets.take(own.entry, None, 0, columns)


def test_an_array_is_taken_to_the_last_digit_under_the_numbers_of_its_columns():
    dataset = taken(given(FAITHFUL))
    assert dataset.points.tobytes() == FAITHFUL.tobytes()
    assert dataset.column_names == ("x0", "x1")
    assert "272 points" in dataset.source


@pytest.mark.parametrize("kind", [list, tuple, np.asfortranarray, np.float32, np.int16])
def test_whatever_becomes_an_array_of_numbers_is_taken(kind):
    values = kind([[1, 2], [3, 4], [5, 7]])
    assert taken(given(values)).points.tolist() == [[1, 2], [3, 4], [5, 7]]


def test_the_array_stays_as_it_is_and_is_not_changed_through_ours():
    mine = FAITHFUL.copy()
    dataset = taken(given(mine))
    mine[0] = 0
    assert dataset.points.tobytes() == FAITHFUL.tobytes()
    assert not dataset.points.flags.writeable or dataset.points.base is None


def test_a_table_gives_its_columns_of_numbers_and_their_names():
    table = pd.DataFrame(
        {
            "name": ["a", "b", "c"],
            "long": [1.5, 2.5, 3.5],
            "seen": [True, False, True],
            "count": pd.array([1, 2, 4], dtype="Int64"),
            "day": pd.to_datetime(["2020-01-01"] * 3),
            3: [7, 8, 9],
        }
    )
    own = given(table)
    assert own.entry.columns == ("long", "count", "3")
    assert taken(own).points.tolist() == [[1.5, 1], [2.5, 2], [3.5, 4]]
    assert taken(given(table, (3, "long"))).points.tolist() == [[7, 1.5], [8, 2.5], [9, 3.5]]


@pytest.mark.parametrize("columns", [(2, 0), ["x2", "x0"], (-1, -3), ("x2", 0)])
def test_of_more_columns_two_are_shown_and_all_can_be(columns):
    values = np.random.default_rng(1).normal(size=(20, 3))
    own = given(values, columns)
    assert own.entry.columns == ("x0", "x1", "x2")
    assert taken(own).points.tolist() == values[:, [2, 0]].tolist()
    assert taken(own, ["x1", "x2"]).points.tolist() == values[:, [1, 2]].tolist()


def test_groups_may_be_of_any_kind():
    own = given([[0, 0], [1, 1], [2, 3]], groups=pd.Series(["b", "a", "b"]))
    assert taken(own).groups.tolist() == [1, 0, 1]


MANY = np.zeros((3, MOST_COLUMNS + 1)) + np.arange(3)[:, None]


def test_of_a_hundred_columns_and_more_two_have_to_be_named():
    with pytest.raises(ValueError, match=r"101 columns of numbers.*name two with columns="):
        given(MANY)
    assert given(MANY, (100, 5)).entry.columns == ("x100", "x5")


@pytest.mark.parametrize(
    ("given_to", "sentence"),
    [
        ({"X": [1, 2, 3]}, "X is a table of points: N rows, two columns or more. This is 3."),
        ({"X": [[1], [2]]}, "This is 2 × 1."),
        ({"X": 3.0}, "This is a single value."),
        ({"X": np.zeros((2, 2, 2))}, "This is 2 × 2 × 2."),
        ({"X": [[1, 2], [3]]}, "X has rows of different lengths."),
        ({"X": [["a", "b"], ["c", "d"]]}, "X has values that are no numbers."),
        ({"X": [[1, 2j], [3, 4]]}, "X has values that are no numbers."),
        ({"X": [[1, 2]]}, "There can be 2 to 100,000 points."),
        ({"X": [[1, 2], [3, np.nan]]}, "Column 'x1' has 1 values that are missing or infinite"),
        ({"X": [[1, 2], [np.inf, 4], [None, 0]]}, "Column 'x0' has 2 values"),
        ({"X": [[1, 2], [3, 1e101]]}, "Points can have coordinates up to 1e+100."),
        ({"X": pd.DataFrame({"a": [1, 2], "b": list("xy")})}, "X needs two columns of numbers"),
        ({"X": pd.DataFrame([[1, 2]] * 2, columns=["a", "a"])}, "two columns that are called 'a'"),
        (
            {"X": [[1, 2], [3, 4]], "columns": (0, 0)},
            "columns are two different ones of 'x0', 'x1'",
        ),
        ({"X": [[1, 2], [3, 4]], "columns": (0, 2)}, "columns are two different ones of"),
        ({"X": [[1, 2], [3, 4]], "columns": "x0"}, "columns are two different ones of"),
        ({"X": [[1, 2], [3, 4]], "columns": (True, 0)}, "columns are two different ones of"),
        ({"X": [[1, 2], [3, 4]], "groups": [1]}, "Every point is in one group."),
    ],
    ids=str,
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(given_to, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        given(**given_to)


def test_missing_values_are_counted_and_the_first_is_named():
    table = pd.DataFrame({"a": [1.0, 2, 3], "b": pd.array([1, None, None], dtype="Int64")})
    with pytest.raises(ValueError, match=r"'b' has 2 values .*, the first in row 1: leave"):
        given(table)
