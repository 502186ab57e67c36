"""A crowd at the page's server: ``python -m benchmarks.load``; real websockets, loopback only.

at-once    all pages are opened at the same moment
minute     the same number of pages is opened within one minute
steps      pages whose readers step once a second, and ask for a new start now and then
running    pages that run at four iterations a second
told       as `steps`, but each step is told, some twenty times as often as a page does
lesson     an hour of classroom in five minutes: people come, try what the lesson says, and go

Without a name all of them, one after the other. A page goes on by itself as long as it has states;
it asks for more as the real one does. Each tells what was waited for (a message's way to
the server and its acknowledgement), the server's CPU, its memory before and after, what it refused
and what went wrong. ``--browsers`` real browsers step among the crowd in `steps`, `told` and
`lesson`.
``--quick`` is a short version. The crowd itself runs on the same processors.

Memory at the end is held against that after a first crowd that came, tried every scenario, and
went: what a server imports and keeps for all visitors is not theirs.
"""

import argparse
import asyncio
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from app.scenarios import SCENARIOS
from app.trajectory import KEPT
from benchmarks.load_browsers import browsers
from benchmarks.load_meter import Meter, counts, metrics, told
from benchmarks.load_page import Page
from benchmarks.page_servers import serve
from tests.server import client
from tests.server.client import run, visit

MOST_PAGES, MOST_SECONDS, MOST_BROWSERS = 400, 600, 4
LINGER = "5"  # seconds that a session waits here for its page, instead of thirty
SETTLED_AFTER = 5  # seconds after the last session has been let go
PACE_OF_RUNNING = 0.25  # seconds
STAY = (40.0, 100.0)  # seconds in a lesson of five minutes
BETWEEN = 2.0  # seconds between two things that somebody does in it


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("phases", nargs="*", metavar="PHASE", help=", ".join(PHASES))
    parser.add_argument("--quick", action="store_true", help="20 pages, 5 seconds, no browser")
    parser.add_argument("--pages", type=int, choices=range(1, MOST_PAGES + 1), metavar="N")
    parser.add_argument("--seconds", type=int, choices=range(1, MOST_SECONDS + 1), metavar="S")
    parser.add_argument(
        "--browsers", type=int, default=2, choices=range(MOST_BROWSERS + 1), metavar="B"
    )
    chosen = parser.parse_args()
    if not set(chosen.phases) <= set(PHASES):
        parser.error(f"there are {', '.join(PHASES)}")
    if chosen.quick:
        chosen.pages, chosen.seconds, chosen.browsers = 20, 5, 0
    print(f"Load at the start: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors")
    os.environ.setdefault("EM_STEPPER_LINGER_SECONDS", LINGER)
    # As in the container.
    os.environ.setdefault("PYTHONMALLOC", "malloc")
    with serve("app") as server:
        run(measure(server, chosen))


async def measure(server, chosen):
    """Let one crowd after the other come and go."""
    # Every visitor opens the page at the moment that is theirs, and waits as long as it takes.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(MOST_PAGES))
    client.PATIENCE = MOST_SECONDS
    url = server.url.removesuffix("/app")
    print(f"Memory at the start: {server.megabytes():.0f} MB")
    await warm_up(url)
    await emptied(url)
    baseline = server.megabytes()
    print(f"Memory after a first crowd has come and gone: {baseline:.0f} MB")
    for name in chosen.phases or PHASES:
        phase, pages, seconds, with_browsers = PHASES[name]
        pages, seconds = chosen.pages or pages, chosen.seconds or seconds
        print(f"\n{name}: {pages} pages, {seconds} s", flush=True)
        before, meter = counts(url), Meter(server)
        async with browsers(url, chosen.browsers if with_browsers else 0) as watched:
            await phase(url, pages, seconds, meter)
            meter.tell()
            print(f"  {server.megabytes():.0f} MB at the end")
            for browser in watched:
                browser.tell()
        after = counts(url)
        print("  " + ", ".join(f"{what} {after[what] - before[what]:.0f}" for what in before))
        await emptied(url)
        left = server.megabytes()
        print(f"  all have left: {left:.0f} MB, {left / baseline - 1:+.0%}", flush=True)


async def emptied(url):
    """Wait until the server has let all sessions go, and a little longer."""
    while "\nem_stepper_sessions 0\n" not in await asyncio.to_thread(metrics, url):
        await asyncio.sleep(1.0)
    await asyncio.sleep(SETTLED_AFTER)


async def warm_up(url):
    """A first crowd: every scenario is opened once, and as many starts as are kept for all."""

    async def one(name):
        visitor = await visit(url)
        await try_out(visitor, Page(visitor.heard), name)
        await visitor.leave()

    names = [*SCENARIOS]
    for i in range(0, len(names), 10):
        await asyncio.gather(*[one(name) for name in names[i : i + 10]])
    visitor = await visit(url)
    page = Page(visitor.heard)
    while page.run < KEPT:
        await step(visitor, page)
    await visitor.leave()


async def asked(visitor, page, message):
    """Send a message, and take in the answer; return the seconds until it is acknowledged."""
    visitor.heard.clear()
    sent = time.monotonic()
    assert await visitor.answered(await visitor.do(message)), visitor.ending
    wait = time.monotonic() - sent
    page.hear(visitor.heard)
    return wait


async def step(visitor, page, *, always=False):
    """Step on, or begin anew after a while; return the waits for what the server was told."""
    if page.over:
        page.begin()
        return [await asked(visitor, page, {"do": "new start"})]
    page.cursor += 2
    if not (always or page.runs_short):
        return []
    return [await asked(visitor, page, {"do": "at", "run": page.run, "cursor": page.cursor})]


async def try_out(visitor, page, name):
    """Open a scenario and look at what it shows; return the waits."""
    scenario = SCENARIOS[name]
    page.begin()
    waits = [await asked(visitor, page, {"do": "open", "name": name})]
    tools = {tool: dict(options) for tool, options in scenario.tools.items()}
    look = {"do": "look", "run": page.run, "cursor": 0, "tools": tools}
    return [*waits, await asked(visitor, page, look)]


async def at_once(url, pages, _seconds, _meter):
    await opened(url, pages, [0.0] * pages)


async def within_a_minute(url, pages, seconds, _meter):
    await opened(url, pages, np.linspace(0.0, seconds, pages))


async def opened(url, pages, times):
    """Open pages at these times, tell when each could be used, and let them leave."""
    waits = []

    async def come(when):
        await asyncio.sleep(when)
        begun = time.monotonic()
        visitor = await visit(url)
        waits.append(time.monotonic() - begun)
        return visitor

    visitors = await asyncio.gather(*[come(when) for when in times])
    told(f"{pages} pages usable after", waits)
    for visitor in visitors:
        await visitor.leave()


async def stepping(url, pages, seconds, meter):
    await repeated(url, pages, seconds, meter, 1.0)


async def telling(url, pages, seconds, meter):
    await repeated(url, pages, seconds, meter, 1.0, always=True)


async def running(url, pages, seconds, meter):
    await repeated(url, pages, seconds, meter, PACE_OF_RUNNING)


async def repeated(url, pages, seconds, meter, pause, *, always=False):
    """Open pages ten at a time, and then let each step at its pace."""
    visitors = []
    for i in range(0, pages, 10):
        visitors += await asyncio.gather(*[visit(url) for _ in range(i, min(i + 10, pages))])

    meter.begin()

    async def go(visitor):
        waits, page = [], Page(visitor.heard)
        page.anywhere()
        await asyncio.sleep(pause * random.random())
        due = end = time.monotonic()
        end += seconds
        while due < end:
            waits += await step(visitor, page, always=always)
            due += pause
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        return waits

    waits = [wait for some in await asyncio.gather(*map(go, visitors)) for wait in some]
    told(f"{len(waits)} messages acknowledged after", waits)
    for visitor in visitors:
        await visitor.leave()


async def lesson(url, pages, seconds, _meter):
    """People who come in the first part of the time, stay a while, try things out, and go."""
    chance = random.Random(1)
    stays = [chance.uniform(*STAY) * seconds / 300 for _ in range(pages)]
    comes = [chance.uniform(0.0, seconds - stay) for stay in stays]
    opening, waits = [], []

    async def person(come, stay):
        await asyncio.sleep(come)
        begun = time.monotonic()
        visitor = await visit(url)
        opening.append(time.monotonic() - begun)
        page = Page(visitor.heard)
        end = begun + stay
        while time.monotonic() < end:
            if chance.random() < 0.2:
                waits.extend(await try_out(visitor, page, chance.choice([*SCENARIOS])))
            else:
                waits.extend(await step(visitor, page))
            await asyncio.sleep(chance.expovariate(1 / BETWEEN))
        await visitor.leave()

    await asyncio.gather(*map(person, comes, stays))
    told(f"{pages} pages usable after", opening)
    told(f"{len(waits)} messages acknowledged after", waits)


# What each does, with how many pages, for how many seconds, and whether browsers are among them.
PHASES = {
    "at-once": (at_once, 200, 0, False),
    "minute": (within_a_minute, 200, 60, False),
    "steps": (stepping, 300, 60, True),
    "running": (running, 100, 60, False),
    "told": (telling, 300, 60, True),
    "lesson": (lesson, 200, 300, True),
}


if __name__ == "__main__":
    main()
