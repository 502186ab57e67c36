"""Every setting begins the run that it says, and what is not possible is answered in a sentence."""

import numpy as np
import pytest
from playwright.sync_api import expect

import datasets
from app.settings import MAX_COMPONENTS, MIN_COMPONENTS, STARTS
from gmm_core import COVARIANCE_TYPES

from . import reading
from .expecting import Expected, assert_shows

TILTED = datasets.describe("tilted")


def test_every_data_set(open_page, palette):
    stepper = open_page()
    for name in filter(lambda name: datasets.describe(name).listed, datasets.names()):
        entry = datasets.describe(name)
        radio = stepper.field("radio", entry.title)
        if not radio.is_checked():
            stepper.changes(radio.check)
        expected = Expected(data=name)
        assert stepper.counter == "iter 0"
        assert_shows(stepper, expected, palette)
        assert entry.source in stepper.words
        points = stepper.field("spinbutton", "Points")
        if entry.n_points_may_be_chosen:
            assert points.input_value() == str(entry.default_points)
        else:
            assert points.count() == 0 or points.is_disabled()
        assert stepper.field("combobox", "Start").input_value() == entry.default_start
        stepper.press("Step")
        assert_shows(stepper, expected, palette)


def test_the_picker_by_keyboard(open_page):
    stepper = open_page()
    stepper.changes(lambda: stepper.field("radio", "Tilted").press("ArrowRight"))
    assert stepper.field("radio", "Overlap").is_checked()
    shown = reading.points(stepper.plots()[0])
    assert np.array_equal(shown, Expected(data="overlap").points)


@pytest.mark.parametrize(
    ("role", "label", "setting", "choices"),
    [
        ("combobox", "Covariance", "covariance", tuple(COVARIANCE_TYPES)),
        ("combobox", "Start", "start", STARTS),
        ("spinbutton", "Components", "k", (MIN_COMPONENTS, 2, MAX_COMPONENTS)),
        ("spinbutton", "Points", "n", (50, 1_500)),
    ],
)
def test_every_choice(open_page, palette, role, label, setting, choices):
    stepper = open_page("/app?data=blobs")
    field = stepper.field(role, label)
    for choice in sorted(choices, key=lambda choice: str(choice) == field.input_value()):
        stepper.changes(lambda choice=choice: choose(field, role, choice))
        expected = Expected(**{"data": "blobs", setting: choice})
        assert_shows(stepper, expected, palette)
        stepper.seek(2)
        assert_shows(stepper, expected, palette)


def choose(field, role, choice):
    if role == "combobox":
        field.select_option(str(choice))
    else:
        field.fill(str(choice))
        field.press("Enter")


def test_one_component_more_and_fewer(open_page):
    stepper = open_page("/app?k=2")
    field = stepper.field("spinbutton", "Components")
    more, fewer = stepper.button("One component more"), stepper.button("One component fewer")
    for button, expected in ((more, 3), (fewer, 2), (fewer, 1)):
        stepper.changes(button.click)
        assert field.input_value() == str(expected)
        chips = stepper.field("list", "Weights of the components").get_by_role("listitem")
        assert chips.count() == expected
    assert fewer.is_disabled()
    stepper.changes(lambda: choose(field, "spinbutton", MAX_COMPONENTS))
    assert more.is_disabled()
    assert fewer.is_enabled()


COMPONENTS = f"from {MIN_COMPONENTS} to {MAX_COMPONENTS}"
POINTS = f"from {TILTED.min_points:,} to {TILTED.max_points:,}"


@pytest.mark.parametrize(
    ("label", "typed", "allowed"),
    [
        ("Components", str(MIN_COMPONENTS - 1), COMPONENTS),
        ("Components", str(MAX_COMPONENTS + 1), COMPONENTS),
        ("Components", "2.5", COMPONENTS),
        ("Components", "", COMPONENTS),
        ("Points", str(TILTED.min_points - 1), POINTS),
        ("Points", "1000000000000", POINTS),
        ("Points", "-5", POINTS),
    ],
)
def test_what_is_not_possible_is_said(stepper, label, typed, allowed):
    stepper.press("Step", "Step")
    marks, field = stepper.marks(), stepper.field("spinbutton", label)
    before = field.input_value()
    choose(field, "spinbutton", typed)
    expect(stepper.notice).to_contain_text(f"{label} cannot be")
    assert allowed in stepper.notice.inner_text()
    assert field.input_value() == before
    assert stepper.marks() == marks
    stepper.press("Step")
    assert stepper.counter == "iter 3"
    assert stepper.notice.count() == 0


def test_a_sentence_does_not_move_the_picture(stepper):
    views = [plot["view"] for plot in stepper.plots()]
    choose(stepper.field("spinbutton", "Components"), "spinbutton", "11")
    expect(stepper.notice).to_be_visible()
    stepper.frames_pass(3)
    assert [plot["view"] for plot in stepper.plots()] == views


def test_new_start_takes_another_seed_and_shows_it(open_page, palette):
    stepper = open_page("/app?start=random%20points")
    seed = stepper.page.get_by_text("Seed", exact=False).get_by_role("status")
    assert seed.inner_text() == "0"
    for following in (1, 2):
        stepper.changes(stepper.button("New start").click)
        assert seed.inner_text() == str(following)
        assert stepper.notice.count() == 0
        stepper.press("Step")
        assert_shows(stepper, Expected(start="random points", seed=following), palette)


def test_new_start_from_spread_is_drawn_at_random(open_page):
    stepper = open_page()
    start = stepper.field("combobox", "Start")
    assert start.input_value() == "spread"
    stepper.changes(stepper.button("New start").click)
    assert start.input_value() == "random points"
    assert "at random" in stepper.notice.inner_text()
    stepper.press("Step")
    assert stepper.notice.count() == 0


def test_reset_keeps_the_start(open_page):
    stepper = open_page("/app?start=random%20points&seed=5")
    first = stepper.picture()
    assert stepper.press("Step", "Step", "Reset").picture() == first


def test_iris_shows_any_two_columns(open_page, palette):
    stepper = open_page("/app?data=iris")
    across, up = stepper.field("combobox", "Across"), stepper.field("combobox", "Up")
    columns = list(datasets.describe("iris").columns)
    for select in (across, up):
        assert select.get_by_role("option").count() == len(columns)
    first, second, third = across.input_value(), up.input_value(), columns[0]
    for field, chosen, expected in (
        (across, third, (third, second)),
        (up, first, (third, first)),
        (up, third, (first, third)),  # both the same would be a line, so they change places
    ):
        stepper.changes(lambda field=field, chosen=chosen: field.select_option(chosen))
        assert (across.input_value(), up.input_value()) == expected
        assert_shows(stepper, Expected(data="iris", columns=expected), palette)


def test_only_sets_with_more_columns_offer_a_choice(stepper):
    assert stepper.field("combobox", "Across").count() == 0
    assert stepper.field("combobox", "Up").count() == 0


def test_data_that_only_the_lesson_has_are_named_beside_the_picker(open_page):
    stepper = open_page("/app?data=five")
    tile = stepper.host.locator(".card.other")
    expect(tile).to_have_text("Five")
    assert tile.locator("path").get_attribute("d").count("M") == 60
    stepper.changes(stepper.field("radio", "Moons").check)
    expect(tile).not_to_be_visible()
