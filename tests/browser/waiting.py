"""Waits for what scripts say, from outside: the page's own policy lets nobody evaluate there."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page

PAUSE = 30  # milliseconds
PATIENCE = 20  # seconds


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until an expression, or a function of an argument, is true in the page."""
    last = time.monotonic() + PATIENCE
    while not page.evaluate(expression, arg):
        if time.monotonic() > last:
            pytest.fail(f"Never true: {expression}")
        page.wait_for_timeout(PAUSE)
