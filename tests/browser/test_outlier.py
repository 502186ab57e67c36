"""An outlier on the page: dragged, typed, and taken away."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from app.settings import changed, defaults
from app.tools import outlier

from . import reading
from .expecting import Expected
from .test_lesson import claims, statement, try_it
from .waiting import until

SETTINGS = {"data": "blobs", "n": 60, "start": "k-means"}


def ratio(place):
    settings = changed(defaults(), {**SETTINGS, "outlier": list(place)})
    return outlier.ratio(outlier.shifts(settings))


def said(stepper):
    return stepper.host.locator(".outlier .said")


def expect_ratio(stepper, place):
    expect(said(stepper)).to_contain_text(f"moves {ratio(place):.1f} times as far")


def field(stepper, axis):
    return stepper.field("spinbutton", f"Outlier, {axis}")


def test_the_numbers_and_both_pictures_are_the_engines(open_page):
    stepper = open_page("/app?scenario=outlier")
    expect_ratio(stepper, (0.0, 33.5))
    told = claims(stepper)
    assert told["times as far"] == (f"{ratio((0.0, 33.5)):.1f}", "holds")
    mixture, beside = stepper.plots()
    assert reading.points(mixture)[-1].tolist() == [0.0, 33.5]
    assert mixture["view"][3] > 33.5
    # The Gaussian's ellipse reaches for the point, the t's does not.
    assert reading.ellipses(mixture)[:3, :, 1].max() > 15
    outlines = reading.marks(beside, "Patches")[0]
    assert np.max(outlines["y"]) < 10
    name = stepper.pane("Student-t mixture, ν = 4").get_by_role("img")
    expect(name.first).to_have_accessible_name(re.compile("Student-t mixture: centres at"))


def test_it_follows_the_hand_and_the_view_waits_for_the_end(open_page):
    stepper = open_page("/app?scenario=outlier")
    expect_ratio(stepper, (0.0, 33.5))
    view = stepper.plots()[0]["view"]
    mouse = stepper.page.mouse
    mouse.move(*stepper.place(0.0, 33.5))
    mouse.down()
    mouse.move(*stepper.place(4.0, 25.0), steps=4)
    mouse.move(*stepper.place(8.0, 15.0), steps=4)
    expect(field(stepper, "y")).not_to_have_value("33.5")
    assert stepper.plots()[0]["view"] == view
    mouse.up()
    until(
        stepper.page,
        "([x, y]) => Math.hypot(x - document.querySelector('[aria-label=\"Outlier, x\"]').value,"
        " y - document.querySelector('[aria-label=\"Outlier, y\"]').value) < 0.5",
        arg=[8.0, 15.0],
    )
    place = reading.points(stepper.plots()[0])[-1]
    assert place == pytest.approx([8.0, 15.0], abs=0.5)
    expect_ratio(stepper, place)
    assert stepper.plots()[0]["view"] != view
    expect(stepper.button("Step")).to_be_disabled()


def test_it_can_be_typed_and_taken_away(open_page):
    stepper = open_page("/app?scenario=outlier")
    expect_ratio(stepper, (0.0, 33.5))
    field(stepper, "y").fill("20")
    field(stepper, "y").press("Enter")
    expect_ratio(stepper, (0.0, 20.0))
    box = stepper.field("checkbox", "outlier at")
    box.uncheck()
    expect(said(stepper)).to_contain_text("nothing to compare")
    assert len(reading.points(stepper.plots()[0])) == 60
    expected = Expected(**SETTINGS)
    expect(stepper.button("Step")).to_be_disabled()
    means = expected.mixture.seek(2000).mixture.means
    np.testing.assert_allclose(reading.centres(stepper.plots()[0]), means)
    box.check()
    expect_ratio(stepper, (0.0, 20.0))


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page()
    before = stepper.marks()
    stepper.field("link", "EM and the mathematics").click()
    try_it(stepper, "outlier")
    expect_ratio(stepper, (0.0, 33.5))
    stepper.page.go_back()
    expect(stepper.host.locator(".tool.outlier")).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
    expect(stepper.pane("k-means")).to_be_visible()
    expect(statement(stepper, "outlier")).not_to_have_class(re.compile("current"))
