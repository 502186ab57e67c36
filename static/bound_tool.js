// The log-likelihood after each half-step, as a bar: the bound, and above it the gap.

import { element } from "./dom.js"
import { decimal, small } from "./format.js"

const WIDTH = 300, ROW = 22, BAR = 12, LEFT = 62

export class BoundTool {
  constructor() {
    this.options = {}
    this.sum = element("dl", { class: "sum" })
    this.svg = element("svg", { role: "img" })
    this.said = element("p", { class: "said", role: "status" })
    this.caption = element("p", { class: "caption" }, "Solid: the bound. Striped: the gap up to the log-likelihood. The newest half-step is the lowest bar; the scale follows them.")
    this.panel = element("section", { class: "tool bound", "aria-label": "Bound and gap" }, this.svg, this.said, this.sum, this.caption)
  }

  close() {}

  show({ halves, scale, rise, possible }) {
    const newest = halves.at(-1)
    for (const part of [this.sum, this.svg, this.caption]) part.hidden = !newest
    this.svg.toggleAttribute("hidden", !newest)
    if (!newest) {
      this.said.textContent = possible ? "No shares yet: take an E step." : "Only a Gaussian mixture is taken apart here."
      return
    }
    this.sum.replaceChildren(
      part("log-likelihood", decimal(newest.log_likelihood, 4)),
      part("= bound", decimal(newest.bound, 4)),
      part("+ gap", newest.gap < 5e-5 ? small(newest.gap) : decimal(newest.gap, 4)))
    this.said.textContent = newest.half === "E"
      ? "The E step closed the gap: the bound touches."
      : `The M step raised the bound by ${small(rise)} and opened a gap of ${small(newest.gap)}.`
    this.#draw(halves, scale)
  }

  #draw(halves, [low, high]) {
    const x = (value) => LEFT + ((value - low) / (high - low)) * (WIDTH - LEFT - 2)
    const height = ROW * halves.length
    this.svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`)
    this.svg.setAttribute("aria-label", halves.map(({ half, iteration, bound, gap }) =>
      `${half} step ${iteration}: bound ${decimal(bound, 2)}, gap ${small(gap)}`).join("; "))
    this.svg.replaceChildren(...halves.flatMap(({ half, iteration, log_likelihood, bound }, i) => {
      const y = i * ROW + (ROW - BAR) / 2, newest = i === halves.length - 1
      const from = x(bound), to = Math.max(from, x(log_likelihood))
      const stripes = Array.from({ length: Math.floor((to - from) / 4) }, (_, s) => element("line", { class: "stripe", x1: from + 4 * s + 2, x2: from + 4 * s + 2, y1: y, y2: y + BAR }))
      return [
        element("text", { class: newest ? "newest" : "", x: 0, y: y + BAR - 2 }, `${half} step ${iteration}`),
        element("path", { class: newest ? "solid newest" : "solid", d: `M${LEFT} ${y}H${from}V${y + BAR}H${LEFT}Z` }),
        ...stripes,
        element("path", { class: "gap", d: `M${from} ${y}H${to}V${y + BAR}H${from}Z` }),
      ]
    }))
  }
}

function part(name, value) { return element("div", {}, element("dt", {}, name), element("dd", {}, value)) }
