// A component that shrinks: the log-likelihood over its standard deviation, and two ways to stop it.

import { element } from "./dom.js"
import { decimal, small, total } from "./format.js"

const WIDTH = 300, HEIGHT = 150, LEFT = 8, RIGHT = 12, TOP = 16, BOTTOM = 30
const LABELS = { ridge: "Add a ridge", prior: "Add a prior" }
const NAMES = { ridge: "ridge", prior: "prior" }

export class ShrinkTool {
  constructor(page) {
    Object.assign(this, { page, options: {} })
    this.said = element("p", { class: "said", role: "status" })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.rows = element("tbody")
    this.ways = Object.entries(LABELS).map(([model, label]) => {
      const button = element("button", { type: "button", class: "button" }, label)
      button.addEventListener("click", () => page.set({ model }, "end"))
      return button
    })
    this.panel = element("section", { class: "tool shrink", "aria-label": "A shrinking component" },
      this.said, this.svg, element("p", { class: "row" }, ...this.ways),
      element("table", {}, element("thead", {}, element("tr", {}, ...["same start,", "σ", "log-lik.", "iter"].map((text) => element("th", { scope: "col" }, text)))), this.rows))
  }

  close() {}

  show({ component, path, collapsed, rests, model }) {
    const name = this.page.names[component], newest = path.at(-1)
    this.ways.forEach((button, i) => { button.disabled = Object.keys(LABELS)[i] === model })
    this.svg.toggleAttribute("hidden", !newest)
    this.rows.replaceChildren(...rests.map(row))
    if (!newest) {
      this.said.textContent = "This model has no log-likelihood to plot."
      return
    }
    const [sigma, value] = newest
    this.said.replaceChildren(element("span", { class: `swatch c${component % 10}` }), ` ${name}: σ = ${small(sigma)}. ${collapsed ? "It collapsed: this is its last good state." : ""}`)
    this.svg.setAttribute("aria-label", `Log-likelihood ${total(value)} at σ = ${small(sigma)}, after ${path.length - 1} iterations`)
    this.#draw(path, component, model === "EM" ? rests.filter((rest) => rest.deviation !== null) : [])
  }

  /** Narrower is farther to the right, by equal factors. */
  #draw(path, component, rests) {
    const sigmas = [...path.map(([sigma]) => sigma), ...rests.map((rest) => rest.deviation)].map(Math.log10)
    const values = [...path.map(([, value]) => value), ...rests.map((rest) => rest.log_likelihood)]
    const from = Math.ceil(Math.max(...sigmas)), to = Math.min(from - 1, Math.floor(Math.min(...sigmas)))
    const low = Math.min(...values), high = Math.max(...values), span = high - low || 1
    const x = (sigma) => LEFT + ((from - Math.log10(sigma)) / (from - to)) * (WIDTH - LEFT - RIGHT)
    const y = (value) => TOP + ((high - value) / span) * (HEIGHT - TOP - BOTTOM)
    const decades = Array.from({ length: from - to + 1 }, (_, i) => from - i), every = Math.ceil(decades.length / 6)
    this.svg.replaceChildren(
      ...decades.filter((_, i) => i % every === 0).flatMap((power) => [
        element("line", { class: "rule", x1: x(10 ** power), x2: x(10 ** power), y1: TOP - 6, y2: HEIGHT - BOTTOM + 4 }),
        element("text", { x: x(10 ** power), y: HEIGHT - BOTTOM + 16, "text-anchor": power === from ? "start" : power === to ? "end" : "middle" }, tick(power)),
      ]),
      element("text", { x: WIDTH - RIGHT, y: HEIGHT - 1, "text-anchor": "end" }, "σ, narrower →"),
      element("text", { x: LEFT, y: TOP - 4 }, `log-likelihood, up to ${total(high)}`),
      element("path", { class: `c${component % 10}`, d: path.map(([sigma, value], i) => `${i ? "L" : "M"}${x(sigma).toFixed(1)} ${y(value).toFixed(1)}`).join("") }),
      ...path.map(([sigma, value]) => element("circle", { class: `dot c${component % 10}`, cx: x(sigma), cy: y(value), r: 3 })),
      ...rests.flatMap((rest, i) => [
        element("circle", { class: "rest", cx: x(rest.deviation), cy: y(rest.log_likelihood), r: 4.5 }),
        element("text", { x: x(rest.deviation) + 8, y: y(rest.log_likelihood) + (i ? 12 : 0) }, NAMES[rest.model]),
      ]))
  }
}

function tick(power) {
  if (power < -4 || power > 4) return small(10 ** power).replace("1.00 × ", "")
  return decimal(10 ** power, Math.max(0, -power))
}

function row({ model, deviation, log_likelihood, iterations }) {
  const told = deviation === null ? ["–", "–", "does not end"] : [small(deviation), decimal(log_likelihood, 1), decimal(iterations, 0)]
  return element("tr", {}, element("th", { scope: "row" }, `with a ${NAMES[model]}`), ...told.map((text) => element("td", {}, text)))
}
