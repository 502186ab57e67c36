"""Marks on the unlikely points, and two sliders that say the same, beside the engine."""

import numpy as np
import pytest
from playwright.sync_api import expect

from gmm_core import below_density, least_likely, log_density

from . import reading
from .expecting import MINUS, Expected
from .opening import WAYS, claims, end_of, opened, settle, tool


def flagged(stepper):
    """The places that carry a mark, in order."""
    mark = reading.marks(stepper.plots()[0], "Scatter")[1]
    return np.column_stack([mark["x"], mark["y"]]).reshape(-1, 2)


def expected_at(stepper, share, **settings):
    """The engine's anomalies of a run at the page's half-step, and the points."""
    runs = Expected(**settings)
    mixture = runs.mixture.seek(stepper.cursor).mixture
    return runs.points, least_likely(log_density(runs.points, mixture), share)


def written(value):
    return f"{value:,.2f}".replace("-", MINUS)


@pytest.mark.parametrize("way", WAYS)
def test_the_scenario_catches_those_that_were_planted(open_page, way):
    stepper = opened(open_page, "anomaly", way)
    session, state = end_of("anomaly")
    points, groups = session.runs.dataset.points, session.runs.dataset.groups
    found = least_likely(log_density(points, state.mixture), 1 / 30)
    precision = (groups[found.flagged] == 3).mean()
    recall = found.flagged[groups == 3].mean()
    assert claims(stepper, "anomaly") == [f"{100 * precision:.0f} %", f"{100 * recall:.0f} %"]
    assert np.array_equal(flagged(stepper), points[found.flagged])
    panel = tool(stepper, "Anomalies")
    told = panel.inner_text()
    assert "15 of 450 points are marked." in told
    assert written(found.threshold) in told
    assert [text.split()[-2:] for text in panel.locator("dl > div").all_inner_texts()][2:] == [
        [f"{100 * precision:.0f}", "%"],
        [f"{100 * recall:.0f}", "%"],
    ]


def test_moving_one_slider_moves_the_other(open_page):
    stepper = opened(open_page, "anomaly", "address")
    points, mixture = end_of("anomaly")[0].runs.dataset.points, end_of("anomaly")[1].mixture
    values, panel = log_density(points, mixture), tool(stepper, "Anomalies")
    share, threshold = panel.get_by_role("slider").all()
    share.fill("0.1")
    settle(stepper)
    found = least_likely(values, 0.1)
    assert np.array_equal(flagged(stepper), points[found.flagged])
    assert panel.get_by_role("status").all_inner_texts() == ["10.0 %", written(found.threshold)]
    assert abs(float(threshold.input_value()) - found.threshold) <= 0.05
    threshold.fill("-7.5")
    settle(stepper)
    found = below_density(values, -7.5)
    assert np.array_equal(flagged(stepper), points[found.flagged])
    assert panel.get_by_role("status").all_inner_texts()[1] == written(-7.5)
    assert abs(float(share.input_value()) - found.count / 450) <= 0.001
    share.fill("0")
    settle(stepper)
    assert "0 of 450 points" in panel.inner_text()
    assert len(flagged(stepper)) == 0


def test_a_slider_moves_on_by_keyboard(open_page):
    stepper = opened(open_page, "anomaly", "address")
    share = tool(stepper, "Anomalies").get_by_role("slider").first
    share.focus()
    before = float(share.input_value())
    for presses in range(1, 5):
        stepper.page.keyboard.press("ArrowRight")
        settle(stepper)
        assert float(share.input_value()) == pytest.approx(before + 0.001 * presses)


def test_marks_follow_every_step_and_other_data(open_page):
    stepper = open_page("/app?data=tilted")
    stepper.press("Anomalies")
    for button, cursor in [("Step", 2), ("E step", 3), ("M step", 4), ("Back", 2), ("Reset", 0)]:
        stepper.press(button)
        stepper.wait_for_cursor(cursor)
        settle(stepper)
        points, found = expected_at(stepper, 1 / 30, data="tilted")
        assert np.array_equal(flagged(stepper), points[found.flagged])
    panel = tool(stepper, "Anomalies")
    assert "precision" not in panel.inner_text()
    stepper.changes(lambda: stepper.page.get_by_role("radio", name="Iris").check(force=True))
    settle(stepper)
    points, found = expected_at(stepper, 1 / 30, data="iris")
    assert np.array_equal(flagged(stepper), points[found.flagged])
    assert "5 of 150 points" in panel.inner_text()


def test_many_marks_are_one_picture(open_page):
    stepper = open_page("/app?data=uneven&n=20000")
    stepper.press("Anomalies")
    settle(stepper)
    points, found = expected_at(stepper, 1 / 30, data="uneven", n=20_000)
    assert np.array_equal(flagged(stepper), points[found.flagged])
    tool(stepper, "Anomalies").get_by_role("slider").first.fill("0.4")
    settle(stepper)
    assert "8,000 of 20,000 points" in tool(stepper, "Anomalies").inner_text()
    assert len(flagged(stepper)) == 0
    marked, others = (
        stepper.page.evaluate(
            """(places) => {
              const { renderers } = Bokeh.documents.at(-1).roots()[0]
              const data = renderers.filter(({ glyph }) => glyph.type === "ImageRGBA")
                .at(-1).data_source.data
              const [image] = data.image, [rows, columns] = image.shape
              return places.map(([x, y]) => {
                const column = Math.floor((x - data.x[0]) / data.dw[0] * columns)
                const row = Math.floor((y - data.y[0]) / data.dh[0] * rows)
                return image[row * columns + column] >>> 24
              })
            }""",
            places[:300].tolist(),
        )
        for places in (
            points[expected_at(stepper, 0.4, data="uneven", n=20_000)[1].flagged],
            points[~expected_at(stepper, 0.45, data="uneven", n=20_000)[1].flagged],
        )
    )
    assert set(marked) == {255}
    assert np.mean(np.array(others) == 0) > 0.9


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=tilted")
    stepper.press("Step", "Step")
    before = stepper.picture()
    stepper.press("Anomalies")
    settle(stepper)
    tool(stepper, "Anomalies").get_by_role("slider").first.fill("0.3")
    settle(stepper)
    assert stepper.picture() != before
    stepper.press("Anomalies")
    expect(tool(stepper, "Anomalies")).to_have_count(0)
    assert stepper.picture() == before


def test_going_back_brings_the_share_back(open_page):
    stepper = opened(open_page, "anomaly", "address")
    tool(stepper, "Anomalies").get_by_role("slider").first.fill("0.2")
    settle(stepper)
    stepper.page.wait_for_timeout(600)
    stepper.page.locator("[data-scenario=sample] a.try").click()
    expect(tool(stepper, "Draws from the mixture")).to_be_visible()
    stepper.page.go_back()
    expect(tool(stepper, "Anomalies")).to_be_visible()
    expect(tool(stepper, "Anomalies").get_by_role("status").first).to_have_text("20.0 %")
