// From x to y: what the joint mixture implies, and linear experts, which step beside it.

import { BesidePane } from "./beside_pane.js"
import { mix, plain } from "./colour.js"
import { ConditionalCurve } from "./conditional_curve.js"
import { element } from "./dom.js"
import { decimal, small } from "./format.js"
import { Work } from "./work.js"

const WIDTH = 300, HEIGHT = 104, TOP = 8, BOTTOM = 16
const STEPS = 200
const STOPPED = "The experts were stopped on their way."
const MODELS = { joint: "joint mixture", experts: "linear experts" }
const STROKES = { joint: "dash dash1", experts: "dash" }

export class RegressionTool {
  constructor(page, { x = null }, changed) {
    Object.assign(this, { page, x, changed, points: pointsOf(page) })
    this.numbers = element("dl", { class: "sum" })
    this.said = element("p", { class: "said", role: "status" })
    this.slider = element("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": "x" })
    this.slider.addEventListener("input", () => this.#cut())
    this.value = element("output")
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" })
    this.parts = element("div", {},
      element("label", { class: "slide" }, element("span", {}, "at x ="), this.slider, this.value), this.svg, this.numbers,
      element("p", { class: "caption" }, "Numbers: mean log p(y | x) of 10,000 new points. Chart: p(y | x) at that x. In the pictures: the mean of y at every x, give or take a standard deviation, and each expert's line."))
    this.panel = element("section", { class: "tool regression", "aria-label": "From x to y" }, this.said, this.parts)
    this.parts.hidden = true
    const [first, second] = page.panes.panes
    this.curves = { joint: new ConditionalCurve(first), experts: new ConditionalCurve(second) }
    this.pane = new BesidePane(page.refs, second, "experts", this.#kind())
    page.instead(this.pane)
    this.work = new Work(page, "regression", "How far the experts have come", {
      done: () => page.again(),
      failed: (sentence) => { this.said.textContent = sentence },
      cancelled: () => { this.said.textContent = STOPPED },
    })
    this.said.after(this.work.panel)
    this.work.start()
  }

  get options() { return { x: this.x } }

  /** Other points: the place was not chosen for these. Experts are fitted anew, or go on. */
  setRun() {
    if (this.work.run !== this.page.run) this.work.start()
    const points = pointsOf(this.page)
    if (points === this.points) return
    Object.assign(this, { points, x: null })
    this.pane.set(null)
  }

  close() {
    this.work.stop()
    for (const curve of Object.values(this.curves)) curve.remove()
    this.page.instead(null)
    this.pane.remove()
  }

  show(answer) {
    const { problem, behind, x, cut } = answer, { page } = this
    this.parts.hidden = problem !== ""
    if (problem) {
      this.said.textContent = problem
      this.pane.set(null, problem)
      page.instead(this.pane)
      return
    }
    this.limits = [x[0], x.at(-1)]
    for (const [name, curve] of Object.entries(this.curves)) {
      curve.show({ x: [...x], ...answer[name], mean: [...answer[name].mean] }, cut.x, page.panes.reach, page.theme)
    }
    this.said.textContent = !behind ? verdict(answer) : this.work.running ? "The experts are on their way…" : STOPPED
    this.numbers.replaceChildren(...Object.entries(MODELS).map(([name, title]) => element("div", {}, element("dt", {}, element("span", { class: STROKES[name] }), `${title}, K = ${answer.experts.lines.length}`), element("dd", {}, written(answer[name].held_out)))))
    if (!this.slider.matches(":focus")) this.slider.value = Math.round((STEPS * (cut.x - x[0])) / (this.limits[1] - x[0] || 1))
    this.value.textContent = decimal(cut.x, 2)
    this.slider.setAttribute("aria-valuetext", this.value.textContent)
    this.#draw(cut)
    this.pane.set(answer.experts)
    page.instead(this.pane)
  }

  #cut() {
    const [low, high] = this.limits
    this.x = low + (this.slider.value / STEPS) * (high - low)
    this.changed()
  }

  /** Both densities of y at one x, on one scale. */
  #draw({ x, y, ...densities }) {
    const low = y[0], span = y.at(-1) - low, highest = Math.max(...Object.values(densities).flatMap((density) => [...density]))
    const path = (density) => Array.from(density, (value, i) =>
      `${i ? "L" : "M"}${(((y[i] - low) / span) * WIDTH).toFixed(1)} ${(HEIGHT - BOTTOM - (value / highest) * (HEIGHT - TOP - BOTTOM)).toFixed(1)}`).join("")
    const top = (density) => y[density.indexOf(Math.max(...density))]
    this.svg.setAttribute("aria-label", `Density of y at x = ${decimal(x, 2)}: ${Object.entries(MODELS).map(([name, title]) => `${title} highest at ${decimal(top(densities[name]), 2)}`).join(", ")}`)
    this.svg.replaceChildren(
      element("line", { class: "ground", x1: 0, x2: WIDTH, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }),
      ...Object.keys(MODELS).map((name) => element("path", { class: name, d: path(densities[name]) })),
      ...[[0, "start", small(low)], [WIDTH / 2, "middle", "y"], [WIDTH, "end", small(low + span)]].map(([at, anchor, text]) => element("text", { x: at, y: HEIGHT - 3, "text-anchor": anchor }, text)))
  }

  /** What stands in the second pane: points in the colours of the experts that they belong to. */
  #kind() {
    return {
      title: "Linear experts",
      status: (found) => (found ? `${found.ended ? "ended at " : ""}iter ${found.iteration}` : ""),
      facts: (found) => [["log p(y | x), new points", written(found?.held_out ?? null)]],
      note: () => "Lines with noise, and gates that choose by x.",
      label: ({ iteration }) => `Points, the mean of y given x with a band around it, and the line of each expert, at iteration ${iteration}`,
      colours: ({ shares, lines }, { palette, neutral }, x) => (shares ? mix(shares, palette, lines.length) : plain(neutral, x.length)),
      says: () => "",
      draw: () => ({ paint: (theme) => { for (const curve of Object.values(this.curves)) curve.paint(theme) }, remove() {} }),
    }
  }
}

function verdict({ joint, experts }) {
  if (joint.held_out === null) return "These are all the points that there are: nobody can tell which foretells better."
  const lead = experts.held_out - joint.held_out
  return `${lead >= 0 ? "The experts foretell" : "The joint mixture foretells"} y better, by ${decimal(Math.abs(lead), 3)} a point.`
}

const written = (value) => (value === null ? "–" : decimal(value, 3))

/** What tells these points from others. */
function pointsOf({ settings: { data, n, data_seed, columns } }) { return JSON.stringify([data, n, data_seed, columns]) }
