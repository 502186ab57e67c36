"""Draws over the data, and their moments, beside the engine."""

import numpy as np
import pytest
from playwright.sync_api import expect

from gmm_core import mixture_moments, sample

from . import reading
from .expecting import MINUS, Expected
from .opening import WAYS, claims, end_of, opened, settle, tool

NAME = "Draws from the mixture"
POINTS_ARE_SHOWN = """() => Bokeh.documents.at(-1).roots().map(({ renderers }) =>
  renderers.find(({ glyph }) => glyph.type === "Scatter").visible)"""


def drawn(stepper):
    mark = reading.marks(stepper.plots()[0], "Scatter")[1]
    return np.column_stack([mark["x"], mark["y"]]).reshape(-1, 2)


def table(stepper):
    """The rows of the panel as numbers."""
    rows = tool(stepper, NAME).locator("tbody tr").all()
    texts = [row.get_by_role("cell").all_inner_texts() for row in rows]
    return np.array([[float(text.replace(MINUS, "-")) for text in row] for row in texts])


def assert_tells(stepper, points, mixture):
    assert np.array_equal(drawn(stepper), points)
    mean, covariance = mixture_moments(mixture)
    entries = np.triu_indices(2)
    shown = table(stepper)
    own = [*points.mean(axis=0), *np.cov(points.T)[entries]]
    assert np.allclose(shown[:, 0], own, rtol=0.006)
    assert np.allclose(shown[:, 1], [*mean, *covariance[entries]], rtol=0.006)
    worst = tool(stepper, NAME).get_by_role("status").last.inner_text()
    assert np.abs(shown[:, 2]).max() == float(worst)


@pytest.mark.parametrize("way", WAYS)
def test_the_scenario_draws_from_the_fitted_mixture(open_page, way):
    stepper = opened(open_page, "sample", way)
    mixture = end_of("sample")[1].mixture
    assert_tells(stepper, sample(mixture, 300, 0), mixture)
    (claim,) = claims(stepper, "sample")
    assert claim == tool(stepper, NAME).get_by_role("status").last.inner_text()


def test_draw_again_and_more(open_page):
    stepper = opened(open_page, "sample", "address")
    mixture = end_of("sample")[1].mixture
    stepper.press("Draw again", "Draw again")
    settle(stepper)
    assert_tells(stepper, sample(mixture, 300, 2), mixture)
    tool(stepper, NAME).get_by_role("slider").fill("2000")
    settle(stepper)
    assert_tells(stepper, sample(mixture, 2000, 2), mixture)
    expect(tool(stepper, NAME).get_by_role("status").first).to_have_text("2,000")


def test_draws_follow_every_step(open_page):
    stepper = open_page("/app?data=overlap")
    stepper.press("Samples")
    expected = Expected(data="overlap")
    for button, cursor in [("Step", 2), ("E step", 3), ("M step", 4), ("Reset", 0)]:
        stepper.press(button)
        stepper.wait_for_cursor(cursor)
        settle(stepper)
        mixture = expected.mixture.seek(cursor).mixture
        assert_tells(stepper, sample(mixture, 300, 0), mixture)


@pytest.mark.parametrize("closing", ["switch", "scenario"])
def test_draws_only_hides_the_data_until_the_tool_is_closed(open_page, closing):
    stepper = open_page("/app?data=tilted")
    stepper.press("Samples")
    settle(stepper)
    stepper.page.get_by_label("draws only").check()
    assert stepper.page.evaluate(POINTS_ARE_SHOWN) == [False, True]
    stepper.page.get_by_label("draws only").uncheck()
    assert stepper.page.evaluate(POINTS_ARE_SHOWN) == [True, True]
    stepper.page.get_by_label("draws only").check()
    if closing == "switch":
        stepper.press("Samples")
    else:
        stepper.page.locator("[data-scenario=density] a.try").click()
    expect(tool(stepper, NAME)).to_have_count(0)
    assert stepper.page.evaluate(POINTS_ARE_SHOWN) == [True, True]


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=tilted")
    stepper.press("Step", "Step")
    before = stepper.picture()
    stepper.press("Samples")
    settle(stepper)
    stepper.press("Draw again")
    settle(stepper)
    assert stepper.picture() != before
    stepper.press("Samples")
    assert stepper.picture() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_draws_are_in_ink_in_every_theme(open_page, scheme):
    stepper = open_page("/app?data=tilted", color_scheme=scheme)
    stepper.press("Samples", "Density", "Anomalies")
    settle(stepper)
    colours = """() => [Bokeh.documents.at(-1).roots()[0].renderers.slice(2, 6).map(({ glyph }) =>
      glyph.line_color?.value).filter(Boolean),
      getComputedStyle(document.querySelector("#em-stepper")).getPropertyValue("--ink").trim()]"""
    for other in ("light", "dark", scheme):
        stepper.page.emulate_media(color_scheme=other, reduced_motion="reduce")
        stepper.frames_pass(3)
        lines, ink = stepper.page.evaluate(colours)
        assert lines == [ink] * 3
