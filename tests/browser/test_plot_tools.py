"""What a user of Bokeh expects of a plot: zoom, reset and save, on two panes that move as one."""

import numpy as np
import pytest
from PIL import Image

from .driving import KMEANS, MIXTURE

PANES = pytest.mark.parametrize("name", [MIXTURE, KMEANS])


def tool(stepper, name, title):
    """Return a button of a pane's toolbar, which is there while the pointer is over the pane."""
    pane = stepper.field("img", name)
    pane.hover()
    return pane.get_by_title(title)


@PANES
def test_zooming_and_resetting_either_pane_moves_both(open_page, name):
    stepper = open_page()
    before = stepper.plots()[0]["view"]
    tool(stepper, name, "Wheel Zoom").click()
    stepper.field("img", name).hover()
    stepper.page.mouse.wheel(0, -300)
    stepper.frames_pass(5)
    near, other = (plot["view"] for plot in stepper.plots())
    assert near == other
    assert near[1] - near[0] < before[1] - before[0]
    tool(stepper, name, "Reset").click()
    stepper.frames_pass(5)
    assert [plot["view"] for plot in stepper.plots()] == [before, before]


@PANES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_pane_is_saved_as_a_picture_that_can_be_read_anywhere(open_page, name, scheme):
    stepper = open_page(color_scheme=scheme)
    stepper.press("Step")
    with stepper.page.expect_download() as download:
        tool(stepper, name, "Save").click()
    saved = download.value
    assert saved.suggested_filename.startswith("em-stepper-")
    with Image.open(saved.path()) as picture:
        inside = np.asarray(picture.convert("RGBA"), int)[2:-2, 2:-2]
    assert len(np.unique(inside.reshape(-1, 4), axis=0)) > 100
    # Its ground is the pane's, not whatever the picture is laid upon.
    assert np.median(inside[..., 3]) == 255
    assert (np.median(inside[..., :3]) > 128) == (scheme == "light")
