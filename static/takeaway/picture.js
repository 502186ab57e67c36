// One picture of both panes, with all that it takes to be understood away from the page.

import { fitted, inside, paneMarks } from "../alone/scene.js"
import { outline } from "../alone/outlines.js"
import { decimal, percent, total } from "../format.js"

const EDGE = 20
const GAP = 24
const HEAD = 62
const PANE_HEAD = 40
const SHAPE = 0.8
const CHIP = { width: 104, height: 19 }
const FOOT = 34

/**
 * @param {object} run see run.js
 * @param {number} cursor half-steps
 * @param {object} shown points, columns, equalAspect, view, titles, objective, heading, address
 * @param {object} look colours and their names
 * @param {number} width in pixels
 * @returns {{width: number, height: number, marks: object[], title: string}}
 */
export function picture(run, cursor, shown, look, width) {
  const frame = run.frame(cursor), w = (width - 2 * EDGE - GAP) / 2, h = SHAPE * w, top = HEAD + PANE_HEAD
  const rows = Math.ceil(run.K / Math.floor(w / CHIP.width)), height = top + h + 10 + rows * CHIP.height + FOOT
  const view = fitted(shown.view, inside({ x: 0, y: 0, w, h }, shown.columns), shown.equalAspect)
  const title = `EM Stepper: ${shown.heading}, iteration ${frame.iteration}${frame.phase === "E" ? " after its E step" : ""}, ${shown.objective} ${total(frame.mixture.objective)}`
  const panes = ["mixture", "kmeans"].flatMap((part, i) => {
    const x = EDGE + i * (w + GAP), { heading, facts, shares, status } = headOf(part, frame, run, shown)
    const text = { kind: "text", x, size: 13, fill: look.soft }
    return [
      { kind: "rect", x: x - 8, y: HEAD - 8, w: w + 16, h: height - HEAD - FOOT + 14, fill: look.pane, corner: 12 },
      { ...text, y: HEAD + 14, size: 16, fill: look.ink, bold: true, text: heading },
      { ...text, x: x + w, y: HEAD + 14, anchor: "end", text: status },
      { ...text, y: HEAD + 33, text: facts },
      ...paneMarks(part, frame, shown.points, { box: { x, y: top, w, h }, view, columns: shown.columns }, look),
      ...legend(shares, { x, y: top + h + 10, w }, look),
    ]
  })
  return {
    width, height: Math.ceil(height), title,
    marks: [
      { kind: "rect", x: 0, y: 0, w: width, h: Math.ceil(height), fill: look.paper },
      { kind: "text", x: EDGE, y: 24, size: 17, fill: look.ink, bold: true, text: shown.heading },
      { kind: "text", x: EDGE, y: 43, size: 13, fill: look.soft, text: `${shown.objective} ${total(frame.mixture.objective)}` },
      { kind: "text", x: width - EDGE, y: 26, size: 20, fill: look.ink, bold: true, anchor: "end", text: `iteration ${frame.iteration}` },
      { kind: "text", x: width - EDGE, y: 43, size: 13, fill: look.soft, anchor: "end", text: PHASES[frame.phase] },
      ...panes,
      { kind: "text", x: EDGE, y: height - 10, size: 12, fill: look.soft, text: "EM Stepper" },
      { kind: "text", x: width - EDGE, y: height - 10, size: 12, fill: look.soft, anchor: "end", text: shown.address },
    ],
  }
}

const PHASES = { start: "the start", E: "after the E step", M: "after the M step" }

function headOf(part, { mixture, kmeans }, run, { titles, objective }) {
  const one = part === "mixture" ? mixture : kmeans, status = one.ending ? `ended at iteration ${one.iteration}` : `iteration ${one.iteration}`
  const name = part === "mixture" ? (run.mixture.log_likelihood ? "log-likelihood" : objective) : "inertia"
  const value = part === "mixture" ? mixture.logLikelihood : kmeans.inertia
  const facts = [`${name} ${value === null ? "–" : total(value)}`]
  if (one.agreement !== null) facts.push(`agreement ${decimal(one.agreement, 2)}`)
  return { heading: titles[part], facts: facts.join("   "), shares: part === "mixture" ? mixture.weights : shares(kmeans.sizes, run.K), status }
}

/** Each component's colour, its name, and its share. */
function legend(shares, { x, y, w }, { palette, names, ink, shaped }) {
  const across = Math.floor(w / CHIP.width)
  return Array.from(shares).flatMap((share, k) => {
    const left = x + (k % across) * CHIP.width, top = y + Math.floor(k / across) * CHIP.height
    return [
      shaped ? shape(k, left + 5, top + 5, palette[k]) : { kind: "rect", x: left, y: top, w: 10, h: 10, fill: palette[k], corner: 3 },
      { kind: "text", x: left + 15, y: top + 10, size: 12, fill: ink, text: `${names[k]} ${share === null ? "" : percent(share)}`.trim() },
    ]
  })
}

/** A component's shape as large as a letter. */
function shape(k, x, y, fill) {
  const corners = outline(k)
  if (!corners) return { kind: "rect", x: x - 5, y: y - 5, w: 10, h: 10, fill, corner: 5 }
  return { kind: "shape", at: corners.map(([across, down]) => [x + 6 * across, y + 6 * down]), fill, fillAlpha: 1, stroke: fill, alpha: 0, width: 0, dash: [] }
}

function shares(sizes, K) {
  if (!sizes) return new Array(K).fill(null)
  const all = sizes.reduce((a, b) => a + b)
  return Array.from(sizes, (size) => size / all)
}
