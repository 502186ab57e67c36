"""Forward, back and by itself: what is shown follows from the cursor alone."""

from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from gmm_core import StopReason

from . import reading
from .waiting import until

QUICK = "/app?data=blobs"  # few iterations to its end
RECORD = """(host) => {
  window.visited = []
  const note = () => {
    const cursor = Number(host.dataset.cursor)
    if (cursor !== (window.visited.at(-1)?.[0] ?? 0)) visited.push([cursor, performance.now()])
  }
  new MutationObserver(note).observe(host, { attributeFilter: ["data-cursor"] })
}"""


def enabled(stepper):
    names = ["Reset", "Back", "Step", "E step", "M step", "Run"]
    return {name for name in names if stepper.button(name).is_enabled()}


def test_begins_at_iteration_zero(stepper):
    assert stepper.counter == "iter 0"
    assert enabled(stepper) == {"Step", "E step", "Run"}


def test_ten_steps_and_back(stepper):
    seen = [stepper.picture()]
    for iteration in range(1, 11):
        stepper.press("Step")
        assert stepper.counter == f"iter {iteration}"
        seen.append(stepper.picture())
    for earlier, later in pairwise(seen):
        assert earlier["plots"] != later["plots"]
    for iteration in range(9, -1, -1):
        stepper.press("Back")
        assert stepper.picture() == seen[iteration]


def test_two_halves_are_a_step(stepper):
    start = stepper.picture()
    stepper.press("E step")
    assert enabled(stepper) == {"Reset", "Back", "Step", "M step", "Run"}
    assert stepper.counter == "iter 0"
    half = stepper.picture()
    stepper.press("M step")
    whole = stepper.picture()
    assert enabled(stepper) == {"Reset", "Back", "Step", "E step", "Run"}
    assert stepper.press("Reset", "Step").picture() == whole
    assert stepper.press("Reset", "E step", "Step").picture() == whole
    assert stepper.press("Reset", "E step").picture() == half
    assert stepper.press("Back").picture() == start


def test_an_e_step_recolours_and_an_m_step_moves(stepper):
    def parts():
        plots = stepper.plots()
        return [*map(reading.colours, plots)], [*map(reading.shapes, plots)]

    start_colours, start_shapes = parts()
    stepper.press("E step")
    e_colours, e_shapes = parts()
    stepper.press("M step")
    m_colours, m_shapes = parts()
    assert all(len(np.unique(colours, axis=0)) == 1 for colours in start_colours)
    assert all(len(np.unique(colours, axis=0)) > 1 for colours in e_colours)
    assert e_shapes == start_shapes
    assert np.array_equal(m_colours, e_colours)
    assert all(after != before for after, before in zip(m_shapes, e_shapes, strict=True))


@pytest.mark.parametrize("before", [["Step", "Step"], ["Step", "E step"]])
def test_back_then_forward_is_the_identity(stepper, before):
    shown = stepper.press(*before).picture()
    forward = "Step" if before[-1] == "Step" else "E step"
    assert stepper.press("Back", forward).picture() == shown


def test_reset_gives_the_first_picture_again(stepper):
    data, pixels = stepper.picture(), stepper.pixels()
    stepper.press("Step", "Step", "E step")
    assert stepper.pixels() != pixels
    stepper.press("Reset")
    assert stepper.picture() == data
    assert stepper.pixels() == pixels


def test_stepping_does_not_move_the_view(stepper):
    views = [plot["view"] for plot in stepper.plots()]
    assert views[0] == views[1]
    for name in ("E step", "M step", "Step", "Step", "Back", "Reset"):
        stepper.press(name)
        assert [plot["view"] for plot in stepper.plots()] == views


def test_a_zoomed_view_stays_while_stepping(stepper):
    # An empty place: a mean would be dragged instead.
    (x, y), before = stepper.place(-6, 6), stepper.plots()[0]["view"]
    stepper.page.mouse.move(x, y)
    stepper.page.mouse.down()
    stepper.page.mouse.move(x + 60, y + 40, steps=4)
    stepper.frames_pass(3)
    stepper.page.mouse.up()
    panned = [plot["view"] for plot in stepper.plots()]
    assert panned[0] != before
    stepper.press("Step", "Step")
    assert [plot["view"] for plot in stepper.plots()] == panned


@pytest.mark.parametrize(("speed", "stride"), [("2 / s", 1), ("20 / s", 2)])
def test_runs_at_its_speed_until_paused(stepper, speed, stride):
    stepper.field("combobox", "Speed").select_option(speed)
    stepper.host.evaluate(RECORD)
    stepper.press("Run")
    until(stepper.page, "window.visited.length >= 5")
    stepper.press("Pause")
    expect(stepper.button("Run")).to_be_enabled()
    stopped = stepper.cursor
    stepper.frames_pass(10)
    assert stepper.cursor == stopped
    visited = stepper.page.evaluate("window.visited")
    cursors = [cursor for cursor, _ in visited]
    assert cursors == list(range(stride, stride * len(cursors) + 1, stride))
    # Never faster than it says; how much slower depends on the machine.
    seconds = (visited[-1][1] - visited[0][1]) / 1000
    half_steps_a_second = 2 * float(speed.split()[0])
    assert cursors[-1] - cursors[0] <= half_steps_a_second * seconds + 2 * stride


def test_stepping_by_hand_ends_a_run(stepper):
    stepper.press("Run", "Step")
    expect(stepper.button("Run")).to_be_visible()
    stopped = stepper.cursor
    stepper.frames_pass(60)
    assert stepper.cursor == stopped


def test_run_to_the_end_stops_and_says_why(open_page):
    stepper = open_page(QUICK)
    stepper.field("combobox", "Speed").select_option("20 / s")
    stepper.press("Run")
    expect(stepper.button("Step")).to_be_disabled(timeout=20_000)
    assert enabled(stepper) == {"Reset", "Back"}
    assert stepper.counter == f"iter {stepper.cursor // 2}"
    for name, reason in (
        ("Gaussian mixture", StopReason.CONVERGED),
        ("k-means", StopReason.NO_CHANGE),
    ):
        said = stepper.words
        assert reason.value in said
        assert "ended at iter" in stepper.pane(name).inner_text()
    stepper.press("Back")
    assert {"Step", "Run"} <= enabled(stepper)


def test_the_end_is_the_longer_run_and_the_shorter_holds(open_page):
    stepper = open_page(QUICK)
    last = int(stepper.slider.get_attribute("max"))
    stepper.seek(last)
    end = stepper.pane("Gaussian mixture").inner_text(), stepper.pane("k-means").inner_text()
    assert any(f"ended at iter {last}\n" in text for text in end)
    assert stepper.button("Step").is_disabled()
    assert sum(f"ended at iter {last}\n" in text for text in end) < 2, (
        "choose a set where one holds"
    )
