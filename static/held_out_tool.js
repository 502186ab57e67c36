// How likely new points are under the mixture that is shown, beside Gaussian mixtures of every size.

import { BesidePane } from "./beside_pane.js"
import { element } from "./dom.js"
import { decimal } from "./format.js"
import { otherMixture } from "./other_mixture.js"
import { Work } from "./work.js"

const WIDTH = 300, HEIGHT = 116, TOP = 12, BOTTOM = 16
const BESIDE = otherMixture("Gaussian mixture, fitted", "The best of five starts, to the same points.")
const gaussians = (size) => `${size} Gaussian${size === 1 ? "" : "s"}`

export class HeldOutTool {
  constructor(page, { started = false, beside = null }, changed) {
    Object.assign(this, { page, changed, started, beside, pane: null, drawn: null })
    this.work = new Work(page, "held_out", "Share of the fits that are done", {
      done: () => page.again(),
      failed: (sentence) => this.#idle(sentence),
      cancelled: () => this.#idle("Cancelled."),
    })
    this.begin = element("button", { type: "button", class: "button" }, "Compare with Gaussians")
    this.begin.addEventListener("click", () => { this.#begin(); changed() })
    this.own = element("dl", { class: "sum" })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.sizes = element("div", { class: "sizes", role: "group", "aria-label": "Gaussian mixture to show beside" })
    this.said = element("p", { class: "said", role: "status" })
    this.numbers = element("p", { class: "numbers" })
    this.chart = element("div", {}, this.svg, this.sizes, this.numbers,
      element("p", { class: "caption" }, "Mean log density of 10,000 new points of the same kind; higher is better. Line: the mixture on the left. Dots: 1 to 8 Gaussians fitted to the same data, BIC's choice ringed. Press a number to see them."))
    this.panel = element("section", { class: "tool held-out", "aria-label": "New points" },
      this.own, this.begin, this.work.panel, this.said, this.chart)
    if (started) this.#begin()
    else this.#idle()
  }

  get options() { return { started: this.started, beside: this.beside } }

  /** Another run may be on the same points: then what is known of them stays. */
  setRun() {
    if (this.work.run === this.page.run || !this.started) return
    if (this.page.working("held_out")) this.#begin()
    else {
      this.work.rest()
      this.#idle()
    }
  }

  close() {
    if (this.started) this.work.stop()
    this.#away()
  }

  show({ title, k, degrees, shown, found }) {
    const rows = [[`${title}, K = ${k}`, shown === null ? "–" : decimal(shown, 3)], ...(degrees === null ? [] : [["degrees of freedom ν", decimal(degrees, 2)]])]
    this.own.replaceChildren(...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))))
    if (!found || !this.started || shown === null) return
    const { wants } = found, theirs = valueOf(found, wants)
    this.said.textContent = `BIC wants ${gaussians(wants)}: ${decimal(theirs, 3)}, which is ${decimal(Math.abs(shown - theirs), 3)} ${shown >= theirs ? "lower" : "higher"}.`
    this.chart.hidden = false
    this.#draw(found, shown)
    this.#stand(found)
  }

  /** Show one of the Gaussian mixtures in the second pane. */
  #stand(found) {
    const size = this.beside ?? found.wants
    for (const button of this.sizes.children) button.setAttribute("aria-pressed", Number(button.value) === size)
    const at = found.sizes.indexOf(size)
    this.numbers.textContent = `Beside: ${gaussians(size)}, BIC ${found.bic[at] === null ? "unknown" : decimal(found.bic[at], 1)}, new points ${decimal(found.held_out[at], 3)}`
    if (this.drawn === size && this.run === this.page.run) return
    Object.assign(this, { drawn: size, run: this.page.run })
    this.pane ??= new BesidePane(this.page.refs, this.page.panes.panes[1], "gaussian", BESIDE)
    this.pane.set(found.fits[at])
    this.page.instead(this.pane)
  }

  #draw(found, shown) {
    const { sizes, held_out: values, wants } = found
    const low = Math.min(...values, shown), span = Math.max(...values, shown) - low || 1
    const x = (i) => ((i + 0.5) / sizes.length) * WIDTH, y = (value) => HEIGHT - BOTTOM - ((value - low) / span) * (HEIGHT - TOP - BOTTOM)
    this.svg.setAttribute("aria-label", `Mean log density of new points: ${decimal(shown, 3)} on the left; ${sizes.map((size, i) => `${gaussians(size)} ${decimal(values[i], 3)}`).join(", ")}`)
    this.svg.replaceChildren(
      element("line", { class: "level", x1: 0, x2: WIDTH, y1: y(shown), y2: y(shown) }),
      element("path", { d: values.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("") }),
      ...values.map((value, i) => element("circle", { class: "dot", cx: x(i), cy: y(value), r: 2.2 })),
      element("circle", { class: "smallest", cx: x(sizes.indexOf(wants)), cy: y(valueOf(found, wants)), r: 6 }))
    if (this.sizes.children.length === sizes.length) return
    this.sizes.replaceChildren(...sizes.map((size) => {
      const button = element("button", { type: "button", value: size, "aria-label": `${gaussians(size)} beside` }, String(size))
      button.addEventListener("click", () => {
        this.beside = size
        this.#stand(found)
        this.changed()
      })
      return button
    }))
  }

  #begin() {
    this.started = true
    this.begin.hidden = true
    this.chart.hidden = !this.pane
    if (!this.pane) this.said.textContent = "Fitting Gaussian mixtures…"
    this.work.start()
  }

  #idle(sentence = "") {
    Object.assign(this, { started: false, beside: null })
    this.begin.hidden = false
    this.chart.hidden = true
    this.said.textContent = sentence
    this.sizes.replaceChildren()
    this.#away()
  }

  /** k-means stands in the second pane again. */
  #away() {
    if (!this.pane) return
    this.page.instead(null)
    this.pane.remove()
    Object.assign(this, { pane: null, drawn: null })
  }
}

const valueOf = ({ sizes, held_out: values }, size) => values[sizes.indexOf(size)]
