"""The browser, the server, and pages that are watched: shared, because they cost seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

from .driving import Stepper
from .finding import NoBrowserError, candidates, start_browser, ways_here
from .serving import Server, free_port, serve
from .watching import Watch

PATIENCE = 10_000  # milliseconds
USUAL: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}

OpenPage = Callable[..., Stepper]
Running = TypeVar("Running")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = started(playwright, playwright.chromium.launch)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def profile(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A profile on disk, where Chromium keeps what it has compiled: its pages open faster."""
    folder = tmp_path_factory.mktemp("profile")
    launch = partial(playwright.chromium.launch_persistent_context, folder, **USUAL)
    context = started(playwright, launch)
    yield context
    context.close()


def started(playwright: Playwright, launch: Callable[..., Running]) -> Running:
    """Return what a browser gives that starts; end the tests with one line if there is none."""

    def start(path: str) -> Running | None:
        try:
            return launch(executable_path=path)
        except Error:
            return None

    find = partial(candidates, playwright.chromium.executable_path)
    try:
        return start_browser(start, find, ways_here())
    except NoBrowserError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("server") / "output.txt") as running:
        yield running
    assert running.troubles() == []


class Pages:
    """Opens watched pages of one server."""

    def __init__(
        self, browser: Browser, server: Server, profile: BrowserContext | None = None
    ) -> None:
        self.browser, self.server = browser, server
        # Browser profiles by their options: pages that share one share its cache.
        self.contexts = {} if profile is None else {_key(USUAL): profile}

    def open(self, path: str = "/app", *, ready: bool = True, **options: Any) -> Stepper:
        """Open an address, in a browser with these options, and wait until it can be used."""
        options = {**USUAL, **options}
        key = _key(options)
        if key not in self.contexts:
            self.contexts[key] = self.browser.new_context(**options)
        page = self.contexts[key].new_page()
        page.set_default_timeout(PATIENCE)
        stepper = Stepper(page, Watch(page, self.server.url))
        page.goto(self.server.url + path)
        if ready:
            stepper.wait_until_ready()
        return stepper


def _key(options: dict[str, Any]) -> str:
    return repr(sorted(options.items()))


@pytest.fixture(scope="session")
def pages(browser: Browser, server: Server, profile: BrowserContext) -> Pages:
    return Pages(browser, server, profile)


@pytest.fixture
def open_page(pages: Pages) -> Iterator[OpenPage]:
    """Open pages of one's own; nothing may go wrong on them until the test ends."""
    opened: list[Stepper] = []

    def open_one(*arguments: Any, **options: Any) -> Stepper:
        opened.append(pages.open(*arguments, **options))
        return opened[-1]

    yield open_one
    for stepper in opened:
        stepper.page.close()
    assert [complaint for stepper in opened for complaint in stepper.watch.complaints] == []


class Kept:
    """One page for the many tests that only step: opening one costs more than the test."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.page = pages.open()
        self.first = self.page.picture()

    def fresh(self) -> Stepper:
        """Return the page as a person first sees it, opened again if Reset does not suffice."""
        if self.page.button("Reset").is_enabled():
            self.page.press("Reset")
        if self.page.picture() != self.first:
            self.page.page.close()
            self.page = self.pages.open()
        return self.page


@pytest.fixture(scope="session")
def kept(pages: Pages) -> Kept:
    return Kept(pages)


@pytest.fixture
def stepper(kept: Kept) -> Iterator[Stepper]:
    """The page as a person first sees it on a laptop."""
    stepper = kept.fresh()
    yield stepper
    complaints, stepper.watch.complaints = stepper.watch.complaints, []
    assert complaints == []


@pytest.fixture(scope="session")
def palettes(kept: Kept) -> dict[str, list[str]]:
    """The components' colours, as the page's modules have them."""
    return kept.page.page.evaluate(
        "async () => { const { LIGHT, DARK } = await import('/assets/colour.js')\n"
        "  return { light: LIGHT, dark: DARK } }"
    )


@pytest.fixture
def palette(palettes: dict[str, list[str]]) -> list[str]:
    return palettes["light"]


@pytest.fixture
def alone(browser: Browser, tmp_path: Path) -> Iterator[tuple[Callable[..., Any], OpenPage]]:
    """Pages of servers that come and go at one address; what they say meanwhile is expected."""
    port = free_port()
    opened: list[Pages] = []

    def start(number: int = 1, **environment: str) -> Any:
        return serve(tmp_path / f"output{number}.txt", port, **environment)

    def open_one(server: Server, path: str = "/app") -> Stepper:
        pages = Pages(browser, server)
        opened.append(pages)
        return pages.open(path)

    yield start, open_one
    for pages in opened:
        for context in pages.contexts.values():
            context.close()
