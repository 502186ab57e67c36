// One point far out, to be dragged: what it does to a Gaussian mixture, and to a Student-t mixture beside it.

import { BesidePane } from "./beside_pane.js"
import { element } from "./dom.js"
import { MeanDrag } from "./drag.js"
import { decimal, small } from "./format.js"
import { otherMixture } from "./other_mixture.js"
import { make, source } from "./bokeh_models.js"

const HANDLE = 22
const AXES = ["x", "y"]

export class OutlierTool {
  constructor(page) {
    Object.assign(this, { page, options: {}, place: null, n: 0 })
    this.fields = AXES.map((axis, i) => {
      const input = element("input", { type: "number", step: 0.5, "aria-label": `Outlier, ${axis}` })
      input.addEventListener("change", () => this.#typed(i, input))
      return input
    })
    this.put = element("input", { type: "checkbox" })
    this.put.addEventListener("change", () => this.#move(this.put.checked ? this.last : null))
    this.rows = element("tbody")
    this.said = element("p", { class: "said", role: "status" })
    this.panel = element("section", { class: "tool outlier", "aria-label": "Outlier" },
      element("p", { class: "row" }, element("label", { class: "check" }, this.put, "outlier at"), ...this.fields),
      this.said,
      element("table", {}, element("thead", {}, element("tr", {}, ...["component", "mean moved by", "widest σ"].map((text) => element("th", { scope: "col" }, text)))), this.rows),
      element("p", { class: "caption" }, "Each against its own fit without the outlier, from the same start, to the end. Drag the point marked by a diamond, or type."))
    this.handles = page.panes.panes.map((pane) => pane.overlay(source({ x: [], y: [] }),
      make("Scatter", { x: { field: "x" }, y: { field: "y" }, marker: { value: "diamond" }, size: HANDLE, fill_color: null, line_width: 2 })))
    this.drag = new MeanDrag(page.panes, {
      means: () => this.place,
      ask: ([place]) => this.#move(place),
      show: () => this.#mark(this.drag.placed),
    })
    this.pane = new BesidePane(page.refs, page.panes.panes[1], "student", STUDENT)
    page.instead(this.pane)
    this.setRun()
  }

  /** A run has come: with the outlier where it was asked for, or on other data without. */
  setRun() {
    const { page } = this, { outlier } = page.settings
    this.place = outlier && Float64Array.from(outlier)
    this.last = outlier ?? this.last
    this.drag.answered(true)
    for (const { glyph: shape } of this.handles) shape.line_color = page.theme.ink
    this.#mark(this.drag.placed ?? this.place ?? [])
    this.put.checked = Boolean(outlier)
    this.put.disabled = !this.last
    this.fields.forEach((field, i) => {
      field.disabled = !outlier
      if (!field.matches(":focus") && outlier) field.value = Number(outlier[i].toPrecision(4))
    })
    // Shares of other points would be colours of the wrong ones.
    if (this.n !== page.panes.x.length) this.pane.set(null)
    this.n = page.panes.x.length
  }

  refused() {
    this.drag.answered(false)
    this.setRun()
  }

  close() {
    this.drag.close()
    for (const handle of this.handles) handle.remove()
    this.page.instead(null)
    this.pane.remove()
  }

  show({ place, possible, shifts, ratio, beside }) {
    this.said.textContent = !possible ? "So many points are not fitted anew at every move."
      : !place ? "Without an outlier there is nothing to compare."
        : ratio === null ? "The Student-t mixture does not move at all."
          : `The Gaussian's mean moves ${decimal(ratio, 1)} times as far as the t's.`
    this.rows.replaceChildren(...shifts.map((shift) => row(shift, this.page.names)))
    this.pane.set(beside)
    this.page.instead(this.pane)
  }

  #typed(i, input) {
    const value = Number(input.value)
    if (input.value !== "" && Number.isFinite(value) && this.place) this.#move(Array.from(this.place, (old, j) => (i === j ? value : old)))
  }

  #move(place) { this.page.set({ outlier: place && [...place] }, "end") }

  #mark([x, y]) {
    for (const handle of this.handles) handle.data.data = x === undefined ? { x: [], y: [] } : { x: [x], y: [y] }
  }
}

function row({ title, degrees, component, moved, widest }, names) {
  const name = degrees === null ? "Gaussian" : `t, ν ${title.includes("estimated") ? "estimated " : ""}= ${decimal(degrees, 1).replace(/\.0$/, "")}`
  return element("tr", {},
    element("th", { scope: "row" }, element("span", { class: `swatch c${component % 10}` }), ` ${name}`, element("span", { class: "hidden" }, `, ${names[component]}`)),
    element("td", {}, small(moved)),
    element("td", {}, widest.map((value) => decimal(value, 2)).join(" → ")))
}

/** The Student-t mixture in the second pane. */
const STUDENT = otherMixture("Student-t mixture, ν = 4", "Fitted at once, to the same points.")
