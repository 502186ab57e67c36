"""What a visit moves over the line, and when it shows its first picture and can take a Step."""

import numpy as np

from benchmarks.page_browser import VIEWPORT, context, opened
from benchmarks.page_clicks import press

STEPS = 50
READ = """() => {
  const [entry] = performance.getEntriesByType("navigation")
  return { response: entry.responseStart, first: probe.first, ready: probe.ready,
           painted: probe.frames.find(({ plots }) => plots.size)?.at ?? null }
}"""


class Visit:
    """One opening of a page: bytes by kind, requests that were not answered from the cache."""

    def __init__(self, profile, line, n_plots, query=""):
        before = dict(line.bytes)
        self.page = page = profile.new_page()
        client = profile.new_cdp_session(page)
        client.send("Network.enable")
        asked, cached = set(), set()
        client.on("Network.requestWillBeSent", lambda e: asked.add(e["requestId"]))
        client.on("Network.requestServedFromCache", lambda e: cached.add(e["requestId"]))
        client.on(
            "Network.responseReceived",
            lambda e: cached.add(e["requestId"]) if e["response"].get("fromDiskCache") else None,
        )
        page.goto(line.url + query)
        if n_plots == 2:
            page.wait_for_selector("[data-state=ready]")
        page.evaluate("(count) => probe.quiet(count, 400)", n_plots)
        page.wait_for_load_state("networkidle")
        self.http, self.socket = (line.bytes[k] - before[k] for k in ("http", "websocket"))
        self.requests = len(asked - cached)
        times = page.evaluate(READ)
        begun = times["response"]
        self.first = (times["first"] or times["painted"]) - begun
        self.ready = (times["ready"] or times["painted"]) - begun


def visits(browser, lines, count):
    """Print weight and times of first and second visits, beside the bare page, in turn."""
    found = {(name, warm): [] for name in lines for warm in (False, True)}
    for _ in range(count):
        for name, line in lines.items():
            profile = context(browser)
            for warm in (False, True):
                found[name, warm].append(Visit(profile, line, 2 if name == "ours" else 1))
            profile.close()
    print("\nOpening at 300 points: bytes on the wire, headers included; times since the response")
    print(f"{'':18} {'requests':>9} {'http':>10} {'websocket':>10}", end="")
    print(f" {'first picture':>22} {'first Step':>22}")
    for warm in (False, True):
        for name in lines:
            seen = found[name, warm]
            numbers = [
                np.median([getattr(v, what) for v in seen])
                for what in ("requests", "http", "socket")
            ]
            cells = [_times([getattr(v, what) for v in seen]) for what in ("first", "ready")]
            label = f"{'warm' if warm else 'cold'}, {name}"
            print(f"{label:18} {numbers[0]:9.0f} {numbers[1]:10,.0f} {numbers[2]:10,.0f}", end="")
            print("".join(f" {cell:>22}" for cell in cells))
        for what in ("first", "ready"):
            ratio = np.median([getattr(v, what) for v in found["ours", warm]]) / np.median(
                [getattr(v, what) for v in found["bare", warm]]
            )
            print(f"{'':18} ours / bare, time to {what}: {ratio:.2f}", flush=True)


def _times(values):
    return f"{np.median(values):.0f} ms ({np.quantile(values, 0.95):.0f} ms)"


def steps(browser, line):
    """Print bytes a Step over a whole run, all that is sent for it included, and for panning."""
    profile = context(browser)
    page = opened(profile, f"{line.url}?data=overlap&k=3&n=300", 2)
    before = line.bytes["websocket"]
    press(page, "New start")
    page.wait_for_timeout(700)
    sent = line.bytes["websocket"] - before
    for _ in range(STEPS):
        press(page, "Step")
        page.wait_for_timeout(60)
    page.wait_for_timeout(700)
    counter = int(page.locator("#em-stepper").get_attribute("data-cursor")) // 2
    iterations = int(page.locator("#iteration").get_attribute("max"))
    moved = line.bytes["websocket"] - before
    print(
        "\nA run of 300 x 3 from New start: websocket bytes, both ways, acknowledgements included"
    )
    print(
        f"  New start alone {sent:,}; with {counter} Steps {moved:,}: {moved / counter:.0f} a Step"
    )
    print(f"  {iterations} iterations had been sent by then: {moved / iterations:.0f} an iteration")
    before = dict(line.bytes)
    x, y = VIEWPORT["width"] * 0.25, VIEWPORT["height"] * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 60, steps=10)
    page.mouse.up()
    page.wait_for_timeout(700)
    moved = sum(line.bytes.values()) - sum(before.values())
    print(f"  Panning: {moved} bytes", flush=True)
    profile.close()
