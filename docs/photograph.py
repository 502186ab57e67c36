"""Takes the README's pictures of the page: `python docs/photograph.py ADDRESS`, the page running.

It needs Pillow (Bokeh brings it), Playwright (the extra `test`) and a Chromium or Chrome.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PICTURES = {"light": "page.png", "dark": "page-dark.png"}
STEPS = 16


def main(address: str) -> None:
    """Step through the first run and keep the first screen, in 256 colours."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        for scheme, name in PICTURES.items():
            page = browser.new_page(
                viewport={"width": 1440, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            page.goto(address)
            page.locator("#em-stepper[data-state=ready]").wait_for()
            for _ in range(STEPS):
                page.get_by_role("button", name="Step", exact=True).click()
            page.mouse.move(720, 890)
            page.wait_for_timeout(500)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(256, dither=Image.Dither.NONE).save(HERE / name, optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
