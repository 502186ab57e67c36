// The mixture as a graphical model: what comes from what, and what the half-step just taken set.

import { element } from "./dom.js"
import { decimal } from "./format.js"

const WIDTH = 300, HEIGHT = 176, RADIUS = 21

/** The nodes: where they stand, and what they mean. */
const NODES = {
  weights: { x: 32, y: 62, sign: ["π"], name: "weights", says: "how often each component is picked. There is one π for the whole model; the M step sets it." },
  z: { x: 116, y: 62, sign: ["z", "i"], name: "hidden component", says: "which component point i came from. Nobody sees it: the E step says it in shares." },
  x: { x: 204, y: 62, sign: ["x", "i"], name: "observed point", says: "where point i lies. It is shaded because it is seen; no step changes it." },
  means: { x: 162, y: 146, sign: ["μ", "k"], name: "mean", says: "where component k lies. The M step sets it." },
  covariances: { x: 246, y: 146, sign: ["Σ", "k"], name: "covariance", says: "how far component k reaches, and in which directions. The M step sets it." },
}
const ARROWS = [["weights", "z"], ["z", "x"], ["means", "x"], ["covariances", "x"]]
const PLATES = [{ x: 84, y: 28, width: 156, height: 70, letter: "N" }, { x: 128, y: 112, width: 156, height: 62, letter: "K" }]
const DONE = { start: "Nothing has been set yet.", end: "The run has ended: nothing is set any more." }
const STEP = { E: "The E step", M: "The M step" }

export class GraphTool {
  constructor() {
    this.options = {}
    this.nodes = Object.fromEntries(Object.entries(NODES).map(([name, node]) => [name, this.#node(name, node)]))
    this.said = element("p", { class: "said", role: "status" })
    this.meaning = element("p", { class: "caption meaning-of-node", "aria-hidden": "true" }, "Point at a node, or go there with the Tab key.")
    this.plates = element("p", { class: "caption" })
    const svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
      ...PLATES.flatMap(plate), ...ARROWS.map(([from, to]) => arrow(NODES[from], NODES[to])))
    this.panel = element("section", { class: "tool graph", "aria-label": "The model as a graph" },
      this.said, element("div", { class: "drawing", role: "group", "aria-label": "Weights lead to the hidden component, that and mean and covariance to the observed point" }, svg, ...Object.values(this.nodes)),
      this.meaning, this.plates)
  }

  close() {}

  show({ phase, lit, changed, n, k }) {
    for (const [name, node] of Object.entries(this.nodes)) {
      node.classList.toggle("lit", lit.includes(name))
      node.setAttribute("aria-label", `${NODES[name].sign.join(" ")}, ${NODES[name].name}${lit.includes(name) ? ", just set" : ""}`)
    }
    this.said.textContent = DONE[phase] ?? `${STEP[phase]} sets ${listed(lit)}; changed: ${listed(changed)}.`
    this.plates.textContent = `What stands in a plate is there once for each: of ${decimal(n, 0)} points, of ${k} component${k === 1 ? "" : "s"}.`
  }

  #node(name, { sign: [letter, index], name: called, says }) {
    const node = element("button", { type: "button", class: `node ${name}`, "aria-description": says }, element("i", {}, letter))
    if (index) node.append(element("sub", {}, index))
    for (const event of ["pointerenter", "focus", "click"]) {
      node.addEventListener(event, () => this.meaning.replaceChildren(element("b", {}, called), `: ${says}`))
    }
    return node
  }
}

/** The letters of some nodes, as they stand in a sentence. */
function listed(names) { return names.length ? names.map((name) => NODES[name].sign[0]).join(", ") : "nothing" }

function plate({ x, y, width, height, letter }) {
  return [
    element("path", { class: "plate", d: `M${x} ${y}h${width}v${height}h${-width}Z` }),
    element("text", { x: x + 5, y: y + height - 5 }, letter),
  ]
}

/** A line from border to border, and its head. */
function arrow(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y), [u, v] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const at = (distance, aside = 0) => `${(from.x + u * distance - v * aside).toFixed(1)} ${(from.y + v * distance + u * aside).toFixed(1)}`
  const tip = length - RADIUS - 2
  return element("path", { class: "arrow", d: `M${at(RADIUS)}L${at(tip)}M${at(tip - 7, 4)}L${at(tip)}L${at(tip - 7, -4)}` })
}
