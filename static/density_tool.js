// The density as lines that hold so much of all probability, and its logarithm at any place.

import { COLUMNS, contourLines, LINES, PROPERTIES } from "./contour_lines.js"
import { element } from "./dom.js"
import { decimal, percent } from "./format.js"
import { Looks } from "./looks.js"
import { Marks } from "./marks.js"
import { PlaceTip } from "./place_tip.js"

export class DensityTool {
  constructor(page) {
    // The place, whether the pointer chose it, whether to say it there too, and the last answer.
    Object.assign(this, { page, options: {}, place: null, pointed: false, tipped: false, reading: null })
    this.lines = new Marks(page, "MultiLine", COLUMNS, PROPERTIES)
    this.probes = new Looks((question) => page.send({ do: "probe", run: page.run, ...question }))
    this.tip = new PlaceTip(page.panes.panes[0])
    this.fields = ["x", "y"].map(() => element("input", { type: "number", step: "any", inputmode: "decimal" }))
    this.names = this.fields.map(() => element("span"))
    for (const field of this.fields) {
      field.addEventListener("input", () => { this.pointed = false })
      field.addEventListener("change", () => this.#typed())
    }
    this.value = element("output")
    this.held = element("dl", { class: "held" })
    this.panel = element("section", { class: "tool density", "aria-label": "Density" },
      element("p", { class: "caption" }, "Point at the mixture, or type a place:"),
      element("div", { class: "reading" }, ...this.fields.map((field, i) => element("label", {}, this.names[i], field)), this.value),
      element("p", { class: "caption" }, "What each line holds, and log p along it:"), this.held)
    this.setRun()
  }

  setRun() {
    this.lines.setRun()
    this.names.forEach((name, i) => { name.textContent = this.page.columns[i] })
    // What was asked about the run before is not answered any more.
    if (this.run !== this.page.run) {
      this.probes.reset()
      this.reading = null
      this.#tell()
    }
    this.run = this.page.run
  }

  close() {
    this.lines.remove()
    this.tip.remove()
  }

  show({ shares, log_densities, ...lines }) {
    this.lines.show(contourLines(lines))
    this.held.replaceChildren(...shares.map((share, l) => element("div", {},
      element("dt", {}, stroke(...LINES[l]), percent(share)), element("dd", {}, decimal(log_densities[l], 2)))))
  }

  /** Another state is on the screen: the place is read anew. */
  wait() {
    this.lines.wait()
    this.#read()
  }

  move(event, pane) { if (pane === this.page.panes.panes[0]) this.#point(event) }

  /** A tap is read, and rings its point all the same. */
  tap(event, pane) {
    this.move(event, pane)
    return false
  }

  leave() {
    this.tipped = false
    this.tip.hide()
  }

  viewed() { this.tip.place() }

  /** The engine has read a place. */
  probed(reading) {
    this.probes.answered()
    this.reading = reading
    this.#tell()
  }

  refused() { this.probes.answered() }

  #point(event) {
    Object.assign(this, { place: this.page.nearly(event), pointed: true, tipped: true })
    this.#read()
  }

  #typed() {
    const place = this.fields.map(({ value }) => (value === "" ? NaN : Number(value)))
    Object.assign(this, { place: place.every(Number.isFinite) ? place : null, pointed: false, tipped: true })
    if (this.place) this.#read()
    else this.#tell()
  }

  #read() {
    if (!this.place) return
    const [x, y] = this.place
    // The last reading may be of this very place.
    if (!this.probes.want({ cursor: this.page.cursor, x, y })) this.#tell()
  }

  /** Tell the last reading, if it is of this state and of this place, or of one the pointer has just left. */
  #tell() {
    const { place, reading, pointed } = this
    const counts = place && reading?.cursor === this.page.cursor && (pointed || (reading.x === place[0] && reading.y === place[1]))
    this.value.textContent = `log p = ${counts ? decimal(reading.log_density, 3) : "–"}`
    if (counts && pointed) [this.fields[0].value, this.fields[1].value] = [reading.x, reading.y]
    if (counts && this.tipped) this.tip.show(reading.x, reading.y, this.value.textContent)
    else this.tip.hide()
  }
}

function stroke(width, opacity) {
  return element("svg", { class: "stroke", viewBox: "0 0 22 6", "aria-hidden": "true" },
    element("line", { x1: 0, x2: 22, y1: 3, y2: 3, "stroke-width": width, "stroke-opacity": opacity }))
}
