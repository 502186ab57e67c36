"""Many points are painted as one picture, which shows what their marks would."""

import numpy as np
import pytest
from playwright.sync_api import expect

from .expecting import Expected, apart, assert_shows, mixed

N = 20_000
LOOKED_AT = 400
# The picture of a pane: its pixels, their rows from the bottom up, and the frame in data units.
PICTURE = """(pane) => {
  const { renderers } = Bokeh.documents.at(-1).roots()[pane]
  const { data } = renderers.find(({ glyph }) => glyph.type === "ImageRGBA").data_source
  const [image] = data.image
  return {
    pixels: [...image], shape: image.shape,
    left: data.x[0], bottom: data.y[0], width: data.dw[0], height: data.dh[0],
  }
}"""


def seen(stepper, points, pane):
    """Return which of the newest points no later one covers, and the colours at their places."""
    picture = stepper.page.evaluate(PICTURE, pane)
    rows, columns = picture["shape"]
    pixels = np.array(picture["pixels"], np.int64).astype(np.uint32).view(np.uint8)
    pixels = pixels.reshape(rows, columns, 4)[..., :3]
    across = (points[:, 0] - picture["left"]) / picture["width"] * columns
    up = (points[:, 1] - picture["bottom"]) / picture["height"] * rows
    places = np.stack([up, across], axis=1).astype(int)
    newest = np.arange(len(points) - LOOKED_AT, len(points))
    uncovered = [
        i for i in newest if (np.abs(places[i + 1 :] - places[i]).max(axis=1, initial=0) > 6).all()
    ]
    return np.array(uncovered), pixels[places[uncovered, 0], places[uncovered, 1]]


@pytest.fixture(scope="module")
def expected():
    return Expected(data="uneven", n=N)


@pytest.mark.parametrize("patience", [0, 500], ids=["in haste", "at leisure"])
def test_the_picture_shows_the_engines_shares_and_labels(open_page, palette, expected, patience):
    stepper = open_page(f"/app?data=uneven&n={N}")
    for name in ("Step", "Step", "E step"):
        stepper.page.wait_for_timeout(patience)
        stepper.press(name)
    shares = expected.shares_at(5)[1]
    chosen, colours = seen(stepper, expected.points, 0)
    assert len(chosen) > LOOKED_AT / 4
    assert apart(colours, mixed(shares[chosen], palette)) <= 1
    chosen, colours = seen(stepper, expected.points, 1)
    own = np.eye(expected.k)[expected.labels_at(5)[chosen]]
    assert apart(colours, mixed(own, palette)) <= 1


def test_a_closer_look_paints_the_picture_anew(open_page, palette, expected):
    stepper = open_page(f"/app?data=uneven&n={N}")
    stepper.press("E step")
    before = stepper.page.evaluate(PICTURE, 0)
    (x, y) = stepper.place(-5.5, 5.5)
    stepper.page.mouse.move(x, y)
    stepper.page.mouse.down()
    stepper.page.mouse.move(x + 40, y + 25, steps=3)
    stepper.page.mouse.up()
    stepper.frames_pass(3)
    after = stepper.page.evaluate(PICTURE, 0)
    assert after["left"] < before["left"]
    chosen, colours = seen(stepper, expected.points, 0)
    assert apart(colours, mixed(expected.shares_at(1)[1][chosen], palette)) <= 1


def test_a_point_among_many_can_be_found(open_page, expected):
    stepper = open_page(f"/app?data=uneven&n={N}")
    lonely = int(expected.points[:, 1].argmax())
    stepper.tap_point(*expected.points[lonely])
    expect(stepper.field("spinbutton", "Ringed point")).to_have_value(str(lonely + 1))


def test_fewer_points_are_marks_again(open_page, palette):
    stepper = open_page(f"/app?data=uneven&n={N}")
    stepper.changes(lambda: stepper.page.get_by_role("radio", name="Blobs").check(force=True))
    stepper.press("Step")
    assert_shows(stepper, Expected(data="blobs"), palette)


def test_discs_have_soft_rims(open_page):
    stepper = open_page("/app?data=blobs&n=1600", viewport={"width": 1440, "height": 900})
    stepper.press("E step")
    picture = stepper.page.evaluate(PICTURE, 0)
    alpha = np.array(picture["pixels"], np.int64) >> 24 & 255
    shares = np.bincount(alpha, minlength=256)
    # Much is clear, much is covered, and around each lonely disc lie pixels in between.
    assert shares[0] > 10_000
    assert shares[255] > 10_000
    assert shares[1:255].sum() > 2_000
