"""A real browser, and what is read from its pages: when what was painted."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

FRAME = 1000 / 60
VIEWPORT = {"width": 1440, "height": 900}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Bokeh clears a canvas before it paints it. A message that is posted while a frame is made is
# heard right after that frame, so that its time is when the browser had finished painting.
PROBE = """(() => {
  const probe = window.probe = { frames: [], clicked: 0, before: null, first: null, ready: null }
  const clear = CanvasRenderingContext2D.prototype.clearRect, channel = new MessageChannel()
  let plots = null
  channel.port1.onmessage = () => {
    probe.frames.push({ at: performance.now(), plots, state: probe.state() })
    plots = null
  }
  const plotOf = (element) => {
    for (let root; (root = element.getRootNode()).host; element = root.host) {
      if (root.host.matches(".bk-Figure, .bk-Plot")) return root.host
    }
    return document.contains(element) ? element : null
  }
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    const plot = plotOf(this.canvas)
    if (plot) {
      if (plots === null) { plots = new Set(); channel.port2.postMessage(0) }
      plots.add(plot)
    }
    return clear.apply(this, box)
  }
  addEventListener("click", (event) => {
    if (!event.isTrusted) return
    Object.assign(probe, { clicked: event.timeStamp, frames: [], before: probe.state() })
  }, true)
  // What changes with the state: our cursor, or the bare page's ellipses.
  const states = new Map()
  probe.state = () => {
    const host = document.querySelector("#em-stepper")
    if (host) return host.dataset.cursor ?? null
    for (const model of window.Bokeh?.documents[0]?._all_models.values() ?? []) {
      const xs = model.type === "ColumnDataSource" ? model.data.xs : undefined
      if (xs && !states.has(xs)) states.set(xs, states.size)
      if (xs) return states.get(xs)
    }
    return null
  }
  // Milliseconds from the last click until a frame was painted with another state, and until
  // nothing was painted any more: the same number if one frame was enough.
  probe.painted = async (quiet) => {
    const until = performance.now() + 10000
    while (performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const whole = probe.frames.find(({ state }) => state !== probe.before)
      const last = probe.frames.at(-1)
      if (whole && performance.now() - last.at > quiet) {
        return { first: whole.at - probe.clicked, last: last.at - probe.clicked }
      }
    }
    return null
  }
  // Wait until so many plots have been painted, and nothing is any more.
  probe.quiet = async (count, quiet) => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const plots = new Set(probe.frames.flatMap((frame) => [...frame.plots]))
      if (plots.size >= count && performance.now() - probe.frames.at(-1).at > quiet) return
    }
  }
  const after = (name) => {
    const once = new MessageChannel()
    once.port1.onmessage = () => { probe[name] = performance.now() }
    once.port2.postMessage(0)
  }
  const begun = { first: false, ready: false }
  const look = () => {
    const picture = document.querySelector("svg.first path")
    const seen = {
      first: picture?.getBoundingClientRect().width > 0,
      ready: document.querySelector("[data-state=ready]") !== null,
    }
    for (const name in seen) if (seen[name] && !begun[name]) { begun[name] = true; after(name) }
    if (!begun.ready) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
  // Lengths of the browser's own frames, and which of them painted a plot.
  probe.watch = (milliseconds) => new Promise((resolve) => {
    const lengths = [], painted = [], begun = performance.now()
    probe.frames = []
    let before = null, seen = 0
    const tick = (now) => {
      if (before !== null) { lengths.push(now - before); painted.push(probe.frames.length > seen) }
      before = now
      seen = probe.frames.length
      if (performance.now() - begun < milliseconds) requestAnimationFrame(tick)
      else resolve({ lengths, painted })
    }
    requestAnimationFrame(tick)
  })
})()"""


def installed():
    """Return where the machine's Chromium is, or None for Playwright's own."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser():
    """Start the machine's Chromium, or Playwright's own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        yield started
        started.close()


def context(browser, *, motion=False):
    """Return a fresh profile, which has cached nothing; its pages are probed."""
    fresh = browser.new_context(
        viewport=VIEWPORT, reduced_motion="no-preference" if motion else "reduce"
    )
    fresh.add_init_script(PROBE)
    fresh.set_default_timeout(60_000)
    return fresh


def opened(profile, url, n_plots):
    """Open a page, and wait until its plots are painted and nothing more is."""
    page = profile.new_page()
    page.goto(url)
    if n_plots == 2:
        page.wait_for_selector("[data-state=ready]")
    page.evaluate("(count) => probe.quiet(count, 500)", n_plots)
    return page
