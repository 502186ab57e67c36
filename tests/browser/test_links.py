"""A link opens on another machine what was shown on this one, and says what it holds."""

from __future__ import annotations

import os
import re
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app import address
from app.runs import runs
from app.session import Session
from tests.random_links import FEW, random_settings

from . import own, reading
from .opening import settle
from .test_accessibility import violations

LINKS = int(os.environ.get("RANDOM_LINKS", "6"))
# So many are one test, which has its end in sight however many there are in all.
TOGETHER = 20
# A profile of its own, as on another machine; the pictures are as large.
ELSEWHERE = {"locale": "de-DE"}
SWITCHES = ("Half-steps", "Density", "Anomalies", "Samples", "Code")


def share(stepper):
    """Open the dialog, and return the link that it shows."""
    stepper.press("Share")
    dialog = stepper.page.get_by_role("dialog", name="Share")
    field = dialog.get_by_role("textbox", name="Link", exact=True)
    expect(field).not_to_be_empty()
    return field.input_value()


def close(stepper):
    stepper.page.get_by_role("dialog", name="Share").get_by_role("button", name="Close").click()


def path(link):
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def arguments(link):
    return dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))


def possible_settings(seed):
    """Return settings drawn at random that the data allow."""
    chance = np.random.default_rng(seed)
    while True:
        settings = random_settings(chance)
        if settings.n > FEW:
            continue
        try:
            runs(settings)
        except ValueError:
            continue
        return settings, chance


def settled(stepper):
    settle(stepper)
    stepper.page.mouse.move(2, 2)
    stepper.frames_pass(3)
    return stepper.picture()


@pytest.mark.parametrize("first", range(0, LINKS, TOGETHER))
def test_random_links_open_the_same_picture_elsewhere(open_page, first):
    here, there = open_page(), open_page(**ELSEWHERE)
    server = here.page.url.partition("/app")[0]
    for seed in range(first, min(first + TOGETHER, LINKS)):
        settings, chance = possible_settings(seed)
        here.page.goto(server + "/app" + address.link(settings, None, {}, {}))
        here.wait_until_ready()
        for button in chance.choice(["Step", "E step"], chance.integers(0, 4)):
            if here.button(button).is_enabled():
                here.press(button)
        if chance.random() < 0.5:
            here.press(str(chance.choice(SWITCHES)))
        field = here.field("spinbutton", "Ringed point")
        number = str(int(chance.integers(1, 50)) % settings.n + 1)
        field.fill(number)
        field.press("Enter")
        # Once it is answered, the tools are asked about it.
        expect(field).to_have_value(number)
        there_first = settled(here)
        cursor = here.cursor
        link = share(here)
        assert here.notice.count() == 0, link
        assert ("points" in arguments(link)) == (settings.own is not None)
        there.page.goto(server + path(link))
        there.wait_until_ready()
        there.wait_for_cursor(cursor)
        assert settled(there) == there_first, link


def test_a_link_with_drawn_points_keeps_them_their_groups_and_names(open_page):
    here = open_page("/app?data=blobs&n=60")
    own.draw(here, "Edit these points")
    x, y = here.place(0.0, 0.0)
    here.page.mouse.click(x, y)
    own.wait_for_points(here, 61)
    here.press("Done")
    here.press("Step", "E step")
    link = share(here)
    expect(here.page.get_by_role("dialog", name="Share")).to_contain_text("holds your 61 points")
    assert len(link) < 600
    close(here)
    shown = settled(here)
    there = open_page(path(link), **ELSEWHERE)
    there.wait_for_cursor(3)
    assert settled(there)["plots"] == shown["plots"]
    assert there.pane("Gaussian mixture").inner_text() == here.pane("Gaussian mixture").inner_text()
    # They can be shared again, and edited.
    assert share(there) == link
    close(there)
    own.draw(there, "Edit these points")
    assert len(own.drawn(there)) == 61


def test_what_a_link_cannot_hold_is_said_with_what_to_do(open_page):
    stepper = open_page()
    rows = "\n".join(f"{i},{i * i % 17}" for i in range(40))
    own.hand_in(stepper, f"a,b\n{rows}".encode())
    own.show(stepper, 40)
    stepper.press("Share")
    dialog = stepper.page.get_by_role("dialog", name="Share")
    expect(dialog).to_contain_text("To have these 40 in one")
    expect(dialog).to_contain_text("Download the run instead")
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    dialog.get_by_role("button", name="Download the run").click()
    download = stepper.page.get_by_role("dialog", name="Download")
    expect(download.get_by_role("button", name="Run (JSON)")).to_be_visible()


def test_a_scenario_is_shared_as_it_stands(open_page):
    here = open_page("/app?scenario=density")
    here.press("Back")
    shown = settled(here)
    link = share(here)
    there = open_page(path(link), **ELSEWHERE)
    there.wait_for_cursor(here.cursor)
    assert settled(there)["plots"] == shown["plots"]
    assert arguments(link)["scenario"] == "density"
    expect(there.page.locator("[data-scenario=density]")).to_have_class(re.compile("current"))


def test_a_link_is_copied_and_says_so(open_page):
    stepper = open_page("/app", permissions=["clipboard-read", "clipboard-write"])
    link = share(stepper)
    stepper.press("Copy link")
    expect(stepper.page.get_by_text("Copied", exact=True)).to_be_visible()
    assert stepper.page.evaluate("navigator.clipboard.readText()") == link
    stepper.press("Copy snippet")
    snippet = stepper.page.evaluate("navigator.clipboard.readText()")
    assert snippet.startswith("<iframe ")
    assert link.replace("&", "&amp;") in snippet


def test_without_a_clipboard_the_link_is_selected(open_page):
    stepper = open_page()
    stepper.page.evaluate(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))\n"
        "document.execCommand = () => false"
    )
    link = share(stepper)
    stepper.press("Copy link")
    expect(stepper.page.get_by_text("press Ctrl+C")).to_be_visible()
    assert stepper.page.evaluate("String(getSelection())") in (link, "")
    chosen = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert stepper.page.get_by_role("textbox", name="Link", exact=True).evaluate(chosen) == link


def test_stepping_adds_nothing_to_the_history_and_back_leads_out_of_a_link(open_page):
    stepper = open_page("/app?data=blobs&iter=2&panes=density")
    stepper.wait_for_cursor(4)
    before = stepper.page.evaluate("history.length")
    stepper.press("Step", "Back", "Back")
    assert stepper.page.evaluate("history.length") == before
    stepper.page.locator("[data-scenario=soft] a.try").click()
    expect(stepper.field("radio", "Blobs")).not_to_be_checked()
    stepper.page.go_back()
    stepper.wait_for_cursor(2)
    expect(stepper.field("radio", "Blobs")).to_be_checked()
    expect(stepper.button("Density")).to_have_attribute("aria-pressed", "true")
    stepper.page.go_forward()
    expect(stepper.field("radio", "Blobs")).not_to_be_checked()


def test_a_broken_link_is_followed_where_it_can_be(open_page):
    stepper = open_page("/app?data=moons&iter=x&panes=nonsense&theme=pink&points=%3Cb%3E&means=1")
    for label in ("Iteration", "Tool", "Theme", "Means"):
        expect(stepper.notice).to_contain_text(f"{label} cannot be")
    expect(stepper.field("radio", "Moons")).to_be_checked()
    shown = reading.points(stepper.plots()[0])
    assert np.array_equal(shown, Session({"data": "moons"}).runs.dataset.points)


@pytest.mark.parametrize(("width", "theme"), [(1024, "light"), (390, "dark")])
def test_on_a_narrow_page_the_menu_has_it(open_page, width, theme):
    stepper = open_page(f"/app?theme={theme}", viewport={"width": width, "height": 800})
    stepper.page.locator("[data-ref=menu-button]").click()
    stepper.page.locator("#menu").get_by_role("button", name="Share").click()
    dialog = stepper.page.get_by_role("dialog", name="Share")
    expect(dialog.get_by_role("textbox", name="Link", exact=True)).not_to_be_empty()
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert violations(Axe(), stepper) == []
