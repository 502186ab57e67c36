"""A click on Step until it is painted, beside the bare page; frames a second during a Run."""

import random

import numpy as np

from benchmarks.page_browser import FRAME, context, opened

QUIET = 150


def press(page, name):
    """Click a button as a hand does, wherever it is."""
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


class Ours:
    def __init__(self, browser, line, n):
        self.profile = context(browser)
        self.page = opened(self.profile, f"{line.url}?data=overlap&k=3&n={n}", 2)
        self.host = self.page.locator("#em-stepper")

    def click(self):
        """Return milliseconds until the panes show the next iteration, and until all was quiet."""
        if self.page.get_by_role("button", name="Step", exact=True).is_disabled():
            press(self.page, "Reset")
            self.page.evaluate(f"() => probe.painted({QUIET})")
        before = self.host.get_attribute("data-cursor")
        press(self.page, "Step")
        painted = self.page.evaluate(f"() => probe.painted({QUIET})")
        lost = self.host.get_attribute("data-cursor") == before
        return (np.nan, np.nan) if lost or not painted else (painted["first"], painted["last"])


class Bare:
    def __init__(self, browser, line, n):
        self.profile = context(browser)
        self.page = opened(self.profile, f"{line.url}?n={n}", 1)

    def click(self):
        press(self.page, "Step")
        painted = self.page.evaluate(f"() => probe.painted({QUIET})")
        return (painted["first"], painted["last"]) if painted else (np.nan, np.nan)


def clicks(browser, lines, sizes, delays, count):
    """Print how long a click takes at each size and delay; both pages are clicked in turn."""
    print("Click until the next state is painted, no motion: frames of 1/60 s, median (95 %)")
    print(f"{'points':>9} {'delay':>7} {'ours':>15} {'bare page':>17} {'ours / bare':>12}", end="")
    print(f" {'lost':>5}   milliseconds, ours and bare")
    for n in sizes:
        pages = [Ours(browser, lines["ours"], n), Bare(browser, lines["bare"], n)]
        for delay in delays:
            for line in lines.values():
                line.delay = delay / 1000
            times = np.full((count + 1, 2), np.nan)
            for i in range(count + 1):
                for j, each in enumerate(pages):
                    each.page.bring_to_front()
                    # A hand does not keep time with the frames.
                    each.page.wait_for_timeout(random.uniform(50, 120))
                    times[i, j] = each.click()[0]
            _row(n, delay, times[1:])
        for line in lines.values():
            line.delay = 0.0
        for each in pages:
            each.profile.close()


def _row(n, delay, times):
    lost = int(np.isnan(times[:, 0]).sum())
    middle, high = np.nanmedian(times, axis=0), np.nanquantile(times, 0.95, axis=0)
    frames = [f"{m / FRAME:.2f} ({h / FRAME:.2f})" for m, h in zip(middle, high, strict=True)]
    print(
        f"{n:9,} {delay:4} ms {frames[0]:>15} {frames[1]:>17} {middle[0] / middle[1]:12.3f}"
        f" {lost:5}   {middle[0]:.1f}, {middle[1]:.1f}",
        flush=True,
    )


def runs(browser, line, sizes, seconds):
    """Print the frames a second during a Run at 2 / s, ellipses travelling."""
    print("\nRun at 2 / s: the browser's frames a second (beside 60), and those that paint")
    print(
        f"{'points':>9} {'frames / s':>11} {'of 60':>6} {'95 % within':>12} {'longest':>9}", end=""
    )
    print(f" {'painting / s':>13} {'while painting':>15}")
    for n in sizes:
        profile = context(browser, motion=True)
        page = opened(profile, f"{line.url}?data=overlap&k=3&n={n}", 2)
        page.get_by_label("Speed").select_option("2")
        press(page, "Run")
        page.wait_for_timeout(600)
        seen = page.evaluate("(ms) => probe.watch(ms)", seconds * 1000)
        profile.close()
        lengths, painted = np.array(seen["lengths"]), np.array(seen["painted"])
        rate = 1000 / lengths.mean()
        busy = 1000 / lengths[painted].mean() if painted.any() else np.nan
        share = painted.sum() / lengths.sum() * 1000
        print(
            f"{n:9,} {rate:11.1f} {rate / 60:6.2f} {np.quantile(lengths, 0.95) / FRAME:9.2f} fr."
            f" {lengths.max() / FRAME:5.1f} fr. {share:13.1f} {busy:15.1f}",
            flush=True,
        )
