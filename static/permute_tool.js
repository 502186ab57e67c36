// Components have no order: their colours exchanged, and restarts before and after matching labels.

import { Asked } from "./asked.js"
import { button, element } from "./dom.js"
import { decimal, small, total } from "./format.js"

const WAYS = 2 ** 31
const WORDS = { name: "permute", press: "Restart twelve times", share: "Share of the restarts that are done", busy: "Restarting…" }
const WIDTH = 60, HEIGHT = 48, PAD = 8

export class PermuteTool {
  constructor(page, { way = 0, started = false }, changed) {
    Object.assign(this, { page, way })
    const permute = button("Permute", () => { this.way = (this.way + 1) % WAYS; changed() })
    this.which = element("output")
    this.values = element("dl", { class: "sum" })
    this.match = element("input", { type: "checkbox" })
    this.match.addEventListener("change", () => this.#draw())
    this.maps = element("div", { class: "maps" })
    this.restarts = element("div", {}, element("p", { class: "caption" }, "Where each of the restarts came to rest, coloured by component number. Faint: lower tops."),
      this.maps, element("label", { class: "check" }, this.match, " match labels"))
    this.work = new Asked(page, WORDS, this.restarts, started)
    this.panel = element("section", { class: "tool permute", "aria-label": "Labels" },
      element("p", { class: "row" }, permute, this.which), this.values, ...this.work.parts, this.restarts)
  }

  get options() { return { way: this.way, started: this.work.started } }

  /** Another run may be about other points. */
  setRun() { this.work.setRun() }

  close() {
    this.work.close()
    this.page.recolour(null)
  }

  show({ colours, way, ways, log_likelihood: [plain, permuted], found }) {
    this.which.textContent = `labelling ${decimal(way, 0)} of ${decimal(ways, 0)}`
    this.values.replaceChildren(...[["as in the run", decimal(plain, 4)], ["as labelled here", decimal(permuted, 4)], ["difference", small(permuted - plain)]]
      .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))))
    if (found && this.work.started) this.#tell(found)
    this.page.recolour(colours)
  }

  #tell(found) {
    const { runs, apart, collapsed } = found, high = runs.filter((run) => run.high).length, all = runs.length + collapsed
    this.work.tell(found, apart.before === null
      ? `Of ${all} runs none other is as high as the best.`
      : `${high} of ${all} runs are equally high. By number they differ by up to ${small(apart.before)}, matched by ${small(apart.after)}.`)
    this.#draw()
  }

  #draw() {
    const matched = this.match.checked
    this.maps.replaceChildren(...this.work.found.runs.map((run, i) => this.#map(run, i, matched)))
  }

  /** One run's means, each as large as its weight and in the colour of its number or its match. */
  #map({ log_likelihood, weights, means, colours, high }, i, matched) {
    const { x0, x1, y0, y1, equalAspect } = this.page.panes.bounds
    const unit = [(x1 - x0) / (WIDTH - 2 * PAD) || 1, (y1 - y0) / (HEIGHT - 2 * PAD) || 1], larger = Math.max(...unit)
    const [across, up] = equalAspect ? [larger, larger] : unit
    const parts = means.map(([x, y], k) => ({ x, y, weight: weights[k], colour: matched ? colours[k] : k }))
    const words = parts.map(({ x, y, colour }) => `${this.page.names[colour]} at (${decimal(x, 1)}, ${decimal(y, 1)})`)
    const label = `Run ${i + 1}, log-likelihood ${total(log_likelihood)}: ${words.join(", ")}`
    return element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: high ? "" : "lower" },
      ...parts.map(({ x, y, weight, colour }) => element("circle", {
        class: `c${colour}`, cx: WIDTH / 2 + (x - (x0 + x1) / 2) / across, cy: HEIGHT / 2 - (y - (y0 + y1) / 2) / up, r: 1.5 + 6 * Math.sqrt(weight),
      })))
  }
}
