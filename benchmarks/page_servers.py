"""Servers to measure, each a process of its own, reached through a slow line that counts bytes."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
BARE = "benchmarks/page_bare.py"
CLASSIC = "benchmarks/page_classic.py"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """One `panel serve`: where it is, and what it has used so far."""

    def __init__(self, path, port, pid):
        self.port, self.pid = port, pid
        self.path = f"/{Path(path).stem}"
        self.url = f"http://localhost:{port}{self.path}"

    def seconds(self):
        """Return the CPU seconds that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def megabytes(self):
        """Return the memory that the process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def serve(path):
    """Serve a Panel application, here named by its path, for as long as the block runs."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "panel", "serve", path, "--port", str(port)]
    command += ["--allow-websocket-origin", "*", "--log-level", "error"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process,
    ):
        server = Server(path, port, process.pid)
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()


def _wait_for(server, process):
    for _ in range(600):
        try:
            with urlopen(server.url):
                return
        except (URLError, ConnectionError):
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"The server of {server.path} did not begin to answer.")


class Line:
    """A line to a server: `delay` seconds longer for there and back, and bytes counted.

    Browsers do not slow down what they send over websockets when asked to be slow, so this does.
    """

    def __init__(self, server):
        self.delay = 0.0
        self.bytes = {"http": 0, "websocket": 0}
        self.target = server.port
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait()
        self.url = f"http://localhost:{self.port}{server.path}"

    def _run(self, ready):
        async def listen():
            listening = await asyncio.start_server(self._connect, "localhost", 0)
            self.port = listening.sockets[0].getsockname()[1]
            for other in listening.sockets[1:]:  # one address family is enough
                other.close()
            ready.set()
            await listening.serve_forever()

        self.loop.run_until_complete(listen())

    async def _connect(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection("localhost", self.target)
        connection = {"kind": "http"}
        await asyncio.gather(
            self._carry(reader, there_writer, connection),
            self._carry(there_reader, writer, connection),
            return_exceptions=True,
        )

    async def _carry(self, reader, writer, connection):
        writer.transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        waiting, came = deque(), asyncio.Event()

        async def deliver():
            while True:
                while not waiting:
                    came.clear()
                    await came.wait()
                due, data = waiting.popleft()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
            writer.close()

        delivering = asyncio.create_task(deliver())
        data = b"?"
        while data:
            try:
                data = await reader.read(1 << 20)
            except ConnectionError:
                data = b""
            if b"Upgrade: websocket" in data[:2000]:
                connection["kind"] = "websocket"
            self.bytes[connection["kind"]] += len(data)
            waiting.append((time.monotonic() + self.delay / 2, data))
            came.set()
        await delivering
