// How likely new points are under the mixture that is shown, beside Gaussian mixtures of every size.

import { Asked } from "./asked.js"
import { BesidePane } from "./beside_pane.js"
import { element } from "./dom.js"
import { decimal } from "./format.js"
import { alike, otherMixture } from "./other_mixture.js"

const WIDTH = 300, HEIGHT = 116, TOP = 12, BOTTOM = 16
const WORDS = { name: "held_out", press: "Compare with Gaussians", share: "Share of the fits that are done", busy: "Fitting Gaussian mixtures…" }
const BESIDE = otherMixture("Gaussian mixture, fitted", "The best of five starts, to the same points.")
const gaussians = (size) => `${size} Gaussian${size === 1 ? "" : "s"}`

export class HeldOutTool {
  constructor(page, { started = false, beside = null }, changed) {
    Object.assign(this, { page, changed, beside, pane: null, drawn: null })
    this.own = element("dl", { class: "sum" })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.sizes = element("div", { class: "sizes", role: "group", "aria-label": "Gaussian mixture to show beside" })
    this.numbers = element("p", { class: "numbers" })
    this.chart = element("div", {}, this.svg, this.sizes, this.numbers,
      element("p", { class: "caption" }, "Mean log density of 10,000 new points of the same kind; higher is better. Line: the mixture on the left. Dots: 1 to 8 Gaussians fitted to the same data, BIC's choice ringed. Press a number to see them."))
    this.work = new Asked(page, WORDS, this.chart, started, { idle: () => this.#idle(), changed })
    this.panel = element("section", { class: "tool held-out", "aria-label": "New points" },
      ...this.work.parts, this.chart, this.own)
  }

  get options() { return { started: this.work.started, beside: this.beside } }

  /** Another run may be on the same points: then what is known of them stays. */
  setRun() { this.work.setRun() }

  close() {
    this.work.close()
    this.#away()
  }

  show({ title, k, degrees, shown, found }) {
    const rows = [[`${title}, K\u00a0=\u00a0${k}`, shown === null ? "–" : decimal(shown, 3)], ...(degrees === null ? [] : [["degrees of freedom ν", decimal(degrees, 2)]])]
    this.own.replaceChildren(...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))))
    if (!found || !this.work.started || shown === null) return
    const { wants } = found, theirs = valueOf(found, wants)
    this.work.tell(found, `BIC wants ${gaussians(wants)}: ${decimal(theirs, 3)}, which is ${decimal(Math.abs(shown - theirs), 3)} ${shown >= theirs ? "lower" : "higher"}.`)
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
    this.pane.set(alike(found.fits[at], this.page.means))
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

  #idle() {
    this.beside = null
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
