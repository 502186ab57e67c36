"""Waits for what scripts say, from outside: the page's own policy lets nobody evaluate there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

PAUSE = 30  # milliseconds
PATIENCE = 20  # seconds


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until an expression, or a function of an argument, is true in the page."""
    until_true(page, lambda: page.evaluate(expression, arg), expression)


def until_true(page: Page, is_true: Callable[[], object], what: str) -> None:
    """Wait until something is true that is said in words, should it never be."""
    last = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > last:
            pytest.fail(f"Never true: {what}")
        page.wait_for_timeout(PAUSE)
