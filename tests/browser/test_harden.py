"""k-means as a limit on the page: the same at every iteration, and apart once σ is wide."""

import re

import numpy as np
from playwright.sync_api import expect

from . import reading
from .test_lesson import claims, statement, to_the_end, try_it
from .waiting import until

ELSEWHERE = "points elsewhere, at any iteration"


def tool(stepper):
    return stepper.host.get_by_role("region", name="Beside k-means")


def numbers(stepper):
    return tool(stepper).locator(".sum dd")


def updates(stepper):
    return tool(stepper).locator(".updates dd")


def test_every_iteration_is_the_same_in_both_panes(open_page):
    stepper = open_page("/app?scenario=limit")
    expect(numbers(stepper).nth(1)).to_have_text("0")
    told = claims(stepper)
    assert told[ELSEWHERE] == ("0", "holds")
    assert {verdict for _, verdict in told.values()} == {"holds"}
    last = stepper.cursor
    for iteration in range(last // 2):
        stepper.seek(iteration)
        stepper.wait_for_cursor(2 * iteration)
        mixture, kmeans = stepper.plots()
        np.testing.assert_allclose(reading.centres(mixture), reading.centres(kmeans), atol=1e-6)
        np.testing.assert_array_equal(reading.colours(mixture), reading.colours(kmeans))
    expect(numbers(stepper).first).to_have_text("1.0000")
    soft, hard = updates(stepper).all_inner_texts()
    assert soft == hard
    assert re.fullmatch(r"\(−?[\d.]+, −?[\d.]+\), of \d+\.0 points", soft)


def test_widening_the_components_parts_them(open_page):
    stepper = open_page("/app?scenario=limit")
    expect(numbers(stepper).nth(1)).to_have_text("0")
    strength = stepper.field("slider", "σ / σ of the data")
    strength.fill("180")
    to_the_end(stepper)
    expect(numbers(stepper).first).not_to_have_text("1.0000")
    expect(numbers(stepper).nth(1)).not_to_have_text("0")
    shown = claims(stepper)[ELSEWHERE]
    assert shown == (numbers(stepper).nth(1).inner_text(), "before")
    soft, hard = updates(stepper).all_inner_texts()
    assert soft != hard


def test_closed_it_leaves_nothing_behind(open_page):
    stepper = open_page()
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    try_it(stepper, "limit")
    expect(updates(stepper)).to_have_count(2)
    claims(stepper)
    until(stepper.page, "history.state !== null")
    stepper.page.go_back()
    expect(tool(stepper)).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
    expect(statement(stepper, "limit")).not_to_have_class(re.compile("current"))
