// What a picture shows, as plain marks in pixels: a canvas paints them, and SVG is written of them.

import { dashes, outline } from "./outlines.js"
import { mix, pick, plain } from "../colour.js"
import { ellipse } from "../ellipse.js"
import { MANY_POINTS, radius, raster } from "../raster.js"
import { nearest, responsibilities } from "../responsibilities.js"
import { borders } from "../voronoi.js"

export const LEVELS = [
  { level: 0.95, fill: 0.1, line: 1.25 },
  { level: 0.5, fill: 0.16, line: 2 },
]
// As on the page: see mixture_pane.js and plot.js.
const FADING = 0.02
const DISTINCT = 10
const DASH = [6, 4]
const POINT = 3.6
const MARGIN = 0.07
const TICKS = 6
const CROSS = 6.5
const DIAMOND = 6.5
// Room for the numbers on the axes, and for the names of the columns where they say something.
const ROOM = { left: 32, below: 22, right: 8, above: 6 }
const NAMED = { left: 46, below: 38 }

/** The points' colours in the mixture's pane, 0xrrggbbaa, and each one's largest component; none before the first E step. */
function mixtureColours({ weights: { length: K }, sharedBy }, points, { palette, soft, shaped }) {
  const N = points.length / 2
  if (!sharedBy) return { colours: plain(soft, N), labels: null }
  const shares = responsibilities(points, sharedBy)
  const largest = (_, i) => { const own = shares.subarray(i * K, (i + 1) * K); return own.indexOf(Math.max(...own)) }
  return { colours: mix(shares, palette, K), labels: shaped ? Uint8Array.from({ length: N }, largest) : null }
}

/** The same in the pane of k-means. */
function kmeansColours({ assignedTo }, points, { palette, soft }) {
  if (!assignedTo) return { colours: plain(soft, points.length / 2), labels: null }
  const labels = nearest(points, assignedTo)
  return { colours: pick(labels, palette), labels }
}

/** What has to be in view, as the page has it: all points and a margin. */
export function viewOf(points) {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < points.length; i += 2) {
    x0 = Math.min(x0, points[i])
    x1 = Math.max(x1, points[i])
    y0 = Math.min(y0, points[i + 1])
    y1 = Math.max(y1, points[i + 1])
  }
  const w = (x1 - x0) * MARGIN || 0.5, h = (y1 - y0) * MARGIN || 0.5
  return { x0: x0 - w, x1: x1 + w, y0: y0 - h, y1: y1 + h }
}

/** A view that fills a box, one unit equally long on both axes if it is to be. */
export function fitted({ x0, x1, y0, y1 }, { w, h }, equalAspect) {
  if (!equalAspect) return { x0, x1, y0, y1 }
  const unit = Math.max((x1 - x0) / w, (y1 - y0) / h), [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
  return { x0: x - (unit * w) / 2, x1: x + (unit * w) / 2, y0: y - (unit * h) / 2, y1: y + (unit * h) / 2 }
}

/**
 * The marks of one pane.
 * @param {"mixture"|"kmeans"} part
 * @param {object} frame see run.js
 * @param {Float64Array} points x and y in turn
 * @param {{box: object, view: object, columns: string[]}} place the whole of a box with its axes, what is in view
 * @param {object} look colours: ink, soft, grid, pane, palette; whether components are `shaped`, too
 * @returns {object[]}
 */
export function paneMarks(part, frame, points, { box, view, columns }, look) {
  const inner = inside(box, columns)
  const { x0, x1, y0, y1 } = view
  const across = (x) => inner.x + ((x - x0) / (x1 - x0)) * inner.w, up = (y) => inner.y + ((y1 - y) / (y1 - y0)) * inner.h
  const draw = { across, up, inner, view, look }
  const over = part === "mixture" ? mixtureMarks(frame.mixture, draw) : kmeansMarks(frame.kmeans, draw)
  const coloured = part === "mixture" ? mixtureColours(frame.mixture, points, look) : kmeansColours(frame.kmeans, points, look)
  return [...axes(draw, columns), { kind: "clip", ...inner, marks: [pointMarks(points, coloured, draw), ...over] }]
}

/** The box inside the axes, so that a view can be fitted to it. */
export function inside({ x, y, w, h }, columns) {
  const [left, below] = [isNamed(columns[1]) ? NAMED.left : ROOM.left, isNamed(columns[0]) ? NAMED.below : ROOM.below]
  return { x: x + left, y: y + ROOM.above, w: w - left - ROOM.right, h: h - ROOM.above - below }
}

const isNamed = (column) => column.length > 1

function pointMarks(points, { colours, labels }, { across, up, inner, view, look }) {
  const n = points.length / 2
  const x = Float64Array.from({ length: n }, (_, i) => points[2 * i]), y = Float64Array.from({ length: n }, (_, i) => points[2 * i + 1])
  const many = n > MANY_POINTS
  return {
    kind: "points", ...inner, r: many ? radius(n) : POINT, edge: look.pane, colours, many, outline: look.shaped && labels ? (i) => outline(labels[i]) : null,
    across: () => x.map(across), up: () => y.map(up),
    raster: (ratio) => {
      const size = { width: Math.round(inner.w * ratio), height: Math.round(inner.h * ratio) }
      return { ...size, pixels: raster({ x, y }, colours, view, size, radius(n) * ratio, plain(look.pane, 1)[0]) }
    },
  }
}

function mixtureMarks({ weights, means, covariances }, { across, up, look }) {
  const marks = []
  for (const { level, fill, line } of LEVELS) {
    weights.forEach((weight, k) => {
      const alpha = Math.min(1, weight / FADING) ** 2, { x, y } = ellipse(means.subarray(2 * k, 2 * k + 2), covariances.subarray(3 * k, 3 * k + 3), level)
      marks.push({
        kind: "shape", at: Array.from(x, (value, i) => [across(value), up(y[i])]), fill: look.palette[k], fillAlpha: fill * alpha,
        stroke: look.palette[k], alpha, width: line, dash: look.shaped ? dashes(k) : k < DISTINCT ? [] : DASH,
      })
    })
  }
  for (const { stroke, width, reach } of [{ stroke: look.pane, width: 5.5, reach: CROSS + 1 }, { stroke: look.ink, width: 2.4, reach: CROSS }]) {
    const lines = Array.from(weights, (weight, k) => {
      const x = across(means[2 * k]), y = up(means[2 * k + 1])
      return weight < FADING / 2 ? [] : [[x - reach, y, x + reach, y], [x, y - reach, x, y + reach]]
    }).flat()
    marks.push({ kind: "lines", lines, stroke, width, dash: [] })
  }
  return marks
}

function kmeansMarks({ centroids }, { across, up, view, look }) {
  const { x0, y0, x1, y1 } = borders(centroids, 20 * Math.hypot(view.x1 - view.x0, view.y1 - view.y0))
  const lines = x0.map((x, i) => [across(x), up(y0[i]), across(x1[i]), up(y1[i])])
  const reach = DIAMOND * Math.SQRT2
  const diamonds = Array.from({ length: centroids.length / 2 }, (_, k) => {
    const x = across(centroids[2 * k]), y = up(centroids[2 * k + 1])
    return { kind: "shape", at: [[x, y - reach], [x + reach, y], [x, y + reach], [x - reach, y]], fill: look.palette[k], fillAlpha: 1, stroke: look.pane, alpha: 1, width: 2, dash: [] }
  })
  return [{ kind: "lines", lines, stroke: look.ink, width: 1.6, dash: DASH }, ...diamonds]
}

function axes({ across, up, inner: { x, y, w, h }, view: { x0, x1, y0, y1 }, look }, columns) {
  const along = ticks(x0, x1), upward = ticks(y0, y1), label = { kind: "text", size: 11, fill: look.soft }
  const named = columns.map((name) => (isNamed(name) ? name : ""))
  return [
    { kind: "rect", x, y, w, h, fill: look.pane },
    { kind: "lines", lines: [...along.map((t) => [across(t), y, across(t), y + h]), ...upward.map((t) => [x, up(t), x + w, up(t)])], stroke: look.grid, width: 1, dash: [] },
    ...along.map((t) => ({ ...label, x: across(t), y: y + h + 14, text: told(t, along), anchor: "middle" })),
    ...upward.map((t) => ({ ...label, x: x - 5, y: up(t) + 4, text: told(t, upward), anchor: "end" })),
    { ...label, size: 12, x: x + w / 2, y: y + h + 31, text: named[0], anchor: "middle" },
    { ...label, size: 12, x: x - 35, y: y + h / 2, text: named[1], anchor: "middle", turned: true },
  ].filter(({ kind, text }) => kind !== "text" || text)
}

/** Round numbers within a range, by the step that comes closest to `TICKS` of them, as on the page. */
function ticks(low, high) {
  const power = 10 ** Math.floor(Math.log10((high - low) / TICKS)), off = (step) => Math.abs(TICKS - (high - low) / step)
  const step = [1, 2, 5, 10].map((round) => round * power).reduce((a, b) => (off(b) < off(a) ? b : a))
  const made = []
  for (let i = Math.ceil(low / step); i * step <= high && made.length < 3 * TICKS; i++) made.push(Number((i * step).toPrecision(12)))
  return made
}

function told(value, all) {
  const largest = Math.max(...all.map(Math.abs)), step = Math.abs(all[1] - all[0]) || largest || 1
  const text = largest >= 1e5 || largest < 1e-3 ? value.toExponential(Math.max(0, Math.min(8, Math.ceil(Math.log10(largest / step))))) : value.toFixed(Math.max(0, Math.min(9, Math.ceil(-Math.log10(step) - 1e-9))))
  return value === 0 ? "0" : text.replaceAll("-", "−")
}
