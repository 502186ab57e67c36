"""The bound and the gap on the page, beside the engine's."""

import re

import pytest
from playwright.sync_api import expect

from gmm_core import elbo, kl_to_posterior

from .expecting import Expected
from .test_lesson import claims, try_it

SUM = ["log-likelihood", "= bound", "+ gap"]


def told(stepper):
    """The three numbers of the sum."""
    rows = stepper.host.locator(".bound .sum > div").all_inner_texts()
    named = dict(re.split(r"\n+", row) for row in rows)
    assert list(named) == SUM
    return [named[name].replace("−", "-").replace(",", "") for name in SUM]


def test_the_sum_is_the_engines_after_each_half(open_page):
    stepper, expected = open_page("/app?scenario=elbo"), Expected(data="overlap")
    stepper.wait_for_cursor(6)
    said = stepper.host.locator(".bound .said")
    for cursor in (6, 7, 8):
        expect(said).to_contain_text("E step closed" if cursor % 2 else "M step raised")
        expect(stepper.host.locator(".bound svg .newest").first).to_have_text(
            f"{'E' if cursor % 2 else 'M'} step {(cursor + 1) // 2}"
        )
        mixture = expected.mixture.seek(cursor).mixture
        _, shares = expected.shares_at(cursor)
        log_likelihood, bound, gap = told(stepper)
        assert float(bound) == pytest.approx(elbo(expected.points, mixture, shares), abs=1e-4)
        true_gap = kl_to_posterior(expected.points, mixture, shares)
        if cursor % 2 == 0:
            assert float(gap) == pytest.approx(true_gap, abs=1e-4)
            assert float(log_likelihood) == pytest.approx(float(bound) + float(gap), abs=2e-4)
        else:
            assert log_likelihood == bound
        assert {verdict for _, verdict in claims(stepper).values()} == {"holds"}
        stepper.press("M step" if cursor % 2 else "E step")


def test_the_bars_have_words(open_page):
    stepper = open_page("/app?scenario=elbo")
    bars = stepper.host.locator(".bound").get_by_role("img")
    expect(bars).to_have_accessible_name(
        re.compile(r"E step 3: bound −1,04\d\.\d\d, gap .*; M step 3")
    )


def test_before_the_first_e_step_it_says_so_and_closed_it_is_gone(open_page):
    stepper = open_page()
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    try_it(stepper, "elbo")
    stepper.wait_for_cursor(6)
    stepper.press("Reset")
    expect(stepper.host.locator(".bound .said")).to_contain_text("take an E step")
    expect(stepper.host.locator(".bound svg")).to_be_hidden()
    stepper.page.go_back()
    expect(stepper.host.locator(".bound")).to_have_count(0)
    stepper.wait_for_cursor(0)
    assert stepper.marks() == before
