"""A server that can write its log nowhere goes on serving."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from ..browser.serving import ROOT, free_port, wait_until_it_answers
from .client import run, visit

FULL = Path("/dev/full")
PATIENCE = 60


@pytest.fixture(scope="module")
def url():
    port = free_port()
    command = [sys.executable, "-m", "panel", "serve", "app", "--port", str(port)]
    environment = {**os.environ, "EM_STEPPER_LOG": "json"}
    # Every write to this device fails as on a full disk.
    with (
        FULL.open("wb") as full,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=full, stderr=full) as process,
    ):
        try:
            wait_until_it_answers(f"http://localhost:{port}/healthz", process)
            yield f"http://localhost:{port}"
            assert process.poll() is None, "the server ended by itself"
            process.terminate()
            assert process.wait(PATIENCE) is not None
        finally:
            process.kill()


def test_pages_are_opened_and_answered(url):
    async def step():
        for _ in range(3):
            visitor = await visit(url)
            assert await visitor.answered(await visitor.do({"do": "new start"}))
            assert await visitor.hears("esm_event")
            # Refused, and noted in the log.
            await visitor.send("{")
            await visitor.closed.wait()
            assert visitor.ending[0] == 1008

    run(step())
    for path in ("/readyz", "/metrics", "/app"):
        with urlopen(url + path) as answer:
            assert answer.status == 200
