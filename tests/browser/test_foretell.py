"""Say a number first, then see what comes out."""

from playwright.sync_api import expect

from .opening import tool
from .test_lesson import to_the_end

NAME = "Your prediction"


def test_how_many_stay(open_page):
    stepper = open_page("/app?scenario=dirichlet")
    said = tool(stepper, NAME).get_by_role("status")
    tool(stepper, NAME).get_by_role("spinbutton").fill("7")
    tool(stepper, NAME).get_by_role("spinbutton").press("Enter")
    expect(said).to_have_text("Now run.")
    to_the_end(stepper)
    expect(said).to_have_text("You said 7; 3 stayed.")
    tool(stepper, NAME).get_by_role("spinbutton").fill("3")
    tool(stepper, NAME).get_by_role("spinbutton").press("Enter")
    expect(said).to_have_text("You said 3; 3 stayed: right.")


def test_how_many_starts_end_at_the_best(open_page):
    stepper = open_page("/app?scenario=restarts")
    said = tool(stepper, NAME).get_by_role("status")
    tool(stepper, NAME).get_by_role("spinbutton").fill("50")
    tool(stepper, NAME).get_by_role("spinbutton").press("Enter")
    expect(said).to_have_text("Now start them.")
    stepper.press("Start a hundred times")
    marks = stepper.host.locator(".restarts .said")
    expect(marks).to_contain_text("ended at", timeout=30_000)
    best = marks.inner_text().split(", ")[1].split(" ")[0]
    expect(said).to_have_text(f"You said 50; {best} ended at the best.")
