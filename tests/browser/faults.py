"""Servers that sleep, are killed, or have forgotten the page: tried with real processes.

`pytest tests/browser/faults.py`; it takes minutes and needs nginx, so it is a part of
`.ci/run full` alone.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from ..server.client import run, visit
from ..server.nginx_replicas import behind_nginx, sessions
from ..server.proxy import line
from .conftest import Pages
from .expecting import Expected, assert_shows
from .serving import Server, free_port, serve
from .test_connection import LOST, REBUILT, words

PATIENCE = 90_000  # milliseconds
SETTINGS = {"data": "blobs", "k": 4, "start": "random points", "seed": 5}
ADDRESS = "/app?data=blobs&k=4&start=random+points&seed=5"


@pytest.fixture
def open_at(browser):
    """Open a page of a server that has faults; nothing but what is tested is looked at there."""
    opened = []

    def open_one(url, output):
        pages = Pages(browser, Server(url, output))
        opened.append(pages)
        return pages.open(ADDRESS)

    yield open_one
    for pages in opened:
        for context in pages.contexts.values():
            context.close()


def stepped(stepper):
    """Return a page after two steps of a run that its address does not name."""
    stepper.press("New start")
    expect(seed_of(stepper)).to_have_text("6")
    stepper.press("Step", "Step")
    return stepper


def seed_of(stepper):
    return stepper.page.get_by_text("Seed", exact=False).get_by_role("status")


def can_do_all(stepper, palette, seed=7):
    """The page shows what it should after a new start, and nothing is lost any more."""
    stepper.press("New start")
    expect(seed_of(stepper)).to_have_text(str(seed))
    stepper.press("Step")
    assert_shows(stepper, Expected(**SETTINGS | {"seed": seed}), palette)


def test_a_server_that_sleeps_is_waited_for_and_knows_the_page_when_it_wakes(
    open_at, tmp_path, palette
):
    with serve(tmp_path / "output.txt") as server:
        stepper = open_at(server.url, server.output)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            stepper.press("Step")
            stepper.press("New start")
            expect(words(stepper)).to_have_text(LOST, timeout=PATIENCE)
            stepper.press("Step")
            assert stepper.cursor == 4
        finally:
            os.kill(server.pid, signal.SIGCONT)
        expect(words(stepper)).to_be_hidden(timeout=PATIENCE)
        stepper.wait_for_cursor(0)
        stepper.press("Step")
        assert_shows(stepper, Expected(**SETTINGS | {"seed": 6}), palette)


def test_a_page_that_is_away_for_longer_is_rebuilt_from_its_own_state(open_at, tmp_path, palette):
    port = free_port()
    about = {"BOKEH_ALLOW_WS_ORIGIN": f"localhost:{port}", "EM_STEPPER_LINGER_SECONDS": "1"}
    with (
        serve(tmp_path / "output.txt", **about) as server,
        line(int(server.url.rpartition(":")[2]), port) as wire,
    ):
        stepper = stepped(open_at(wire.url, server.output))
        shown = stepper.plots()
        wire.silent()
        wire.cut()
        expect(words(stepper)).to_have_text(LOST)
        while sessions(server):
            stepper.page.wait_for_timeout(500)
        stepper.press("Back", "Step")
        wire.again()
        expect(words(stepper)).to_have_text(REBUILT, timeout=PATIENCE)
        stepper.wait_for_cursor(4)
        assert stepper.plots() == shown
        can_do_all(stepper, palette)


def test_a_worker_that_is_killed_is_replaced_and_its_pages_are_rebuilt(open_at, tmp_path, palette):
    with serve(tmp_path / "output.txt", options=("--num-procs", "2")) as server:
        stepper = stepped(open_at(server.url, server.output))
        shown = stepper.plots()
        # One of the two has the page.
        for worker in children(server.pid):
            os.kill(worker, signal.SIGKILL)
        expect(words(stepper)).to_have_text(REBUILT, timeout=PATIENCE)
        stepper.wait_for_cursor(4)
        assert stepper.plots() == shown
        can_do_all(stepper, palette)
        assert len(children(server.pid)) == 2


def children(pid):
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_replica_that_is_killed_leaves_its_pages_to_the_other(open_at, tmp_path, palette):
    with behind_nginx(tmp_path) as (url, replicas):
        before = [sessions(each) for each in replicas]
        stepper = stepped(open_at(url, tmp_path / "1.txt"))
        shown = stepper.plots()
        more = [sessions(each) - n for each, n in zip(replicas, before, strict=True)]
        os.kill(replicas[more.index(max(more))].pid, signal.SIGKILL)
        expect(words(stepper)).to_have_text(REBUILT, timeout=PATIENCE)
        stepper.wait_for_cursor(4)
        assert stepper.plots() == shown
        can_do_all(stepper, palette)


def test_work_for_a_page_that_fell_silent_ends(tmp_path):
    port = free_port()
    with (
        serve(tmp_path / "output.txt", BOKEH_ALLOW_WS_ORIGIN=f"localhost:{port}") as server,
        line(int(server.url.rpartition(":")[2]), port) as wire,
    ):

        async def fall_silent():
            visitor = await visit(wire.url)
            values = {"data": "overlap", "n": 100_000}
            await visitor.answered(await visitor.do({"do": "set", "values": values}))
            work = {"do": "work", "run": 1, "name": "sweep", "options": {}}
            await visitor.answered(await visitor.do(work))
            assert working(server) == 1
            wire.silent()
            end = time.monotonic() + PATIENCE / 1000
            while working(server) and time.monotonic() < end:
                await asyncio.sleep(0.5)
            ended = working(server) == 0
            wire.again()
            return ended

        assert run(fall_silent())


def working(server):
    with urlopen(f"{server.url}/metrics") as answer:
        text = answer.read().decode()
    return float(re.search(r"^em_stepper_work (\S+)$", text, re.MULTILINE)[1])
