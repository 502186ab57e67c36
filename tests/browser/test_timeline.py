"""The trace under the panes is the way back and forth: by hand, and by the keyboard."""

from itertools import pairwise

import pytest

# How many words stand in the trace, and how many of them its curve runs through.
CROSSED = """() => {
  const svg = document.querySelector(".chart svg")
  const words = [...svg.querySelectorAll("text")].map((text) => text.getBBox())
  const along = [...svg.querySelectorAll(".ahead, .done")].flatMap((path) => {
    const length = path.getTotalLength()
    return Array.from({ length: 400 }, (_, i) => path.getPointAtLength((i / 399) * length))
  })
  const inside = ({ x, y, width, height }) => along.some((at) =>
    at.x > x && at.x < x + width && at.y > y && at.y < y + height)
  return [words.length, words.filter(inside).length]
}"""


@pytest.fixture
def trace(stepper):
    """The chart's box on the screen."""
    return stepper.page.locator(".chart").bounding_box()


def test_the_slider_goes_to_an_iteration(stepper):
    stepper.press("Step", "Step", "Step")
    third = stepper.picture()
    stepper.seek(7)
    assert stepper.counter == "iter 7"
    assert stepper.cursor == 14
    stepper.seek(3)
    assert stepper.picture() == third


def test_the_slider_by_keyboard(stepper):
    last = int(stepper.slider.get_attribute("max"))
    stepper.slider.focus()
    for key, iteration in (
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", last),
        ("Home", 0),
    ):
        stepper.page.keyboard.press(key)
        assert stepper.counter == f"iter {iteration}"
        assert f"iteration {iteration} of {last}" in stepper.slider.get_attribute("aria-valuetext")


def test_the_slider_follows_the_steps(stepper):
    stepper.press("Step", "Step")
    assert stepper.slider.input_value() == "2"
    stepper.press("Reset")
    assert stepper.slider.input_value() == "0"


def test_clicking_on_the_trace_goes_there(stepper, trace):
    last = int(stepper.slider.get_attribute("max"))
    middle = trace["y"] + trace["height"] / 2
    for share in (0.5, 0.99, 0.25):
        stepper.page.mouse.click(trace["x"] + share * trace["width"], middle)
        # The line begins and ends a few pixels inside the box.
        assert abs(stepper.cursor / 2 - share * last) <= 1 + 0.02 * last


def test_dragging_on_the_trace_goes_along(stepper, trace):
    middle = trace["y"] + trace["height"] / 2
    mouse, visited = stepper.page.mouse, []
    mouse.move(trace["x"] + 2, middle)
    mouse.down()
    for share in (0.2, 0.4, 0.6, 0.4, 0.0):
        mouse.move(trace["x"] + share * trace["width"], middle)
        visited.append(stepper.cursor)
    mouse.up()
    assert visited[0] < visited[1] < visited[2] > visited[3] > visited[4] == 0
    mouse.move(trace["x"] + trace["width"] / 2, middle)
    assert stepper.cursor == 0


def test_the_first_leap_does_not_flatten_later_gains(stepper):
    last = int(stepper.slider.get_attribute("max"))
    heights = []
    for iteration in range(0, last + 1, max(1, last // 8)):
        stepper.seek(iteration)
        heights.append(float(stepper.page.locator(".chart circle").last.get_attribute("cy")))
    drops = [before - after for before, after in pairwise(heights)]
    assert min(drops) >= 0
    tall = stepper.page.locator(".chart").bounding_box()["height"]
    assert heights[1] - min(heights) > 0.1 * tall


def test_says_that_the_log_likelihood_never_fell(stepper):
    assert "fell" not in stepper.words
    stepper.press("Step")
    assert "never fell" in stepper.words
    stepper.seek(int(stepper.slider.get_attribute("max")))
    assert "never fell" in stepper.words


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 1024, "height": 768}}])
def test_the_trace_runs_through_no_words(open_page, options):
    stepper = open_page(**options)
    for iteration in (0, 4, int(stepper.slider.get_attribute("max"))):
        stepper.seek(iteration)
        assert stepper.page.evaluate(CROSSED) == [2, 0]
