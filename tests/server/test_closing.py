"""A line that the server has closed, and whose other end never says that it knows."""

import base64
import socket
from urllib.parse import urlparse

from tests.browser.serving import serve

from .client import opened

# A masked frame of text with one letter in it, which is no message.
NONSENSE = bytes([0x81, 0x81, 0, 0, 0, 0]) + b"x"
OTHERS = 3


def test_a_closed_line_that_does_not_answer_is_let_go(tmp_path):
    with serve(tmp_path / "output.txt", options=("--keep-alive", "1")) as server:
        token, _ = opened(f"{server.url}/app")
        host = urlparse(server.url).netloc
        name, port = host.split(":")
        with socket.create_connection((name, int(port)), timeout=30) as line:
            line.sendall(
                f"GET /app/ws HTTP/1.1\r\nHost: {host}\r\nOrigin: {server.url}\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n"
                f"Sec-WebSocket-Protocol: bokeh, {token}\r\n\r\n".encode()
            )
            heard = b""
            while b"ACK" not in heard:
                heard += line.recv(65536)
            line.sendall(NONSENSE)
            # While others are served, pings are due.
            for _ in range(OTHERS):
                opened(f"{server.url}/app")
        # Another visitor comes after it, so that all that it left is done.
        opened(f"{server.url}/app")
    assert "WebSocket connection closed" in server.output.read_text(encoding="utf-8")
    assert not server.troubles()
