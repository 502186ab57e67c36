"""The page asks for no more than it can take in, and for nothing when nobody looks."""

from itertools import pairwise

import pytest

from .waiting import until
from .wire import Wire

# Long, and sent in several pieces; begun anew for each test, so that nobody has computed it.
LONG = "/app?data=spirals&n=2000&k=10"
UNANSWERED = 2
CLOSED = "WebSocket connection closed"  # as the server writes it
# Every cursor that was shown; and a way to stop the browser's frames, as in a tab that is hidden.
SCRIPT = """(() => {
  const request = requestAnimationFrame.bind(window), cancel = cancelAnimationFrame.bind(window)
  const held = new Map()
  window.hiddenTab = false
  window.shown = []
  window.requestAnimationFrame = (callback) => {
    if (!window.hiddenTab) return request(callback)
    held.set(-1 - held.size, callback)
    return -held.size
  }
  window.cancelAnimationFrame = (id) => { if (!held.delete(id)) cancel(id) }
  window.seeAgain = () => {
    window.hiddenTab = false
    for (const callback of held.values()) request(callback)
    held.clear()
  }
  addEventListener("DOMContentLoaded", () => {
    const host = document.querySelector("#em-stepper")
    new MutationObserver(() => window.shown.push(Number(host.dataset.cursor)))
      .observe(host, { attributeFilter: ["data-cursor"] })
  })
})()"""


@pytest.fixture
def visit(browser, server):
    """A page of its own on a long run, whose wire is listened to."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.add_init_script(SCRIPT)
    wire = Wire(page)
    page.goto(server.url + LONG)
    page.wait_for_selector("[data-state=ready]")
    quiet(page, wire)
    yield page, wire
    context.close()
    assert server.troubles() == []


def quiet(page, wire):
    """Wait until nothing has moved for a while."""
    before = -1
    while before != wire.frames:
        before = wire.frames
        page.wait_for_timeout(700)


def play(page):
    page.get_by_label("Speed").select_option("20")
    page.get_by_role("button", name="Run", exact=True).click()


def cursor(page):
    return page.evaluate("Number(document.querySelector('#em-stepper').dataset.cursor)")


def wait_until_past(page, half_steps):
    until(
        page,
        "(past) => Number(document.querySelector('#em-stepper').dataset.cursor) > past",
        arg=half_steps,
    )


def wait_until_stuck(page):
    """Wait until all has been shown that had come."""
    until(page, "document.querySelector('.phase').textContent.includes('computing')")


def test_no_more_than_two_requests_are_unanswered_while_a_run_plays(visit):
    page, wire = visit
    wire.holding = True
    before = wire.asked
    play(page)
    wait_until_stuck(page)
    page.wait_for_timeout(500)
    unanswered = wire.asked - before
    wire.release()
    assert 0 < unanswered <= UNANSWERED


def test_a_run_goes_on_when_late_answers_come(visit):
    page, wire = visit
    wire.holding = True
    # From just before the end of what has come, so that a slow machine gets there, too.
    slider = page.get_by_label("Iteration", exact=True)
    slider.fill(str(int(slider.get_attribute("max")) - 5))
    page.evaluate("window.shown = []")
    play(page)
    wait_until_stuck(page)
    stuck = cursor(page)
    wire.release()
    wait_until_past(page, stuck + 20)
    assert all(0 <= after - before <= 2 for before, after in pairwise(page.evaluate("shown")))


def test_a_hidden_tab_moves_nothing_and_goes_on_where_it_was(visit):
    page, wire = visit
    play(page)
    wait_until_past(page, 10)
    page.evaluate("window.hiddenTab = true")
    page.wait_for_timeout(1_000)
    hidden_at, frames = cursor(page), wire.frames
    page.wait_for_timeout(1_500)
    assert wire.frames == frames
    page.evaluate("seeAgain()")
    wait_until_past(page, hidden_at + 10)
    assert all(0 <= after - before <= 2 for before, after in pairwise(page.evaluate("shown")))


def test_leaving_the_page_ends_all_that_it_caused(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(server.url + LONG)
    page.wait_for_selector("[data-state=ready]")
    play(page)
    wait_until_past(page, 4)
    before = server.output.read_text().count(CLOSED)
    page.goto("about:blank")
    for _ in range(20):
        page.wait_for_timeout(100)
        if server.output.read_text().count(CLOSED) > before:
            break
    else:
        pytest.fail("The session was still connected two seconds after the page was left.")
    context.close()
    assert server.troubles() == []
