"""A start made by hand in the picture: runs begin exactly there, whatever was dragged or typed."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from . import reading
from .expecting import Expected, assert_shows
from .hand import bar, begin, in_data, knobs, middle, pull, settings_after
from .opening import PHONE
from .test_accessibility import violations

# The squared Mahalanobis distance that holds 95 % of a Gaussian in the plane.
OUTER = -2 * np.log(0.05)
FAR_OUT = """() => {
  const [{ x_range, y_range }] = Bokeh.documents.at(-1).roots()
  x_range.setv({ start: -1e9, end: 1e9 })
  y_range.setv({ start: -1e9, end: 1e9 })
}"""


def matrices(triples):
    return np.array([[[xx, xy], [xy, yy]] for xx, xy, yy in triples])


def assert_runs_from(stepper, values, palette):
    """Check that the page shows the engine's run from this start, at it and after some steps."""
    expected = Expected(**values)
    assert_shows(stepper, expected, palette)
    for name in ("E step", "M step", "Step"):
        stepper.press(name)
        assert_shows(stepper, expected, palette)
    stepper.press("Reset")
    assert_shows(stepper, expected, palette)


def test_it_begins_where_the_run_began(open_page, palette):
    stepper = open_page()
    before = stepper.marks()
    begin(stepper)
    assert stepper.marks() == before
    assert_shows(stepper, Expected(), palette)
    bar(stepper).get_by_role("button", name="Close").click()
    expect(bar(stepper)).not_to_be_visible()
    expect(knobs(stepper)).to_have_count(0)


def test_both_axes_are_turned_and_stretched(open_page, palette):
    stepper = open_page()
    begin(stepper)
    for knob, right, down in [(0, -20, -60), (2, 25, 25)]:
        end = None

        def act(knob=knob, right=right, down=down):
            nonlocal end
            end = pull(stepper, knob, right, down)

        values = settings_after(stepper, act)
        shape, mean = matrices(values["covariances"])[0], np.array(values["means"][0])
        away = np.array(in_data(stepper, *end)) - mean
        # The end that was dragged lies on the outer ellipse, on an axis of it.
        assert away @ np.linalg.solve(shape, away) == pytest.approx(OUTER, rel=1e-3)
        turned = shape @ away
        assert turned[0] * away[1] == pytest.approx(turned[1] * away[0], abs=1e-3 * away @ away)
    assert_runs_from(stepper, values, palette)


@pytest.mark.parametrize("kind", ["tied", "diag", "spherical"])
def test_shapes_stay_as_the_type_allows(open_page, palette, kind):
    stepper = open_page(f"/app?covariance={kind}")
    begin(stepper)
    # The second knob is opposite to the first; the third ends the other axis.
    values = settings_after(stepper, lambda: pull(stepper, 2, 15, -25))
    (xx, xy, yy), *others = values["covariances"]
    assert (xy == pytest.approx(0)) == (kind != "tied")
    assert (xx == pytest.approx(yy)) == (kind == "spherical")
    assert others == [[xx, xy, yy]] * 2 or kind != "tied"
    assert_runs_from(stepper, values, palette)


def test_another_type_restricts_the_shapes_and_full_brings_them_back(open_page, palette):
    stepper = open_page()
    begin(stepper)
    values = settings_after(stepper, lambda: pull(stepper, 0, -20, -60))
    covariance = stepper.field("combobox", "Covariance")
    for kind in ("spherical", "full"):
        stepper.changes(lambda kind=kind: covariance.select_option(kind))
        assert_shows(stepper, Expected(**{**values, "covariance": kind}), palette)
    expect(stepper.field("combobox", "Start")).to_have_value("given means")


def test_components_are_added_weighed_and_removed(open_page, palette):
    stepper = open_page()
    shown = begin(stepper)
    values = settings_after(
        stepper, lambda: shown.get_by_role("button", name="Add a component").click()
    )
    assert values["weights"] == pytest.approx([0.25] * 4)
    # It lies on a point, and is the one that is looked at.
    assert min(np.linalg.norm(reading.points(stepper.plots()[0]) - values["means"][3], axis=1)) == 0
    expect(shown.get_by_role("combobox")).to_have_value("3")
    weight = shown.get_by_role("spinbutton", name="Weight in per cent")

    def weigh():
        weight.fill("40")
        weight.press("Enter")

    values = settings_after(stepper, weigh)
    assert values["weights"] == pytest.approx([0.2, 0.2, 0.2, 0.4])
    shown.get_by_role("combobox").select_option("0")
    values = settings_after(
        stepper, lambda: shown.get_by_role("button", name="Remove this component").click()
    )
    assert values["weights"] == pytest.approx([0.25, 0.25, 0.5])
    assert_runs_from(stepper, values, palette)


def test_a_click_on_a_centre_opens_it(open_page):
    stepper = open_page()
    centre = reading.centres(stepper.plots()[0])[1]
    stepper.page.mouse.move(*stepper.place(*centre))
    expect(knobs(stepper)).to_have_count(4)
    stepper.tap_point(*centre)
    expect(bar(stepper).get_by_role("combobox")).to_have_value("1")
    stepper.press("Step")
    expect(bar(stepper)).not_to_be_visible()
    expect(knobs(stepper)).to_have_count(0)
    stepper.press("Reset")
    expect(knobs(stepper)).to_have_count(4)


@pytest.mark.parametrize("options", [{}, PHONE])
def test_the_bar_gives_way_to_what_is_edited(open_page, options):
    stepper = open_page(**options)
    begin(stepper)
    mouse = stepper.page.mouse

    def drag(to, k=0):
        mouse.move(*stepper.place(*reading.centres(stepper.plots()[0])[k]))
        mouse.down()
        mouse.move(*to, steps=4)
        stepper.frames_pass(3)

    low = middle(bar(stepper))
    settings_after(stepper, lambda: (drag(low), mouse.up()))
    high = middle(bar(stepper))
    assert high[1] < low[1] - 100
    # Nothing lies over the centre, and the bar stays while it is dragged.
    settings_after(stepper, lambda: drag(high))
    assert middle(bar(stepper)) == pytest.approx(high, abs=1)
    mouse.up()
    stepper.frames_pass(3)
    assert middle(bar(stepper))[1] > high[1] + 100
    # What is chosen counts, not the component that was.
    settings_after(stepper, lambda: (drag(low), mouse.up()))
    where = middle(bar(stepper))[1]
    bar(stepper).get_by_role("combobox").select_option("1")
    assert where < middle(bar(stepper))[1]


def test_what_the_engine_refuses_goes_back(open_page):
    stepper = open_page()
    begin(stepper)
    before = reading.ellipses(stepper.plots()[0])
    stepper.page.evaluate(FAR_OUT)
    pull(stepper, 0, 100, 0)
    expect(stepper.notice).to_contain_text("An ellipse cannot be so wide")
    assert np.array_equal(reading.ellipses(stepper.plots()[0]), before)
    stepper.press("Show all points")
    assert not stepper.button("Show all points").is_visible()


def test_it_survives_a_page_loaded_anew(open_page, palette):
    stepper = open_page()
    begin(stepper)
    values = settings_after(stepper, lambda: pull(stepper, 0, -20, -60))
    stepper.page.reload()
    stepper.wait_until_ready()
    expect(stepper.field("combobox", "Start")).to_have_value("given means")
    assert_runs_from(stepper, values, palette)


def test_a_model_that_begins_elsewhere_takes_centres_only(open_page):
    stepper = open_page("/app?model=dirichlet")
    stepper.field("combobox", "Start").select_option("by hand")
    expect(bar(stepper)).to_be_visible()
    expect(knobs(stepper)).to_have_count(0)
    values = settings_after(
        stepper, lambda: bar(stepper).get_by_role("button", name="Add a component").click()
    )
    assert (len(values["means"]), values["covariances"], values["weights"]) == (4, None, None)


def test_axe_finds_nothing_on_the_bar(open_page):
    stepper = open_page(**PHONE, color_scheme="dark")
    begin(stepper)
    assert violations(Axe(), stepper) == []


def test_a_weight_that_cannot_be_says_what_may_be(open_page):
    stepper = open_page()
    weight = begin(stepper).get_by_role("spinbutton", name="Weight in per cent")
    before = weight.input_value()
    weight.fill("150")
    weight.press("Enter")
    expect(stepper.notice).to_contain_text("from 1 to 99 per cent")
    expect(weight).to_have_value(before)
