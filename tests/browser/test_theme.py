"""Light or dark: as the system has it, as a person chose, or as an address says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.bundle import style_sheet

from . import reading

STYLE = style_sheet()
PAPER = {"light": "rgb(250, 249, 246)", "dark": "rgb(15, 18, 22)"}
SHEET = {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 25, 31)"}
# What is seen of it: the page, a dialog, and what the browser draws itself.
SEEN = """() => {
  const style = (found) => getComputedStyle(found)
  return {
    paper: style(document.body).backgroundColor,
    scheme: style(document.documentElement).colorScheme,
    sheet: style(document.querySelector("dialog.sheet")).backgroundColor,
  }
}"""


def choose(stepper, name):
    stepper.page.locator("[data-ref=menu-button]").click()
    stepper.page.get_by_role("radio", name=name, exact=True).check()
    stepper.page.keyboard.press("Escape")


def assert_is(stepper, theme, palettes, *, chosen=True):
    seen = stepper.page.evaluate(SEEN)
    assert (seen["paper"], seen["sheet"]) == (PAPER[theme], SHEET[theme])
    assert seen["scheme"] == (theme if chosen else "light dark")
    assert reading.ellipse_colours(stepper.plots()[0])[0] == palettes[theme][0]


@pytest.mark.parametrize(("system", "chosen"), [("dark", "light"), ("light", "dark")])
def test_what_was_chosen_comes_before_the_system(open_page, palettes, system, chosen):
    stepper = open_page("/app", color_scheme=system)
    assert_is(stepper, system, palettes, chosen=False)
    stepper.press("Step")
    choose(stepper, chosen.capitalize())
    assert_is(stepper, chosen, palettes)
    assert stepper.cursor == 2
    # It is kept, and taken back.
    stepper.page.reload()
    stepper.wait_until_ready()
    assert_is(stepper, chosen, palettes)
    stepper.page.locator("[data-ref=menu-button]").click()
    expect(stepper.field("radio", chosen.capitalize())).to_be_checked()
    stepper.page.keyboard.press("Escape")
    choose(stepper, "System")
    assert_is(stepper, system, palettes, chosen=False)
    stepper.page.emulate_media(color_scheme=chosen)
    stepper.frames_pass(3)
    assert_is(stepper, chosen, palettes, chosen=False)


def test_an_address_comes_before_both_until_another_is_chosen(open_page, palettes):
    stepper = open_page("/app?theme=dark&data=blobs", color_scheme="light", locale="fr-FR")
    assert_is(stepper, "dark", palettes)
    stepper.press("Share")
    dialog = stepper.page.get_by_role("dialog", name="Share")
    expect(dialog.get_by_role("textbox", name="Link", exact=True)).to_have_value(
        re.compile("theme=dark")
    )
    dialog.get_by_role("button", name="Close").click()
    choose(stepper, "Light")
    assert "theme" not in stepper.page.url
    stepper.page.reload()
    stepper.wait_until_ready()
    assert_is(stepper, "light", palettes)
    choose(stepper, "System")


def test_both_ways_to_the_dark_have_the_same_colours():
    tokens = re.findall(r"--paper: #0f1216;.*?--c9: #\w+;", STYLE, re.DOTALL)
    assert len(tokens) == 2
    assert tokens[0].split() == tokens[1].split()
    assert len(re.findall(r"prefers-color-scheme", STYLE)) == 1
