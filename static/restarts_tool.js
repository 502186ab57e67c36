// EM from many starts: a mark where each run ended, how it climbed behind them, and a click to see it.

import { Asked } from "./asked.js"
import { button, element } from "./dom.js"
import { decimal, small } from "./format.js"

const WIDTH = 300, HEIGHT = 168, TOP = 16, BOTTOM = 20, CLIMB = 150, MARKS = 166, RIGHT = 8
// Marks at the same height stand side by side, at most so far apart.
const APART = 5.5, SAME_HEIGHT = 0.01
const NEAR = 14
const WORDS = { name: "restarts", press: "Start a hundred times", share: "Share of the runs that have ended", busy: "Running…" }

export class RestartsTool {
  constructor(page, { started = false, match = false }, changed) {
    Object.assign(this, { page })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.svg.addEventListener("click", (event) => this.#click(event))
    this.svg.addEventListener("pointermove", (event) => this.svg.classList.toggle("near", this.#nearest(event) >= 0))
    this.slider = element("input", { type: "range", min: 1, step: 1, "aria-label": "Which run, the best first" })
    this.slider.addEventListener("input", () => this.#load(Number(this.slider.value) - 1))
    this.which = element("output")
    this.best = button("The best", () => this.#load(0))
    this.again = button("From its start", () => page.set({ begin: "start" }))
    this.match = element("input", { type: "checkbox" })
    this.match.checked = match
    this.match.addEventListener("change", changed)
    this.apart = element("p", { class: "caption apart" })
    this.chart = element("div", {}, this.svg,
      element("p", { class: "caption" }, "Each mark: where one run ended; side by side: equally high. Left: how they climbed."),
      element("label", { class: "slide" }, "Run", this.slider, this.which),
      element("p", { class: "row" }, this.best, this.again),
      element("label", { class: "check" }, this.match, "colours as in the best"), this.apart)
    this.work = new Asked(page, WORDS, this.chart, started, { done: (found) => this.#arrive(found) })
    this.panel = element("section", { class: "tool restarts", "aria-label": "Many starts" },
      ...this.work.parts, this.chart)
  }

  get options() { return { started: this.work.started, match: this.match.checked } }

  /** Another run may be about other points. */
  setRun() { this.work.setRun() }

  close() {
    this.work.close()
    this.page.recolour(null)
  }

  show({ below, colours, apart }) {
    if (this.work.found) this.#tell(below, apart)
    this.page.recolour(this.match.checked ? colours : null)
  }

  #arrive(found) {
    this.slider.max = found.runs.length
    const { starts, collapsed, reached } = found
    this.work.tell(found, `${starts} starts ended at ${count(reached.length, "top")}, ${reached[0]} of them at the best.${collapsed ? ` ${collapsed} collapsed, set aside.` : ""}`)
    this.#draw()
  }

  /** Which of the runs the page shows: the place in the list, or -1. */
  get #shown() {
    const { start, seed, model, means } = this.page.settings
    return start === "random points" && model === "EM" && !means ? this.work.found.runs.findIndex((run) => run.seed === seed) : -1
  }

  #load(i) {
    const { seed } = this.work.found.runs[i]
    this.page.set({ model: "EM", start: "random points", seed, begin: "maximum" }, "end")
  }

  #tell(below, apart) {
    const i = this.#shown, { runs } = this.work.found
    if (!this.slider.matches(":focus")) this.slider.value = i < 0 ? 1 : i + 1
    this.which.textContent = i < 0 ? "–" : `${i + 1} of ${runs.length}`
    this.slider.setAttribute("aria-valuetext", i < 0 ? "none of them" : `${i + 1} of ${runs.length}, ${lower(runs[0].log_likelihood - runs[i].log_likelihood)}`)
    this.best.disabled = i === 0 && this.page.settings.begin === "maximum"
    this.again.disabled = this.page.settings.begin !== "maximum"
    this.#draw()
    this.apart.textContent = apart
      ? `On the screen: ${lower(below)}. Its parameters differ from the best’s by up to ${small(apart.before)}, matched by ${small(apart.after)}.`
      : ""
  }

  #draw() {
    const { runs, at } = this.work.found, shown = this.#shown
    const high = runs[0].log_likelihood, low = runs.at(-1).log_likelihood, span = Math.max(high - low, SAME_HEIGHT)
    // A little more than the lowest mark, so that its climb can be seen.
    const floor = high - 1.12 * span, last = Math.log1p(at.at(-1)) || 1
    const x = (iteration) => (Math.log1p(iteration) / last) * CLIMB
    const y = (value) => TOP + ((high - value) / (high - floor)) * (HEIGHT - TOP - BOTTOM)
    this.places = beside(runs.map((run) => run.log_likelihood)).map(({ nth, of }, i) =>
      [MARKS + 4 + nth * Math.min(APART, (WIDTH - RIGHT - MARKS - 4) / of), y(runs[i].log_likelihood)])
    const order = [...runs.keys()].filter((i) => i !== shown)
    if (shown >= 0) order.push(shown)
    this.svg.setAttribute("aria-label", `Final log-likelihoods of ${runs.length} runs, from ${decimal(low, 1)} to ${decimal(high, 1)}${shown < 0 ? "" : `; on the screen ${decimal(runs[shown].log_likelihood, 1)}`}`)
    this.svg.replaceChildren(
      element("line", { class: "rule", x1: 0, x2: WIDTH, y1: y(high), y2: y(high) }),
      element("text", { x: WIDTH, y: y(high) - 6, "text-anchor": "end" }, `log-likelihood ${decimal(high, 1)}`),
      element("text", { x: WIDTH, y: HEIGHT - 6, "text-anchor": "end" }, `lowest mark ${decimal(low - high, 1)}`),
      element("text", { x: 0, y: HEIGHT - 6 }, "iteration →"),
      ...order.map((i) => element("path", { class: i === shown ? "shown" : "", d: climb(runs[i].trace, at, floor, x, y) + `H${CLIMB}` })),
      ...order.map((i) => element("circle", { class: i === shown ? "mark shown" : "mark", cx: this.places[i][0].toFixed(1), cy: this.places[i][1].toFixed(1), r: i === shown ? 4.5 : 2.6 })))
  }

  #click(event) {
    const i = this.#nearest(event)
    if (i >= 0) this.#load(i)
  }

  /** The run whose mark is near the pointer, or -1. */
  #nearest({ clientX, clientY }) {
    if (!this.work.found) return -1
    const { left, top, width } = this.svg.getBoundingClientRect(), unit = WIDTH / width
    const far = this.places.map(([x, y]) => Math.hypot(x - (clientX - left) * unit, y - (clientY - top) * unit))
    const i = far.indexOf(Math.min(...far))
    return far[i] <= NEAR ? i : -1
  }
}

/** For each value, sorted from above, which of those that are as high it is, and how many these are. */
function beside(values) {
  const groups = []
  for (const value of values) {
    const group = groups.at(-1)
    if (group && group[0] - value <= SAME_HEIGHT) group.push(value)
    else groups.push([value])
  }
  return groups.flatMap((group) => group.map((_, nth) => ({ nth, of: group.length })))
}

/** A trace from where it comes above the floor. */
function climb(trace, at, floor, x, y) {
  const first = trace.findIndex((value) => value >= floor), places = []
  if (first > 0) {
    const share = (floor - trace[first - 1]) / (trace[first] - trace[first - 1])
    places.push([x(at[first - 1]) + share * (x(at[first]) - x(at[first - 1])), y(floor)])
  }
  for (let i = first; i < trace.length; i++) places.push([x(at[i]), y(trace[i])])
  return places.map(([across, up], i) => `${i ? "L" : "M"}${across.toFixed(1)} ${up.toFixed(1)}`).join("")
}

const lower = (nats) => (nats < SAME_HEIGHT ? "as high as the best" : `${decimal(nats, 2)} nats below the best`)
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`
