"""Heavy tails on the page: how likely new points are, and the Gaussian mixture beside."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import datasets
from gmm_core import (
    StudentEM,
    StudentMixture,
    Timeline,
    initialize,
    log_density,
    select_components,
    student_log_density,
)

from . import reading
from .test_lesson import claims, statement, try_it
from .waiting import until

BESIDE = "Gaussian mixture, fitted"


@pytest.fixture(scope="module")
def engine():
    """What the engine says of the scenario: the t mixture, Gaussians by size, new points."""
    points = datasets.load("heavy", 400, 9).points
    begun = initialize(points, 3, "full", "spread", 0)
    degrees = np.full(3, 10.0)
    start = StudentMixture(begun.weights, begun.means, begun.covariances, degrees, "full")
    state = Timeline(StudentEM(points, start, "common")).seek(2000)
    return state.mixture, select_components(points, range(1, 9)), datasets.load("heavy", 10_000, 10)


def tool(stepper):
    return stepper.host.get_by_role("region", name="New points")


def compared(stepper):
    """The tool, once the Gaussians are known and stand beside."""
    expect(tool(stepper).locator(".sizes button")).to_have_count(8, timeout=30_000)
    expect(stepper.pane(BESIDE)).to_be_visible()
    return tool(stepper)


def as_on_the_left(mixture, student):
    """The Gaussians at the number, and so in the colour, of the t component that each is like."""
    apart = np.linalg.norm(student.gaussian.means[:, np.newaxis] - mixture.means, axis=2)
    like = apart.argmin(axis=1)
    assert len(set(like)) == student.n_components
    return mixture.permuted([*like, *sorted(set(range(mixture.n_components)) - set(like))])


def test_the_numbers_and_both_pictures_are_the_engines(open_page, engine):
    student, selected, fresh = engine
    stepper = open_page("/app?scenario=heavy")
    shown = compared(stepper)
    ours = student_log_density(fresh.points, student).mean()
    theirs = log_density(fresh.points, selected.best.mixture).mean()
    three = log_density(fresh.points, selected.fits[2].mixture).mean()
    assert ours > theirs > three
    numbers = shown.locator("dd").all_inner_texts()
    assert numbers == [f"−{-ours:.3f}", f"{student.degrees_of_freedom[0]:.2f}"]
    wants = selected.best_n_components
    expect(shown.locator(".said")).to_have_text(
        f"BIC wants {wants} Gaussians: −{-theirs:.3f}, which is {ours - theirs:.3f} lower."
    )
    told = claims(stepper)
    assert told["a new point, nats above 3 Gaussians"] == (f"{ours - three:.2f}", "holds")
    assert told["ν, where the truth is 3"] == (f"{student.degrees_of_freedom[0]:.2f}", "holds")
    assert {verdict for _, verdict in told.values()} == {"holds"}
    mixture, beside = stepper.plots()
    np.testing.assert_allclose(reading.centres(mixture), student.gaussian.means)
    [outlines] = reading.marks(beside, "Patches")
    assert len(outlines["x"]) == 2 * wants
    middles = [[np.mean(x), np.mean(y)] for x, y in zip(outlines["x"], outlines["y"], strict=True)]
    np.testing.assert_allclose(
        middles[:wants], as_on_the_left(selected.best.mixture, student).means, atol=1e-6
    )
    # Mixed colours, not one for all.
    assert len(np.unique(reading.colours(beside), axis=0)) > 50


def test_another_size_can_be_shown_beside(open_page, engine):
    student, selected, _ = engine
    stepper = open_page("/app?scenario=heavy")
    shown = compared(stepper)
    before = reading.colours(stepper.plots()[1])
    shown.get_by_role("button", name="3 Gaussians beside").click()
    expect(shown.locator(".sizes [aria-pressed=true]")).to_have_text("3")
    weights = ", ".join(
        f"{100 * w:.0f} %" for w in as_on_the_left(selected.fits[2].mixture, student).weights
    )
    expect(stepper.pane(BESIDE).locator(".facts:visible dd")).to_have_text(weights)
    beside = stepper.plots()[1]
    assert len(reading.marks(beside, "Patches")[0]["x"]) == 6
    assert not np.array_equal(reading.colours(beside), before)
    name = stepper.pane(BESIDE).get_by_role("img")
    expect(name.first).to_have_accessible_name(re.compile("Gaussian mixture: centres at"))


def test_several_gaussians_share_a_lopsided_group(open_page):
    dataset = datasets.load("skewed", 400, 9)
    selected = select_components(dataset.points, range(1, 9))
    wants = selected.best_n_components
    stepper = open_page("/app?scenario=skew")
    shown = compared(stepper)
    told = claims(stepper)
    assert told["Gaussians that BIC wants, for 2 groups"] == (str(wants), "holds")
    assert told["of them on the lopsided group"] == (str(wants - 1), "holds")
    first = told["agreement of two Gaussians with the groups"][0]
    assert first in stepper.pane("Gaussian mixture").inner_text()
    assert float(first) > float(told["of those that BIC wants"][0])
    expect(shown.locator(".numbers")).to_contain_text(f"BIC {selected.bic[wants - 1]:,.1f}")
    shown.get_by_role("button", name="2 Gaussians beside").click()
    expect(shown.locator(".numbers")).to_contain_text(f"BIC {selected.bic[1]:,.1f}")
    ours, beside = stepper.plots()
    # Two of them find the groups from either start, and have their colours.
    theirs = [np.mean(x) for x in reading.marks(beside, "Patches")[0]["x"][:2]]
    assert theirs == pytest.approx(reading.centres(ours)[:, 0], abs=0.01)


def test_steps_change_the_number_and_leave_the_pane(open_page):
    stepper = open_page("/app?scenario=heavy")
    shown = compared(stepper)
    number, beside = shown.locator("dd").first, stepper.marks()[1]
    last = number.inner_text()
    stepper.press("Reset")
    expect(number).not_to_have_text(last)
    # The ring alone belongs to no pane.
    assert stepper.marks()[1] == beside
    expect(shown.locator(".said")).to_contain_text("higher")


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page()
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    try_it(stepper, "heavy")
    compared(stepper)
    until(stepper.page, "history.state !== null")
    stepper.page.go_back()
    expect(stepper.host.locator(".tool.held-out")).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
    expect(stepper.pane("k-means")).to_be_visible()
    expect(statement(stepper, "heavy")).not_to_have_class(re.compile("current"))


def test_other_data_are_another_question(open_page):
    stepper = open_page("/app?scenario=heavy")
    compared(stepper)
    stepper.changes(lambda: stepper.field("radio", "Iris").check())
    expect(stepper.pane("k-means")).to_be_visible()
    begin = tool(stepper).get_by_role("button", name="Compare with Gaussians")
    begin.click()
    expect(tool(stepper).locator(".said")).to_contain_text("none can be held out")
    expect(begin).to_be_visible()
    stepper.changes(lambda: stepper.field("radio", "Blobs").check())
    begin.click()
    compared(stepper)
