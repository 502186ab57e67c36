"""How one point is shared out, and what k-means says of it."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from gmm_core import log_weighted_densities

from . import reading
from .expecting import Expected, read_number


def ringed(stepper):
    """The two rings' places."""
    return [reading.ring(plot) for plot in stepper.plots()]


def bars(stepper):
    return [float(width.rstrip("%")) for width in stepper.picture()["bars"]]


def far_apart(points, number):
    """Points that no neighbour crowds, spread over the picture."""
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances.min(axis=1))[-number:]


@pytest.mark.parametrize("pane", [0, 1])
def test_clicking_a_point_rings_it_in_both_panes(stepper, pane):
    stepper.press("Step")
    points = reading.points(stepper.plots()[pane])
    for index in far_apart(points, 3):
        stepper.tap_point(*points[index], pane)
        expect(stepper.field("spinbutton", "Ringed point")).to_have_value(str(index + 1))
        assert ringed(stepper) == [tuple(points[index])] * 2


def test_choosing_a_point_by_keyboard(stepper):
    field = stepper.field("spinbutton", "Ringed point")
    points = reading.points(stepper.plots()[0])
    field.fill("17")
    field.press("Enter")
    stepper.wait_for_ring(points[16])
    assert ringed(stepper) == [tuple(points[16])] * 2
    field.press("ArrowUp")
    field.press("Tab")
    expect(field).to_have_value("18")


def test_two_quick_clicks_on_two_points_are_two_choices(stepper):
    points = reading.points(stepper.plots()[0])
    first, second = far_apart(points, 2)
    places = [stepper.place(*points[index]) for index in (first, second)]
    for place in places:
        stepper.page.mouse.click(*place)
    expect(stepper.field("spinbutton", "Ringed point")).to_have_value(str(second + 1))


@pytest.mark.parametrize("typed", ["0", "301", "1.5", ""])
def test_the_field_never_names_another_point_than_the_ring(stepper, typed):
    points, field = reading.points(stepper.plots()[0]), stepper.field("spinbutton", "Ringed point")
    before = field.input_value()
    field.fill(typed)
    field.press("Enter")
    field.press("Tab")
    # A number between two points means the higher one.
    expect(field).to_have_value("2" if typed == "1.5" else before)
    expect(field).to_have_value(re.compile(r"^\d+$"))
    named = points[int(field.input_value()) - 1]
    stepper.wait_for_ring(named)
    assert ringed(stepper) == [tuple(named)] * 2


def test_no_story_before_the_first_e_step(stepper):
    assert "No share has been handed out yet" in stepper.story.inner_text()
    assert bars(stepper) == []


@pytest.mark.parametrize("half_steps", [1, 2, 7, 20])
def test_tells_what_the_engine_computed(stepper, half_steps):
    expected = Expected()
    stepper.seek(half_steps // 2)
    if half_steps % 2:
        stepper.press("E step")
    index = int(stepper.field("spinbutton", "Ringed point").input_value()) - 1
    point = expected.points[index : index + 1]
    mixture, shares = expected.shares_at(half_steps)
    products = np.exp(log_weighted_densities(point, mixture)[0])

    assert np.allclose(bars(stepper), 100 * shares[index], atol=1e-3)
    assert abs(sum(bars(stepper)) - 100) < 1e-3
    told = stepper.story.inner_text()
    sums = re.findall(r"(\S+) × (\S+(?: × 10\S+)?) = (\S+(?: × 10\S+)?)", told)
    weights, densities, said = (
        np.array([*map(read_number, column)]) for column in zip(*sums, strict=True)
    )
    assert np.allclose(said, products, rtol=0.005)
    assert np.allclose(weights * densities, said, rtol=0.02)
    assert np.allclose(said / said.sum(), shares[index], atol=0.005)

    chips = stepper.field("list", "Weights of the components").get_by_role("listitem")
    names = [chip.split()[0] for chip in chips.all_inner_texts()]
    assert names[expected.labels_at(half_steps)[index]] in told.split("k-means says")[1]


def test_the_ring_stays_with_its_point_while_stepping(stepper):
    before = ringed(stepper)
    stepper.press("Step", "E step", "M step", "Back")
    assert ringed(stepper) == before


def test_a_tap_beside_all_points_changes_nothing(stepper):
    stepper.press("Step")
    before, (x0, _, y0, _) = ringed(stepper), stepper.plots()[0]["view"]
    stepper.tap_point(x0, y0)
    stepper.frames_pass(5)
    assert ringed(stepper) == before
