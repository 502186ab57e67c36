"""How long one visitor keeps the event loop from all others: ``python -m benchmarks.blocking``.

One page asks for everything at the largest sizes that the limits allow, message by message; a
heartbeat in the server (`benchmarks.watched`) tells the longest gap that each left. Aims: 50 ms,
and 150 ms for opening a page.
"""

import argparse
import asyncio
import base64
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

import numpy as np

from app.drawing import MAX_DRAWN, sheet
from app.tools import TOOLS
from tests.browser.serving import free_port
from tests.server.client import opened, run, visit

PART = 192 * 1024
POLLED = 0.1  # seconds between two questions whether a file has been read
MODELS = {"EM": 10, "student": 10, "process": 20}
STARTS = ("random points", "spread", "k-means++", "k-means", "random responsibilities")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=100_000, metavar="N")
    points = parser.parse_args().points
    print(f"Load at the start: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors")
    print(" gap ms  CPU ms  waited ms  what")
    with watched() as url:
        run(everything(url, points))


@contextmanager
def watched():
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.watched", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            while True:
                try:
                    urlopen(f"http://localhost:{port}/app").close()
                    break
                except OSError:
                    if server.poll() is not None:
                        sys.exit("The server ended by itself.")
                    time.sleep(0.2)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


class Asker:
    """A page, and what its messages cost the others."""

    def __init__(self, url, visitor):
        self.url, self.visitor, self.run = url, visitor, 0

    async def ask(self, what, *messages, enough=()):
        """Send messages, one after the other's answer, and print the longest gap meanwhile.

        The rest is not sent once an answer has some of certain words in it.
        """
        await asyncio.to_thread(gaps, self.url)
        begun = time.monotonic()
        for message in messages:
            self.visitor.heard.clear()
            if message["do"] in ("set", "open", "new start", "choose", "draw"):
                self.run += 1
            about = {"run": self.run} if "run" not in message else {}
            assert await self.visitor.answered(await self.visitor.do({**message, **about}))
            if enough:
                if any(words in self.visitor.said() for words in enough):
                    break
                await asyncio.sleep(POLLED)
        waited = time.monotonic() - begun
        refused = re.search(r'"(?:notice|sentence)": *"([^"]{5,80})', self.visitor.said())
        if refused:
            self.run -= message["do"] in ("set", "open", "new start")
        gap, cpu = await asyncio.to_thread(gaps, self.url)
        tell(gap, cpu, waited, what + (f"  [{refused[1]}]" if refused else ""))


def tell(gap, cpu, waited, what):
    print(f"{1000 * gap:7.1f} {1000 * cpu:7.1f} {1000 * waited:10.1f}  {what}", flush=True)


def gaps(url):
    """Return the longest gap and the most work at a time since they were asked for last."""
    with urlopen(f"{url}/metrics") as answer:
        text = answer.read().decode()
    return [
        float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])
        for name in ("loop_gap_seconds", "loop_cpu_seconds")
    ]


async def everything(url, points):
    await opening(url, points)
    await own(Asker(url, await visit(url)))
    asker = Asker(url, await visit(url))
    for model, k in MODELS.items():
        await asker.ask("a data set", {"do": "set", "values": {"data": "blobs"}})
        await asker.ask(
            f"{model}: {points:,} points, {k} components",
            {"do": "set", "values": {"model": model, "n": points, "k": k}},
        )
        for start in STARTS:
            await asker.ask(f"{model}: start {start}", {"do": "set", "values": {"start": start}})
        await asker.ask(f"{model}: new start", {"do": "new start"})
        steps = [{"do": "at", "cursor": i} for i in range(0, 12, 2)]
        await asker.ask(f"{model}: six pieces of steps", *steps)
        await asker.ask(f"{model}: another point", {"do": "select", "point": points // 2})
        await asker.ask(
            f"{model}: density at a place", {"do": "probe", "cursor": 4, "x": 0, "y": 0}
        )
        for name in TOOLS:
            looks = [{"do": "look", "cursor": cursor, "tools": {name: {}}} for cursor in (4, 3)]
            await asker.ask(f"{model}: look with {name}", *looks)
            if TOOLS[name].work:
                work = [{"do": "work", "name": name, "options": {}}]
                stop = [{"do": "stop work", "name": name}]
                await asker.ask(f"{model}: work of {name}", *(10 * work), *stop)
        tools = {name: {} for name in TOOLS}
        await asker.ask(f"{model}: all tools", {"do": "look", "cursor": 2, "tools": tools})


async def opening(url, points):
    for path in ("/app", f"/app?data=blobs&model=process&n={points}&k=20&start=k-means&seed=3"):
        await asyncio.to_thread(gaps, url)
        begun = time.monotonic()
        await asyncio.to_thread(opened, url + path)
        waited = time.monotonic() - begun
        tell(*await asyncio.to_thread(gaps, url), waited, f"opening {path}")


async def own(asker):
    """A file of ten megabytes, its points, and a sheet of 3,000 drawn ones."""
    rows = np.random.default_rng(1).normal(size=(262_000, 2))
    text = "x,y\n" + "".join(f"{x:.15f},{y:.15f}\n" for x, y in rows)
    content = text.encode()[: 10 * 1024**2]
    content = content[: content.rindex(b"\n") + 1]
    for size in (len(content), 95_000 * 37):
        part = content[:size]
        part = part[: part.rindex(b"\n") + 1]
        about = {"name": "large.csv", "size": len(part), "header": True}
        await asker.ask(
            f"a file of {len(part) / 1024**2:.1f} MB",
            *[
                {
                    "do": "upload",
                    "at": at,
                    "part": base64.b64encode(part[at : at + PART]).decode(),
                    **about,
                }
                for at in range(0, len(part), PART)
            ],
        )
        read = '"step":"table"', '"step":"refusal"'
        await asker.ask("reading it", *[{"do": "table"}] * 400, enough=read)
    await asker.ask("its points", {"do": "choose", "across": "x", "up": "y", "groups": None})
    await asker.ask("its points as CSV", {"do": "save"})
    view = {"do": "begin drawing", "empty": True, "view": [-5.0, 5.0, -5.0, 5.0]}
    await asker.ask("an empty sheet", view)
    places = np.random.default_rng(2).integers(0, 1_000, (2, MAX_DRAWN)).tolist()
    points = {"across": places[0], "up": places[1], "groups": [0] * MAX_DRAWN}
    axes = sheet([-5.0, 5.0, -5.0, 5.0])
    told = {name: [*vars(axis).values()] for name, axis in vars(axes).items()}
    await asker.ask("3,000 points drawn", {"do": "draw", "empty": True, "sheet": told, **points})
    await asker.ask("a large message", {"do": "set", "values": {"k": [0.123] * 130_000}})


if __name__ == "__main__":
    main()
