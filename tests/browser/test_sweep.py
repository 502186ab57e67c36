"""Counting components with BIC: a bar that is true, a way out, and a chart that can be used."""

import re

import pytest
from playwright.sync_api import expect

import datasets
from gmm_core import select_components

MANY = "/app?data=moons&n=100000"


@pytest.fixture(scope="module")
def geyser():
    """What the engine says of the geyser."""
    return select_components(datasets.load("faithful").points, range(1, 11))


def sweep(stepper):
    return stepper.host.get_by_role("region", name="How many components?")


def counted(stepper):
    """Open the tool, have it count, and wait for the chart."""
    stepper.press("How many?", "Count with BIC")
    stepper.page.mouse.move(2, 2)
    expect(sweep(stepper).locator(".sizes button")).to_have_count(10, timeout=30_000)
    return sweep(stepper)


def test_what_each_criterion_wants_is_said_with_its_numbers(open_page, geyser):
    stepper = open_page("/app?data=faithful")
    tool = counted(stepper)
    wanted = geyser.best_n_components, int(geyser.aic.argmin()) + 1
    expect(tool.locator(".said")).to_have_text(
        f"BIC wants {wanted[0]} components, AIC {wanted[1]}."
    )
    numbers = tool.locator(".numbers")
    least = f"BIC of 2: 2,322.2, AIC of {wanted[1]}: {geyser.aic.min():,.1f}"
    expect(numbers).to_have_text(least)
    for size in (1, 5, 10):
        button = tool.get_by_role("button", name=re.compile(f"^{size} component"))
        bic, aic = geyser.bic[size - 1], geyser.aic[size - 1]
        told = f"BIC of {size}: {bic:,.1f}, AIC of {size}: {aic:,.1f}"
        button.hover()
        expect(numbers).to_have_text(told)
        stepper.page.mouse.move(2, 2)
        expect(numbers).to_have_text(least)
        button.focus()
        expect(numbers).to_have_text(told)
        button.blur()
    # The marks lie as the numbers do: smaller is lower, and what is smallest is ringed.
    for criterion in ("bic", "aic"):
        path = tool.locator(f"svg path.{criterion}").get_attribute("d")
        heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]
        values = getattr(geyser, criterion)
        assert (values.argsort() == sorted(range(10), key=lambda i: -heights[i])).all()
    assert tool.locator("svg .smallest").count() == 2


def test_a_size_can_be_chosen_and_the_chart_stays(open_page):
    stepper = open_page("/app?data=faithful")
    tool = counted(stepper)
    said = tool.locator(".said").inner_text()
    stepper.changes(lambda: tool.get_by_role("button", name="3 components").click())
    expect(stepper.field("spinbutton", "Components")).to_have_value("3")
    chosen = tool.locator(".sizes [aria-pressed=true]")
    expect(chosen).to_have_text("3")
    assert tool.locator(".said").inner_text() == said
    # Another covariance type is another question.
    stepper.field("combobox", "Covariance").select_option("tied")
    expect(tool.get_by_role("button", name="Count with BIC")).to_be_visible()
    expect(tool.locator(".sizes")).to_be_hidden()


def test_the_bar_is_true_the_page_is_usable_and_there_is_a_way_out(open_page):
    stepper = open_page(MANY)
    stepper.press("How many?", "Count with BIC")
    tool = sweep(stepper)
    bar = tool.get_by_role("progressbar")
    expect(bar).to_be_visible()
    seen = []
    for iteration in (1, 2, 3):
        stepper.press("Step")
        stepper.wait_for_iteration(iteration)
        seen.append(bar.evaluate("bar => bar.value"))
    assert seen == sorted(seen)
    assert seen[-1] < 1
    tool.get_by_role("button", name="Cancel").click()
    expect(tool.locator(".said")).to_have_text("Cancelled.")
    expect(bar).to_be_hidden()
    expect(tool.get_by_role("button", name="Count with BIC")).to_be_visible()
    assert stepper.counter == "iter 3"


def test_another_data_set_ends_the_count(open_page):
    stepper = open_page(MANY)
    stepper.press("How many?", "Count with BIC")
    tool = sweep(stepper)
    expect(tool.get_by_role("progressbar")).to_be_visible()
    stepper.field("radio", "Blobs").check()
    expect(tool.get_by_role("progressbar")).to_be_hidden()
    tool.get_by_role("button", name="Count with BIC").click()
    expect(tool.locator(".said")).to_have_text(re.compile("BIC wants 3 components"), timeout=30_000)


def test_closing_it_leaves_nothing_behind(stepper):
    stepper.press("Step")
    before = stepper.picture()
    counted(stepper)
    stepper.press("How many?")
    stepper.frames_pass(3)
    assert stepper.picture() == before


def test_coming_back_shows_it_again(open_page):
    stepper = open_page("/app?data=faithful")
    said = counted(stepper).locator(".said").inner_text()
    stepper.page.wait_for_timeout(600)
    stepper.host.locator(".statement[data-scenario=tilted] .try").click()
    expect(stepper.host.locator(".sweep")).to_have_count(0)
    stepper.page.go_back()
    expect(sweep(stepper).locator(".said")).to_have_text(said, timeout=30_000)


def test_two_pages_count_without_disturbing_each_other(open_page):
    one, other = open_page(MANY), open_page("/app?data=faithful")
    one.press("How many?", "Count with BIC")
    expect(sweep(one).get_by_role("progressbar")).to_be_visible()
    counted(other)
    expect(sweep(other).locator(".said")).to_contain_text("BIC wants 2 components")
    expect(sweep(one).get_by_role("progressbar")).to_be_visible()
    sweep(one).get_by_role("button", name="Cancel").click()
    expect(sweep(one).locator(".said")).to_have_text("Cancelled.")
