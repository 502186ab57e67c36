// What stands beside the mixture: k-means, or what needs no shape.

import { BesidePane } from "./beside_pane.js"
import { element } from "./dom.js"
import { decimal, small } from "./format.js"
import { Work } from "./work.js"

const STEPPED = "k-means"
const METHODS = { [STEPPED]: "k-means", "kernel density": "Kernel density", DBSCAN: "DBSCAN" }
const CHOSEN = { bandwidth: null, radius: null, min_points: null }
// Sliders go to so many halvings and doublings of what suits the data.
const DOUBLINGS = 2
const NARROWEST = 0.05

export class BesideTool {
  constructor(page, { method = STEPPED, ...chosen }, changed) {
    Object.assign(this, { page, changed, method, chosen: { ...CHOSEN, ...chosen }, pane: null })
    this.work = new Work(page, "beside", "Share that is worked out", {
      done: (found) => this.#found(found),
      failed: (sentence) => this.#show(null, sentence),
      // Nothing else to be shown, so k-means it is.
      cancelled: () => this.#choose(STEPPED),
    })
    this.radios = Object.entries(METHODS).map(([value, label]) => {
      const input = element("input", { type: "radio", name: "beside", value })
      input.addEventListener("change", () => this.#choose(value))
      return element("label", {}, input, element("span", {}, label))
    })
    this.sliders = SLIDERS.map((slider) => new Slider(slider, (value) => this.#set(slider.name, value)))
    this.caption = element("p", { class: "caption" })
    this.panel = element("section", { class: "tool beside", "aria-label": "Beside the mixture" },
      element("div", { class: "segments", role: "radiogroup", "aria-label": "What stands beside the mixture" }, ...this.radios),
      ...this.sliders.map(({ label }) => label), this.work.panel, this.caption)
    this.#begin()
  }

  get options() { return { method: this.method, ...this.chosen } }

  show() {}

  /** Other points: what suits them is not what was chosen for the others. */
  setRun() {
    if (this.work.run === this.page.run || !this.pane) return
    if (!this.page.working("beside")) {
      this.chosen = { ...CHOSEN }
      this.#show(null)
    }
    this.work.start(this.options)
  }

  close() {
    if (!this.pane) return
    this.work.stop()
    this.#away()
  }

  #choose(method) {
    if (method === this.method) return
    if (this.pane) {
      this.work.stop()
      this.#away()
    }
    this.method = method
    this.#begin()
    this.changed()
  }

  #set(name, value) {
    this.chosen = { ...this.chosen, [name]: value }
    this.work.start(this.options)
    this.changed()
  }

  #begin() {
    const { page, method } = this
    for (const label of this.radios) label.firstChild.checked = label.firstChild.value === method
    for (const { label } of this.sliders) label.hidden = true
    this.caption.textContent = method === STEPPED ? "k-means steps beside the mixture, from the same centres." : ""
    if (method === STEPPED) return
    this.pane = new BesidePane(page.refs, page.panes.panes[1], method)
    page.instead(this.pane)
    this.work.start(this.options)
  }

  #away() {
    this.pane.remove()
    this.pane = null
    this.page.instead(null)
  }

  #found(found) {
    for (const slider of this.sliders) slider.show(found)
    this.caption.textContent = CAPTIONS[found.method](found, this.page.theme.palette.length) + sampled(found)
    this.#show(found)
    this.page.again()
  }

  #show(found, problem = "") {
    this.pane.set(found, problem)
    this.page.instead(this.pane)
  }
}

/** A setting of a method; the middle of a slider, or its first place, is what suits the data. */
class Slider {
  constructor({ name, title, of, limits, value, at }, changed) {
    Object.assign(this, { name, of, limits, at })
    this.input = element("input", { type: "range", step: "any", "aria-label": title })
    this.output = element("output", {})
    this.label = element("label", { class: "slide" }, element("span", { "aria-hidden": "true" }, title), this.input, this.output)
    this.input.addEventListener("input", () => changed(value(this.input.valueAsNumber)))
  }

  show(found) {
    this.label.hidden = found.method !== this.of
    if (this.label.hidden) return
    const [min, max, step] = this.limits(found), value = found[this.name]
    Object.assign(this.input, { min, max, step, value: this.at(value) })
    this.output.textContent = value >= 1000 || Number.isInteger(value) ? decimal(value, 0) : small(value)
    this.input.setAttribute("aria-valuetext", this.output.textContent)
  }
}

/** Values whose ratio matters lie on the slider by their logarithm. */
const byRatio = { value: (at) => 2 ** at, at: Math.log2 }

const around = ({ suiting }) => [Math.log2(suiting) - DOUBLINGS, Math.log2(suiting) + DOUBLINGS, 0.05]

const SLIDERS = [
  {
    name: "bandwidth", title: "Bandwidth", of: "kernel density", ...byRatio,
    limits: (found) => [Math.max(around(found)[0], Math.log2(NARROWEST)), around(found)[1], 0.05],
  },
  { name: "radius", title: "Radius", of: "DBSCAN", ...byRatio, limits: around },
  { name: "min_points", title: "Fewest points", of: "DBSCAN", value: (at) => at, at: (value) => value, limits: () => [1, 30, 1] },
]

const CAPTIONS = {
  DBSCAN: ({ radius, min_points: fewest, clusters }, colours) =>
    `A point with ${fewest} or more within ${small(radius)} of it, itself included, passes its cluster on to all of them. What none reaches is noise; agreement takes it for one more cluster.${clusters > colours ? ` After ${colours} clusters the colours begin again.` : ""}`,
  "kernel density": ({ bandwidth }) => `The mean of small Gaussians, one on each point, ${small(bandwidth)} times as wide as the data.`,
}

function sampled({ n, used, method }) {
  if (used === n) return ""
  const others = method === "DBSCAN" ? " The others join the nearest of them." : ""
  return ` From ${decimal(used, 0)} of the ${decimal(n, 0)} points, drawn at random.${others}`
}
