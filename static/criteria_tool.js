// Three answers to how many: BIC, DIC and a Dirichlet process, side by side.

import { Asked } from "./asked.js"
import { element } from "./dom.js"
import { decimal, percent } from "./format.js"

const WIDTH = 100, HEIGHT = 62, PAD = 5
const WORDS = { name: "criteria", press: "Count in three ways", share: "Share of the fits that are done", busy: "Counting…" }
const NAMES = { bic: "BIC", dic: "DIC", process: "Process" }

export class CriteriaTool {
  constructor(page, { started = false }) {
    Object.assign(this, { page })
    this.charts = element("div", { class: "three" })
    this.rows = element("tbody")
    this.table = element("table", {}, element("thead", {}, element("tr", {}, ...["K", "BIC", "DIC", "p_D", "weight"].map(head))), this.rows)
    this.answer = element("div", {}, this.charts, this.table,
      element("p", { class: "caption" }, "Of BIC and DIC the smallest counts. ", name("p_D"), ": how many numbers DIC finds settled. Weight: the K-th largest of the process’s twenty; above 1 % it is in use."))
    this.work = new Asked(page, WORDS, this.answer, started)
    this.panel = element("section", { class: "tool criteria3", "aria-label": "Three ways to count" },
      ...this.work.parts, this.answer)
  }

  get options() { return { started: this.work.started } }

  /** Another number of components is about the same points. */
  setRun() { this.work.setRun() }

  close() { this.work.close() }

  show({ found, k }) {
    if (!found || !this.work.started) return
    const { says, weights } = found
    this.work.tell(found, `BIC says ${says.bic}, DIC says ${says.dic}, and the process keeps ${says.process} of ${weights.length}.`)
    this.charts.replaceChildren(...Object.keys(NAMES).map((name) => chart(name, found)))
    this.#list(k)
  }

  #list(k) {
    const { sizes, bic, dic, effective, weights, says, in_use: least } = this.work.found
    const focused = this.rows.querySelector(":focus")?.value ?? null
    this.rows.replaceChildren(...sizes.map((size, i) => element("tr", {},
      element("th", { scope: "row" }, this.#button(size, k)),
      cell(bic[i] === null ? "–" : decimal(bic[i], 1), size === says.bic),
      cell(decimal(dic[i], 1), size === says.dic),
      cell(decimal(effective[i], 1)),
      cell(percent(weights[i]), weights[i] > least))))
    if (focused) this.rows.querySelector(`[value="${focused}"]`)?.focus()
  }

  #button(size, k) {
    const button = element("button", { type: "button", value: size, "aria-label": `Show ${size} component${size === 1 ? "" : "s"}`, "aria-pressed": size === k }, String(size))
    button.addEventListener("click", () => this.page.set({ k: size, model: "EM" }, "end"))
    return button
  }
}

/** A name with a subscript after its low line. */
function name(text) {
  const [before, below] = text.split("_")
  return below ? element("i", {}, before, element("sub", {}, below)) : text
}

function head(text) { return element("th", { scope: "col" }, name(text)) }

function cell(text, wanted = false) { return element("td", wanted ? { class: "wanted" } : {}, text) }

/** What one of the three says, and the curve or the bars that it says it by. */
function chart(kind, found) {
  const label = `${NAMES[kind]} says ${found.says[kind]}`
  return element("figure", {},
    element("figcaption", {}, `${NAMES[kind]} `, element("b", {}, String(found.says[kind]))),
    element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ...(kind === "process" ? bars(found) : curve(found[kind], found.says[kind] - found.sizes[0]))))
}

function curve(values, smallest) {
  const known = values.filter((value) => value !== null), low = Math.min(...known), span = Math.max(...known) - low || 1
  const x = (i) => PAD + (i / (values.length - 1)) * (WIDTH - 2 * PAD), y = (value) => HEIGHT - PAD - 3 - ((value - low) / span) * (HEIGHT - 2 * PAD - 3)
  const drawn = values.map((value, i) => (value === null ? "" : `${i && values[i - 1] !== null ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`))
  return [
    element("path", { d: drawn.join("") }),
    ...values.flatMap((value, i) => (value === null ? [] : [element("circle", { class: "dot", cx: x(i), cy: y(value), r: 1.8 })])),
    element("circle", { class: "smallest", cx: x(smallest), cy: y(values[smallest]), r: 5 }),
  ]
}

function bars({ weights, in_use: least }) {
  const width = (WIDTH - 2 * PAD) / weights.length, y = (weight) => HEIGHT - PAD - (weight / weights[0]) * (HEIGHT - 2 * PAD)
  return [
    ...weights.map((weight, i) => bar(weight > least, PAD + i * width, width, y(weight), y(0))),
    element("line", { class: "rule", x1: PAD, x2: WIDTH - PAD, y1: y(0), y2: y(0) }),
  ]
}

function bar(used, left, width, top, foot) {
  return element("path", { class: used ? "bar" : "bar idle", d: `M${(left + 0.4).toFixed(1)} ${foot}V${top.toFixed(2)}H${(left + width - 0.4).toFixed(1)}V${foot}Z` })
}
