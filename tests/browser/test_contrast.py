"""More contrast, and the high contrast of Windows: states are seen, pictures keep their colours."""

from io import BytesIO

import pytest
from PIL import Image

RIM = 8

STYLE = """([element, name]) => {
  const found = document.querySelector(element)
  return getComputedStyle(found)[name]
}"""


def inside(photograph):
    """Return a picture's own pixels, without the ground that shows at its rim."""
    image = Image.open(BytesIO(photograph))
    return image.crop((RIM, RIM, image.width - RIM, image.height - RIM)).tobytes()


def style(stepper, element, name):
    return stepper.page.evaluate(STYLE, [element, name])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_keeps_the_pictures_and_shows_what_is_chosen(open_page, scheme):
    stepper = open_page("/app?k=4", color_scheme=scheme)
    stepper.press("Step")
    stepper.page.mouse.move(0, 0)
    pictures = [inside(picture) for picture in stepper.pixels()]
    stepper.page.emulate_media(forced_colors="active", reduced_motion="reduce", color_scheme=scheme)
    stepper.frames_pass(3)
    assert [inside(picture) for picture in stepper.pixels()] == pictures
    swatches = stepper.page.eval_on_selector_all(
        "[data-ref=mixture-chips] .swatch",
        "(all) => all.map((s) => getComputedStyle(s).backgroundColor)",
    )
    assert len(set(swatches)) == 4
    # What is chosen has a thick edge or another ground; what can be focused, and is, an outline.
    assert style(stepper, ".card:has(:checked)", "outlineWidth") == "3px"
    grounds = [style(stepper, f"[data-ref={name}]", "backgroundColor") for name in ("step", "run")]
    assert grounds[0] != grounds[1]
    assert style(stepper, ".levels a[aria-current]", "backgroundColor") == grounds[0]
    stepper.button("Run").focus()
    stepper.page.keyboard.press("Shift+Tab")
    assert style(stepper, ":focus-visible", "outlineStyle") == "solid"


def test_more_contrast_has_no_quiet_words(open_page):
    stepper = open_page(contrast="more")
    ink = style(stepper, ".stepper", "color")
    for quiet in (".status", ".chips", ".facts", ".source", ".levels a:not([aria-current])"):
        assert style(stepper, quiet, "color") == ink
    assert style(stepper, "[data-ref=back]", "opacity") == "1"
    assert style(stepper, "[data-ref=back]", "borderTopStyle") == "dashed"
