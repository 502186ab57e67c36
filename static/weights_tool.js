// The weight of every component as a bar, and how many are in use.

import { element } from "./dom.js"
import { percent } from "./format.js"

const WIDTH = 300, HEIGHT = 96, TOP = 6, BOTTOM = 4
const GAP = 0.22

export class WeightsTool {
  constructor(page, { sorted = false }, changed) {
    Object.assign(this, { page, sorted })
    this.sort = element("input", { type: "checkbox" })
    this.sort.checked = sorted
    this.sort.addEventListener("change", () => { this.sorted = this.sort.checked; changed() })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.said = element("p", { class: "said", role: "status" })
    this.panel = element("section", { class: "tool weights", "aria-label": "Weights" },
      this.said, this.svg,
      element("p", { class: "row" }, element("label", { class: "check" }, this.sort, "largest first"), element("span", { class: "caption" }, "dashed: 1 %, in use above it")))
  }

  get options() { return { sorted: this.sorted } }

  close() {}

  show({ weights, active, threshold }) {
    const { names } = this.page, all = weights.length
    this.said.textContent = `${active} of ${all} component${all === 1 ? "" : "s"} in use`
    this.svg.setAttribute("aria-label", weights.filter(({ weight }) => weight > threshold)
      .map(({ component, weight }) => `${names[component]} ${percent(weight)}`).join(", "))
    const highest = Math.max(threshold, ...weights.map(({ weight }) => weight)), width = WIDTH / all
    const y = (weight) => HEIGHT - BOTTOM - (weight / highest) * (HEIGHT - TOP - BOTTOM)
    this.svg.replaceChildren(
      ...weights.map(({ component, weight }, i) => {
        const left = (i + GAP / 2) * width, right = (i + 1 - GAP / 2) * width
        return element("path", { class: `bar c${component % 10}${weight > threshold ? "" : " idle"}`, d: `M${left.toFixed(1)} ${y(0)}V${y(weight).toFixed(2)}H${right.toFixed(1)}V${y(0)}Z` })
      }),
      element("line", { class: "rule", x1: 0, x2: WIDTH, y1: y(0), y2: y(0) }),
      element("line", { class: "least", x1: 0, x2: WIDTH, y1: y(threshold), y2: y(threshold) }))
  }
}
