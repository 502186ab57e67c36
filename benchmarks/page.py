"""The page as a visitor has it, in one command: ``python -m benchmarks.page``.

A real browser, a real server, and beside each measurement the same on a bare Panel page, in turn,
so that a busy moment hits both. Ratios to that page, and to one frame of 1/60 s, are what counts;
absolute times depend on the machine. ``--quick`` is a short version; ``--only clicks runs weight
scenarios sessions`` chooses parts.
"""

import argparse
import os

from benchmarks import page_clicks, page_scenarios, page_sessions, page_weight
from benchmarks.page_browser import browser
from benchmarks.page_servers import BARE, CLASSIC, Line, serve

PARTS = ("clicks", "runs", "weight", "scenarios", "sessions")
SIZES, QUICK_SIZES = (300, 3_000, 30_000, 100_000), (300, 30_000)
DELAYS, QUICK_DELAYS = (0, 50, 200), (0, 200)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer sizes, delays and rounds")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    chosen = parser.parse_args()
    quick = chosen.quick
    sizes, delays = (QUICK_SIZES, QUICK_DELAYS) if quick else (SIZES, DELAYS)
    print(f"Load at the start: {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors\n")
    with serve("app") as ours:
        if {"clicks", "runs", "weight", "scenarios"} & set(chosen.only):
            with serve(BARE) as bare, browser() as started:
                lines = {"ours": Line(ours), "bare": Line(bare)}
                if "clicks" in chosen.only:
                    page_clicks.clicks(started, lines, sizes, delays, 6 if quick else 20)
                if "runs" in chosen.only:
                    page_clicks.runs(started, lines["ours"], sizes, 3 if quick else 8)
                if "weight" in chosen.only:
                    page_weight.visits(started, lines, 2 if quick else 7)
                    page_weight.steps(started, lines["ours"])
                if "scenarios" in chosen.only:
                    page_scenarios.scenarios(started, lines["ours"], 1 if quick else 3)
        if "sessions" in chosen.only:
            with serve(CLASSIC) as classic:
                page_sessions.sessions([ours, classic], 5 if quick else 20, 1 if quick else 3)


if __name__ == "__main__":
    main()
