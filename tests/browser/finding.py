"""Finds a browser to test with, or gets one where it can.

A browser counts as found when it starts: a file may be there and lack the libraries it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

Browser = TypeVar("Browser")
Command = list[str]

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
ADVICE = (
    "The browser tests found no browser that starts, and could not get one: install Chromium, "
    "Chrome or Edge, or run `python -m playwright install --with-deps chromium`."
)
PATIENCE = 600  # seconds, for one command that downloads


class NoBrowserError(Exception):
    """There is no browser on this machine, and none could be had."""


def candidates(
    own: str,
    which: Callable[[str], str | None] = shutil.which,
    exists: Callable[[str], bool] = os.path.exists,
) -> Iterator[str]:
    """Yield the browsers on this machine: those it has, then Playwright's `own`."""
    yield from filter(None, map(which, NAMES))
    yield from filter(exists, (*PLACES, own))


def ways_to_get_one(is_root: bool, has_apt: bool) -> list[list[Command]]:
    """Return the commands that may bring a browser, as groups that belong together."""
    playwright = [sys.executable, "-m", "playwright"]
    ways = [[[*playwright, "install", "chromium"]]]
    if is_root and has_apt:
        ways.append([["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]])
        ways.append([[*playwright, "install-deps", "chromium"]])
    return ways


def succeeds(command: Command) -> bool:
    """Run a command and return whether it did what it should."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def start_browser(
    start: Callable[[str], Browser | None],
    find: Callable[[], Iterable[str]],
    ways: Iterable[list[Command]],
    run: Callable[[Command], bool] = succeeds,
) -> Browser:
    """Return the first browser that starts; get one if there is none.

    Raises
    ------
    NoBrowserError
        With one line that says what to install.
    """
    for way in ([], *ways):
        if not all(map(run, way)):
            continue
        for path in find():
            if (browser := start(path)) is not None:
                return browser
    raise NoBrowserError(ADVICE)


def ways_here() -> list[list[Command]]:
    """Return the ways to get a browser that this machine and user have."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    is_debian = Path("/etc/debian_version").exists()
    return ways_to_get_one(is_root, is_debian and shutil.which("apt-get") is not None)
