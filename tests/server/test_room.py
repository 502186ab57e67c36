"""``python -m app --room`` serves the page under the address that it prints."""

import os
import re
import subprocess
import sys

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from ..browser.serving import ROOT, free_port, wait_until_it_answers
from .client import opened, run


def test_what_is_printed_can_be_opened_and_connected_to(tmp_path):
    port, output = free_port(), tmp_path / "output.txt"
    command = [sys.executable, "-m", "app", "--room", "--port", str(port), "--address", "127.0.0.2"]
    environment = {name: value for name, value in os.environ.items() if "WS_ORIGIN" not in name}
    with (
        output.open("wb") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.2:{port}/healthz", process, output)
            [url] = re.findall(r"opens (http://\S+/app)$", output.read_text(), re.MULTILINE)
            assert url == f"http://127.0.0.2:{port}/app"
            token, _ = opened(url)
            run(connect(url, token))
        finally:
            process.terminate()


async def connect(url, token):
    request = HTTPRequest(
        f"{url.replace('http', 'ws')}/ws", headers={"Origin": url.removesuffix("/app")}
    )
    socket = await websocket_connect(request, subprotocols=["bokeh", token])
    assert '"ACK"' in await socket.read_message()
    socket.close()
    while await socket.read_message() is not None:
        pass
