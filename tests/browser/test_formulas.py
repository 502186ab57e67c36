"""Formulas on the page: their symbols explain themselves, in their components' colours."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.formulas import formula

from .opening import PHONE
from .test_accessibility import violations

SAMPLES = (Path(__file__).parents[1] / "formulas.txt").read_text(encoding="utf-8").splitlines()
NUMBERED = " + ".join(rf"\pi_{{{number}}}" for number in range(1, 11))
SHARE = r"\gamma_{ik}"
LEAVES = "#formulas :is(mi, mo, mn, mtext)"
NARROWEST = 264  # pixels: the words beside the picture on a tablet
MEANING = "gamma i k the share of point i that component k takes: its responsibility"

# A section of the lesson that holds the formulas, as wide as is said.
PUT = """([html, width]) => {
  const section = document.createElement("section")
  section.className = "lesson"
  section.id = "formulas"
  section.style.width = `${width}px`
  section.innerHTML = html
  document.querySelector("#em-stepper").prepend(section)
}"""
# What a colour is on the screen: red, green and blue.
ON_SCREEN = """(element, property) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d")
  canvas.fillStyle = getComputedStyle(element)[property]
  canvas.fillRect(0, 0, 1, 1)
  return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)]
}"""
FACE = (
    """() => [...document.fonts].find(({ family }) => family.includes("EM Stepper Math")).status"""
)


def put(stepper, *latex, width=NARROWEST):
    """Put formulas on a page, each a block of its own, and one in a line of text."""
    blocks = "".join(f"<p>Words.</p>{formula(each, block=True)}" for each in latex)
    line = f"<p>The share {formula(SHARE)} of a point.</p>"
    stepper.page.evaluate(PUT, [line + blocks, width])
    stepper.page.evaluate("document.fonts.ready")
    return stepper


@pytest.fixture(scope="module")
def sheet(pages):
    """One page with all sample formulas, as narrow as they may get."""
    stepper = put(pages.open(), *SAMPLES, NUMBERED)
    yield stepper
    stepper.page.close()
    assert stepper.watch.complaints == []


@pytest.fixture
def formulas(sheet):
    """The same, with the pointer and the focus elsewhere."""
    sheet.page.mouse.move(1000, 600)
    sheet.page.evaluate("document.activeElement.blur()")
    expect(meaning(sheet)).to_be_hidden()
    return sheet


def symbol(stepper, name, nth=0):
    return stepper.page.locator("#formulas").get_by_role("img", name=name, exact=True).nth(nth)


def meaning(stepper):
    return stepper.page.locator(".meaning")


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def contrast(one, other):
    """Return the ratio of WCAG 2 between two colours, by relative luminance."""
    bright = []
    for colour in (one, other):
        linear = [
            c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
            for c in colour
        ]
        bright.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(bright) + 0.05) / (min(bright) + 0.05)


# What a symbol means.


def test_a_symbol_says_what_it_means_under_the_pointer(formulas):
    symbol(formulas, "gamma i k").hover()
    expect(meaning(formulas)).to_be_visible()
    assert meaning(formulas).inner_text() == MEANING
    # One may go on to the words themselves, to copy them.
    formulas.page.mouse.move(*middle(meaning(formulas).locator("p")), steps=10)
    expect(meaning(formulas)).to_be_visible()
    formulas.page.mouse.move(900, 600)
    expect(meaning(formulas)).to_be_hidden()


def test_a_symbol_says_what_it_means_by_keyboard(formulas):
    keyboard = formulas.page.keyboard
    symbol(formulas, "gamma i k").focus()
    expect(meaning(formulas)).to_have_text(MEANING)
    keyboard.press("Tab")
    said = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home"):
        keyboard.press(key)
        said.append(meaning(formulas).locator("b").inner_text())
    assert said == ["x", "k", "x", "capital sigma k", "capital sigma k", "p"]
    keyboard.press("ArrowRight")
    keyboard.press("Shift+Tab")
    expect(meaning(formulas)).to_have_text(MEANING)
    keyboard.press("Tab")
    expect(meaning(formulas).locator("b")).to_have_text("x")
    keyboard.press("Tab")
    # The next formula begins with the same symbol as the line of text.
    expect(meaning(formulas)).to_have_text(MEANING)


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_escape_puts_the_meaning_away(formulas, way):
    getattr(symbol(formulas, "gamma i k"), way)()
    expect(meaning(formulas)).to_be_visible()
    formulas.page.keyboard.press("Escape")
    expect(meaning(formulas)).to_be_hidden()


def test_a_tap_shows_it_and_a_tap_elsewhere_puts_it_away(open_page):
    stepper = put(open_page(**PHONE))
    symbol(stepper, "gamma i k").tap()
    expect(meaning(stepper)).to_have_text(MEANING)
    stepper.page.get_by_text("of a point").tap()
    expect(meaning(stepper)).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_the_meaning_stays_inside_the_window(open_page, width):
    stepper = put(open_page(viewport={"width": width, "height": 768}), SAMPLES[0], width=width - 30)
    stepper.page.evaluate("document.querySelector('#formulas').style.textAlign = 'end'")
    for name in ("gamma i k", "p", "capital sigma k"):
        symbol(stepper, name).focus()
        box = meaning(stepper).bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        mark = symbol(stepper, name).bounding_box()
        assert (
            box["y"] + box["height"] <= mark["y"] + 1 or box["y"] >= mark["y"] + mark["height"] - 1
        )


def test_it_goes_with_the_formula(open_page):
    stepper = put(open_page())
    symbol(stepper, "gamma i k").hover()
    expect(meaning(stepper)).to_be_visible()
    stepper.page.evaluate("document.querySelector('#formulas').remove()")
    expect(meaning(stepper)).to_be_hidden()


def test_screen_readers_get_names_and_meanings_and_the_formula(formulas):
    client = formulas.page.context.new_cdp_session(formulas.page)
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": "#formulas"})["nodeId"]
    heard = client.send("Accessibility.queryAXTree", {"nodeId": node})["nodes"]
    said = [
        (each["name"]["value"], each["description"]["value"], roledescription(each))
        for each in heard
        if each["role"]["value"] == "image"
    ]
    assert len(said) > 200
    name, _, about = MEANING.partition(" the ")
    assert (name, f"the {about}", "symbol") in said
    assert [each["role"]["value"] for each in heard].count("MathMLMath") > len(SAMPLES)


def roledescription(node):
    return next(p["value"]["value"] for p in node["properties"] if p["name"] == "roledescription")


# For everyone.


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_symbols_can_be_read_by_everyone(open_page, scheme):
    stepper = put(open_page(color_scheme=scheme), NUMBERED, *SAMPLES)
    symbol(stepper, "gamma i k").focus()
    expect(meaning(stepper)).to_be_visible()
    assert violations(Axe(), stepper) == []
    # A component's own colour may be too light for thin strokes, so ink is mixed in.
    papers = [
        stepper.page.locator("body").evaluate(ON_SCREEN, "backgroundColor"),
        stepper.pane("k-means").evaluate(ON_SCREEN, "backgroundColor"),
    ]
    colours = [symbol(stepper, f"pi {k}").evaluate(ON_SCREEN, "color") for k in range(1, 11)]
    assert len({tuple(colour) for colour in colours}) == 10
    for colour in colours:
        assert min(contrast(colour, paper) for paper in papers) >= 4.5


def test_symbols_take_the_colour_of_the_component_looked_at(formulas):
    def look_at(colour):
        formulas.page.evaluate(
            "(colour) => document.querySelector('#formulas')"
            ".style.setProperty('--of-component', colour)",
            colour,
        )

    look_at("initial")
    ink = symbol(formulas, "p").evaluate(ON_SCREEN, "color")
    assert symbol(formulas, "pi k").evaluate(ON_SCREEN, "color") == ink
    look_at("var(--c1)")
    colour = symbol(formulas, "pi k").evaluate(ON_SCREEN, "color")
    assert colour == symbol(formulas, "pi 2").evaluate(ON_SCREEN, "color") != ink
    assert symbol(formulas, "pi 3").evaluate(ON_SCREEN, "color") != colour
    assert symbol(formulas, "p").evaluate(ON_SCREEN, "color") == ink


# How they are set.


def test_formulas_are_set_in_their_own_font(formulas):
    assert formulas.page.evaluate(FACE) == "loaded"
    client = formulas.page.context.new_cdp_session(formulas.page)
    for domain in ("DOM", "CSS"):
        client.send(f"{domain}.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    found = client.send("DOM.querySelectorAll", {"nodeId": root, "selector": LEAVES})
    used = [
        font["familyName"]
        for node in found["nodeIds"]
        for font in client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    ]
    assert len(used) > 100
    assert set(used) == {"EM Stepper Math"}


def test_the_font_comes_only_where_a_formula_is(browser, server):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    words = '<link rel="stylesheet" href="/assets/style.css"><main class="stepper"><p>Words.</p>'
    page.route("**/words", lambda route: route.fulfill(body=words, content_type="text/html"))
    page.goto(f"{server.url}/words", wait_until="networkidle")
    assert [url.rpartition("/")[2] for url in asked] == ["words", "style.css"]
    with page.expect_request("**/math.woff2"):
        page.evaluate("(html) => document.querySelector('p').innerHTML = html", formula("x"))
    page.close()


def test_no_formula_is_wider_than_the_narrowest_column(formulas):
    sizes = formulas.page.locator("#formulas .formula").evaluate_all(
        "(all) => all.map(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])"
    )
    assert len(sizes) == len(SAMPLES) + 1
    assert [inside for inside, outside in sizes if inside > outside] == []
