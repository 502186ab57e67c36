"""A line between browser and server that can fall silent, or break, without either of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 1 << 16


class Line:
    """Forwards every connection to one port of this machine, until it is told otherwise."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The address at this end."""
        return f"http://localhost:{self.port}"

    def silent(self) -> None:
        """Forward nothing from here on, and close nothing: as where a laptop falls asleep."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def again(self) -> None:
        """Forward again, also what has waited."""
        self._loop.call_soon_threadsafe(self._open.set)

    def cut(self) -> None:
        """Break every connection."""

        def close() -> None:
            for writer in [*self._writers]:
                writer.transport.abort()

        self._loop.call_soon_threadsafe(close)

    async def _start(self) -> asyncio.Server:
        self._open.set()
        server = await asyncio.start_server(self._connected, "localhost", self.port or None)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            await self._open.wait()
            far_reader, far_writer = await asyncio.open_connection("localhost", self._to)
            ends.append(far_writer)
            self._writers.update(ends)
            await asyncio.gather(
                self._forward(reader, far_writer), self._forward(far_reader, writer)
            )
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._writers.difference_update(ends)
            for each in ends:
                each.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        await self._open.wait()
        writer.close()


@contextmanager
def line(to: int, port: int) -> Iterator[Line]:
    """Open a line from one port of this machine to another, for as long as the block runs."""
    one = Line(to)
    one.port = port
    thread = threading.Thread(target=one._loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(one._start(), one._loop).result()
    try:
        yield one
    finally:

        async def end() -> None:
            server.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)  # transports end one turn of the loop later

        asyncio.run_coroutine_threadsafe(end(), one._loop).result()
        one._loop.call_soon_threadsafe(one._loop.stop)
        thread.join()
        one._loop.close()
