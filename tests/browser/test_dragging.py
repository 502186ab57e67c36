"""Before the first step a person may put the centres elsewhere."""

import pytest
from playwright.sync_api import expect

from . import reading
from .expecting import assert_shows, number, with_centres_at


def drag(stepper, start, end, pane=0):
    """Drag from one place in the data to another."""
    mouse, (x, y) = stepper.page.mouse, stepper.place(*end, pane)
    mouse.move(*stepper.place(*start, pane))
    mouse.down()
    mouse.move(x, y, steps=4)
    stepper.frames_pass(3)
    mouse.up()


def wait_for_engine(stepper, means):
    """Wait until the numbers are those of a run that begins at these means; return that run."""
    expected = with_centres_at(means)
    log_likelihood = number(expected.mixture.state.log_likelihood)
    expect(stepper.pane("Gaussian mixture")).to_contain_text(log_likelihood)
    return expected


@pytest.mark.parametrize("pane", [0, 1])
def test_a_run_begins_where_the_centres_were_put(open_page, palette, pane):
    stepper = open_page()
    first = reading.centres(stepper.plots()[pane])
    target = first[1] + [1.5, 2.0]
    drag(stepper, first[1], target, pane)
    means = reading.centres(stepper.plots()[0])
    assert means[[0, 2]] == pytest.approx(first[[0, 2]])
    assert means[1] == pytest.approx(target, abs=0.1)
    expected = wait_for_engine(stepper, means)
    for name in ("E step", "M step"):
        stepper.press(name)
        assert_shows(stepper, expected, palette)
    stepper.press("Reset")
    assert_shows(stepper, expected, palette)


def test_another_start_takes_the_centres_back(open_page):
    stepper = open_page()
    before = stepper.marks()
    first = reading.centres(stepper.plots()[0])
    drag(stepper, first[0], first[0] + [1.0, -1.0])
    wait_for_engine(stepper, reading.centres(stepper.plots()[0]))
    assert stepper.marks() != before
    stepper.changes(lambda: stepper.field("combobox", "Start").select_option("spread"))
    assert stepper.marks() == before


def test_after_the_first_step_dragging_pans(stepper):
    stepper.press("Step")
    marks, view = stepper.marks(), stepper.plots()[0]["view"]
    first = reading.centres(stepper.plots()[0])
    drag(stepper, first[1], first[1] + [1.0, 1.0])
    assert stepper.marks() == marks
    assert stepper.plots()[0]["view"] != view
    expect(stepper.field("combobox", "Start")).to_have_value("spread")
