"""The public names, and one entry for each data set."""

import re
from types import ModuleType

import numpy as np
import pytest

import datasets
from datasets import MAX_POINTS, MIN_POINTS, REGISTRY, describe, load, names, thumbnail

NAMES = (
    "blobs",
    "tilted",
    "overlap",
    "uneven",
    "moons",
    "spirals",
    "faithful",
    "iris",
    "anomalies",
    "lonely",
    "skewed",
    "five",
    "heavy",
    "bent",
    "sine",
)
STARTS = {"spread", "random points", "k-means++", "k-means", "random responsibilities"}
REAL = {"faithful": 272, "iris": 150}


def test_the_public_names_exist_and_are_all_listed():
    public = {
        name
        for name, value in vars(datasets).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(datasets.__all__) == public


def test_names_are_the_public_list_in_order():
    assert names() == NAMES == tuple(REGISTRY)


def test_the_registry_cannot_be_changed():
    with pytest.raises(TypeError):
        REGISTRY["mine"] = REGISTRY["blobs"]


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_tells_what_loading_gives(name):
    entry, dataset = describe(name), load(name)
    assert entry is REGISTRY[name]
    assert (dataset.name, dataset.title, dataset.source) == (name, entry.title, entry.source)
    assert dataset.points.shape == (entry.default_points, 2)
    assert dataset.points.dtype == np.float64
    assert np.isfinite(dataset.points).all()
    assert dataset.column_names == entry.default_columns
    assert set(entry.default_columns) <= set(entry.columns)
    assert (dataset.groups is not None) == entry.has_groups
    assert dataset.default_components == entry.default_components
    assert entry.default_start in STARTS
    assert entry.source.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_the_number_of_points_may_be_chosen_unless_the_data_are_real(name):
    entry = describe(name)
    assert entry.n_points_may_be_chosen == (name not in REAL)
    expected = (REAL[name],) * 2 if name in REAL else (MIN_POINTS, MAX_POINTS)
    assert (entry.min_points, entry.max_points) == expected


def test_titles_are_what_a_person_reads():
    titles = [describe(name).title for name in NAMES]
    said = {"faithful": "Old Faithful"}
    assert titles == [said.get(name, name.capitalize()) for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_arrays_are_read_only(name):
    dataset = load(name)
    arrays = [dataset.points, thumbnail(name)]
    if dataset.groups is not None:
        arrays.append(dataset.groups)
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [1, 2, 17, 60])
def test_a_thumbnail_is_a_small_picture_in_the_unit_square(name, size):
    points = thumbnail(name, size)
    assert points.shape == (size, 2)
    assert points.min() >= 0
    assert points.max() <= 1
    np.testing.assert_array_equal(points, thumbnail(name, size))
    if size > 1:
        # It fills the square in at least one direction, and sits in its middle.
        assert np.ptp(points, axis=0).max() == pytest.approx(1)
        np.testing.assert_allclose((points.min(axis=0) + points.max(axis=0)) / 2, 0.5, atol=1e-12)


@pytest.mark.parametrize("name", [name for name in NAMES if describe(name).equal_aspect])
def test_a_thumbnail_keeps_the_shape_where_the_axes_share_a_scale(name):
    small = thumbnail(name, describe(name).default_points)
    points = load(name, seed=describe(name).default_seed).points
    ratio = np.ptp(small, axis=0) / np.ptp(points, axis=0)
    assert ratio[0] == pytest.approx(ratio[1])


REFUSED = [
    ("name", {"name": "nope"}, "'nope'", "one of " + ", ".join(NAMES)),
    ("name", {"name": "Blobs"}, "'Blobs'", "one of " + ", ".join(NAMES)),
    ("name", {"name": None}, "None", "one of"),
    ("name", {"name": ["blobs"]}, "['blobs']", "one of"),
    ("n_points", {"name": "blobs", "n_points": MIN_POINTS - 1}, "49", "from 50 to 100,000"),
    ("n_points", {"name": "blobs", "n_points": MAX_POINTS + 1}, "100001", "from 50 to 100,000"),
    ("n_points", {"name": "blobs", "n_points": -300}, "-300", "from 50 to 100,000"),
    ("n_points", {"name": "blobs", "n_points": 10**5000}, "a very large number", "from 50"),
    ("n_points", {"name": "blobs", "n_points": 300.0}, "300.0", "a whole number"),
    ("n_points", {"name": "blobs", "n_points": float("nan")}, "nan", "a whole number"),
    ("n_points", {"name": "blobs", "n_points": "300"}, "'300'", "a whole number"),
    ("n_points", {"name": "blobs", "n_points": True}, "True", "a whole number"),
    ("n_points", {"name": "faithful", "n_points": 300}, "300", "272 only"),
    ("n_points", {"name": "faithful", "n_points": True}, "True", "272 only"),
    ("n_points", {"name": "iris", "n_points": 149}, "149", "150 only"),
    ("seed", {"name": "blobs", "seed": -1}, "-1", "from 0 to 2,147,483,647"),
    ("seed", {"name": "blobs", "seed": 2**31}, "2147483648", "from 0 to 2,147,483,647"),
    ("seed", {"name": "blobs", "seed": 1.0}, "1.0", "a whole number"),
    ("seed", {"name": "blobs", "seed": True}, "True", "a whole number"),
    ("seed", {"name": "blobs", "seed": None}, "None", "a whole number"),
    ("seed", {"name": "iris", "seed": -1}, "-1", "from 0 to"),
    ("columns", {"name": "blobs", "columns": ["x", "z"]}, "['x', 'z']", "'x', 'y'"),
    ("columns", {"name": "blobs", "columns": ["x", "x"]}, "['x', 'x']", "two different ones"),
    ("columns", {"name": "blobs", "columns": ["x"]}, "['x']", "two different ones"),
    ("columns", {"name": "blobs", "columns": "xy"}, "'xy'", "two different ones"),
    ("columns", {"name": "blobs", "columns": [0, 1]}, "[0, 1]", "two different ones"),
    ("columns", {"name": "iris", "columns": []}, "[]", "'sepal length (cm)', 'sepal width (cm)'"),
]


@pytest.mark.parametrize(("argument", "arguments", "shown", "choice"), REFUSED)
def test_bad_input_is_refused_with_what_it_was_and_what_it_may_be(
    argument, arguments, shown, choice
):
    with pytest.raises(ValueError, match=rf"^{argument} is {re.escape(shown)}; it may be ") as info:
        load(**arguments)
    assert choice in str(info.value)


def test_a_refusal_stays_short_whatever_was_sent():
    with pytest.raises(ValueError, match=r"^name is ") as info:
        load("x" * 1_000_000)
    assert len(str(info.value)) < 300


@pytest.mark.parametrize("size", [0, -1, 301, 2.0, True, None])
def test_a_thumbnail_of_an_impossible_size_is_refused(size):
    with pytest.raises(ValueError, match=r"^size is .*; it may be a whole number from 1 to 300"):
        thumbnail("blobs", size)


def test_a_thumbnail_of_an_unknown_set_is_refused():
    with pytest.raises(ValueError, match=r"^name is "):
        thumbnail(["blobs"])


def test_numpy_integers_are_whole_numbers_too():
    dataset = load("blobs", np.int64(60), np.uint8(3))
    np.testing.assert_array_equal(dataset.points, load("blobs", 60, 3).points)
