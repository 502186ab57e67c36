"""The four covariance types on the page: four small pictures and their numbers."""

import re

from playwright.sync_api import expect

from gmm_core import EM, Timeline, initialize

from .expecting import Expected, number
from .test_lesson import claims, try_it

KINDS = ["full", "tied", "diag", "spherical"]
# How many pixels of each canvas are more coloured than grey; a copy is read, which costs less.
COLOURED = """() => [...document.querySelectorAll(".four canvas")].map((canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height)
  const context = copy.getContext("2d", { willReadFrequently: true })
  context.drawImage(canvas, 0, 0)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  let coloured = 0
  for (let i = 0; i < data.length; i += 4) {
    const rgb = data.slice(i, i + 3)
    if (data[i + 3] > 200 && Math.max(...rgb) - Math.min(...rgb) > 60) coloured += 1
  }
  return coloured
})"""
PICTURES = """() => [...document.querySelectorAll(".four canvas")].map((c) => c.toDataURL())"""


def opened(open_page):
    stepper = open_page("/app?scenario=covariance")
    stepper.wait_for_cursor(8)
    stepper.press("Find the best of each")
    expect(stepper.host.locator(".types .said")).to_contain_text("BIC wants", timeout=30_000)
    expect(stepper.host.locator(".claims .open")).to_have_count(0)
    return stepper


def table(stepper, title):
    rows = stepper.host.locator(".types table", has_text=title).locator("tbody tr")
    expect(rows).to_have_count(4)
    return [re.split(r"\s+", row.strip()) for row in rows.all_inner_texts()]


def test_the_claims_hold_and_bic_wants_what_is_true(open_page):
    stepper = opened(open_page)
    told = claims(stepper)
    assert len(told) == 5
    assert {verdict for _, verdict in told.values()} == {"holds"}
    assert told["numbers, full"][0] == "17"
    best = {
        row[0]: float(row[2].replace("−", "-").replace(",", ""))
        for row in table(stepper, "at the best")
    }
    assert best["full"] >= best["tied"]
    assert best["full"] >= best["diag"] >= best["spherical"]
    expect(stepper.host.locator(".types .wanted")).to_contain_text("tied")


def test_the_answer_waits_until_it_is_asked_for(open_page):
    stepper = open_page("/app?scenario=covariance")
    expect(stepper.pane("Four covariance types")).to_contain_text("17 numbers")
    expect(stepper.pane("Four covariance types")).not_to_contain_text("BIC")
    expect(stepper.host.locator(".types table").first).not_to_be_visible()
    assert claims(stepper)["best full above tied, in nats"] == ("–", "open")
    stepper.press("Find the best of each")
    expect(stepper.host.locator(".types .said")).to_contain_text("BIC wants", timeout=30_000)
    expect(stepper.pane("Four covariance types")).to_contain_text("BIC")


def test_they_step_together_and_are_the_engines(open_page):
    stepper, expected = opened(open_page), Expected(data="tilted")
    before = stepper.page.evaluate(PICTURES)
    assert len(set(before)) == 4
    for cursor in (9, 10):
        stepper.press("E step" if cursor % 2 else "M step")
        expect(stepper.host.locator(".tools")).not_to_have_class(re.compile("stale"))
        shown = {row[0]: row[2] for row in table(stepper, "where the steps are")}
        label = stepper.host.locator("[data-ref=kmeans-plot]").get_attribute("aria-label")
        for kind in KINDS:
            start = initialize(expected.points, 3, kind, "spread", 0)
            value = Timeline(EM(expected.points, start)).seek(cursor).log_likelihood
            assert shown[kind] == number(value)
            assert f"{kind}: " in label
            assert number(value) in label
    after = stepper.page.evaluate(PICTURES)
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_at_the_start_only_the_ellipses_are_coloured(open_page):
    stepper = opened(open_page)
    shared = stepper.page.evaluate(COLOURED)
    stepper.press("Reset")
    expect(stepper.host.locator(".types table").first).to_contain_text("numbers")
    expect(stepper.host.locator(".four").first).to_contain_text("iter 0")
    begun = stepper.page.evaluate(COLOURED)
    assert all(0 < a < b for a, b in zip(begun, shared, strict=True))


def test_what_stands_beside_closes_it_and_it_leaves_k_means_as_it_was(open_page):
    stepper = open_page()
    stepper.press("Step")
    before, words = stepper.marks(), stepper.pane("k-means").inner_text()
    stepper.field("link", "EM and the mathematics").click()
    try_it(stepper, "covariance")
    expect(stepper.host.locator(".four canvas")).to_have_count(4)
    expect(stepper.pane("Four covariance types")).to_be_visible()
    stepper.button("Beside").click()
    expect(stepper.host.locator(".four")).to_have_count(0)
    expect(stepper.pane("k-means")).to_be_visible()
    stepper.page.go_back()
    stepper.wait_for_cursor(2)
    expect(stepper.host.locator(".types, .beside")).to_have_count(0)
    stepper.frames_pass(3)
    assert stepper.marks() == before
    assert stepper.pane("k-means").inner_text() == words
