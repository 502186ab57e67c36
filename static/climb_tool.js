// What climbs and what falls: EM, a ridge and a prior from one beginning, and both quantities of the run.

import { element } from "./dom.js"
import { decimal, small } from "./format.js"

const WIDTH = 300, HEIGHT = 122, PAD = 10, BOTTOM = 18, RIGHT = 6
const NAMES = { EM: "EM", ridge: "Ridge", prior: "Prior" }
const LINES = { objective: "the objective", log_likelihood: "the plain log-likelihood" }

export class ClimbTool {
  constructor(page) {
    Object.assign(this, { page, options: {} })
    this.choices = Object.entries(NAMES).map(([name, label]) => {
      const input = element("input", { type: "radio", name: "climb-model", value: name })
      input.addEventListener("change", () => page.set({ model: name }, "end"))
      return element("label", {}, input, label)
    })
    this.said = element("p", { class: "said", role: "status" })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.rows = element("tbody")
    this.panel = element("section", { class: "tool climb", "aria-label": "What climbs" },
      element("div", { class: "segments", role: "radiogroup", "aria-label": "From the same beginning" }, ...this.choices),
      this.said, this.svg,
      element("p", { class: "caption" }, element("span", { class: "dash" }), "its objective ", element("span", { class: "dash dash1" }), "the plain log-likelihood; in nats since the beginning."),
      element("table", {}, element("thead", {}, element("tr", {}, ...["largest drop of", "the objective", "the plain one"].map((text) => element("th", { scope: "col" }, text)))), this.rows))
    this.setRun()
  }

  setRun() {
    for (const { firstChild } of this.choices) firstChild.checked = firstChild.value === this.page.settings.model
  }

  close() {}

  show({ models, model, changes }) {
    this.said.textContent = sentence(models.find(({ name }) => name === model))
    this.rows.replaceChildren(...models.map(row))
    this.#draw(changes)
  }

  #draw(changes) {
    const lines = Object.entries(changes).filter(([, values]) => values)
    const all = lines.flatMap(([, values]) => values), low = Math.min(...all), high = Math.max(...all), span = high - low || 1
    const last = Math.max(1, changes.objective.length - 1)
    const x = (t) => PAD + (t / last) * (WIDTH - PAD - RIGHT)
    const y = (value) => PAD + ((high - value) / span) * (HEIGHT - PAD - BOTTOM)
    this.svg.setAttribute("aria-label", lines.map(([name, values]) => `${LINES[name]}: ${decimal(values.at(-1), 2)} nats since the beginning`).join("; "))
    this.svg.replaceChildren(
      element("line", { class: "cursor", x1: PAD, x2: WIDTH - RIGHT, y1: y(0), y2: y(0) }),
      ...lines.map(([name, values]) => element("path", { class: name === "objective" ? "" : "dash1", d: values.map((value, t) => `${t ? "L" : "M"}${x(t).toFixed(1)} ${y(value).toFixed(1)}`).join("") })),
      element("text", { x: PAD, y: y(0) + (y(0) < HEIGHT / 2 ? 12 : -4) }, "0"),
      ...(low < 0 ? [element("text", { x: WIDTH - RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, decimal(low, 2))] : []))
  }
}

function sentence(found) {
  if (!found) return ""
  const { objective, log_likelihood: plain } = found
  if (objective.fell) return "A ridge is no part of what EM climbs, so the log-likelihood falls."
  return plain.fell ? "The plain log-likelihood falls; with its penalty it never does." : "It never falls."
}

function row({ name, objective, log_likelihood }) {
  return element("tr", {}, element("th", { scope: "row" }, NAMES[name]), ...[objective, log_likelihood].map(cell))
}

function cell({ drop, fell }) {
  return element("td", fell ? { class: "fell" } : {}, small(drop), element("span", { class: "hidden" }, fell ? ", it fell" : ", it never fell"))
}
