"""Permuted components look the same but for their colours; restarts match."""

import re

from playwright.sync_api import expect

from . import reading
from .expecting import apart, read_number
from .test_lesson import claims, try_it

COLOURS = """() => [
  ...document.querySelectorAll("[aria-label='Weights of the components'] .swatch"),
].map((swatch) => getComputedStyle(swatch).backgroundColor)"""


def opened(open_page):
    stepper = open_page("/app?scenario=labels")
    expect(stepper.host.locator(".maps svg")).to_have_count(12)
    expect(stepper.host.locator(".claims .open")).to_have_count(0)
    return stepper


def shapes(stepper):
    return [reading.shapes(plot) for plot in stepper.plots()]


def test_the_claims_hold(open_page):
    stepper = opened(open_page)
    told = claims(stepper)
    assert len(told) == 4
    assert {verdict for _, verdict in told.values()} == {"holds", "shown"}
    assert read_number(told["apart, when matched"][0]) <= 1e-6


def test_permuting_changes_the_colours_and_nothing_else(open_page):
    stepper = opened(open_page)
    which = stepper.host.locator(".permute output").first
    placed, own = shapes(stepper), reading.ellipse_colours(stepper.plots()[0])
    seen = {tuple(own)}
    pane = stepper.pane("Gaussian mixture").inner_text()
    for way in range(2, 7):
        stepper.button("Permute").click()
        expect(which).to_have_text(f"labelling {way} of 6")
        stepper.frames_pass(3)
        colours = reading.ellipse_colours(stepper.plots()[0])
        assert sorted(colours) == sorted(own)
        seen.add(tuple(colours))
        assert shapes(stepper) == placed
        assert stepper.pane("Gaussian mixture").inner_text().split() == renamed(pane, stepper)
        chips = stepper.page.evaluate(COLOURS)
        assert [rgb(one) for one in colours[:3]] == chips
        assert claims(stepper)["permuted, off by, relative"][1] == "holds"
    assert len(seen) == 6
    stepper.button("Permute").click()
    expect(which).to_have_text("labelling 1 of 6")
    stepper.frames_pass(3)
    assert reading.ellipse_colours(stepper.plots()[0]) == own


def renamed(pane, stepper):
    """The words of the pane, with the names in the order in which the chips have them now."""
    now = re.findall(r"\b(blue|amber|green)\b", stepper.pane("Gaussian mixture").inner_text())
    names = iter(now)
    return re.sub(r"\b(blue|amber|green)\b", lambda _: next(names), pane).split()


def rgb(colour):
    return f"rgb({', '.join(str(value) for value in bytes.fromhex(colour[1:]))})"


def test_points_take_the_colours_of_their_components(open_page):
    stepper = opened(open_page)
    before = reading.colours(stepper.plots()[0])
    stepper.button("Permute").click()
    expect(stepper.host.locator(".permute output").first).to_have_text("labelling 2 of 6")
    stepper.frames_pass(3)
    after = reading.colours(stepper.plots()[0])
    assert apart(before, after) > 50
    # As many colours as before, and those of one component's points are one component's.
    firsts = {tuple(one) for one in before[::30]}
    assert len(firsts) == len({tuple(one) for one in after[::30]})


def test_matched_all_runs_look_alike(open_page):
    stepper = opened(open_page)
    maps = stepper.host.locator(".maps svg:not(.lower)")

    def painted():
        return {
            tuple(sorted((c[0], round(float(c[1])), round(float(c[2]))) for c in one))
            for one in maps.evaluate_all(
                "(all) => all.map((map) => [...map.children].map((c) =>"
                " ['class', 'cx', 'cy'].map((name) => c.getAttribute(name))))"
            )
        }

    assert len(painted()) > 1
    stepper.field("checkbox", "match labels").check()
    assert len(painted()) == 1
    expect(maps.first).to_have_accessible_name(
        re.compile(r"Run 1, log-likelihood −1,156\.3: blue at")
    )


def test_closed_each_component_has_its_own_colour_again(open_page):
    stepper = open_page()
    stepper.press("Step")
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    try_it(stepper, "labels")
    stepper.button("Permute").click()
    expect(stepper.host.locator(".permute output").first).to_have_text("labelling 2 of 6")
    stepper.page.go_back()
    stepper.wait_for_cursor(2)
    expect(stepper.host.locator(".permute")).to_have_count(0)
    stepper.frames_pass(3)
    assert stepper.marks() == before
