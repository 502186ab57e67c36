"""Twenty components on the page: bars that shrink, and how many stay at each concentration."""

import re

import pytest
from playwright.sync_api import expect

from app.session import Session
from app.settings import changed, defaults
from app.tools.concentration import CONCENTRATIONS, ended, in_use
from gmm_core import active_components

from . import reading
from .opening import WAYS, claims, settle, tool
from .test_lesson import claims as claims_now
from .test_lesson import to_the_end
from .waiting import until

OVER = "Components over the concentration"


def opened_at_its_start(open_page, way):
    stepper = open_page("/app?scenario=dirichlet" if way == "address" else "/app")
    if way != "address":
        stepper.page.locator("[data-scenario=dirichlet] a.try").evaluate("link => link.click()")
    expect(tool(stepper, "Weights")).to_be_visible()
    stepper.wait_for_cursor(0)
    return stepper


def engine(**changes):
    """The session of the scenario at the end of its run."""
    session = Session()
    session.open("dirichlet")
    if changes:
        session.change(changes)
    session.runs.extend_to(2_002)
    return session


def count(stepper):
    stepper.press("Count at seven concentrations")
    chart = tool(stepper, OVER).get_by_role("img")
    expect(chart).to_be_visible(timeout=60_000)
    return chart


def bars(stepper):
    return tool(stepper, "Weights").locator("svg .bar")


@pytest.mark.parametrize("way", WAYS)
def test_most_bars_go_to_nothing_and_every_claim_holds(open_page, way):
    stepper = opened_at_its_start(open_page, way)
    said = tool(stepper, "Weights").get_by_role("status")
    weights = engine().runs.mixture.states[0].mixture.weights
    expect(said).to_have_text(f"{len(active_components(weights))} of 20 components in use")
    expect(bars(stepper)).to_have_count(20)
    to_the_end(stepper)
    expect(said).to_have_text("3 of 20 components in use")
    expect(bars(stepper).locator("xpath=self::*[not(contains(@class,'idle'))]")).to_have_count(3)
    count(stepper)
    settle(stepper)
    told = claims(stepper, "dirichlet")
    assert told[0] == "3"
    assert int(told[2]) >= 15


def test_the_chart_is_the_engines(open_page):
    stepper = opened_at_its_start(open_page, "address")
    chart = count(stepper)
    settings = engine().settings
    ends = [
        in_use(ended(changed(settings, {"model": model}), at, lambda: None))
        for model in ("process", "dirichlet")
        for at in (CONCENTRATIONS[0], CONCENTRATIONS[-1])
    ]
    expect(tool(stepper, OVER).get_by_role("status")).to_have_text(
        f"At 0.001 the process keeps {ends[0]} and the Dirichlet prior {ends[2]}, "
        f"at 1,000 the process keeps {ends[1]} and the Dirichlet prior {ends[3]}."
    )
    # The same question for another concentration: the chart stays.
    stepper.field("slider", "Concentration").fill("200")
    expect(stepper.host.locator(".model output")).to_have_text(re.compile("1,?000|1.00e3"))
    expect(chart).to_be_visible()


def test_the_skewed_groups_can_be_seen_and_five_kept(open_page):
    stepper = opened_at_its_start(open_page, "address")
    count(stepper)
    stepper.field("link", "See it on the skewed groups").click()
    current = stepper.host.locator(".statement.current")
    expect(current).to_have_attribute("data-scenario", "concentration")
    expect(stepper.button("Step")).to_be_disabled()
    stepper.field("slider", "Concentration").fill("160")
    expect(stepper.host.locator(".model output")).to_have_text("63.1")
    to_the_end(stepper)
    expect(tool(stepper, "Weights").get_by_role("status")).to_contain_text("5 of 20")
    expect(stepper.host.locator("[data-mission=keep-five]")).to_have_class(re.compile("done"))
    count(stepper)
    settle(stepper)
    told = claims_now(stepper)
    assert told["of 20 in use"] == ("5", "shown")
    assert told["fewer at 0.1, 10 or 1,000"] == ("0", "holds")
    assert told["and more"][1] == "holds"
    expect(stepper.field("link", "See it on the skewed groups")).to_be_hidden()


def test_bars_can_be_put_in_order(open_page):
    stepper = opened_at_its_start(open_page, "address")
    stepper.press("Step")
    before = [bar.get_attribute("d") for bar in bars(stepper).all()]
    stepper.field("checkbox", "largest first").check()
    tops = "bars => bars.map((bar) => Number(bar.getAttribute('d').match(/V([\\d.]+)/)[1]))"
    until(
        stepper.page,
        "() => { const tops = [...document.querySelectorAll('.weights .bar')].map((bar) =>"
        " Number(bar.getAttribute('d').match(/V([\\d.]+)/)[1]));"
        " return tops.every((top, i) => i === 0 || top >= tops[i - 1]) }",
    )
    assert [bar.get_attribute("d") for bar in bars(stepper).all()] != before
    assert bars(stepper).evaluate_all(tops) == sorted(bars(stepper).evaluate_all(tops))


def test_it_leaves_nothing_behind(open_page):
    stepper = open_page("/app?data=skewed")
    assert defaults("skewed").n == 400
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    stepper.page.locator("[data-scenario=dirichlet] a.try").click()
    expect(tool(stepper, "Weights")).to_be_visible()
    stepper.page.go_back()
    expect(tool(stepper, "Weights")).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before


def test_what_has_emptied_fades_and_the_largest_shares_come_first(open_page):
    stepper = opened_at_its_start(open_page, "address")
    assert len(reading.centres(stepper.plots()[0])) == 20
    to_the_end(stepper)
    settle(stepper)
    weights = engine().runs.mixture.states[-1].mixture.weights
    [plot, _] = stepper.plots()
    # Seventeen that lie on each other would add up to one that holds something.
    assert len(reading.centres(plot)) == len(active_components(weights)) == 3
    [outlines] = reading.marks(plot, "Patches")
    seen = dict(zip(range(20), outlines["opacity"], strict=False))
    for k, weight in enumerate(weights):
        assert seen[k] == pytest.approx(min(1.0, weight / 0.02) ** 2, rel=1e-3)
    rows = stepper.host.locator(".shares .share").all_inner_texts()
    assert len(rows) == 20
    between = {"<1 %": 0.5, ">99 %": 99.5}
    shares = [between.get(row) or float(row.removesuffix(" %")) for row in rows]
    assert shares == sorted(shares, reverse=True)
