// Two plots side by side. Panning or zooming sends nothing, and they share their ranges, so that they
// pan and zoom as one.

import { make } from "./bokeh_models.js"
import { Plot } from "./plot.js"

const MARGIN = 0.07
const NEAR = 26
const FILES = ["em-stepper-mixture", "em-stepper-k-means"]

/** What both plots have in common: points, ranges, theme. */
export class Panes {
  constructor(hosts) {
    this.ranges = { x_range: make("Range1d", { start: -1, end: 1 }), y_range: make("Range1d", { start: -1, end: 1 }) }
    this.panes = hosts.map((host, i) => new Plot(host, this.ranges, FILES[i]))
    this.bounds = null
    this.fitted = null
    this.held = false
    let due = false
    const repaint = () => {
      due = false
      this.#repaint()
    }
    // Both ends of both ranges change one after the other: once is enough for all.
    for (const range of Object.values(this.ranges)) {
      range.change.connect(() => { if (!due) { due = true; queueMicrotask(repaint) } })
    }
  }

  /** Put the plots on the page, once everything that they draw has been added. */
  async attach(document) {
    // The class of documents has no public name in BokehJS; the session's own document has it.
    const page = this.document = new (document.constructor)()
    for (const pane of this.panes) page.add_root(pane.plot)
    const hosts = this.panes.map(({ host }) => host)
    // The picture that came with the page stays until there is a better one.
    const first = hosts.flatMap((host) => [...host.querySelectorAll("svg.first")])
    const views = [...(await Bokeh.embed.add_document_standalone(page, hosts[0], hosts))]
    this.panes.forEach((pane, i) => pane.attached(views[i]))
    for (const picture of first) picture.remove()
    this.resized = new ResizeObserver(() => { this.fit(); this.#repaint() })
    this.resized.observe(hosts[0])
  }

  /** Take the plots away again, with all that Bokeh keeps of them. */
  detach() {
    this.resized.disconnect()
    this.document.clear()
    const at = Bokeh.documents.indexOf(this.document)
    if (at >= 0) Bokeh.documents.splice(at, 1)
  }

  setPoints(points, equalAspect, columns) {
    const x = points.filter((_, i) => i % 2 === 0), y = points.filter((_, i) => i % 2 === 1)
    const [x0, x1, y0, y1] = [...extent(x), ...extent(y)]
    this.bounds = { x0, x1, y0, y1, equalAspect }
    this.x = x
    this.y = y
    for (const pane of this.panes) pane.setPoints(x, y, columns)
    this.fitted = null
    this.fit()
  }

  /** Keep what is in view while a hand moves something, and fit it to all points afterwards. */
  hold(held) {
    if (held === this.held) return
    this.held = held
    if (!held) this.fit()
  }

  /** Show all points; on axes of the same unit so that a circle looks like a circle. */
  fit() {
    const { width, height } = this.panes[0].inside()
    if (!this.bounds || this.held || width < 20 || height < 20 || this.zoomed) return
    const { x0, x1, y0, y1, equalAspect } = this.bounds
    let w = (x1 - x0) * (1 + 2 * MARGIN) || 1, h = (y1 - y0) * (1 + 2 * MARGIN) || 1
    if (equalAspect) {
      const unit = Math.max(w / width, h / height)
      w = unit * width
      h = unit * height
    }
    setRange(this.ranges.x_range, (x0 + x1) / 2, w)
    setRange(this.ranges.y_range, (y0 + y1) / 2, h)
    this.fitted = this.#view()
  }

  /** A length beyond everything that can be seen, in data units. */
  get reach() {
    const { x0, x1, y0, y1 } = this.bounds
    return 20 * Math.hypot(x1 - x0, y1 - y0) || 1
  }

  /** The number of the point that is near a place on the screen, or -1. */
  nearest({ x, y }, within = NEAR) {
    const { width, height } = this.panes[0].inside()
    const { x_range, y_range } = this.ranges
    const perX = width / (x_range.end - x_range.start), perY = height / (y_range.end - y_range.start)
    let best = -1, smallest = within ** 2
    for (let i = 0; i < this.x.length; i++) {
      const squared = ((this.x[i] - x) * perX) ** 2 + ((this.y[i] - y) * perY) ** 2
      if (squared < smallest) { smallest = squared; best = i }
    }
    return best
  }

  setTheme(theme) { for (const pane of this.panes) pane.setTheme(theme) }

  ring(point) { for (const pane of this.panes) pane.ring(this.x[point], this.y[point]) }

  on(event, listener) { for (const pane of this.panes) pane.plot.on_event(event, (e) => listener(e, pane)) }

  #repaint() {
    for (const pane of this.panes) pane.paintMany()
    // Set by whoever draws something that depends on what is in view.
    this.viewed?.()
  }

  #view() { return [this.ranges.x_range, this.ranges.y_range].flatMap(({ start, end }) => [start, end]).join() }

  /** Whether somebody has moved the view away from all points. */
  get zoomed() { return this.fitted !== null && this.fitted !== this.#view() }

  /** Show all points again. */
  whole() {
    this.fitted = null
    this.fit()
  }
}

function setRange(range, middle, length) {
  const [start, end] = [middle - length / 2, middle + length / 2]
  range.setv({ start, end, reset_start: start, reset_end: end })
}

function extent(values) {
  let low = Infinity, high = -Infinity
  for (const value of values) { low = Math.min(low, value); high = Math.max(high, value) }
  return [low, high]
}
