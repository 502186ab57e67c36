"""The page's server, with a heartbeat in its event loop: ``python -m benchmarks.watched PORT``.

`/metrics` then also tells the longest time between two beats since it was asked last, and the most
CPU time that the loop's own thread used between two: the first includes what the machine gave to
others, the second is what the loop itself did without a pause.
"""

import asyncio
import sys
import time

from panel.command import main
from tornado.ioloop import IOLoop

from app import hosting
from app.metrics import METRICS

BEAT = 0.001


class Heartbeat:
    """Keeps the longest gaps until they are read."""

    def __init__(self):
        self.wall = self.cpu = 0.0

    async def beat(self):
        while True:
            wall, cpu = time.monotonic(), time.thread_time()
            await asyncio.sleep(BEAT)
            self.wall = max(self.wall, time.monotonic() - wall - BEAT)
            self.cpu = max(self.cpu, time.thread_time() - cpu)

    def read(self, name):
        value = getattr(self, name)
        setattr(self, name, 0.0)
        return value


def watch():
    heart = Heartbeat()
    METRICS.gauge("loop_gap_seconds", "Longest gap.", lambda: heart.read("wall"))
    METRICS.gauge("loop_cpu_seconds", "Most work without a pause.", lambda: heart.read("cpu"))
    IOLoop.current().add_callback(heart.beat)


if __name__ == "__main__":
    hosting.measure_the_loop = watch
    sys.argv = ["panel", "serve", "app", "--port", sys.argv[1]]
    main()
