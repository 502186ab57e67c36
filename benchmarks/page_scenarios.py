"""From the click on "Try it" to the first picture of each scenario, and to all of its numbers."""

import numpy as np

from app.scenarios import SCENARIOS
from benchmarks.page_browser import context, opened

AIM = 2_000
QUIET = 150
# Numbers that wait for a press say so; the others have come once none is on its way.
TOLD = """async (name) => {
  const until = performance.now() + 20000
  const statement = document.querySelector(`[data-scenario=${name}]`)
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    const list = document.querySelector("[data-claims]:not([hidden])")
    const there = statement.matches(".current") && list && !list.matches(".stale")
    if (there) return performance.now() - probe.clicked
  }
  return NaN
}"""

# Two scenarios may open at the same cursor, and yet each is another picture.
UNKNOWN = "() => document.querySelector('#em-stepper').removeAttribute('data-cursor')"


def scenarios(browser, line, rounds):
    """Print how long each scenario takes until it is seen, and until its numbers are there."""
    profile = context(browser)
    page = opened(profile, line.url, 2)
    # From another one each time, so that each is really opened.
    times = {name: [] for name in SCENARIOS}
    for _ in range(rounds):
        for name, one in SCENARIOS.items():
            page.locator(f"nav.levels a[data-level='{one.level}']").click()
            page.evaluate(
                "() => document.querySelector('#em-stepper').removeAttribute('data-cursor')"
            )
            page.locator(f"article[data-scenario={name}] a.try").click()
            told = page.evaluate(TOLD, name)
            painted = page.evaluate(f"() => probe.painted({QUIET})")
            times[name].append((painted["first"] if painted else np.nan, told))
    profile.close()
    print(
        f"\nScenarios: milliseconds from the click to the first picture (aim {AIM:,}), "
        "and to the numbers"
    )
    for name, seen in times.items():
        first, told = np.nanmedian(np.array(seen), axis=0)
        print(f"  {name:14} {first:6.0f} {told:6.0f}{'  over' if first > AIM else ''}")
    slowest = max(np.nanmedian(np.array(seen)[:, 0]) for seen in times.values())
    print(f"  slowest {slowest:.0f}", flush=True)
