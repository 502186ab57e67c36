"""A crowd at the page's server: ``python -m benchmarks.load``; real websockets, loopback only.

All pages are opened at the same moment, then each steps once a second, then all leave. Latencies
are from a message's sending to its acknowledgement, with the crowd itself on the same processors.
``--quick`` is a short version; ``--pages`` and ``--seconds`` choose, within bounds.
"""

import argparse
import asyncio
import os
import random
import time

import numpy as np

from benchmarks.page_servers import serve
from tests.server.client import run, visit

MOST_PAGES, MOST_SECONDS = 400, 300
FORGOTTEN_AFTER = 40  # seconds; sessions wait for their pages for thirty


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="20 pages for 5 seconds")
    parser.add_argument(
        "--pages", type=int, choices=range(1, MOST_PAGES + 1), default=200, metavar="N"
    )
    parser.add_argument(
        "--seconds", type=int, choices=range(1, MOST_SECONDS + 1), default=30, metavar="S"
    )
    chosen = parser.parse_args()
    pages, seconds = (20, 5) if chosen.quick else (chosen.pages, chosen.seconds)
    print(f"Load at the start: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors\n")
    with serve("app") as server:
        run(measure(server, pages, seconds))


async def measure(server, pages, seconds):
    """Open pages at once, step in all of them, and see what is left when they have gone."""
    url = server.url.removesuffix("/app")
    await (await visit(url)).leave()
    memory, begun = server.megabytes(), time.monotonic()
    usable = []

    async def come():
        visitor = await visit(url)
        usable.append(time.monotonic() - begun)
        return visitor

    visitors = await asyncio.gather(*[come() for _ in range(pages)])
    told(f"{pages} pages opened at once, usable after", usable, "s", 1)
    print(f"  memory {memory:.0f} MB before, {server.megabytes():.0f} MB with them", flush=True)

    used, began = server.seconds(), time.monotonic()
    waits = [
        each
        for some in await asyncio.gather(*[step(v, seconds) for v in visitors])
        for each in some
    ]
    busy = (server.seconds() - used) / (time.monotonic() - began)
    told(f"{len(waits)} steps, once a second each, acknowledged after", waits, "ms", 1_000)
    print(f"  server busy {busy:.0%} of one processor", flush=True)

    for visitor in visitors:
        await visitor.leave()
    await asyncio.sleep(FORGOTTEN_AFTER)
    print(f"All have left: memory {server.megabytes():.0f} MB")


async def step(visitor, seconds):
    """Do what a page does when its reader steps once a second; return the waits."""
    waits = []
    await asyncio.sleep(random.random())
    for i in range(seconds):
        visitor.heard.clear()
        sent = time.monotonic()
        assert await visitor.answered(await visitor.do({"do": "at", "run": 0, "cursor": 2 * i}))
        waits.append(time.monotonic() - sent)
        await asyncio.sleep(max(0.0, 1.0 - waits[-1]))
    return waits


def told(what, seconds, unit, scale):
    """Print the median, 95 per cent and the worst of some durations."""
    middle, most, worst = np.quantile(seconds, [0.5, 0.95, 1.0]) * scale
    print(f"{what}: median {middle:.1f}, 95 % {most:.1f}, worst {worst:.1f} {unit}")


if __name__ == "__main__":
    main()
