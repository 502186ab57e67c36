// The mixture: points in mixed colours, ellipses at 50 % and 95 %, a cross at each mean.

import { mix, plain } from "./colour.js"
import { between, ellipse } from "./ellipse.js"
import { responsibilities } from "./responsibilities.js"
import { make, replace, source } from "./bokeh_models.js"

const LEVELS = [
  { level: 0.95, fill: 0.1, line: 1.25 },
  { level: 0.5, fill: 0.16, line: 2 },
]

// A component that holds less than this share of the data fades out with its weight, and many that lie on each
// other must not add up to one that holds something; at half of it the centre goes, too.
const FADING = 0.02
// So many components have colours of their own; the others' ellipses are dashed.
const DISTINCT = 10

export class MixturePane {
  constructor(pane) {
    this.pane = pane
    this.ellipses = source({ x: [], y: [], colour: [], fill: [], line: [], opacity: [], dash: [] })
    this.centres = source({ x: [], y: [] })
    this.halo = make("Scatter", { x: { field: "x" }, y: { field: "y" }, marker: { value: "cross" }, size: 15, line_width: 5.5 })
    this.cross = make("Scatter", { x: { field: "x" }, y: { field: "y" }, marker: { value: "cross" }, size: 13, line_width: 2.4 })
    pane.add(this.ellipses, make("Patches", {
      xs: { field: "x" }, ys: { field: "y" }, fill_color: { field: "colour" }, line_color: { field: "colour" },
      fill_alpha: { field: "fill" }, line_width: { field: "line" }, line_alpha: { field: "opacity" }, line_dash: { field: "dash" },
    }))
    pane.add(this.centres, this.halo)
    pane.add(this.centres, this.cross)
    pane.finish()
    this.shown = null
    this.moving = 0
  }

  setTheme(theme) {
    this.theme = theme
    Object.assign(this.halo, { line_color: theme.pane, size: 15 * theme.scale, line_width: 5.5 * theme.scale })
    Object.assign(this.cross, { line_color: theme.ink, size: 13 * theme.scale, line_width: 2.4 * theme.scale })
  }

  /** Show a state of the mixture; the ellipses take `duration` milliseconds to travel there. */
  show({ mixture }, points, duration) {
    const K = mixture.weights.length, target = gaussians(mixture)
    this.pane.colour(mixture.coloured, () => this.#colours(mixture, points), mixture.sharedBy && (() => this.#labels(mixture, points)))
    cancelAnimationFrame(this.moving)
    if (duration > 0 && this.shown?.length === K && differ(this.shown, target)) this.#travel(this.shown, target, duration)
    else this.#draw(target)
  }

  /** Mix the colours of a state that is likely to be shown next. */
  prepare({ mixture }, points) { this.pane.prepare(mixture.coloured, () => this.#colours(mixture, points)) }

  #colours({ weights, sharedBy }, points) {
    const { palette, neutral } = this.theme
    return sharedBy ? mix(responsibilities(points, sharedBy), palette, weights.length) : plain(neutral, points.length / 2)
  }

  /** The component that takes most of each point. */
  #labels({ weights: { length: K }, sharedBy }, points) {
    const shares = responsibilities(points, sharedBy)
    return Uint8Array.from({ length: points.length / 2 }, (_, i) => {
      const own = shares.subarray(i * K, (i + 1) * K)
      return own.indexOf(Math.max(...own))
    })
  }

  #travel(from, to, duration) {
    const begun = performance.now()
    const frame = (now) => {
      const t = Math.min(1, Math.max(0, now - begun) / duration), eased = t * t * (3 - 2 * t)
      this.#draw(t < 1 ? from.map((gaussian, k) => between(gaussian, to[k], eased)) : to)
      if (t < 1) this.moving = requestAnimationFrame(frame)
    }
    this.moving = requestAnimationFrame(frame)
  }

  #draw(gaussians) {
    this.shown = gaussians
    const data = { x: [], y: [], colour: [], fill: [], line: [], opacity: [], dash: [] }
    for (const { level, fill, line } of LEVELS) {
      gaussians.forEach(({ mean, covariance, weight }, k) => {
        const opacity = Math.min(1, weight / FADING) ** 2
        const { x, y } = ellipse(mean, covariance, level)
        data.x.push(x)
        data.y.push(y)
        data.colour.push(this.theme.palette[k])
        data.fill.push(fill * opacity)
        data.opacity.push(opacity)
        data.dash.push(this.dash ? this.dash(k) : k < DISTINCT ? [] : [6, 4])
        data.line.push(line * this.theme.scale)
      })
    }
    replace(this.ellipses, data)
    const centred = gaussians.filter(({ weight }) => weight >= FADING / 2)
    replace(this.centres, { x: centred.map(({ mean }) => mean[0]), y: centred.map(({ mean }) => mean[1]) })
  }
}

function gaussians({ weights, means, covariances }) {
  return Array.from(weights, (weight, k) => ({
    weight,
    mean: [...means.subarray(2 * k, 2 * k + 2)],
    covariance: [...covariances.subarray(3 * k, 3 * k + 3)],
  }))
}

const differ = (a, b) => JSON.stringify(a) !== JSON.stringify(b)
