// Four small pictures in the second pane: one for each covariance type, stepping with the page.

import { mix, plain } from "./colour.js"
import { element } from "./dom.js"
import { ellipse } from "./ellipse.js"
import { decimal, total } from "./format.js"
import { responsibilities } from "./responsibilities.js"

const LEVELS = [0.95, 0.5]
const MARGIN = 0.06
// So many points show where the groups lie, four times over.
const MOST_POINTS = 1500
const RADIUS = 2.1
const TITLE = "Four covariance types"

export class TypesPane {
  /**
   * @param {object} refs the page's elements
   * @param {string[]} kinds
   */
  constructor(refs, kinds) {
    Object.assign(this, { refs, types: null })
    this.plot = refs["kmeans-plot"]
    this.title = this.plot.closest("article").querySelector("h2")
    this.others = [refs["kmeans-chips"], refs["kmeans-objective"].closest("dl")]
    this.before = { title: this.title.textContent, label: this.plot.getAttribute("aria-label") }
    this.parts = Object.fromEntries(kinds.map((kind) => [kind, { canvas: element("canvas"), facts: element("p", {}, kind) }]))
    this.host = element("div", { class: "four" }, ...Object.values(this.parts).map(({ canvas, facts }) => element("div", {}, canvas, facts)))
    for (const other of this.others) other.hidden = true
    this.title.textContent = TITLE
    this.plot.append(this.host)
    this.resized = new ResizeObserver(() => this.#paint())
    this.resized.observe(this.host)
    this.#tell()
  }

  /** The states that the page's cursor stands at; with their BIC once it is `told`. */
  set(types, told) {
    Object.assign(this, { types, told })
    this.#tell()
    this.#paint()
  }

  stale(is) { this.host.classList.toggle("stale", is) }

  /** Paint, in the colours of the day. */
  show(theme, panes) {
    this.theme = theme
    if (this.panes !== panes || this.x !== panes.x) {
      // Other points: what is known is not about them.
      if (this.x) this.types = null
      Object.assign(this, { panes, x: panes.x })
    }
    this.#tell()
    this.#paint()
  }

  says() { return "" }

  /** Everything as it was. */
  remove() {
    this.resized.disconnect()
    this.host.remove()
    for (const other of this.others) other.hidden = false
    this.title.textContent = this.before.title
    this.plot.setAttribute("aria-label", this.before.label)
  }

  #tell() {
    const { refs, types, parts } = this
    refs["kmeans-status"].textContent = ""
    refs["kmeans-note"].textContent = "From one start, stepping together."
    this.plot.setAttribute("aria-label", types
      ? `Four mixtures on the same points. ${Object.entries(types).map(([kind, { numbers, log_likelihood }]) => `${kind}: ${numbers} parameters, log-likelihood ${total(log_likelihood)}`).join("; ")}`
      : "Points; the four mixtures are on their way")
    for (const [kind, { facts }] of Object.entries(parts)) {
      const type = types?.[kind]
      facts.replaceChildren(element("b", {}, kind), ...(type ? [
        `${type.numbers} numbers`, `${type.ended ? "ended at " : ""}iter ${type.iteration}`, `log-lik. ${decimal(type.log_likelihood, 1)}`, ...(this.told ? [`BIC ${decimal(type.bic, 1)}`] : []),
      ].map((text) => element("span", {}, text)) : []))
    }
  }

  #paint() {
    if (!this.theme) return
    const places = this.#places()
    for (const [kind, { canvas }] of Object.entries(this.parts)) this.#draw(canvas, places, this.types?.[kind])
  }

  /** Some of the points, x and y in turn. */
  #places() {
    const { x, y } = this.panes, n = Math.min(x.length, MOST_POINTS)
    return Float64Array.from({ length: 2 * n }, (_, i) => {
      const at = Math.floor((Math.floor(i / 2) * x.length) / n)
      return i % 2 ? y[at] : x[at]
    })
  }

  #draw(canvas, places, type) {
    const ratio = window.devicePixelRatio, { clientWidth: width, clientHeight: height } = canvas
    if (width < 10 || height < 10) return
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) })
    const context = canvas.getContext("2d"), to = this.#scale(width, height)
    context.scale(ratio, ratio)
    const { palette, neutral } = this.theme, n = places.length / 2
    const colours = type?.shared_by ? mix(responsibilities(places, arrays(type.shared_by)), palette, type.shared_by.weights.length) : plain(neutral, n)
    for (let i = 0; i < n; i++) {
      context.fillStyle = `#${colours[i].toString(16).padStart(8, "0")}`
      context.beginPath()
      context.arc(...to(places[2 * i], places[2 * i + 1]), RADIUS, 0, 2 * Math.PI)
      context.fill()
    }
    if (!type) return
    const { weights, means, covariances } = type.mixture
    context.lineWidth = 1.6
    weights.forEach((_, k) => {
      context.strokeStyle = palette[k]
      for (const level of LEVELS) {
        const outline = ellipse(means.slice(2 * k, 2 * k + 2), covariances.slice(3 * k, 3 * k + 3), level)
        context.beginPath()
        outline.x.forEach((x, i) => context.lineTo(...to(x, outline.y[i])))
        context.closePath()
        context.stroke()
      }
    })
  }

  /** From the data to the canvas: all points, on axes of one unit where the data have one. */
  #scale(width, height) {
    const { x0, x1, y0, y1, equalAspect } = this.panes.bounds
    const units = [((x1 - x0) * (1 + 2 * MARGIN)) / width || 1, ((y1 - y0) * (1 + 2 * MARGIN)) / height || 1]
    const [across, up] = equalAspect ? [Math.max(...units), Math.max(...units)] : units
    return (x, y) => [width / 2 + (x - (x0 + x1) / 2) / across, height / 2 - (y - (y0 + y1) / 2) / up]
  }
}

function arrays({ weights, means, covariances }) {
  return { weights: Float64Array.from(weights), means: Float64Array.from(means), covariances: Float64Array.from(covariances) }
}
