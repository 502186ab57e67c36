"""Files taken away, opened by programs that are not ours and held against the engine."""

import csv
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

import datasets
from app import models
from app.session import Session

from .expecting import Expected, apart, mixed, number
from .opening import PHONE
from .own import drop, hand_in, show
from .taking import SVG, clear_of_marks, dialog, open_dialog, places, rgb, taken, uncovered
from .test_accessibility import violations
from .waiting import until

HARM = "<img src=x onerror=window.harmed=1>"
NAMES = (f"=1+1,{HARM}", "\"'</script><script>window.harmed=1</script>")
ROOT = Path(__file__).parents[2]


def rows_of(path):
    """Return a CSV file as its names and its other rows."""
    with path.open(newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    return names, rows


def test_tables_have_every_digit(open_page, tmp_path):
    stepper = open_page("/app?data=iris&covariance=tied")
    stepper.press("Step", "Step", "Step")
    paths = [
        taken(stepper, f"{name} (CSV)", tmp_path) for name in ("Parameters", "Responsibilities")
    ]
    assert [path.name for path in paths] == [
        "em-stepper-iris-k3-iter3-parameters.csv",
        "em-stepper-iris-k3-iter3-responsibilities.csv",
    ]
    session = Session({"data": "iris", "covariance": "tied"})
    session.runs.extend_to(6)
    state, dataset = session.runs.mixture.states[6], session.runs.dataset
    x, y = dataset.column_names
    names, rows = rows_of(paths[0])
    assert names[:4] == ["component", "weight", f"mean of {x}", f"mean of {y}"]
    table = np.array(rows, dtype=float)
    mixture = state.mixture
    assert np.array_equal(table[:, 1], mixture.weights)
    assert np.array_equal(table[:, 2:4], mixture.means)
    assert np.array_equal(table[:, 4:], mixture.covariances.reshape(3, 4)[:, [0, 1, 3]])

    names, rows = rows_of(paths[1])
    assert names == [x, y, "group", *(f"component {k}" for k in (1, 2, 3)), "label"]
    table = np.array(rows, dtype=float)
    shares = state.responsibilities
    assert np.array_equal(table[:, :2], dataset.points)
    assert np.array_equal(table[:, 2], dataset.groups + 1)
    assert np.array_equal(table[:, 3:6], shares)
    assert np.array_equal(table[:, 6], shares.argmax(axis=1) + 1)


def test_a_run_is_opened_again_as_it_was_saved(open_page, tmp_path):
    stepper = open_page("/app?data=overlap&model=student&k=4&seed=5&start=k-means%2B%2B")
    stepper.press("Step", "Step", "E step")
    ring = stepper.field("spinbutton", "Ringed point")
    ring.fill("17")
    ring.press("Enter")
    stepper.wait_for_ring(Session({"data": "overlap"}).runs.dataset.points[16])
    path = taken(stepper, "Run (JSON)", tmp_path)
    file = json.loads(path.read_text(encoding="utf-8"))
    session = Session({"data": "overlap", "model": "student", "k": 4, "seed": 5})
    session.change({"start": "k-means++"})
    session.runs.extend_to(10_000)
    states, centres = session.runs.mixture.states, session.runs.kmeans.states
    saved = file["mixture"]["states"]
    assert [state["objective"] for state in saved] == [state.objective for state in states[::2]]
    assert [state["log_likelihood"] for state in saved] == [
        state.log_likelihood for state in states[::2]
    ]
    drawn = models.drawn(states[6])
    assert saved[3]["means"] == drawn.means.tolist()
    assert np.array_equal(
        np.array(saved[3]["covariances"]), drawn.covariances.reshape(4, 4)[:, [0, 1, 3]]
    )
    assert (
        saved[3]["degrees_of_freedom"] == np.asarray(states[6].mixture.degrees_of_freedom).tolist()
    )
    assert file["k_means"]["centroids"] == [state.centroids.tolist() for state in centres[::2]]
    assert file["mixture"]["end"]["half_step"] == len(states) - 1
    assert np.array_equal(file["data"]["points"], session.runs.dataset.points)
    assert np.array_equal(file["data"]["groups"], session.runs.dataset.groups)
    assert file["shown"] == {"half_step": 5, "iteration": 2, "phase": "E", "point": 16}

    dialog(stepper).get_by_role("button", name="Close").click()
    other = open_page("/app?data=moons&k=2")
    drop(other, path.read_text(encoding="utf-8"), "renamed.csv")
    other.wait_for_cursor(5)
    assert other.marks() == stepper.marks()
    pane = stepper.pane("Student-t mixture").inner_text()
    assert other.pane("Student-t mixture").inner_text() == pane
    # Back leads to what was there.
    other.page.go_back()
    expect(other.field("radio", "Moons")).to_be_checked()


def test_a_refused_run_leaves_what_was_there(open_page):
    stepper = open_page("/app?data=moons&k=2")
    stepper.press("Step")
    before = stepper.marks()
    file = {"format": "em-stepper run", "version": 1, "settings": {"data": HARM}, "data": {}}
    shown = hand_in(stepper, json.dumps(file).encode(), f"{HARM}.json")
    expect(shown.get_by_role("alert")).to_contain_text("Data set cannot be '<img")
    stepper.page.keyboard.press("Escape")
    assert stepper.marks() == before
    assert stepper.press("Step").counter == "iter 2"


class Alone:
    """The file that plays by itself, from a disk, with the network off."""

    def __init__(self, browser, path, **options):
        options = {"viewport": {"width": 1000, "height": 700}, "offline": True, **options}
        self.context = browser.new_context(reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("[data-cursor]")

    def _request(self, request):
        if not request.url.startswith(("file:", "data:")):
            self.complaints.append(request.url)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def said(self, part):
        return self.page.get_by_role("article", name=part, exact=True).inner_text()

    @property
    def cursor(self):
        return int(self.page.locator("body").get_attribute("data-cursor"))

    def pixels(self, number):
        """Return a pane's picture, and its box."""
        canvas = self.page.locator("canvas").nth(number)
        box = canvas.bounding_box()
        return Image.open(BytesIO(canvas.screenshot())).convert("RGB"), (
            0,
            0,
            box["width"],
            box["height"],
        )


def test_the_page_plays_alone_with_the_numbers_and_colours_of_the_engine(
    open_page, browser, palettes, tmp_path
):
    stepper = open_page()
    stepper.press("Step", "Step")
    path = taken(stepper, "Page (HTML)", tmp_path)
    assert path.name == "em-stepper-tilted-k3.html"
    expected = Expected()
    alone = Alone(browser, path, color_scheme="dark")
    assert alone.cursor == 4
    alone.press("Reset")
    for key in (" ", "ArrowRight", "e", "m", "ArrowLeft", "ArrowRight", "e"):
        alone.page.keyboard.press(key)
    assert alone.cursor == 7
    state, kmeans = expected.mixture.seek(7), expected.kmeans.seek(7)
    assert number(state.log_likelihood) in alone.said("Gaussian mixture")
    assert number(kmeans.inertia) in alone.said("k-means")
    points, palette = expected.points, palettes["dark"]
    shares = expected.shares_at(7)[1]
    image, box = alone.pixels(0)
    at = places(points, box)
    # Where no ellipse lies over a point, its colour is that of its shares and nothing else.
    squared = [
        np.einsum("nd,dn->n", points - mean, np.linalg.solve(covariance, (points - mean).T))
        for mean, covariance in zip(state.mixture.means, state.mixture.covariances, strict=True)
    ]
    outside = (np.min(squared, axis=0) > 6.3) & uncovered(at, 9)
    assert outside.sum() >= 3
    found = np.array([image.getpixel(tuple(np.floor(place).astype(int))) for place in at[outside]])
    assert apart(found, mixed(shares, palette)[outside]) <= 2
    image, box = alone.pixels(1)
    at, labels = places(points, box), expected.labels_at(7)
    clear = clear_of_marks(points, at, kmeans.centroids)
    found = np.array([image.getpixel(tuple(np.floor(place).astype(int))) for place in at[clear]])
    assert apart(found, np.array(rgb(palette))[labels[clear]]) <= 2

    # To its end, and by the slider to the middle.
    slider = alone.page.get_by_role("slider", name="Iteration")
    last = int(slider.get_attribute("max"))
    slider.fill(str(last))
    expected.mixture.seek(10_000)
    assert number(expected.mixture.states[-1].log_likelihood) in alone.said("Gaussian mixture")
    assert "Converged" in alone.said("Gaussian mixture")
    assert alone.page.get_by_role("button", name="Step", exact=True).is_disabled()
    slider.fill(str(last - 2))
    alone.press("Run")
    until(alone.page, f"document.body.dataset.cursor === '{2 * last}'")
    expect(alone.page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    assert violations(Axe(), alone) == []
    assert alone.complaints == []
    alone.context.close()


def test_names_run_nowhere_in_what_is_taken_away(open_page, browser, tmp_path):
    stepper = open_page()
    rows = "\n".join(f"{x!r},{y!r}" for x, y in datasets.load("faithful").points.tolist())
    header = ",".join('"' + name.replace('"', '""') + '"' for name in NAMES)
    hand_in(stepper, f"{header}\n{rows}".encode(), f"{HARM}.csv")
    show(stepper, 272)
    stepper.press("Step")
    open_dialog(stepper)
    files = {
        name: taken(stepper, name, tmp_path)
        for name in (
            "Picture (PNG)",
            "Picture (SVG)",
            "Page (HTML)",
            "Parameters (CSV)",
            "Responsibilities (CSV)",
            "Run (JSON)",
            "Script (Python)",
        )
    }
    assert all(path.name.startswith("em-stepper-own-k3") for path in files.values())
    drawing = ElementTree.parse(files["Picture (SVG)"]).getroot()
    text = [element.text for element in drawing.iter(f"{SVG}text")]
    assert all(name in text for name in NAMES)
    assert any(f"{HARM}.csv" in one for one in text)
    # A spreadsheet would take a name for a formula by how it begins.
    for table in ("Parameters (CSV)", "Responsibilities (CSV)"):
        names, rows = rows_of(files[table])
        assert {len(row) for row in rows} == {len(names)}
        assert not [name for name in names if name[:1] in "=+-@\t"]
    assert names[:2] == [NAMES[0][1:], NAMES[1]]
    assert "onerror" not in files["Script (Python)"].read_text(encoding="utf-8")
    alone = Alone(browser, files["Page (HTML)"])
    assert HARM in alone.page.locator("h1").inner_text()
    assert alone.page.locator("img").count() == 0
    assert alone.page.evaluate("window.harmed") is None
    assert alone.complaints == []
    alone.page.goto(files["Picture (SVG)"].as_uri())
    assert alone.page.evaluate("window.harmed") is None
    alone.context.close()

    # The script finds the points in the run, and says what the page says.
    run = subprocess.run(
        [sys.executable, files["Script (Python)"], files["Run (JSON)"]],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
    )
    saved = json.loads(files["Run (JSON)"].read_text(encoding="utf-8"))
    assert f"log-likelihood {saved['mixture']['states'][1]['log_likelihood']}" in run.stdout
    assert saved["data"]["columns"] == list(NAMES)
    other = open_page()
    hand_in(other, files["Run (JSON)"].read_bytes(), "x.txt")
    other.wait_for_cursor(2)
    assert other.marks() == stepper.marks()
    assert other.page.locator("img").count() == 0
    assert other.page.evaluate("window.harmed") is None


def test_twenty_components_and_a_bound_have_room_in_every_file(open_page, browser, tmp_path):
    stepper = open_page("/app?data=five&model=process&k=20&start=random%20points")
    stepper.press("Step")
    drawing = ElementTree.parse(taken(stepper, "Picture (SVG)", tmp_path)).getroot()
    text = [element.text for element in drawing.iter(f"{SVG}text")]
    assert "Dirichlet-process mixture" in text
    assert any("lower bound" in one for one in text)
    assert sum("II" in one for one in text) == 20
    alone = Alone(browser, taken(stepper, "Page (HTML)", tmp_path))
    said = alone.said("Dirichlet-process mixture")
    assert stepper.page.locator("[data-ref=mixture-objective]").inner_text() in said
    assert "lower bound" in said
    assert violations(Axe(), alone) == []
    assert alone.complaints == []
    alone.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_menu_has_it_and_everyone_can_use_it(open_page, scheme, tmp_path):
    stepper = open_page(**PHONE, color_scheme=scheme)
    assert not stepper.button("Download").is_visible()
    stepper.button("Menu").click()
    stepper.page.locator("#menu").get_by_role("button", name="Download").click()
    expect(dialog(stepper)).to_be_visible()
    assert violations(Axe(), stepper) == []
    shown = dialog(stepper)
    shown.get_by_role("button", name="Download Responsibilities (CSV)").click()
    expect(shown.get_by_role("status")).to_contain_text("take a Step first")
    assert taken(stepper, "Picture (PNG)", tmp_path).stat().st_size > 10_000
    stepper.page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
