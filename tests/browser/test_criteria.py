"""Three ways to count on the page: each with its number, and a size that can be shown."""

import pytest
from playwright.sync_api import expect

from app.session import Session
from app.tools.criteria import count

from .opening import WAYS, claims, settle, tool
from .test_lesson import claims as claims_now

NAME = "Three ways to count"


@pytest.fixture(scope="module")
def engine():
    session = Session()
    session.open("criteria")
    return count(session.runs.dataset, lambda _share: None)


def opened(open_page, way="address"):
    stepper = open_page("/app?scenario=criteria" if way == "address" else "/app")
    if way != "address":
        stepper.field("link", "Beyond EM").click()
        stepper.page.locator("[data-scenario=criteria] a.try").click()
    expect(tool(stepper, NAME)).to_be_visible()
    return stepper


def counted(stepper):
    stepper.press("Count in three ways")
    expect(rows(stepper)).to_have_count(8, timeout=30_000)
    settle(stepper)


def rows(stepper):
    return tool(stepper, NAME).locator("tbody tr")


@pytest.mark.parametrize("way", WAYS)
def test_all_three_say_the_true_number(open_page, way, engine):
    stepper = opened(open_page, way)
    assert claims_now(stepper)["components by BIC"] == ("–", "open")
    counted(stepper)
    expect(tool(stepper, NAME).locator(".said")).to_have_text(
        "BIC says 3, DIC says 3, and the process keeps 3 of 20."
    )
    told = claims(stepper, "criteria")
    assert told[:3] == ["3", "3", "3"]
    assert told[3] == f"{engine['effective'][2]:.1f}"
    for i, row in enumerate(rows(stepper).all()):
        cells = row.locator("td").all_inner_texts()
        assert cells[0] == f"{engine['bic'][i]:,.1f}"
        assert cells[1] == f"{engine['dic'][i]:,.1f}"
        assert cells[2] == f"{engine['effective'][i]:.1f}"
    for name in ("BIC", "DIC", "Process"):
        expect(tool(stepper, NAME).get_by_role("img", name=f"{name} says 3")).to_be_visible()


def test_a_size_can_be_shown_and_what_was_counted_stays(open_page):
    stepper = opened(open_page)
    counted(stepper)
    tool(stepper, NAME).get_by_role("button", name="Show 5 components").click()
    expect(stepper.field("spinbutton", "Components")).to_have_value("5")
    expect(tool(stepper, NAME).locator("[aria-pressed=true]")).to_have_text("5")
    expect(rows(stepper)).to_have_count(8)
    # Other data are another question.
    stepper.field("radio", "Overlap").check()
    expect(stepper.button("Count in three ways")).to_be_visible()
    expect(rows(stepper).first).to_be_hidden()


def test_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=blobs")
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    stepper.page.locator("[data-scenario=criteria] a.try").click()
    counted(stepper)
    stepper.page.go_back()
    expect(tool(stepper, NAME)).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
