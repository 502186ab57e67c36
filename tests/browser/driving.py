"""Drives the page as a person does, and reads back all that it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .waiting import until
from .watching import Watch

MIXTURE = "Points and ellipses of the Gaussian mixture"
KMEANS = "Points, centres and borders of k-means"

# Both panes' data sources and ranges, by the kind of mark that shows them.
PLOTS = """() => {
  const plain = (value) => ArrayBuffer.isView(value) || Array.isArray(value)
    ? Array.from(value, plain) : value
  const plots = Bokeh.documents.at(-1).roots()
  return plots.map(({ renderers, x_range, y_range }) => ({
    view: [x_range, y_range].flatMap(({ start, end }) => [start, end]),
    marks: renderers.map(({ glyph, data_source }) => ({
      kind: glyph.type,
      ...Object.fromEntries(Object.entries(data_source.data).map(([k, v]) => [k, plain(v)])),
    })),
  }))
}"""
WORDS = """(host) => ({
  words: host.innerText,
  values: [...host.querySelectorAll("input, select")].map((field) =>
    field.type === "radio" ? field.checked : field.value),
  // What can be undone says where a page has been, not what it shows.
  disabled: [...host.querySelectorAll("button:not([data-undo])")].map((button) => button.disabled),
  bars: [...host.querySelectorAll(".fill")].filter((bar) => bar.checkVisibility())
    .map((bar) => bar.style.width),
})"""
# Where the pixels of a pane's picture lie on the screen.
FRAME = """(number) => {
  const plots = Bokeh.documents.at(-1).roots()
  const view = Object.values(Bokeh.index).find(({ model }) => model === plots[number])
  const { left, top } = view.el.getBoundingClientRect(), { bbox } = view.frame
  return { left: left + bbox.left, top: top + bbox.top, width: bbox.width, height: bbox.height }
}"""
RING_IS_NEAR = """([x, y, within]) => {
  const { data } = Bokeh.documents.at(-1).roots()[0].renderers.at(-1).data_source
  return Math.hypot(data.x[0] - x, data.y[0] - y) <= within
}"""
FRAMES_PASS = """(count) => new Promise((resolve) => {
  const tick = () => (count-- > 0 ? requestAnimationFrame(tick) : resolve())
  tick()
})"""


class Stepper:
    """One open page."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page = page
        self.watch = watch
        self.host = page.locator("#em-stepper")

    # What there is, by the names that a person sees.

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, role: Any, name: str) -> Locator:
        return self.page.get_by_role(role, name=name, exact=True)

    def pane(self, name: str) -> Locator:
        return self.page.get_by_role("article", name=name, exact=True)

    @property
    def slider(self) -> Locator:
        return self.field("slider", "Iteration")

    @property
    def notice(self) -> Locator:
        return self.page.get_by_role("alert")

    @property
    def story(self) -> Locator:
        return self.page.get_by_role("region", name="The ringed point")

    # What a person does.

    def press(self, *names: str) -> Stepper:
        """Press buttons, one after the other."""
        for name in names:
            self.button(name).click()
        return self

    def changes(self, act: Callable[[], object]) -> None:
        """Do what begins another run, and wait until the page shows its start."""
        if self.cursor == 0:
            self.press("E step")
        act()
        self.wait_for_cursor(0)

    def seek(self, iteration: int) -> None:
        """Move the slider to an iteration."""
        self.slider.fill(str(iteration))

    def tap_point(self, x: float, y: float, pane: int = 0, *, touch: bool = False) -> None:
        """Click or tap a place in a pane, given in the units of the data."""
        across, up = self.place(x, y, pane)
        pointer = self.page.touchscreen.tap if touch else self.page.mouse.click
        pointer(across, up)

    # What the page shows.

    def wait_until_ready(self) -> None:
        expect(self.host).to_have_attribute("data-state", "ready", timeout=30_000)

    def wait_for_cursor(self, half_steps: int) -> None:
        expect(self.host).to_have_attribute("data-cursor", str(half_steps))

    def wait_for_iteration(self, iteration: int) -> None:
        expect(self.page.get_by_text(f"iter {iteration}", exact=True).last).to_be_visible()

    def wait_for_ring(self, point: Sequence[float], within: float = 1e-9) -> None:
        """Wait until the ring is at a place, given in the units of the data."""
        until(self.page, RING_IS_NEAR, arg=[*map(float, point), within])

    def frames_pass(self, count: int) -> None:
        """Let the browser paint some frames."""
        self.page.evaluate(FRAMES_PASS, count)

    @property
    def cursor(self) -> int:
        return int(self.host.get_attribute("data-cursor") or -1)

    @property
    def counter(self) -> str:
        return self.host.locator("output.counter").inner_text()

    @property
    def words(self) -> str:
        return self.host.inner_text()

    def plots(self) -> list[dict[str, Any]]:
        """Return ranges and marks of the two panes."""
        return self.page.evaluate(PLOTS)

    def marks(self) -> list[Any]:
        """Return what is drawn in the two panes, wherever one looks."""
        return [plot["marks"] for plot in self.plots()]

    def picture(self) -> dict[str, Any]:
        """Return all that is visible as plain data: equal pictures are equal dicts."""
        return {"plots": self.plots(), **self.host.evaluate(WORDS)}

    def pixels(self) -> list[bytes]:
        """Return a photograph of each pane."""
        return [self.field("img", name).screenshot() for name in (MIXTURE, KMEANS)]

    def place(self, x: float, y: float, pane: int = 0) -> tuple[float, float]:
        """Return where a point of the data lies on the screen."""
        frame = self.page.evaluate(FRAME, pane)
        x0, x1, y0, y1 = self.plots()[pane]["view"]
        return (
            frame["left"] + (x - x0) / (x1 - x0) * frame["width"],
            frame["top"] + (y1 - y) / (y1 - y0) * frame["height"],
        )
