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
from .own import drop, hand_in, show
from .taking import dialog, open_dialog, places, taken, uncovered
from .test_accessibility import violations
from .waiting import until

SVG = "{http://www.w3.org/2000/svg}"
HARM = "<img src=x onerror=window.harmed=1>"
NAMES = (f"=1+1,{HARM}", "\"'</script><script>window.harmed=1</script>")
ROOT = Path(__file__).parents[2]
# Where each pane's picture lies in an SVG or PNG of 1,200 pixels' width.
PANES = ((20.0, 102.0, 568.0, 454.4), (612.0, 102.0, 568.0, 454.4))


def rgb(palette):
    return [tuple(bytes.fromhex(colour[1:])) for colour in palette]


def rows_of(path):
    """Return a CSV file as its names and its other rows."""
    with path.open(newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    return names, rows


def clear_of_marks(points, at, centroids):
    """Return which points no other mark of k-means' pane, and no other point, can cover."""
    gaps = np.sort(np.linalg.norm(points[:, None] - centroids[None], axis=2), axis=1)
    unit = np.linalg.norm(at[0] - at[1]) / np.linalg.norm(points[0] - points[1])
    away = (gaps[:, 1] - gaps[:, 0]) * unit > 12
    return away & (gaps[:, 0] * unit > 16) & uncovered(at, 9)


def test_the_picture_as_png_and_svg_shows_what_the_engine_computed(
    open_page, browser, palette, tmp_path
):
    stepper = open_page()
    stepper.press("Step", "Step", "E step")
    expected = Expected()
    png, svg = (taken(stepper, f"Picture ({kind})", tmp_path) for kind in ("PNG", "SVG"))
    assert (png.name, svg.name) == tuple(f"em-stepper-tilted-k3-iter2.{k}" for k in ("png", "svg"))
    points, labels = expected.points, expected.labels_at(5)
    shares = expected.shares_at(5)[1]

    drawing = ElementTree.parse(svg).getroot()
    size = [int(drawing.get(name)) for name in ("width", "height")]
    text = " ".join(element.text or "" for element in drawing.iter(f"{SVG}text"))
    state, kmeans = expected.mixture.seek(5), expected.kmeans.seek(5)
    for part in ("Gaussian mixture", "k-means", "iteration 2", "after the E step", "blue", "amber"):
        assert part in text
    assert number(state.log_likelihood) in text
    assert number(kmeans.inertia) in text
    assert stepper.watch.host in text
    circles = list(drawing.iter(f"{SVG}circle"))
    assert len(circles) == 2 * len(points)
    fills = np.array([tuple(bytes.fromhex(circle.get("fill")[1:])) for circle in circles])
    where = np.array([[float(circle.get(name)) for name in ("cx", "cy")] for circle in circles])
    assert apart(fills[:300], mixed(shares, palette)) <= 1
    assert apart(fills[300:], mixed(np.eye(3)[labels], palette)) <= 1
    for pane, box in enumerate(PANES):
        assert np.allclose(where[300 * pane :][:300], places(points, box), atol=0.01)

    with Image.open(png) as opened:
        image = opened.convert("RGB")
    assert image.size == (2 * size[0], 2 * size[1])
    clear = clear_of_marks(points, where[300:], kmeans.centroids)
    assert clear.sum() > 30
    for label, (x, y) in zip(labels[clear], where[300:][clear], strict=True):
        pixel = image.getpixel((round(2 * x), round(2 * y)))
        assert max(abs(a - b) for a, b in zip(pixel, rgb(palette)[label], strict=True)) <= 1

    # Another program's drawing of the SVG is the PNG.
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, device_scale_factor=2
    )
    page = context.new_page()
    page.goto(svg.as_uri())
    drawn = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    assert drawn.size == image.size
    differ = np.abs(np.asarray(drawn, dtype=int) - np.asarray(image, dtype=int)).max(axis=2)
    # Letters and edges may be smoothed otherwise.
    assert (differ > 60).mean() < 0.005


def test_components_have_shapes_where_the_page_gives_them_shapes(open_page, tmp_path):
    stepper = open_page("/app?shapes=1")
    stepper.press("Step")
    expect(stepper.host).to_have_attribute("data-shapes", "")
    expected = Expected()
    of_each = [expected.shares_at(2)[1].argmax(axis=1), expected.labels_at(2)]
    drawing = ElementTree.parse(taken(stepper, "Picture (SVG)", tmp_path)).getroot()
    panes = [group for group in drawing.iter(f"{SVG}g") if group.get("stroke")]
    for labels, pane in zip(of_each, panes, strict=True):
        # A disc for the first component; squares have four corners, triangles three.
        corners = [path.get("d").count("L") for path in pane.iter(f"{SVG}path")]
        found = [len(list(pane.iter(f"{SVG}circle"))), corners.count(3), corners.count(2)]
        assert found == np.bincount(labels, minlength=3).tolist()


def test_the_picture_is_dark_where_the_page_is(open_page, palettes, tmp_path):
    stepper = open_page("/app?k=2", color_scheme="dark")
    stepper.press("Step")
    with Image.open(taken(stepper, "Picture (PNG)", tmp_path)) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert pixels[4, 4].tolist() == [15, 18, 22]
    found = [(pixels == colour).all(axis=2).any() for colour in rgb(palettes["dark"][:2])]
    assert all(found)
    found = [(pixels == colour).all(axis=2).any() for colour in rgb(palettes["light"][:2])]
    assert not any(found)


def test_the_film_shows_evenly_chosen_iterations_of_a_long_run(open_page, palette, tmp_path):
    stepper = open_page("/app?data=moons&k=3&n=50")
    path = taken(stepper, "Film (GIF)", tmp_path)
    expected = Expected(data="moons", k=3, n=50)
    expected.mixture.seek(10_000)
    last = expected.mixture.states[-1].iteration
    assert last > 60
    assert path.name == "em-stepper-moons-k3.gif"
    expect(dialog(stepper)).to_contain_text(f"60 of {last + 1} states, evenly chosen.")
    at = places(expected.points, (462.0, 102.0, 418.0, 334.4))
    frames = {}
    with Image.open(path) as film:
        assert (film.n_frames, film.info["loop"], film.width) == (60, 0, 900)
        for frame in (0, 1, 2, 30, 59):
            film.seek(frame)
            frames[frame] = np.asarray(film.convert("RGB"))
            assert film.info["duration"] == (2000 if frame in (0, 59) else 200)
    assert len({frame.tobytes() for frame in frames.values()}) == len(frames)
    for frame in (1, 2, 59):
        cursor = 2 * round(frame * last / 59)
        labels = expected.labels_at(cursor)
        clear = clear_of_marks(expected.points, at, expected.kmeans.seek(cursor).centroids)
        assert clear.sum() > 10
        x, y = np.rint(at[clear]).astype(int).T
        assert apart(frames[frame][y, x], np.array(rgb(palette))[labels[clear]]) <= 12


def test_a_film_can_be_cancelled(open_page, tmp_path):
    stepper = open_page("/app?data=overlap&k=6&n=1000")
    shown = open_dialog(stepper)
    shown.get_by_role("button", name="Download Film (GIF)").click()
    shown.get_by_role("button", name="Cancel").click()
    expect(shown.get_by_role("status")).to_have_text("Cancelled.")
    expect(shown.get_by_role("button", name="Cancel")).to_be_hidden()
    assert taken(stepper, "Parameters (CSV)", tmp_path).exists()


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


def test_a_hundred_thousand_points_are_one_picture_in_the_drawing(open_page, tmp_path):
    stepper = open_page("/app?data=blobs&n=100000")
    stepper.press("E step")
    path = taken(stepper, "Picture (SVG)", tmp_path)
    expect(dialog(stepper)).to_contain_text("More than 5,000 points are in it as one picture.")
    drawing = ElementTree.parse(path).getroot()
    assert not list(drawing.iter(f"{SVG}circle"))
    assert len(list(drawing.iter(f"{SVG}image"))) == 2
    assert path.stat().st_size < 3_000_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_menu_has_it_and_everyone_can_use_it(open_page, scheme, tmp_path):
    stepper = open_page(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme=scheme
    )
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
