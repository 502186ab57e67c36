"""Messages as they travel: what is read from the block is what was packed."""

import json

import numpy as np
import pytest

import datasets
from app import trajectory
from app.models import MODELS
from app.packing import LENGTH, TOLERANCE, differences, packed
from app.runs import runs
from app.settings import changed, defaults
from gmm_core import COVARIANCE_TYPES


def read(block):
    """Return the text of a packed message, and its arrays, one after the other."""
    (length,) = LENGTH.unpack_from(block)
    return json.loads(block[LENGTH.size : LENGTH.size + length]), block[LENGTH.size + length :]


def rebuilt(sent):
    """Return rows of parameters as the browser makes them."""
    rows, steps, whole = iter(sent["rows"]), iter(sent["steps"]), set(sent["whole"].tolist())
    made = []
    for t in range(len(sent["rows"]) + len(sent["steps"])):
        made.append(next(rows) if t in whole else made[-1] + next(steps))
    return np.array(made)


def split(rows, k):
    weights, means, covariances = np.split(rows, [k, 3 * k], axis=1)
    return weights, means.reshape(-1, k, 2), covariances.reshape(-1, k, 3)


def as_matrices(covariances):
    return covariances[..., [[0, 1], [1, 2]]]


@pytest.mark.parametrize("name", datasets.names())
@pytest.mark.parametrize("covariance", COVARIANCE_TYPES)
def test_differences_are_finer_than_any_component(name, covariance):
    begun = runs(changed(defaults(), {"data": name, "covariance": covariance, "k": 4}))
    begun.extend_to(120)
    exact = trajectory.numbers(begun, range(121))["mixture"]
    weights, means, covariances = exact["weights"], exact["means"], exact["covariances"]
    made = split(rebuilt(differences(weights, means, covariances)), 4)
    smallest = np.linalg.eigvalsh(as_matrices(covariances))[..., 0]
    assert (np.abs(made[0] - weights) <= TOLERANCE * weights).all()
    assert (np.abs(made[1] - means) <= TOLERANCE * np.sqrt(smallest)[..., None]).all()
    # Forming the smallest variance of a narrow component has an error of its own.
    rounding = 1e-14 * np.abs(covariances).max()
    assert (np.abs(made[2] - covariances) <= TOLERANCE * smallest[..., None] + rounding).all()


def test_most_rows_of_a_run_are_differences():
    begun = runs(changed(defaults(), {"data": "overlap"}))
    begun.extend_to(160)
    exact = trajectory.numbers(begun, range(161))["mixture"]
    sent = differences(exact["weights"], exact["means"], exact["covariances"])
    assert len(sent["steps"]) > 4 * len(sent["rows"])


def test_a_row_that_a_difference_would_blur_is_sent_whole():
    """From a variance of 1 to one of 1e-12: single precision of the step would be all there is."""
    covariances = np.array([[[1.0, 0.0, 1.0]], [[1e-12, 0.0, 1e-12]], [[1e-12, 0.0, 1e-12]]])
    weights, means = np.ones((3, 1)), np.zeros((3, 1, 2))
    sent = differences(weights, means, covariances)
    assert sent["whole"].tolist() == [0, 1]
    assert np.array_equal(split(rebuilt(sent), 1)[2], covariances)


@pytest.mark.parametrize("flat", [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]])
def test_a_component_without_a_width_is_sent_whole(flat):
    covariances = np.array([[flat], [np.add(flat, 0.1)], [np.add(flat, 0.1)]])
    sent = differences(np.ones((3, 1)), np.zeros((3, 1, 2)), covariances)
    assert np.array_equal(split(rebuilt(sent), 1)[2], covariances)


@pytest.mark.parametrize("model", MODELS)
def test_a_message_is_read_as_it_was(model):
    begun = runs(changed(defaults(), {"model": model}))
    begun.extend_to(40)
    chunk = trajectory.chunk(begun, 3, range(41))
    body, arrays = read(packed({"kind": "more", "run": 2, "chunk": chunk}))
    assert (body["kind"], body["run"]) == ("more", 2)
    for part in ("mixture", "kmeans", "story"):
        for name, value in chunk[part].items():
            found = body["chunk"][part].get(name)
            if isinstance(value, np.ndarray) and found:
                kind, start, length = found["$"]
                read_back = np.frombuffer(arrays, f"<{kind}", length, start)
                assert np.array_equal(read_back, value.ravel(), equal_nan=True), name
            elif not isinstance(value, np.ndarray):
                assert found == value
    assert body["chunk"]["mixture"].keys() & {"weights", "means", "covariances"} == set()


def test_what_json_has_no_number_for_travels_as_text():
    body, _ = read(packed({"a": np.nan, "b": [-np.inf, np.float64(2.5)], "c": np.int64(7)}))
    assert body == {"a": {"$": "NaN"}, "b": [{"$": "-Infinity"}, 2.5], "c": 7}
