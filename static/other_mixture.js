// Another mixture of the same points in the second pane, fitted to the end.

import { mix } from "./colour.js"
import { ellipse } from "./ellipse.js"
import { decimal, percent } from "./format.js"
import { make, source } from "./bokeh_models.js"
import { responsibilities } from "./responsibilities.js"

const LEVELS = [{ level: 0.95, fill: 0.1, line: 1.25 }, { level: 0.5, fill: 0.16, line: 2 }]

/**
 * A kind of picture for `BesidePane`: what is found has weights, means and covariances; and shares,
 * unless they are those of a Gaussian mixture.
 */
export function otherMixture(title, note) {
  return {
    title,
    facts: (found) => [["weights", found ? found.weights.map(percent).join(", ") : "–"]],
    note: () => note,
    label: ({ means }) => `Points and ellipses of the ${title.split(",")[0]}: centres at ${means.map((mean) => `(${mean.map((value) => decimal(value, 1)).join(", ")})`).join(", ")}`,
    colours: (found, { palette }, x, y) => mix(found.shares ?? shared(found, x, y), palette, found.weights.length),
    says: () => "",
    draw,
  }
}

/**
 * The same, with each component at the number, and so in the colour, of the one that it is most like of those on the left.
 * @param {{weights: number[], means: number[][], covariances: number[][]}} found
 * @param {Float64Array} means of those on the left, x and y in turn
 */
export function alike(found, means) {
  const size = found.weights.length, place = new Map(), free = new Set(found.weights.keys())
  const pairs = found.means.flatMap(([x, y], own) =>
    Array.from({ length: Math.min(size, means.length / 2) }, (_, k) => ({ own, k, apart: Math.hypot(x - means[2 * k], y - means[2 * k + 1]) })))
  for (const { own, k } of pairs.sort((a, b) => a.apart - b.apart)) {
    if (!place.has(k) && free.delete(own)) place.set(k, own)
  }
  const rest = [...free], order = Array.from({ length: size }, (_, k) => place.get(k) ?? rest.shift())
  const ordered = (parts) => order.map((own) => parts[own])
  return { ...found, weights: ordered(found.weights), means: ordered(found.means), covariances: ordered(found.covariances) }
}

function shared({ weights, means, covariances }, x, y) {
  const points = Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 ? y : x)[i >> 1])
  return responsibilities(points, { weights, means: Float64Array.from(means.flat()), covariances: Float64Array.from(covariances.flat()) })
}

function draw(pane, { means, covariances }) {
  const shapes = LEVELS.flatMap(({ level, fill, line }) => means.map((mean, k) => ({ ...ellipse(mean, covariances[k], level), k, fill, line })))
  const column = (name) => shapes.map((shape) => shape[name])
  // What is added later lies lower.
  const crosses = pane.overlay(source({ x: means.map(([x]) => x), y: means.map(([, y]) => y) }),
    make("Scatter", { x: { field: "x" }, y: { field: "y" }, marker: { value: "cross" }, size: 13, line_width: 2.4 }))
  const patches = pane.overlay(source({ x: column("x"), y: column("y"), fill: column("fill"), line: column("line"), colour: column("k") }), make("Patches", {
    xs: { field: "x" }, ys: { field: "y" }, fill_color: { field: "colour" }, line_color: { field: "colour" }, fill_alpha: { field: "fill" }, line_width: { field: "line" },
  }))
  return {
    paint({ palette, ink }) {
      const colour = shapes.map(({ k }) => palette[k])
      if (String(patches.data.data.colour) !== String(colour)) patches.data.data = { ...patches.data.data, colour }
      crosses.glyph.line_color = ink
    },
    remove() { patches.remove(); crosses.remove() },
  }
}
