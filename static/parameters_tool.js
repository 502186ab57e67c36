// How many numbers a mixture has, against the number of dimensions.

import { element } from "./dom.js"
import { decimal } from "./format.js"

const WIDTH = 300, HEIGHT = 120, PAD = 6

export class ParametersTool {
  constructor(_page, { d = 2, k = 3 }, changed) {
    this.options = { d, k }
    this.rows = element("dl", { class: "counts" })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" })
    this.panel = element("section", { class: "tool parameters", "aria-label": "Parameters against dimensions" },
      this.#slider("Dimensions d", "d", 200, changed), this.#slider("Components K", "k", 20, changed), this.rows, this.svg,
      element("p", { class: "caption" }, "How many numbers each type has, from 1 to 200 dimensions."))
  }

  close() {}

  show({ d, counts }) {
    const kinds = Object.keys(counts), most = Math.max(...kinds.flatMap((kind) => counts[kind]))
    const x = (i) => PAD + (i / (counts.full.length - 1)) * (WIDTH - 2 * PAD)
    const y = (count) => HEIGHT - PAD - (count / most) * (HEIGHT - 2 * PAD)
    this.rows.replaceChildren(...kinds.map((kind, i) => element("div", {},
      element("dt", {}, element("span", { class: `dash dash${i}`, "aria-hidden": "true" }), kind), element("dd", {}, decimal(counts[kind][d - 1], 0)))))
    this.svg.replaceChildren(
      element("line", { class: "cursor", x1: x(d - 1), x2: x(d - 1), y1: 0, y2: HEIGHT }),
      ...kinds.map((kind, i) => element("path", { class: `count dash${i}`, d: counts[kind].map((count, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(count).toFixed(1)}`).join("") })))
  }

  #slider(label, name, max, changed) {
    const value = element("output", {}, String(this.options[name]))
    const input = element("input", { type: "range", min: 1, max, step: 1, value: this.options[name], "aria-label": label })
    input.addEventListener("input", () => {
      this.options = { ...this.options, [name]: Number(input.value) }
      value.textContent = input.value
      changed()
    })
    return element("label", { class: "slide" }, element("span", {}, label), input, value)
  }
}
