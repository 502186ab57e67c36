// The point under the pointer: its number and where it lies; a click puts the ring around it.

import { element } from "./dom.js"
import { small } from "./format.js"

const WITHIN = 12
const GAP = 14

export class Hover {
  /** @param {import("./plot.js").Panes} panes */
  constructor(panes) {
    this.panes = panes
    this.tips = new Map(panes.panes.map((pane) => [pane, element("div", { class: "tip", "aria-hidden": "true" })]))
    for (const [pane, tip] of this.tips) {
      tip.hidden = true
      pane.host.append(tip)
    }
    panes.on("mousemove", (event, pane) => this.show(event, pane))
    panes.on("mouseleave", () => this.hide())
  }

  setColumns(columns) { this.columns = columns.map((name) => name.replace(/ \(.*\)$/, "")) }

  /** Tell of the point near a place in the data, which lies at `sx`, `sy` in the pane. */
  show(event, pane, within = WITHIN) {
    const point = this.panes.nearest(event, within)
    if (point < 0) { this.hide(); return }
    const { x, y } = this.panes, tip = this.tips.get(pane), [across, up] = this.columns
    tip.textContent = `point ${point + 1}: ${across} ${small(x[point])}, ${up} ${small(y[point])}`
    tip.hidden = false
    const { clientWidth, clientHeight } = pane.host
    const left = Math.min(event.sx + GAP, clientWidth - tip.offsetWidth - 4)
    const top = event.sy + GAP + tip.offsetHeight > clientHeight ? event.sy - GAP - tip.offsetHeight : event.sy + GAP
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`
    pane.host.classList.add("over-point")
  }

  hide() {
    for (const [pane, tip] of this.tips) {
      tip.hidden = true
      pane.host.classList.remove("over-point")
    }
  }
}
