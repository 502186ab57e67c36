"""The stepper in a real JupyterLab: shown, stepped, and read back by the next cell.

`pytest tests/browser/jupyter.py`; it needs the extra `notebook`, so it is a part of `.ci/run full`
alone.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from datasets import load
from gmm_core import EM, Timeline, initialize

from .serving import ROOT, free_port, wait_until_it_answers
from .watching import Watch

PATIENCE = 60  # seconds
LONG = 1_000 * PATIENCE
TOKEN = "of-this-test"
RUN = re.compile(r"^\[\d+\]:$")
SIZE = {"width": 1400, "height": 1100}
FIRST = """import json
import panel as pn
from app import EMStepper
from datasets import load
pn.extension(inline=True)"""
SHOW = """stepper = EMStepper(load("faithful").points, 2, "tied", "random points", 4)
stepper"""
TELL = """shown = stepper.mixture
print(json.dumps([stepper.iteration, stepper.log_likelihood, shown.weights.tolist(),
                  shown.means.tolist(), shown.covariances.tolist(),
                  stepper.responsibilities.tolist()]))"""
CELLS = (FIRST, SHOW, TELL, "stepper", TELL)
# Cells that are out of sight are there, too.
WHOLE = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
# What JupyterLab says of itself on a machine that has much to do.
SLOW = re.compile(r"Plugin \S+ .*to activate\.")
# JupyterLab asks elsewhere for news otherwise.
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


def notebook() -> dict[str, object]:
    """Return a notebook as it is kept in a file."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(CELLS)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture(scope="module", params=["/", "/user/someone/"], ids=["alone", "below a hub"])
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that serves one notebook, at the root or below it."""
    folder, port, base = tmp_path_factory.mktemp("lab"), free_port(), request.param
    (folder / "work").mkdir()
    (folder / "work" / "one.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    (folder / "config" / "labconfig").mkdir(parents=True)
    for name, what in (("page_config", QUIET), ("default_setting_overrides", WHOLE)):
        (folder / "config" / "labconfig" / f"{name}.json").write_text(json.dumps(what))
    own = {
        f"JUPYTER_{name.upper()}_DIR": str(folder / name) for name in ("config", "data", "runtime")
    }
    environment = {
        **os.environ,
        **own,
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = {
        "ip": "127.0.0.1",
        "port": port,
        "IdentityProvider.token": TOKEN,
        "ServerApp.base_url": base,
        "ServerApp.root_dir": folder / "work",
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    url = f"http://127.0.0.1:{port}{base}"
    with (
        (folder / "output.txt").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            wait_until_it_answers(f"{url}api/status?token={TOKEN}", process, folder / "output.txt")
            yield url
        finally:
            # Asked kindly, it ends its kernels too.
            process.send_signal(signal.SIGTERM)


@pytest.fixture
def page(browser: Browser, lab: str) -> Iterator[Page]:
    page = browser.new_page(viewport=SIZE, reduced_motion="reduce", color_scheme="dark")
    page.set_default_timeout(LONG)
    watch = Watch(page, lab)
    page.goto(f"{lab}lab/tree/one.ipynb?reset&token={TOKEN}")
    expect(page.locator(".jp-CodeCell")).to_have_count(len(CELLS), timeout=LONG)
    # The kernel is there, and has nothing to do.
    expect(page.locator(".jp-NotebookPanel [data-status='idle']").first).to_be_visible(timeout=LONG)
    yield page
    page.close()
    assert [each for each in watch.complaints if not SLOW.search(each)] == []


def cell(page: Page, number: int) -> Locator:
    return page.locator(".jp-CodeCell").nth(number)


def run(page: Page, number: int) -> None:
    """Run a cell as a person does, and wait until it has been done."""
    asked = cell(page, number).locator(".jp-InputPrompt").first
    before = asked.inner_text()
    # While JupyterLab is still opening it may not hear a key; a person presses again.
    until = time.monotonic() + PATIENCE
    while asked.inner_text() == before and time.monotonic() < until:
        cell(page, number).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(2_000)
    expect(asked).to_have_text(RUN, timeout=LONG)


def button(page: Page, number: int, name: str) -> Locator:
    return cell(page, number).get_by_role("button", name=name, exact=True)


def told(page: Page, number: int) -> list[object]:
    """Run a cell that tells, and return what it told."""
    run(page, number)
    return json.loads(cell(page, number).locator(".jp-OutputArea-output pre").inner_text())


def expected(half_steps: int) -> list[object]:
    points = load("faithful").points
    timeline = Timeline(EM(points, initialize(points, 2, "tied", "random points", 4)))
    timeline.extend(half_steps)
    state = timeline.states[half_steps]
    shown = [state.mixture.weights, state.mixture.means, state.mixture.covariances]
    arrays = [np.asarray(each).tolist() for each in (*shown, state.responsibilities)]
    return [state.iteration, state.log_likelihood, *arrays]


def same(ours: list[object], theirs: list[object]) -> None:
    """What two processes computed: where their arrays lie may change the last digits."""
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_what_was_stepped_to_in_the_browser_is_read_back_in_the_kernel(page):
    for number in (0, 1):
        run(page, number)
    # JupyterLab is light, whatever the system is, and so is what stands in it.
    expect(cell(page, 1).locator("[data-state=ready]")).to_have_attribute(
        "data-theme", "light", timeout=LONG
    )
    for _ in range(3):
        button(page, 1, "Step").click()
    button(page, 1, "E step").click()
    expect(cell(page, 1).locator("output.counter")).to_have_text("iter 3", timeout=LONG)
    same(told(page, 2), expected(7))

    # Keys go to the stepper, and not to the notebook around it, where M makes a cell a text.
    button(page, 1, "M step").focus()
    page.keyboard.press("m")
    expect(cell(page, 1).locator("output.counter")).to_have_text("iter 4", timeout=LONG)
    expect(page.locator(".jp-CodeCell")).to_have_count(len(CELLS))
    same(told(page, 2), expected(8))

    # Shown once more it begins anew, and what was used last is what is told.
    run(page, 3)
    button(page, 3, "Step").click()
    same(told(page, 4), expected(2))
    expect(cell(page, 1).locator("output.counter")).to_have_text("iter 4", timeout=LONG)
