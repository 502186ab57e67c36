"""Pick, then draw: the recipe of a mixture on the page."""

import re

import pytest
from playwright.sync_api import expect

from . import reading
from .test_lesson import claims, try_it


@pytest.fixture
def recipe(open_page):
    stepper = open_page("/app?scenario=model")
    expect(stepper.host.locator(".generate tbody tr")).to_have_count(3)
    return stepper


def stars(stepper):
    """The marks that are neither points nor centres nor the ring."""
    return [
        m for m in reading.marks(stepper.plots()[0], "Scatter") if len(m.get("colour", [])) == 1
    ]


def test_the_picks_are_as_often_as_the_weights_say(recipe):
    told = claims(recipe)["picks off by, in standard errors"]
    assert told[1] == "holds"
    assert float(told[0]) <= 4
    rows = recipe.host.locator(".generate tbody tr").all_inner_texts()
    picks = [
        int(re.findall(r"[\d,]+$", row.split("\n")[-2].strip())[0].replace(",", "")) for row in rows
    ]
    assert sum(picks) == 10_000
    recipe.button("Draw 10,000").click()
    expect(recipe.host.locator(".generate tbody")).not_to_have_text("".join(rows))
    assert claims(recipe)["picks off by, in standard errors"][1] == "holds"


def test_a_draw_lights_its_component_and_lies_in_the_picture(recipe, palette):
    assert stars(recipe) == []
    names = ["blue", "amber", "green"]
    seen = set()
    for _ in range(8):
        before = recipe.host.locator(".generate .said").inner_text()
        recipe.button("Draw one").click()
        expect(recipe.host.locator(".generate .said")).not_to_have_text(before)
        said = recipe.host.locator(".generate .said").inner_text().replace("−", "-")
        name, x, y = re.search(r"Picked\s+(\w+).* drew \((\S+), (\S+)\)", said).groups()
        (star,) = stars(recipe)
        assert star["x"][0] == pytest.approx(float(x), abs=0.006)
        assert star["y"][0] == pytest.approx(float(y), abs=0.006)
        assert star["colour"] == [palette[names.index(name)]]
        expect(recipe.host.locator(".generate .picked")).to_contain_text(name)
        seen.add(name)
    assert len(seen) > 1


def test_the_formula_wears_the_components_colours(recipe):
    symbols = recipe.host.locator(".generate .formula .symbol")
    expect(symbols.filter(has_text="π").nth(2)).to_have_class(re.compile("c2"))
    symbols.first.focus()
    recipe.page.keyboard.press("End")
    expect(recipe.page.locator(".meaning")).to_contain_text("component 3")


def test_the_point_travels_only_for_those_who_want_motion(open_page):
    stepper = open_page("/app?scenario=model", reduced_motion="no-preference")
    stepper.button("Draw one").click()
    expect(stepper.host.locator(".generate .picked")).to_have_count(1)
    assert stars(stepper) == []
    stepper.page.wait_for_timeout(1500)
    assert len(stars(stepper)) == 1


def test_it_leaves_nothing_behind(open_page):
    stepper = open_page()
    stepper.press("Step")
    before = stepper.marks()
    stepper.field("link", "EM and the mathematics").click()
    try_it(stepper, "model")
    stepper.button("Draw one").click()
    expect(stepper.host.locator(".generate .picked")).to_have_count(1)
    stepper.page.go_back()
    stepper.wait_for_cursor(2)
    expect(stepper.host.locator(".generate")).to_have_count(0)
    assert stepper.marks() == before
