"""The lesson beside the picture: what can be tried, what it claims, and the way back."""

import re

import pytest
from playwright.sync_api import expect

from app.lesson_text import levels
from app.scenarios import SCENARIOS

from . import reading
from .opening import PHONE
from .waiting import until

# Opened with these the claims hold at the end of the run, without any tool.
BY_STEPPING = ["soft", "step", "tilted", "blobs", "overlap"]


def statement(stepper, name):
    return stepper.host.locator(f".statement[data-scenario={name}]")


def try_it(stepper, name):
    """Press a statement's button, and wait until the page shows it."""
    statement(stepper, name).locator(".try").click()
    expect(statement(stepper, name)).to_have_class(re.compile("current"))


def to_the_end(stepper):
    """Go to the end, however much of the run has come so far."""
    while stepper.button("Step").is_enabled():
        stepper.seek(int(stepper.slider.get_attribute("max")))
        stepper.frames_pass(3)


def claims(stepper):
    """The numbers of the statement that is shown, as soon as they belong to the picture."""
    shown = stepper.host.locator(".claims:visible")
    expect(shown).not_to_have_class(re.compile("stale"))
    return {
        row.locator(".says").inner_text(): (
            row.locator(".value").inner_text(),
            row.get_attribute("class"),
        )
        for row in shown.get_by_role("listitem").all()
    }


@pytest.mark.parametrize("name", BY_STEPPING)
def test_trying_a_statement_shows_that_it_holds(open_page, name):
    stepper = open_page()
    try_it(stepper, name)
    to_the_end(stepper)
    expect(stepper.host.locator(".claims .open")).to_have_count(0)
    told = claims(stepper)
    assert len(told) == len(SCENARIOS[name].claims)
    assert {verdict for _, verdict in told.values()} <= {"holds", "shown"}, told
    assert stepper.page.url.endswith(f"?scenario={name}")


def test_an_address_opens_what_the_button_opens(open_page):
    by_button, by_address = open_page(), open_page("/app?scenario=overlap")
    try_it(by_button, "overlap")
    for stepper in (by_button, by_address):
        expect(stepper.button("Step")).to_be_disabled(timeout=20_000)
    assert claims(by_button) == claims(by_address)
    assert by_button.marks() == by_address.marks()


def test_a_claim_is_open_until_the_run_has_come_so_far(open_page):
    stepper = open_page("/app?scenario=tilted")
    assert {verdict for _, verdict in claims(stepper).values()} == {"open"}
    stepper.press("Step")
    told = claims(stepper)
    assert told["agreement of the mixture"][1] == "open"
    shown = stepper.pane("Gaussian mixture").inner_text()
    assert told["agreement of the mixture"][0] in shown


def test_a_claim_that_does_not_hold_says_so(open_page):
    stepper = open_page("/app?scenario=blobs&k=2")
    to_the_end(stepper)
    assert claims(stepper)["agreement of the mixture"][1] == "fails"


def test_who_goes_on_from_what_held_is_not_told_that_it_is_wrong(open_page):
    stepper = open_page("/app?scenario=soft")
    before = claims(stepper)["its largest share"]
    assert before[1] == "holds"
    stepper.field("spinbutton", "Ringed point").fill("7")
    stepper.page.keyboard.press("Enter")
    row = stepper.host.locator(".claims:visible li").first
    expect(row).to_have_class("before")
    expect(row).to_contain_text(f"held at {before[0]}")
    statement(stepper, "soft").locator(".try").click()
    expect(row).to_have_class("holds")


def test_what_is_to_be_said_first_is_not_told_before(open_page):
    stepper = open_page("/app?scenario=dirichlet")
    told = stepper.host.locator(".claims:visible li .wanted:not(:empty)")
    assert {verdict for _, verdict in claims(stepper).values()} == {"open"}
    expect(told).to_have_count(0)
    to_the_end(stepper)
    expect(told).not_to_have_count(0)


def test_back_returns_to_where_the_reader_was(open_page):
    stepper = open_page()
    stepper.press("Step", "Step", "E step")
    before = stepper.marks()
    stepper.frames_pass(5)
    try_it(stepper, "moons")
    all_hold = statement(stepper, "moons").locator(".claims li.holds")
    expect(all_hold).to_have_count(3, timeout=20_000)
    # The second pane shows what a tool answers.
    claims(stepper)
    after = stepper.marks()
    until(stepper.page, "history.state !== null")
    stepper.page.go_back()
    stepper.wait_for_cursor(5)
    assert stepper.marks() == before
    expect(stepper.host.locator(".statement.current")).to_have_count(0)
    stepper.page.go_forward()
    expect(statement(stepper, "moons")).to_have_class(re.compile("current"))
    expect(all_hold).to_have_count(3, timeout=20_000)
    claims(stepper)
    assert stepper.marks() == after


def test_a_hasty_reader_comes_back_as_well(open_page):
    stepper = open_page()
    stepper.press("Step")
    for _ in range(2):
        try_it(stepper, "moons")
        expect(statement(stepper, "moons")).to_have_class(re.compile("current"))
        stepper.page.evaluate("history.back()")
        stepper.wait_for_cursor(2)
        stepper.page.evaluate("history.forward()")
        expect(statement(stepper, "moons")).to_have_class(re.compile("current"))
        stepper.page.go_back()
        stepper.wait_for_cursor(2)


def test_stepping_does_not_fill_the_history(open_page):
    stepper = open_page()
    before = stepper.page.evaluate("history.length")
    stepper.press("Step", "Step", "Back", "Step")
    stepper.page.wait_for_timeout(600)
    assert stepper.page.evaluate("history.length") == before


def test_on_a_laptop_the_picture_stays_while_the_lesson_is_read(open_page):
    stepper = open_page()
    for level in levels():
        stepper.field("link", level.title).click()
        for one in level.statements:
            statement(stepper, one.name).scroll_into_view_if_needed()
    assert stepper.page.evaluate("scrollY") == 0
    expect(stepper.field("article", "Gaussian mixture")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_sentence_stands_above_its_picture(open_page):
    stepper = open_page("/app?scenario=tilted", **PHONE)
    sentence = statement(stepper, "tilted").bounding_box()
    picture = stepper.pane("Gaussian mixture").bounding_box()
    number = stepper.host.locator(".claims:visible").bounding_box()
    second = stepper.pane("k-means").bounding_box()
    assert sentence["y"] < picture["y"] < number["y"] < second["y"]
    statement(stepper, "tilted").get_by_role("link", name="Next").tap()
    expect(statement(stepper, "blobs")).to_have_class(re.compile("current"))
    assert statement(stepper, "blobs").bounding_box()["y"] < stepper.page.evaluate("innerHeight")


def test_the_half_just_taken_is_lit_with_the_engines_numbers(open_page):
    stepper = open_page("/app?scenario=step")
    tool = stepper.host.locator(".half-steps")
    lit = tool.locator(".half.lit h4")
    expect(tool.locator(".half").first).to_contain_text("not taken yet")
    expect(lit).to_have_count(0)
    for name in ("E step", "M step"):
        stepper.press(name)
        expect(lit).to_have_text(name)
    bar = stepper.story.locator(".share").all_inner_texts()[1]
    expect(tool.locator(".half").first).to_contain_text(f"{bar} amber")
    chips = stepper.field("list", "Weights of the components").inner_text()
    weight = float(re.search(r"weight [\d.]+ ÷ 300 = ([\d.]+)", tool.inner_text())[1])
    assert f"amber\n{100 * weight:.0f} %" in chips


def test_a_prediction_is_held_against_what_happens(open_page):
    stepper = open_page("/app?scenario=step")
    said = stepper.host.locator(".prediction .said")
    expect(said).to_contain_text("Click on the picture")
    mean = reading.centres(stepper.plots()[0])[1]
    stepper.tap_point(mean[0] + 2, mean[1] + 2)
    expect(said).to_contain_text("You said 45°")
    to_the_end(stepper)
    expect(said).to_contain_text(re.compile(r"The amber one ended at 4\d°, \d° off"))
    found = re.search(r"You said (\d+)°\. .* at (\d+)°, (\d+)° off", said.inner_text())
    thought, seen, off = map(int, found.groups())
    assert off == abs(thought - seen)
    # It can be passed over, and taken back.
    stepper.button("Say something else").click()
    stepper.wait_for_cursor(0)
    expect(said).to_contain_text("or just step on")


def test_counts_follow_the_sliders(open_page):
    stepper = open_page("/app?scenario=dimensions")
    assert claims(stepper)["d = 100, K = 10, full"] == ("51,509", "holds")
    stepper.field("slider", "Dimensions d").fill("2")
    expect(stepper.host.locator(".counts")).to_contain_text("59")


def test_tools_leave_nothing_behind(stepper):
    stepper.press("Step")
    before = stepper.picture()
    for name in ("Half-steps", "Counts"):
        stepper.button(name).click()
        expect(stepper.host.locator(".tool")).to_have_count(1)
        stepper.button(name).click()
    stepper.frames_pass(3)
    assert stepper.picture() == before


def test_a_mission_is_recognized_when_it_is_done(open_page):
    begun = "/app?data=blobs&covariance=tied&start=random+responsibilities&seed="
    for seed, succeeds in ((0, False), (1, True)):
        stepper = open_page(f"{begun}{seed}")
        mission = stepper.host.locator("[data-mission=break-em]")
        to_the_end(stepper)
        if succeeds:
            expect(mission).to_have_class(re.compile("done"))
            stepper.press("Reset")
        stepper.frames_pass(20)
        assert ("done" in (mission.get_attribute("class") or "")) is succeeds


def test_a_laptop_has_nothing_to_scroll_but_the_words(open_page):
    stepper = open_page("/app?scenario=step")
    longer = "document.scrollingElement.scrollHeight - document.documentElement.clientHeight"
    assert stepper.page.evaluate(longer) == 0
