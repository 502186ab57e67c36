"""The page in a frame of another site: for those that the operator names, and no one else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from .conftest import PATIENCE
from .serving import Server, serve

FRAME = (
    '<!doctype html><title>A course</title><iframe src="{src}" title="EM Stepper" width="{width}" '
    'height="{height}" allow="fullscreen; clipboard-write" {more}></iframe>'
)
READY = "[data-state=ready]"
# Whether all that is meant to be seen lies within the frame, and nothing scrolls.
FITS = """(host) => {
  const { scrollWidth, scrollHeight } = document.scrollingElement
  const parts = [...host.querySelectorAll(".pane, .bar, .bar button, .counter, .trace")]
  return scrollWidth <= innerWidth && scrollHeight <= innerHeight
    && parts.filter((part) => part.checkVisibility()).every((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect()
      return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
    })
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


def site(folder: Path) -> Iterator[str]:
    """Serve a folder, under a name that is another site than the page's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def allowed(folder: Path) -> Iterator[str]:
    yield from site(folder)


@pytest.fixture(scope="module")
def other(folder: Path) -> Iterator[str]:
    yield from site(folder)


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory, allowed: str) -> Iterator[Server]:
    output = tmp_path_factory.mktemp("framed") / "output.txt"
    with serve(output, EM_STEPPER_FRAME_ANCESTORS=f"'self' {allowed}") as running:
        yield running
    assert running.troubles() == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def open_in(
    page: Page,
    folder: Path,
    host: str,
    src: str,
    width: int = 480,
    height: int = 640,
    more: str = "",
) -> FrameLocator:
    name = f"{width}x{height}.html"
    words = FRAME.format(src=src, width=width, height=height, more=more)
    (folder / name).write_text(words, encoding="utf-8")
    page.goto(f"{host}/{name}")
    return page.frame_locator("iframe")


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts allow-same-origin"'])
def test_a_site_that_is_named_shows_the_page(page, folder, allowed, framed, sandbox):
    src = f"{framed.url}/app?data=faithful&hide=chrome"
    frame = open_in(page, folder, allowed, src, more=sandbox)
    expect(frame.locator(READY)).to_be_visible(timeout=30_000)
    frame.get_by_role("button", name="Step", exact=True).click()
    expect(frame.locator("output.counter")).to_have_text("iter 1")
    # Nothing was kept in the browser, where others' cookies are refused.
    assert page.context.cookies() == []


def test_any_other_site_does_not(page, folder, other, framed):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    frame = open_in(page, folder, other, f"{framed.url}/app")
    expect(page.locator("iframe")).to_be_visible()
    page.wait_for_timeout(1_500)
    assert frame.locator("#em-stepper").count() == 0
    assert any("frame-ancestors" in each for each in said)


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (480, 640, {"mixture", "kmeans", "trace"}),
        (480, 360, {"mixture"}),
        (640, 400, {"mixture", "kmeans"}),
        (960, 540, {"mixture", "kmeans", "trace"}),
    ],
)
def test_a_small_frame_holds_the_pictures_and_the_buttons(
    page, folder, allowed, framed, width, height, shown
):
    src = f"{framed.url}/app?scenario=soft&hide=chrome"
    frame = open_in(page, folder, allowed, src, width, height)
    expect(frame.locator(READY)).to_be_visible(timeout=30_000)
    host = frame.locator("#em-stepper")
    assert host.evaluate(FITS)
    for name in ("mixture", "kmeans", "trace"):
        part = frame.locator(f".pane.{name}, section.{name}")
        assert part.is_visible() == (name in shown)
    plot = frame.locator(".pane.mixture .plot").bounding_box()
    assert plot is not None
    assert plot["height"] > 110
    for label in ("Reset", "Back", "Step", "E step", "M step", "Run"):
        box = frame.get_by_role("button", name=label, exact=True).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
