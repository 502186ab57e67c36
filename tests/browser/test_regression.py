"""From x to y on the page: curves in both panes, densities at one x, and what is said of them."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import datasets
from gmm_core import (
    ExpertsEM,
    Timeline,
    conditional_log_density,
    conditional_mean,
    experts_log_density,
    experts_mean,
    initialize_experts,
)

from . import reading
from .expecting import Expected
from .test_lesson import claims, statement, try_it
from .waiting import until

KMEANS = "k-means"


def fitted(data):
    """The joint mixture and the experts that the engine ends with, and new points."""
    joint = Expected(data=data).mixture.seek(2000).mixture
    points = datasets.load(data, 400, 9).points
    experts = Timeline(ExpertsEM(points, initialize_experts(points, 2), 0.01)).seek(2000).experts
    return joint, experts, datasets.load(data, 10_000, 10).points


def tool(stepper):
    return stepper.host.get_by_role("region", name="From x to y")


def shown(stepper, sentence="foretell"):
    """The tool, once it says which foretells better."""
    expect(tool(stepper).locator(".said")).to_contain_text(sentence)
    return tool(stepper)


def curve(plot):
    """The mean of y that is drawn over x: the longest line."""
    lines = [mark for mark in reading.marks(plot, "Line") if len(mark["x"]) > 2]
    [line] = lines
    return np.array(line["x"]), np.array(line["y"])


@pytest.mark.parametrize(
    ("name", "data", "better", "says"),
    [
        ("regression", "bent", "The experts", "the experts ahead, nats per new\u00a0y"),
        ("wave", "sine", "The joint mixture", "the joint mixture ahead, nats per new\u00a0y"),
    ],
)
def test_numbers_and_curves_are_the_engines(open_page, name, data, better, says):
    joint, experts, fresh = fitted(data)
    ours = conditional_log_density(fresh, joint).mean()
    theirs = experts_log_density(fresh, experts).mean()
    stepper = open_page(f"/app?scenario={name}")
    panel = shown(stepper, better)
    expect(panel.locator("dd")).to_have_text([f"−{-ours:.3f}", f"−{-theirs:.3f}"])
    expect(panel.locator(".said")).to_have_text(re.compile(f"by {abs(ours - theirs):.3f} a point"))
    assert claims(stepper) == {says: (f"{abs(ours - theirs):.4f}", "holds")}
    left, right = stepper.plots()
    for plot, model, mean in ((left, joint, conditional_mean), (right, experts, experts_mean)):
        x, y = curve(plot)
        np.testing.assert_allclose(y, mean(x, model), atol=1e-9)
        [band] = reading.marks(plot, "VArea")
        assert (np.array(band["low"]) < y).all()
        np.testing.assert_allclose(np.add(band["low"], band["high"]) / 2, y, atol=1e-9)
    [lines] = [mark for mark in reading.marks(right, "MultiLine") if mark["x"]]
    assert len(lines["x"]) == 2


def test_the_place_can_be_moved(open_page):
    stepper = open_page("/app?scenario=regression")
    panel = shown(stepper)
    slider = panel.get_by_role("slider", name="x", exact=True)
    expect(panel.locator(".slide output")).to_have_text("−0.40")
    before = panel.locator("path.joint").get_attribute("d")
    slider.fill("150")
    expect(panel.locator(".slide output")).not_to_have_text("−0.40")
    expect(panel.locator("path.joint")).not_to_have_attribute("d", before)
    points = datasets.load("bent", 400, 9).points[:, 0]
    place = points.min() + 0.75 * np.ptp(points)
    for plot in stepper.plots():
        [cut] = [mark for mark in reading.marks(plot, "Line") if len(mark["x"]) == 2]
        assert cut["x"] == pytest.approx([place, place])
    expect(panel.locator("svg")).to_have_accessible_name(
        re.compile(f"Density of y at x = {place:.2f}: joint mixture highest at")
    )


def test_experts_step_with_the_mixture(open_page):
    stepper = open_page("/app?scenario=regression")
    shown(stepper)
    status = stepper.pane("Linear experts").locator(".status")
    expect(status).to_have_text(re.compile("ended at iter"))
    stepper.press("Reset")
    expect(status).to_have_text("iter 0")
    assert len(np.unique(reading.colours(stepper.plots()[1]), axis=0)) == 1
    _, start = curve(stepper.plots()[1])
    stepper.press("E step")
    stepper.wait_for_cursor(1)
    until(
        stepper.page,
        "new Set(Bokeh.documents.at(-1).roots()[1].renderers[1].data_source.data.colour).size > 20",
    )
    assert np.array_equal(curve(stepper.plots()[1])[1], start)
    stepper.press("M step")
    expect(status).to_have_text("iter 1")
    assert not np.array_equal(curve(stepper.plots()[1])[1], start)


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page()
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    try_it(stepper, "regression")
    shown(stepper)
    claims(stepper)
    until(stepper.page, "history.state !== null")
    stepper.page.go_back()
    expect(tool(stepper)).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
    expect(stepper.pane(KMEANS)).to_be_visible()
    expect(statement(stepper, "regression")).not_to_have_class(re.compile("current"))


def test_other_data_and_models_are_told_apart(open_page):
    stepper = open_page("/app?scenario=regression")
    shown(stepper)
    stepper.changes(lambda: stepper.field("radio", "Old Faithful").check())
    shown(stepper, "nobody can tell")
    x, _ = curve(stepper.plots()[1])
    eruptions = datasets.load("faithful").points[:, 0]
    assert (x[0], x[-1]) == (eruptions.min(), eruptions.max())
    stepper.changes(lambda: stepper.field("radio", "Moons").check())
    shown(stepper)
    points = stepper.field("spinbutton", "Points")
    points.fill("3000")
    stepper.changes(lambda: points.press("Enter"))
    shown(stepper, "at most 2,000 points")
    expect(tool(stepper).locator("svg")).to_be_hidden()
