"""Draws beside the engine's, their moments beside NumPy's, their errors beside many draws."""

import math

import numpy as np
import pytest

from app.measures import sample_error
from app.messages import handle
from app.options import checked
from app.session import Session
from app.tools import TOOLS
from app.tools.sample import SAMPLE
from app.view import View
from gmm_core import mixture_moments, sample, sampling_errors


@pytest.fixture(scope="module")
def session():
    session = Session({"data": "tilted"})
    while session.move_to(session.sent):
        pass
    return session


def seen(session, half_step=None, **given):
    """A view with the tool open, and what the tool shows in it."""
    options = checked(SAMPLE.options, given)
    half_step = session.sent if half_step is None else half_step
    view = View(session.settings, session.runs, half_step, 0, {"sample": options})
    return view, SAMPLE.show(view, options)


@pytest.mark.parametrize("half_step", [0, 3, None])
@pytest.mark.parametrize(("n", "seed"), [(300, 0), (50, 7), (2000, 2**31 - 1)])
def test_draws_and_moments_are_those_of_the_mixture_shown(session, half_step, n, seed):
    view, answer = seen(session, half_step, n=n, seed=seed)
    mixture = view.mixture.mixture
    points = sample(mixture, n, seed)
    np.testing.assert_array_equal(np.column_stack([answer["x"], answer["y"]]), points)
    rows = answer["rows"]
    assert [row["name"] for row in rows] == [
        "mean x",
        "mean y",
        "variance x",
        "covariance",
        "variance y",
    ]
    mean, covariance = mixture_moments(mixture)
    means, covariances = sampling_errors(mixture, n)
    entries = np.triu_indices(2)
    drawn = [*points.mean(axis=0), *np.cov(points.T)[entries]]
    model = [*mean, *covariance[entries]]
    error = [*means, *covariances[entries]]
    np.testing.assert_allclose([row["draws"] for row in rows], drawn, rtol=1e-12)
    np.testing.assert_allclose([row["model"] for row in rows], model, rtol=1e-12)
    off = np.subtract(drawn, model) / error
    np.testing.assert_allclose([row["off"] for row in rows], off, rtol=1e-9)
    assert answer["worst"] == sample_error(view) == pytest.approx(np.abs(off).max())


def test_the_differences_scatter_by_one_standard_error(session):
    off = np.array([[r["off"] for r in seen(session, seed=s)[1]["rows"]] for s in range(400)])
    assert np.abs(off.mean(axis=0)).max() <= 4 / np.sqrt(400)
    # Of 400 numbers; the covariance's entries are a little askew.
    assert np.abs(off.std(axis=0) - 1).max() <= 0.2
    assert (np.abs(off).max(axis=1) <= 4).mean() >= 0.98


def test_another_seed_draws_other_points_and_the_same_seed_the_same(session):
    first, again, other = (seen(session, seed=seed)[1]["x"] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.isin(first, other).any()


def test_columns_are_named_without_their_units():
    _, answer = seen(Session({"data": "faithful"}), 0)
    assert answer["rows"][0]["name"] == "mean eruptions"
    assert answer["rows"][-1]["name"] == "variance waiting"


def test_there_is_no_number_while_the_tool_is_closed(session):
    assert sample_error(View(session.settings, session.runs, 0, 0)) is None


@pytest.mark.parametrize(
    "given",
    [
        *({"n": value} for value in (49, 2001, 10**9, 10**400, -1, 300.0, "300", None, True, [])),
        *({"seed": value} for value in (-1, 2**31, math.nan, "0", None, False)),
        {"points": 5},
    ],
    ids=lambda given: repr(given)[:40],
)
def test_impossible_options_are_refused_with_a_sentence(session, given):
    assert TOOLS["sample"] is SAMPLE
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"sample": given}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
    assert len(answer["notice"]) < 200
