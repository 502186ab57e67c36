"""Pictures and films taken away, read by programs that are not ours and held against the engine."""

import xml.etree.ElementTree as ElementTree
from io import BytesIO

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from .expecting import Expected, apart, mixed, number
from .taking import SVG, clear_of_marks, dialog, open_dialog, places, rgb, taken

# Where each pane's picture lies in an SVG or PNG of 1,200 pixels' width.
PANES = ((20.0, 102.0, 568.0, 454.4), (612.0, 102.0, 568.0, 454.4))


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


def test_a_hundred_thousand_points_are_one_picture_in_the_drawing(open_page, tmp_path):
    stepper = open_page("/app?data=blobs&n=100000")
    stepper.press("E step")
    path = taken(stepper, "Picture (SVG)", tmp_path)
    expect(dialog(stepper)).to_contain_text("More than 5,000 points are in it as one picture.")
    drawing = ElementTree.parse(path).getroot()
    assert not list(drawing.iter(f"{SVG}circle"))
    assert len(list(drawing.iter(f"{SVG}image"))) == 2
    assert path.stat().st_size < 3_000_000
