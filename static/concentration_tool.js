// How many components stay in use over the concentration: a process beside a finite prior.

import { Asked } from "./asked.js"
import { element } from "./dom.js"
import { decimal, small } from "./format.js"

const WIDTH = 300, HEIGHT = 132, LEFT = 22, RIGHT = 14, TOP = 8, BOTTOM = 30
const CURVES = { process: "process, these points", dirichlet: "Dirichlet, these points", skewed: "process, skewed groups" }
const DASHES = { process: "", dirichlet: "dash1", skewed: "dash2" }
const WORDS = { name: "concentration", press: "Count at seven concentrations", share: "Share of the fits that are done", busy: "Counting…" }
const WHY = "Why: a Dirichlet prior counts so many points for each component before any is seen; with many, all of them stay. In a process an empty component breaks 1 ÷ (1 + α) off what is left of the stick: with a large α next to nothing."

export class ConcentrationTool {
  constructor(page, { started = false }) {
    Object.assign(this, { page })
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.why = element("p", { class: "caption" }, WHY)
    this.see = element("p", {}, element("a", { href: "?scenario=concentration" }, "See it on the skewed groups"))
    this.key = element("p", { class: "caption key" })
    this.chart = element("div", {}, this.svg, this.key, this.why, this.see)
    this.work = new Asked(page, WORDS, this.chart, started)
    this.panel = element("section", { class: "tool concentration", "aria-label": "Components over the concentration" },
      ...this.work.parts, this.chart)
  }

  get options() { return { started: this.work.started } }

  /** Another concentration is about the same question. */
  setRun() { this.work.setRun() }

  close() { this.work.close() }

  show({ found, at }) {
    if (!found || !this.work.started) return
    this.work.tell(found, `At ${ends(found)}.`)
    this.#draw(found, at)
  }

  /** Where the skewed groups are on the screen, they have no line of their own. */
  #draw({ concentrations, k, skewed, ...others }, at) {
    const here = this.page.settings.data === "skewed", curves = here ? others : { ...others, skewed }, names = Object.keys(curves)
    this.why.hidden = this.see.hidden = here
    this.key.replaceChildren(...names.map((name) => element("span", {}, element("span", { class: `dash ${DASHES[name]}` }), CURVES[name])))
    const powers = concentrations.map(Math.log10), from = powers[0], to = powers.at(-1)
    const x = (concentration) => LEFT + ((Math.log10(concentration) - from) / (to - from)) * (WIDTH - LEFT - RIGHT)
    const most = Math.max(k, ...Object.values(curves).flat())
    const y = (count) => HEIGHT - BOTTOM - (count / most) * (HEIGHT - TOP - BOTTOM)
    this.svg.setAttribute("aria-label", names.map((name) => `${CURVES[name]}: ${curves[name].join(", ")}`).join("; "))
    this.svg.replaceChildren(
      ...[0, most / 2, most].map((count) => element("line", { class: "rule", x1: LEFT, x2: WIDTH - RIGHT, y1: y(count), y2: y(count) })),
      ...[0, most].map((count) => element("text", { x: LEFT - 5, y: y(count) + 4, "text-anchor": "end" }, decimal(count, 0))),
      ...concentrations.filter((_, i) => i % 2 === 0).map((value, i, all) => element("text", { x: x(value), y: HEIGHT - BOTTOM + 14, "text-anchor": i === all.length - 1 ? "end" : "middle" }, tick(value))),
      element("text", { x: LEFT, y: HEIGHT - 2 }, "components in use"),
      element("text", { x: WIDTH - RIGHT, y: HEIGHT - 2, "text-anchor": "end" }, "concentration →"),
      ...(at === null ? [] : [element("line", { class: "cursor", x1: x(at), x2: x(at), y1: TOP, y2: HEIGHT - BOTTOM })]),
      ...names.flatMap((name) => [
        element("path", { class: DASHES[name], d: curves[name].map((count, i) => `${i ? "L" : "M"}${x(concentrations[i]).toFixed(1)} ${y(count).toFixed(1)}`).join("") }),
        ...curves[name].map((count, i) => element("circle", { class: "dot", cx: x(concentrations[i]), cy: y(count), r: 1.8 })),
      ]))
  }
}

const tick = (value) => (value < 1 ? small(value).replace(/0+$/, "") : decimal(value, 0))

/** The counts at both ends. */
function ends({ concentrations, process, dirichlet }) {
  const [low, high] = [0, concentrations.length - 1]
  return [low, high].map((i) => `${tick(concentrations[i])} the process keeps ${process[i]} and the Dirichlet prior ${dirichlet[i]}`).join(", at ")
}
