"""What the page says to those who do not see it, beside the engine."""

import re
import time

import numpy as np
import pytest
from playwright.sync_api import expect

from app.scenarios import SCENARIOS
from gmm_core import adjusted_rand_index, long_axis

from .driving import KMEANS, MIXTURE
from .expecting import MINUS, Expected, agreement, number
from .waiting import until

SAID = "p[aria-live=polite]"
RECORD = """() => {
  window.heard = []
  const region = document.querySelector("p[aria-live=polite]")
  new MutationObserver(() => window.heard.push(region.textContent))
    .observe(region, { childList: true, characterData: true, subtree: true })
}"""
SCRUB = """(slider, places) => {
  for (const place of places) {
    slider.value = place
    slider.dispatchEvent(new Event("input", { bubbles: true }))
  }
}"""
CALM = 2000  # milliseconds
# Iterations in which another kind of change is the greatest.
TOLD = [1, 2, 6, 25]
NAMES = ["blue", "amber", "green"]
# Tools that take the second pane.
SECOND = ["covariance", "regression"]


def listening(stepper):
    """Wait until what speaks has come."""
    expect(stepper.page.locator(SAID)).to_be_attached()
    until(stepper.page, "document.getElementById('mixture-told').textContent !== ''")
    return stepper


def heard(stepper, *pressed):
    """Press buttons, and return what is said once the page rests."""
    before = stepper.page.locator(SAID).text_content()
    stepper.press(*pressed)
    expect(stepper.page.locator(SAID)).not_to_have_text(before)
    return stepper.page.locator(SAID).text_content()


def value(text):
    return float(text.replace(MINUS, "-").replace(",", ""))


def told(stepper, name):
    return stepper.page.locator(f"#{name}-told").text_content()


def test_every_step_is_one_sentence_of_the_engines_numbers(open_page):
    stepper, expected = listening(open_page()), Expected()
    labels = [expected.labels_at(cursor) for cursor in range(1, 2 * max(TOLD), 2)]
    kinds = set()
    for iteration in TOLD:
        if stepper.cursor != 2 * iteration - 2:
            stepper.seek(iteration - 1)
            expect(stepper.page.locator(SAID)).to_have_text(
                re.compile(f"^Iteration {iteration - 1}:")
            )
        said = heard(stepper, "Step")
        before = expected.mixture.seek(2 * iteration - 2)
        after = expected.mixture.seek(2 * iteration)
        objective = number(after.log_likelihood)
        assert said.startswith(f"Iteration {iteration}: log-likelihood {objective}, up ")
        gained = value(re.search(r"up ([^;]+);", said)[1])
        assert gained == pytest.approx(after.log_likelihood - before.log_likelihood, rel=0.01)
        if moved := re.search(r"k-means: (\S+) points? changed cluster", said):
            changed = (labels[iteration - 1] != labels[iteration - 2]).sum()
            assert value(moved[1].replace("no", "0")) == changed
        kinds.add(check_change(said, before.mixture, after.mixture))
    assert kinds == {"stretched", "turned", "moved", "lost"}


def check_change(said, before, after):
    """Check what is said of one component, and return what kind of change it is."""
    k, name, change = re.search(
        r"component (\d+) \((\w+)\) ([^;.]+(?:\.\d+[^;.]*)*)", said
    ).groups()
    k = int(k) - 1
    assert name == NAMES[k]
    kind, *_ = change.split()
    numbers = [value(found) for found in re.findall(rf"{MINUS}?\d+(?:\.\d+)?", change)]
    axis, was = long_axis(after.covariances[k]), long_axis(before.covariances[k])
    if kind == "moved":
        assert numbers == pytest.approx(after.means[k], abs=0.005)
    elif kind == "turned":
        turn = abs((axis[0] - was[0] + 90) % 180 - 90)
        assert numbers == pytest.approx([turn], abs=0.5)
    elif kind in ("stretched", "shrank"):
        longest = [
            np.sqrt(np.linalg.eigvalsh(c[k])[-1]) for c in (before.covariances, after.covariances)
        ]
        assert numbers == pytest.approx([100 * abs(longest[1] / longest[0] - 1)], abs=0.5)
    else:
        weights = 100 * np.array([before.weights[k], after.weights[k]])
        assert numbers == pytest.approx(weights, abs=0.5)
    return kind


def test_halves_ends_and_ways_back_say_what_they_are(open_page):
    stepper, expected = listening(open_page("/app?data=blobs")), Expected(data="blobs")
    said = heard(stepper, "E step")
    _, shares = expected.shares_at(1)
    ringed = int(stepper.field("spinbutton", "Ringed point").input_value())
    assert said.startswith(f"E step of iteration 1: point {ringed}, the ringed one, is ")
    share = value(re.search(r"is >?(\d+) %", said)[1])
    assert share == pytest.approx(100 * shares[ringed - 1].max(), abs=1)
    assert heard(stepper, "M step").startswith("M step, iteration 1: log-likelihood ")
    heard(stepper, "Step")
    objective = number(expected.mixture.seek(2).log_likelihood)
    assert heard(stepper, "Back") == f"Back at iteration 1: log-likelihood {objective}."
    objective = number(expected.mixture.seek(0).log_likelihood)
    assert heard(stepper, "Reset") == f"Back at the start: log-likelihood {objective}."
    ended = expected.mixture.seek(10_000)
    stepper.seek(int(stepper.slider.get_attribute("max")))
    expect(stepper.page.locator(SAID)).to_contain_text("the mixture has ended after")
    said = stepper.page.locator(SAID).text_content()
    assert number(ended.log_likelihood) in said
    assert expected.mixture.stop_reason.value.rstrip(".") in said
    assert heard(stepper, "New start").startswith(
        "Blobs, 3 components, start k-means++, the start: "
    )
    assert stepper.cursor == 0
    assert heard(stepper, "Undo: another start").startswith("Undone: another start. Blobs, ")
    assert heard(stepper, "Redo: another start").startswith("Done again: another start. Blobs, ")


def test_scrubbing_and_running_are_told_calmly(open_page):
    stepper = listening(open_page("/app?data=moons&k=6"))
    stepper.page.evaluate(RECORD)
    stepper.slider.evaluate(SCRUB, [3, 5, 7, 9, 4])
    expect(stepper.page.locator(SAID)).to_have_text(re.compile("^Iteration 4: "))
    assert len(stepper.page.evaluate("window.heard")) == 1
    stepper.field("combobox", "Speed").select_option("5 / s")
    begun = time.monotonic()
    stepper.press("Run")
    stepper.page.wait_for_timeout(1.4 * CALM)
    stepper.press("Pause")
    last = stepper.counter.removeprefix("iter ")
    expect(stepper.page.locator(SAID)).to_have_text(re.compile(f"teration {last}: "))
    # Of many iterations some in the middle, and where it was stopped.
    passed, spoken = time.monotonic() - begun, len(stepper.page.evaluate("window.heard")) - 1
    assert 2 <= spoken <= 2 + 1000 * passed / CALM
    assert spoken < int(last) - 4


def test_both_pictures_and_the_trace_are_told_in_words(open_page):
    stepper, expected = listening(open_page()), Expected()
    for name, title in (("mixture", MIXTURE), ("kmeans", KMEANS)):
        assert stepper.field("img", title).get_attribute("aria-describedby") == f"{name}-told"
    for cursor in (0, 1, 8):
        stepper.seek(cursor // 2)
        if cursor % 2:
            stepper.press("E step")
        mixture, kmeans = expected.mixture.seek(cursor), expected.kmeans.seek(cursor)
        said = told(stepper, "mixture")
        assert said.startswith("300 points, ")
        for k, name in enumerate(NAMES):
            check_component(said, k, name, mixture.mixture)
        said = told(stepper, "kmeans")
        for k, name in enumerate(NAMES):
            part = re.search(
                rf"[Cc]luster {k + 1} \({name}\)(?:: (\d+) points)?, centre (.*?\))", said
            )
            assert place(part[2]) == pytest.approx(kmeans.centroids[k], abs=0.006)
            if cursor:
                assert int(part[1]) == (expected.labels_at(cursor) == k).sum()
        if cursor:
            found = adjusted_rand_index(expected.groups, expected.labels_at(cursor))
            assert said.endswith(f"groups {agreement(found)}.")
        assert number(expected.mixture.seek(cursor).log_likelihood) in told(stepper, "trace")


def place(text):
    return [value(found) for found in re.findall(rf"{MINUS}?\d+\.\d+", text)]


def check_component(said, k, name, mixture):
    weight, centre, extent = re.search(
        rf"Component {k + 1} \({name}\): (\d+) % of the weight, centre (.*?\)), (.*?)\. ",
        f"{said} ",
    ).groups()
    assert int(weight) == pytest.approx(100 * mixture.weights[k], abs=0.5)
    assert place(centre) == pytest.approx(mixture.means[k], abs=0.006)
    angle, ratio = long_axis(mixture.covariances[k])
    if ratio < 1.05:
        assert extent.startswith("round")
        return
    long, shown, short = map(
        float,
        re.fullmatch(r"standard deviations (\S+) along (\d+)° and (\S+) across", extent).groups(),
    )
    assert (shown - angle + 90) % 180 - 90 == pytest.approx(0, abs=0.51)
    deviations = np.sqrt(np.linalg.eigvalsh(mixture.covariances[k]))
    assert [short, long] == pytest.approx(deviations, abs=0.006)


def test_axes_of_different_units_have_no_angle(open_page):
    stepper = listening(open_page("/app?data=faithful"))
    stepper.seek(4)
    said = told(stepper, "mixture")
    mixture = Expected(data="faithful").mixture.seek(8).mixture
    xx, xy, yy = mixture.covariances[0][[0, 0, 1], [0, 1, 1]]
    found = re.search(
        r"deviations (\S+) in eruptions and (\S+) in waiting, correlation (\S+)\. ", said
    )
    wanted = [np.sqrt(xx), np.sqrt(yy), xy / np.sqrt(xx * yy)]
    assert [value(number) for number in found.groups()] == pytest.approx(wanted, abs=0.06)
    assert "°" not in said


@pytest.mark.parametrize("scenario", SECOND)
def test_what_stands_in_the_second_pane_has_words_of_its_own(open_page, scenario):
    assert scenario in SCENARIOS
    stepper = listening(open_page(f"/app?scenario={scenario}"))
    pane = stepper.page.locator("[data-ref=kmeans-plot]")
    expect(pane).not_to_have_attribute("aria-label", KMEANS)
    until(stepper.page, "document.getElementById('kmeans-told').textContent === ''")
