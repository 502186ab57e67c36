// The mixture held against k-means: shares that harden, and the two updates of one component.

import { element, swatch } from "./dom.js"
import { decimal, small } from "./format.js"

const UPDATES = {
  mixture: "M step: mean of all points, each counted by its share",
  kmeans: "k-means: mean of the points of its cluster",
}

export class HardenTool {
  constructor(page) {
    this.page = page
    this.numbers = element("dl", { class: "sum" })
    this.which = element("p", { class: "choose" })
    this.updates = element("dl", { class: "updates" })
    this.panel = element("section", { class: "tool harden", "aria-label": "Beside k-means" }, this.numbers, this.which, this.updates)
  }

  get options() { return { component: this.page.component } }

  close() {}

  show({ component, certainty, elsewhere, off, ...updates }) {
    const rows = [
      ["mean of the largest shares", certainty === null ? "–" : decimal(certainty, 4)],
      ["points put elsewhere, in any iteration", elsewhere === null ? "–" : decimal(elsewhere, 0)],
      ["centres apart, in any iteration", off === null ? "–" : small(off)],
    ]
    this.numbers.replaceChildren(...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))))
    this.which.replaceChildren("Newest update of ", swatch(component), ` ${this.page.names[component]}`)
    this.updates.replaceChildren(...Object.entries(UPDATES).flatMap(([name, title]) => [element("dt", {}, title), element("dd", {}, told(updates[name]))]))
  }
}

function told(update) {
  return update ? `(${update.centre.map((value) => decimal(value, 4)).join(", ")}), of ${decimal(update.held, 1)} points` : "not taken yet"
}
