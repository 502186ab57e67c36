// The log-likelihood after each iteration, which is also the way back and forth, and the way on.

import { element } from "./dom.js"
import { decimal, gain, total } from "./format.js"

const PAD = { x: 8, top: 8, bottom: 8 }
const MOST_DOTS = 80
// The room that the words on a rule take, in pixels.
const LABEL = { width: 112, height: 16, below: 5 }
// Shortfalls smaller than this many nats a point are drawn in proportion, larger ones ever more
// tightly, so that the first leap and the last gains are seen at once.
const PROPORTIONAL = 0.02
const DROP = 1e-9

/** What to do when a run has ended, by the reason. */
const WAYS = {
  CONVERGED: ["new start"],
  ITERATION_LIMIT: ["new start"],
  COLLAPSED: ["add a prior", "new start", "one fewer"],
}
const LABELS = { "add a prior": "Add a prior", "new start": "Another start", "one fewer": "One component fewer" }

export class TimelineView {
  /**
   * @param {object} refs the elements
   * @param {(iteration: number) => void} seek
   * @param {(way: string) => void} go on by one of `WAYS`
   */
  constructor(refs, seek, go) {
    this.refs = refs
    this.go = go
    const { chart, iteration } = refs
    this.svg = element("svg", { "aria-hidden": "true" })
    chart.append(this.svg)
    iteration.addEventListener("input", () => seek(Number(iteration.value)))
    const follow = (event) => {
      const { left, width } = chart.getBoundingClientRect()
      const share = (event.clientX - left - PAD.x) / (width - 2 * PAD.x)
      seek(Math.round(Math.min(1, Math.max(0, share)) * this.iterations))
    }
    chart.addEventListener("pointerdown", (event) => { chart.setPointerCapture(event.pointerId); follow(event) })
    chart.addEventListener("pointermove", (event) => { if (chart.hasPointerCapture(event.pointerId)) follow(event) })
    // Asking for the size while drawing would have the whole page laid out once more.
    new ResizeObserver(([{ contentRect }]) => { this.size = contentRect; this.#draw() }).observe(chart)
  }

  show(run, { iteration, mixture }, n) {
    const values = run.mixture.objective
    Object.assign(this, { values, n, at: iteration, iterations: run.iterations })
    const shown = Math.min(mixture.iteration, values.length - 1)
    const { refs } = this
    refs["trace-value"].textContent = total(values[shown])
    refs["trace-gain"].textContent = shown > 0 ? gain(values[shown] - values[shown - 1]) : "–"
    this.#badge(values.subarray(0, shown + 1))
    refs.iteration.max = run.iterations
    refs.iteration.value = iteration
    refs.iteration.setAttribute("aria-valuetext", `iteration ${iteration} of ${run.iterations}, log-likelihood ${total(values[shown])}`)
    this.#wayOn(mixture.ending)
    this.#draw()
  }

  /** The end of a run is no dead end. */
  #wayOn(ending) {
    const { hint, ways } = this.refs, offered = (ending && WAYS[ending.reason]) || []
    hint.hidden = offered.length > 0
    if (ways.hidden !== offered.length > 0 && this.offered === ending?.reason) return
    this.offered = ending?.reason
    ways.hidden = offered.length === 0
    ways.replaceChildren(...offered.map((way) => {
      const button = element("button", { type: "button", class: "link" }, LABELS[way])
      button.addEventListener("click", () => this.go(way))
      return button
    }))
  }

  /** "Never fell" is found out here, from the values on the screen. */
  #badge(values) {
    let drop = 0, where = 0
    for (let t = 1; t < values.length; t++) {
      if (values[t - 1] - values[t] > drop) { drop = values[t - 1] - values[t]; where = t }
    }
    const fell = drop > DROP * (this.n + Math.abs(values[0]))
    const badge = this.refs["trace-fell"]
    const lost = drop === 0 ? "0" : gain(drop).replace("+", "")
    badge.textContent = values.length < 2 ? "" : fell ? `fell by ${lost} at iteration ${where}` : `never fell ✓ largest drop ${lost}`
    badge.classList.toggle("fell", fell)
  }

  #draw() {
    if (!this.values || !this.size) return
    const { width, height } = this.size
    if (width < 40) return
    const x = (t) => PAD.x + (t / Math.max(1, this.iterations)) * (width - 2 * PAD.x)
    const top = this.values.reduce((a, b) => Math.max(a, b)), unit = PROPORTIONAL * this.n
    const depth = (below) => Math.asinh(below / unit)
    const deepest = this.values.reduce((a, b) => Math.max(a, depth(top - b)), depth(unit))
    const y = (below) => PAD.top + (depth(below) / deepest) * (height - PAD.top - PAD.bottom)
    const points = Array.from(this.values, (value, t) => [x(t), y(top - value)])
    // A run that has ended holds its value until the other one has ended too.
    for (let t = points.length; t <= this.iterations; t++) points.push([x(t), y(top - this.values.at(-1))])
    const reached = points.slice(0, this.at + 1), rules = this.#rules(top, width, y, points)
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
    this.svg.replaceChildren(
      ...rules.map(({ line }) => line),
      element("path", { class: "ahead", d: path(points.slice(this.at)) }),
      element("path", { class: "done", d: path(reached) }),
      element("path", { class: "dots", d: points.length <= MOST_DOTS ? dots(reached) : "" }),
      element("line", { class: "cursor", x1: x(this.at), x2: x(this.at), y1: 0, y2: height }),
      element("circle", { class: "dot", cx: reached.at(-1)[0], cy: reached.at(-1)[1], r: 5 }),
      ...rules.map(({ label }) => label),
    )
  }

  /** Lines at 10, 100, 1,000 … nats below the highest value. */
  #rules(top, width, y, points) {
    const deepest = top - this.values.reduce((a, b) => Math.min(a, b))
    const drawn = []
    let last = y(0) + 6
    for (let below = 1; below <= deepest; below *= 10) {
      if (y(below) - last < 12) continue
      last = y(below)
      drawn.push({
        line: element("line", { class: "rule", x1: PAD.x, x2: width - PAD.x, y1: last, y2: last }),
        label: element("text", { x: besideTheCurve(points, last, width), y: last - 3, "text-anchor": "end" }, `${decimal(below, 0)} below the top`),
      })
    }
    return drawn
  }
}

/** Where the words on a rule end: at the right, or before the curve if it climbs through them there. */
function besideTheCurve(points, y, width) {
  const right = width - PAD.x, end = passes(points, y + LABEL.below) - LABEL.below
  return end < right && end > LABEL.width && passes(points, y - LABEL.height) > right - LABEL.width ? end : right
}

/** Where the curve climbs past a height, the last time if it falls. */
function passes(points, height) {
  const i = points.findLastIndex(([, y]) => y > height), next = points[i + 1]
  if (i < 0) return -Infinity
  if (!next) return Infinity
  const [x, y] = points[i]
  return x + ((next[0] - x) * (y - height)) / (y - next[1])
}

/** A line of no length with round ends is a dot, so that one path holds them all. */
const dots = (points) => points.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("")

const path = (points) => points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")
