// The point under the pointer, or where a finger rests: its number and place; a click or a tap puts the ring around it.

import { element } from "./dom.js"
import { small } from "./format.js"

const WITHIN = 12
const GAP = 14
// A finger says nothing once it has gone: what it was told goes by itself.
const LASTS = 4000

export class Hover {
  /** @param {import("./panes.js").Panes} panes; @param {HTMLElement} host the page */
  constructor(panes, host) {
    Object.assign(this, { panes, finger: false, leaving: null })
    this.tips = new Map(panes.panes.map((pane) => [pane, element("div", { class: "tip", "aria-hidden": "true" })]))
    for (const [pane, tip] of this.tips) {
      tip.hidden = true
      pane.host.append(tip)
      // Bokeh calls a finger's moves a mouse's, too.
      for (const kind of ["pointerdown", "pointermove"]) pane.host.addEventListener(kind, ({ pointerType }) => { this.finger = pointerType === "touch" }, true)
    }
    panes.on("mousemove", (event, pane) => { if (!this.finger) this.show(event, pane) })
    panes.on("mouseleave", () => this.hide())
    host.addEventListener("pointerdown", () => this.pass(), true)
    host.getRootNode().addEventListener("keydown", ({ key }) => { if (key === "Escape") this.hide() })
  }

  setColumns(columns) {
    this.hide()
    this.columns = columns.map((name) => name.replace(/ \(.*\)$/, ""))
  }

  /** Tell of the point where a finger rests, for a while. */
  rest(event, pane, within) {
    this.show(event, pane, within)
    this.leaving = setTimeout(() => this.hide(), LASTS)
  }

  /** The page goes on: what a finger was told is over. */
  pass() { if (this.leaving !== null) this.hide() }

  /** Tell of the point near a place in the data, which lies at `sx`, `sy` in the pane. */
  show(event, pane, within = WITHIN) {
    this.#stay()
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
    this.#stay()
    for (const [pane, tip] of this.tips) {
      tip.hidden = true
      pane.host.classList.remove("over-point")
    }
  }

  #stay() {
    clearTimeout(this.leaving)
    this.leaving = null
  }
}
