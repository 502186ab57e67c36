"""Runs inside the image: starts its command as Docker would, looks at it, and ends it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PAGE, PATIENCE = "http://127.0.0.1:5006", 60


def read(address):
    with urlopen(PAGE + address, timeout=PATIENCE) as answer:
        return answer.read()


def wait_for(address, server):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return read(address)
        except URLError:
            try:
                sys.exit(f"container: the server ended with {server.wait(timeout=0.2)}")
            except subprocess.TimeoutExpired:
                continue
    sys.exit(f"container: {address} did not answer")


assert os.getuid() != 0, "the container runs as root"
assert not os.access(".", os.W_OK), "the container can write to its own code"
for tool in ("gcc", "cc", "c++", "make"):
    assert shutil.which(tool) is None, f"the image holds a build tool: {tool}"

began = time.monotonic()
with subprocess.Popen(json.loads(sys.argv[1])) as server:
    try:
        page = wait_for("/app", server).decode()
        ready = time.monotonic()
        assert 'id="em-stepper"' in page, "/app is not the page"
        assets = set(re.findall(r'(?:href|src)="\.?/?(assets/[^"]+)"', page))
        assert assets, "the page names no assets"
        assert all(read(f"/{asset}") for asset in assets), "an asset is empty"
        assert read("/healthz") == b"ok\n", "/healthz does not answer"
        assert read("/readyz") == b"ready\n", "no session can be opened"
        bill = json.loads(Path("/opt/venv/sbom.json").read_text())
        assert len(bill["components"]) > 20, "the bill of materials is short"
    finally:
        asked = time.monotonic()
        server.send_signal(signal.SIGTERM)
    server.wait(timeout=10)
print(
    f"container: page and {len(assets)} assets after {ready - began:.1f} s, user {os.getuid()}, "
    f"ended {time.monotonic() - asked:.1f} s after it was asked to"
)
