"""What can stand beside the mixture: k-means, a kernel density, or DBSCAN."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from scipy.stats import gaussian_kde

import datasets
from gmm_core import adjusted_rand_index, dbscan

from . import reading
from .driving import KMEANS
from .expecting import apart, mixed
from .opening import PHONE
from .test_accessibility import violations


def data(name, n=300):
    entry = datasets.describe(name)
    return datasets.load(name, n, entry.default_seed, entry.default_columns)


def choose(stepper, method):
    """Put something beside the mixture, and wait until it is there."""
    stepper.host.locator(".segments label", has_text=method).click()
    expect(stepper.pane(method)).to_be_visible()
    expect(stepper.pane(method).locator(".facts:visible dd").first).not_to_have_text("–")


def clusters(stepper):
    """How many clusters DBSCAN has found, in the head of its pane."""
    return stepper.pane("DBSCAN").locator(".facts:visible dd").first


def facts(stepper, pane):
    """The numbers in the head of a pane."""
    terms = stepper.pane(pane).locator(".facts:visible > div").all()
    return {term.locator("dt").inner_text(): term.locator("dd").inner_text() for term in terms}


def second_picture(stepper):
    """How the second pane's picture is called by those who cannot see it."""
    return stepper.host.locator("[data-ref=kmeans-plot]").get_attribute("aria-label")


def to_the_end(stepper):
    while stepper.button("Step").is_enabled():
        stepper.seek(int(stepper.slider.get_attribute("max")))
        stepper.frames_pass(3)


def assert_shows_clusters(stepper, dataset, radius, fewest, palette):
    labels = dbscan(dataset.points, radius, fewest)
    assert facts(stepper, "DBSCAN") == {
        "clusters": str(labels.max() + 1),
        "noise": str((labels < 0).sum()),
        "agreement": f"{adjusted_rand_index(dataset.groups, labels):.2f}",
    }
    plot = stepper.plots()[1]
    colours, found = reading.colours(plot), labels >= 0
    expected = mixed(np.eye(10)[labels[found]], palette)
    assert apart(colours[found], expected) <= 1
    neutral = stepper.page.evaluate(
        "getComputedStyle(document.querySelector('#em-stepper')).getPropertyValue('--soft')"
    )
    if not found.all():
        assert apart(colours[~found], mixed(np.ones((1, 1)), [neutral.strip()])) <= 1
    # Noise is open: a hole in each of its points.
    holes = reading.marks(plot, "Scatter")[1]
    assert np.array_equal(np.column_stack([holes["x"], holes["y"]]), dataset.points[~found])


@pytest.mark.parametrize("by", ["Try it", "address"])
def test_moons_open_with_dbscan_and_their_claims_hold(open_page, palette, by):
    stepper = open_page("/app" if by == "Try it" else "/app?scenario=moons")
    statement = stepper.host.locator(".statement[data-scenario=moons]")
    if by == "Try it":
        statement.locator(".try").click()
    rows = statement.locator(".claims li")
    expect(rows).to_have_count(3)
    expect(statement.locator(".claims li.holds")).to_have_count(3, timeout=30_000)
    values = [row.locator(".value").inner_text() for row in rows.all()]
    assert_shows_clusters(stepper, data("moons"), 0.2, 5, palette)
    assert values[:2] == [
        facts(stepper, pane)["agreement"] for pane in ("Gaussian mixture", "DBSCAN")
    ]
    assert float(values[0]) <= 0.75 < 0.95 <= float(values[1])
    assert int(values[2]) > 2
    assert second_picture(stepper) == "Points coloured by DBSCAN: 2 clusters, 0 noise points"
    # Of k-means nothing is left: no border, no centre, no number.
    assert reading.marks(stepper.plots()[1], "Segment")[0]["x0"] == []
    assert reading.centres(stepper.plots()[1]).size == 0
    expect(stepper.host.get_by_text("k-means says")).to_have_count(0)
    assert "inertia" not in stepper.pane("DBSCAN").inner_text()
    expect(stepper.story).to_contain_text(re.compile(r"DBSCAN says: (blue|amber), whole"))


def test_the_sliders_change_what_dbscan_finds(open_page, palette):
    stepper = open_page("/app?data=blobs")
    stepper.press("Step", "Beside")
    choose(stepper, "DBSCAN")
    radius, fewest = (stepper.field("slider", name) for name in ("Radius", "Fewest points"))
    assert float(radius.get_attribute("aria-valuetext")) == pytest.approx(
        2 ** float(radius.input_value()), rel=0.03
    )
    radius.fill(radius.get_attribute("max"))
    expect(clusters(stepper)).to_have_text("1")
    radius.fill(str(round(float(radius.get_attribute("min")) + 1.5, 2)))
    expect(clusters(stepper)).not_to_have_text("1")
    chosen = 2 ** float(radius.input_value())
    fewest.fill("9")
    expect(fewest).to_have_attribute("aria-valuetext", "9")
    expect(stepper.host.locator(".beside .caption")).to_contain_text("A point with 9 or more")
    assert_shows_clusters(stepper, data("blobs"), chosen, 9, palette)
    noise = facts(stepper, "DBSCAN")["noise"]
    assert f"{noise} noise points" in second_picture(stepper)
    assert float(noise) > 10


def test_a_kernel_density_is_drawn_as_its_level_lines(open_page):
    stepper = open_page("/app?data=moons")
    stepper.press("Step", "Beside")
    choose(stepper, "Kernel density")
    points, plot = data("moons").points, stepper.plots()[1]
    [drawn] = reading.marks(plot, "MultiLine")
    theirs = gaussian_kde(points.T)
    lines = [np.array(line) for line in zip(drawn["x"], drawn["y"], strict=True)]
    for line in lines:
        heights = theirs(line)
        assert np.ptp(heights) < 0.08 * heights.mean()
    assert len(lines) >= 6
    assert len(np.unique(reading.colours(plot), axis=0)) == 1
    assert facts(stepper, "Kernel density") == {"bandwidth": f"{theirs.factor:.3g}"}
    assert second_picture(stepper) == (
        "Points, and contours that hold 10, 25, 50, 75, 90, 99 % of their kernel density"
    )
    bandwidth = stepper.field("slider", "Bandwidth")
    bandwidth.fill(bandwidth.get_attribute("min"))
    shown = stepper.pane("Kernel density").locator(".facts:visible dd")
    expect(shown).not_to_have_text(f"{theirs.factor:.3g}")
    [narrower] = reading.marks(stepper.plots()[1], "MultiLine")
    assert len(narrower["x"]) > len(drawn["x"])


@pytest.mark.parametrize("back", ["close", "k-means"])
def test_k_means_comes_back_as_it_was(open_page, back):
    stepper = open_page("/app?data=moons&k=3")
    stepper.press("Step", "Step", "E step")
    closed = stepper.picture()
    stepper.press("Beside")
    opened = stepper.picture()
    for method in ("DBSCAN", "Kernel density", "DBSCAN"):
        choose(stepper, method)
    assert stepper.marks()[0] == closed["plots"][0]["marks"]
    if back == "close":
        stepper.press("Beside")
    else:
        stepper.host.locator(".segments label", has_text="k-means").click()
    expect(stepper.pane("k-means")).to_be_visible()
    stepper.frames_pass(3)
    after = stepper.picture()
    if back == "close":
        assert after == closed
    else:
        assert (after["plots"], after["words"]) == (opened["plots"], opened["words"])
    assert second_picture(stepper) == KMEANS


def test_steps_leave_it_and_other_points_change_it(open_page):
    stepper = open_page("/app?data=moons")
    stepper.press("Step", "Beside")
    choose(stepper, "DBSCAN")
    before = stepper.marks()[1]
    stepper.press("Step", "E step", "Reset")
    assert stepper.marks()[1] == before
    radius = stepper.field("slider", "Radius")
    radius.fill(radius.get_attribute("min"))
    expect(clusters(stepper)).not_to_have_text("2")
    stepper.press("One component more")
    expect(stepper.field("spinbutton", "Components")).to_have_value("3")
    expect(radius).to_have_attribute("aria-valuetext", "0.0500")
    expect(clusters(stepper)).not_to_have_text("2")
    # What suits other points is not what was chosen for these.
    stepper.changes(lambda: stepper.field("radio", "Blobs").check())
    expect(clusters(stepper)).to_have_text("3")
    assert (
        f"within {radius.get_attribute('aria-valuetext')} of it"
        in stepper.host.locator(".beside .caption").inner_text()
    )
    assert facts(stepper, "DBSCAN")["noise"] == "13"
    radius.fill(radius.get_attribute("max"))
    expect(clusters(stepper)).to_have_text("1")
    stepper.host.locator(".segments label", has_text="k-means").click()
    stepper.changes(lambda: stepper.field("radio", "Moons").check())
    choose(stepper, "DBSCAN")
    expect(radius).to_have_attribute("aria-valuetext", "0.200")


def test_a_mean_cannot_be_dragged_where_there_is_none(open_page):
    stepper = open_page("/app?data=moons")
    mean = reading.centres(stepper.plots()[0])[0]
    stepper.press("Beside")
    choose(stepper, "DBSCAN")
    place = stepper.place(*mean, pane=1)
    stepper.page.mouse.move(*place)
    stepper.page.mouse.down()
    stepper.page.mouse.move(place[0] + 40, place[1] + 20, steps=4)
    stepper.page.mouse.up()
    stepper.frames_pass(5)
    assert np.array_equal(reading.centres(stepper.plots()[0])[0], mean)


def test_very_many_points_are_clustered_by_a_sample(open_page):
    stepper = open_page("/app?data=moons&n=20000")
    stepper.press("Step", "Beside")
    choose(stepper, "DBSCAN")
    assert facts(stepper, "DBSCAN")["clusters"] == "2"
    caption = stepper.host.locator(".beside .caption")
    expect(caption).to_contain_text("From 5,000 of the 20,000 points, drawn at random.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("method", ["Kernel density", "DBSCAN"])
def test_axe_finds_nothing_with_the_tools_open(open_page, scheme, method):
    stepper = open_page("/app?data=blobs", color_scheme=scheme)
    stepper.press("Step", "Beside", "How many?")
    choose(stepper, method)
    stepper.press("Count with BIC")
    expect(stepper.host.locator(".sizes button")).to_have_count(10, timeout=30_000)
    assert violations(Axe(), stepper) == []


def test_on_a_phone_the_choice_fits(open_page):
    stepper = open_page("/app?scenario=moons", **PHONE)
    expect(clusters(stepper)).to_have_text("2")
    width = stepper.page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE["viewport"]["width"]
    stepper.host.locator(".segments label", has_text="k-means").tap()
    expect(stepper.pane("k-means")).to_be_visible()
