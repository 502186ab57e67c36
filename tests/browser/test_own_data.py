"""One's own data from a file or a spreadsheet: shown like the others, or refused."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.own_data import own
from datasets import load

from . import reading
from .expecting import Expected, assert_shows
from .own import dialog, drop, hand_in, open_dialog, paste, show, wait_for_points
from .test_accessibility import violations

IRIS = load("iris", columns=["petal length (cm)", "petal width (cm)"])
KINDS = ("setosa", "versicolor", "virginica")
HOSTILE = "<img src=x onerror=window.harmed=1>"


def table(separator=",", names=("length", "width", "kind")):
    rows = [
        separator.join([repr(x), repr(y), KINDS[group]])
        for (x, y), group in zip(IRIS.points.tolist(), IRIS.groups.tolist(), strict=True)
    ]
    return "\n".join([separator.join(names), *rows])


WAYS = {
    "file": lambda stepper: hand_in(stepper, table(";").replace(".", ",").encode("utf-16")),
    "spreadsheet": lambda stepper: paste(stepper, table("\t")),
    "drop": lambda stepper: drop(stepper, table()),
}


@pytest.mark.parametrize("way", WAYS)
def test_own_data_are_shown_like_those_that_are_shipped(open_page, palette, way):
    stepper = open_page()
    WAYS[way](stepper)
    show(stepper, 150, True_groups="kind")
    expected = Expected(own=own("", IRIS.points, IRIS.groups, ("length", "width"), "Here."))
    assert_shows(stepper, expected, palette)
    stepper.press("Step", "E step")
    assert_shows(stepper, expected, palette)
    assert stepper.button("Your data").get_attribute("aria-current") == "true"
    assert "150 points" in stepper.words
    assert not stepper.host.get_by_role("radio", name="Tilted").is_checked()


def test_everything_works_on_own_data(open_page, palette):
    stepper = open_page()
    hand_in(stepper, table().encode())
    show(stepper, 150, True_groups="kind")
    stepper.changes(lambda: stepper.field("combobox", "Covariance").select_option("tied"))
    stepper.changes(stepper.button("One component fewer").click)
    made = own("", IRIS.points, IRIS.groups, ("length", "width"), "Here.")
    stepper.press("Step", "Step")
    assert_shows(stepper, Expected(own=made, covariance="tied", k=2), palette)
    for name in ("Half-steps", "Density", "Samples", "Counts", "Code", "How many?"):
        stepper.press(name)
    expect(stepper.page.locator(".tools")).to_contain_text("loadtxt")
    stepper.field("checkbox", "with the data").check()
    expect(stepper.page.locator(".tools")).to_contain_text("[1.4, 0.2]")
    stepper.changes(lambda: stepper.field("radio", "Moons").check())
    assert_shows(stepper, Expected(data="moons", covariance="tied"), palette)


def test_columns_may_be_changed_and_standardized(open_page):
    stepper = open_page()
    shown = hand_in(stepper, b"a,b,c\n1,2,3\n2,4,7\n4,5,1\n9,1,\n")
    across, up = (shown.get_by_role("combobox", name=name, exact=True) for name in ("Across", "Up"))
    # The same column twice would be a line, so they change places.
    up.select_option(label="a")
    assert across.input_value() != up.input_value()
    shown.get_by_role("checkbox", name="Standardize").check()
    show(stepper, 3, Across="c", Up="b")
    points = reading.points(stepper.plots()[0])
    assert points.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert points.std(axis=0) == pytest.approx(1)
    assert "1 row with missing values was left out" in stepper.words
    assert "standardized" in stepper.words


def test_a_person_may_say_that_the_first_line_is_data(open_page):
    stepper = open_page()
    shown = hand_in(stepper, b"2019,2020\n1,2\n3,4\n7,1\n")
    expect(shown).to_contain_text("line 1 was read as data")
    shown.get_by_role("checkbox", name="The first line holds the names").check()
    expect(shown.get_by_role("combobox", name="Across")).to_contain_text("2019")
    show(stepper, 3)


REFUSED = [
    (b"x,y\n1,2\n3,abc\n5,6", "Line 3, column “y”: “abc” is not a number."),
    (b'x,y\n"1,234.5",2\n3,4', "Line 2, column “x”"),
    (b"x,y\n1,2\n3,4,5\n", "Line 3 has 3 cells"),
    (b"PK\x03\x04 xl/workbook.xml", "Excel"),
    (b"", "empty"),
    (b"x,y\n" + b"1,2\n" * 100_001, "100,000 rows"),
    (b"1,2\n" * 2_700_000, "10 MB"),
    (f"x,y\n1,2\n3,{HOSTILE}\n4,4".encode(), "Line 3, column “y”"),
]


@pytest.mark.parametrize(("content", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_a_refused_file_is_told_in_the_dialog_and_leaves_what_was_there(open_page, content, said):
    stepper = open_page()
    stepper.press("Step")
    before = stepper.marks()
    shown = hand_in(stepper, content)
    expect(shown.get_by_role("alert")).to_contain_text(said)
    assert shown.locator("img").count() == 0
    stepper.page.keyboard.press("Escape")
    expect(shown).not_to_be_visible()
    assert stepper.marks() == before
    assert stepper.press("Step").counter == "iter 2"
    # The next one is read as if nothing had been.
    hand_in(stepper, table().encode())
    show(stepper, 150)


def test_names_run_nowhere(open_page):
    stepper = open_page()
    names = [f"{HOSTILE}{i}" for i in range(3)]
    shown = hand_in(stepper, table(names=names).encode(), f"{HOSTILE}.csv")
    expect(shown.get_by_role("heading", level=3).last).to_contain_text(HOSTILE)
    show(stepper, 150, True_groups=names[2])
    stepper.press("Step", "Code", "Counts", "How many?")
    x, y = IRIS.points[0]
    stepper.page.mouse.move(*stepper.place(x, y))
    expect(stepper.page.locator(".tip").first).to_contain_text(HOSTILE)
    expect(stepper.page.locator(".source")).to_contain_text(HOSTILE)
    expect(stepper.page.locator(".tools")).to_contain_text("loadtxt")
    hand_in(stepper, f"{names[0]},y\n1,2\n3,4\n5,x\n".encode())
    expect(dialog(stepper).get_by_role("alert")).to_contain_text("Line 4")
    assert stepper.page.locator("img").count() == 0
    assert stepper.page.evaluate("window.harmed") is None


def test_a_name_between_dollars_is_no_formula(open_page):
    stepper = open_page()
    hand_in(stepper, b"$$x^2$$,\\(y\\)\n1,2\n3,4\n5,9\n")
    show(stepper, 3)
    stepper.frames_pass(10)
    labels = stepper.page.evaluate(
        "Bokeh.documents.at(-1).roots()[0].below[0].axis_label.text + "
        "Bokeh.documents.at(-1).roots()[0].left[0].axis_label.text"
    )
    assert labels == "$$x^2$$\\(y\\)"


def test_back_leads_to_the_data_before(open_page, palette):
    stepper = open_page("/app?data=moons")
    hand_in(stepper, table().encode())
    show(stepper, 150)
    expected = Expected(own=own("", IRIS.points, None, ("length", "width"), "Here."))
    stepper.page.go_back()
    wait_for_points(stepper, 300)
    assert_shows(stepper, Expected(data="moons"), palette)
    stepper.page.go_forward()
    wait_for_points(stepper, 150)
    assert_shows(stepper, expected, palette)


def test_a_large_file_comes_in_parts(open_page):
    stepper = open_page()
    points = np.random.default_rng(0).normal(size=(50_000, 2)).round(6)
    content = "x,y\n" + "\n".join(f"{x},{y}" for x, y in points.tolist())
    shown = hand_in(stepper, content.encode())
    expect(shown.get_by_role("button", name="Show these points")).to_be_visible()
    stepper.press("Show these points")
    wait_for_points(stepper, 50_000)


def test_a_first_visit_does_not_pay_for_it(open_page):
    stepper = open_page()
    assert not [url for url in stepper.watch.requests if url.endswith("/own.js")]
    open_dialog(stepper)
    assert [url for url in stepper.watch.requests if url.endswith("/own.js")]


def test_what_is_pasted_is_read_at_once(open_page):
    stepper = open_page(permissions=["clipboard-read", "clipboard-write"])
    stepper.page.evaluate("(text) => navigator.clipboard.writeText(text)", table("\t"))
    shown = open_dialog(stepper)
    shown.get_by_role("textbox", name="Cells from a spreadsheet").press("Control+v")
    expect(shown.get_by_role("combobox", name="Across")).to_be_visible()
    show(stepper, 150)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_dialog(open_page, scheme):
    stepper, axe = open_page(color_scheme=scheme), Axe()
    assert violations(axe, stepper) == []
    shown = open_dialog(stepper)
    assert violations(axe, stepper) == []
    hand_in(stepper, REFUSED[0][0])
    expect(shown.get_by_role("alert")).to_be_visible()
    assert violations(axe, stepper) == []
    hand_in(stepper, table().encode())
    expect(shown.get_by_role("combobox", name="Across")).to_be_visible()
    assert violations(axe, stepper) == []


def test_the_dialog_by_keyboard_and_on_a_phone(open_page):
    stepper = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    button = stepper.button("Your data")
    button.focus()
    stepper.page.keyboard.press("Enter")
    shown = dialog(stepper)
    expect(shown).to_be_visible()
    sideways = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    assert stepper.page.evaluate(sideways) <= 0
    box = shown.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    stepper.page.keyboard.press("Escape")
    expect(shown).not_to_be_visible()
    expect(button).to_be_focused()
