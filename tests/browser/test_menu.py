"""The menu: presenting, the teachers' list, the keyboard, and what an address hides."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.parts import CHROME, PARTS
from app.scenarios import SCENARIOS

from .test_accessibility import violations

# What of the page each part is.
WHERE = {
    "header": ".top",
    "data": ".picker",
    "settings": ".settings",
    "lesson": ".lesson",
    "tools": ".switches",
    "story": ".story",
    "kmeans": ".pane.kmeans",
    "trace": ".trace",
    "bar": ".bar",
}


def chosen(stepper, name):
    """Choose something in the menu."""
    stepper.button("Menu").click()
    stepper.page.locator("#menu").get_by_role("button", name=name).click()


def test_the_teachers_list_opens_every_scenario(open_page):
    stepper = open_page()
    chosen(stepper, "For teachers")
    sheet = stepper.page.get_by_role("dialog", name="For teachers")
    links = sheet.get_by_role("listitem").get_by_role("link")
    found = [link.get_attribute("href") for link in links.all()]
    assert found == [f"?scenario={name}" for name in SCENARIOS]
    links.nth(2).click()
    expect(sheet).to_be_hidden()
    expect(stepper.page.locator(".statement.current")).to_have_attribute("data-scenario", "tilted")


def test_presenting_leaves_the_pictures_and_the_buttons(open_page):
    stepper = open_page("/app?scenario=tilted")
    before = stepper.picture()
    chosen(stepper, "Present")
    page = stepper.page
    for part in (".top", ".setup", ".words", ".trace"):
        expect(page.locator(part)).to_be_hidden()
    for part in (".pane.mixture", ".pane.kmeans", ".bar"):
        expect(page.locator(part)).to_be_visible()
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    assert page.locator("#mixture-title").evaluate(size) > 1.5 * 15
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    stepper.wait_for_cursor(4)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageUp")
    stepper.wait_for_cursor(0)
    page.keyboard.press("Escape")
    expect(page.locator(".words")).to_be_visible()
    stepper.frames_pass(3)
    assert stepper.picture() == before


def test_an_address_opens_the_page_presenting(open_page):
    stepper = open_page("/app?present=1")
    expect(stepper.page.locator(".words")).to_be_hidden()
    stepper.button("Leave").click()
    expect(stepper.page.locator(".words")).to_be_visible()


def test_keys_do_what_buttons_do(open_page):
    stepper = open_page("/app?data=overlap&start=random+points")
    page = stepper.page
    for key, cursor in (
        (" ", 2),
        ("e", 3),
        ("M", 4),
        ("ArrowRight", 6),
        ("ArrowLeft", 4),
        ("0", 0),
    ):
        page.keyboard.press(key)
        stepper.wait_for_cursor(cursor)
    page.keyboard.press("r")
    expect(stepper.button("Pause")).to_be_visible()
    page.keyboard.press("r")
    expect(stepper.button("Run")).to_be_visible()
    seed = page.locator("[data-ref=seed]").inner_text()
    page.keyboard.press("n")
    expect(page.locator("[data-ref=seed]")).not_to_have_text(seed)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("e")
    assert stepper.cursor == 0


def test_keys_are_left_to_whoever_is_typing(open_page):
    stepper = open_page()
    stepper.field("spinbutton", "Points").focus()
    stepper.page.keyboard.type("e0")
    stepper.field("slider", "Iteration").focus()
    stepper.page.keyboard.press("ArrowLeft")
    stepper.button("Reset").evaluate("(button) => button.blur()")
    assert stepper.cursor == 0


def test_space_is_left_to_the_focused_button(open_page):
    stepper = open_page()
    stepper.button("E step").focus()
    stepper.page.keyboard.press(" ")
    stepper.wait_for_cursor(1)


def test_single_keys_can_be_switched_off_for_good(open_page):
    stepper = open_page(viewport={"width": 1300, "height": 900})
    chosen(stepper, "Keyboard")
    switch = stepper.page.get_by_role("checkbox", name="Single keys")
    switch.uncheck()
    stepper.page.keyboard.press("Escape")
    stepper.page.keyboard.press("e")
    stepper.page.reload()
    stepper.page.wait_for_selector("[data-state=ready]")
    stepper.page.keyboard.press("e")
    assert stepper.cursor == 0
    chosen(stepper, "Keyboard")
    switch.check()
    stepper.page.keyboard.press("Escape")
    stepper.page.keyboard.press("e")
    stepper.wait_for_cursor(1)


# "chrome" stands for several.
@pytest.mark.parametrize("part", [part for part in PARTS if part != "chrome"])
def test_an_address_hides_a_part_and_nothing_else(open_page, part):
    stepper = open_page(f"/app?hide={part}")
    hidden = CHROME if part == "chrome" else (part,)
    for name, where in WHERE.items():
        expect(stepper.page.locator(where)).to_be_visible(visible=name not in hidden)
    expect(stepper.notice).to_be_hidden()


def test_what_is_hidden_stays_so_where_links_lead(open_page):
    stepper = open_page("/app?hide=story,nothing&level=1")
    expect(stepper.notice).to_contain_text("'nothing'")
    stepper.page.locator("[data-scenario=blobs] a.try").click()
    expect(stepper.page.locator(".statement.current")).to_have_attribute("data-scenario", "blobs")
    assert "hide=story" in stepper.page.url
    expect(stepper.story).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_the_menu_opens(open_page, scheme):
    stepper, axe = open_page(color_scheme=scheme), Axe()
    stepper.button("Menu").click()
    assert violations(axe, stepper) == []
    stepper.page.keyboard.press("Escape")
    for name in ("For teachers", "Keyboard"):
        chosen(stepper, name)
        assert violations(axe, stepper) == []
        stepper.page.keyboard.press("Escape")
    chosen(stepper, "Present")
    assert violations(axe, stepper) == []
