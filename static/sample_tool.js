// New points drawn from the mixture, and their mean and covariance beside its own.

import { element } from "./dom.js"
import { decimal, signed, small } from "./format.js"
import { Marks } from "./marks.js"

const SEEDS = 2 ** 31

export class SampleTool {
  constructor(page, { n = 300, seed = 0 }, changed) {
    Object.assign(this, { page, options: { n, seed } })
    this.marks = new Marks(page, "Scatter", ["x", "y"], {
      x: { field: "x" }, y: { field: "y" }, marker: { value: "square" }, size: 5.5, line_width: 1.1, line_alpha: 0.6, fill_color: null,
    })
    const count = element("output", {}, decimal(n, 0))
    const many = element("input", { type: "range", min: 50, max: 2000, step: 50, value: n })
    const again = element("button", { type: "button", class: "button" }, "Draw again")
    const only = element("input", { type: "checkbox" })
    many.addEventListener("input", () => {
      count.textContent = decimal(Number(many.value), 0)
      this.#ask(changed, { n: Number(many.value) })
    })
    again.addEventListener("click", () => this.#ask(changed, { seed: (this.options.seed + 1) % SEEDS }))
    only.addEventListener("change", () => page.panes.panes[0].showPoints(!only.checked))
    this.rows = element("tbody")
    this.worst = element("output")
    this.panel = element("section", { class: "tool sample", "aria-label": "Draws from the mixture" },
      element("label", { class: "slide" }, element("span", {}, "New points"), many, count),
      element("p", { class: "act" }, again, element("label", {}, only, " draws only")),
      element("table", {}, element("thead", {}, element("tr", {}, element("td"), ...["draws", "model", "off"].map((name) => element("th", { scope: "col" }, name)))), this.rows),
      element("p", { class: "caption" }, "off: in standard errors of so many draws; most ", this.worst, "."))
  }

  setRun() { this.marks.setRun() }

  close() {
    this.marks.remove()
    this.page.panes.panes[0].showPoints(true)
  }

  wait() { this.marks.wait() }

  show({ x, y, rows, worst }) {
    this.marks.show({ x, y })
    this.rows.replaceChildren(...rows.map(({ name, draws, model, off }) => element("tr", {},
      element("th", { scope: "row" }, name), ...[small(draws), small(model), signed(off, 1)].map((text) => element("td", {}, text)))))
    this.worst.textContent = decimal(worst, 1)
  }

  #ask(changed, options) {
    this.options = { ...this.options, ...options }
    changed()
  }
}
