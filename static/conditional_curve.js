// What a model expects of y at every x, drawn in a pane: the mean, a band around it, and where it is cut.

import { make, replace, source } from "./bokeh_models.js"

const XY = { x: { field: "x" }, y: { field: "y" } }

export class ConditionalCurve {
  constructor(pane) {
    const drawn = (data, name, properties) => pane.overlay(source(data), make(name, properties))
    // What is added later lies lower.
    this.cut = drawn({ x: [], y: [] }, "Line", { ...XY, line_width: 1.2, line_dash: [2, 4] })
    this.mean = drawn({ x: [], y: [] }, "Line", { ...XY, line_width: 2.6 })
    this.lines = drawn({ x: [], y: [], colour: [] }, "MultiLine", { xs: { field: "x" }, ys: { field: "y" }, line_color: { field: "colour" }, line_width: 1.6, line_dash: [7, 4] })
    this.band = drawn({ x: [], low: [], high: [] }, "VArea", { x: { field: "x" }, y1: { field: "low" }, y2: { field: "high" }, fill_alpha: 0.16 })
  }

  /** Show the curve of x, mean and deviation, any lines under it, and a cut from -reach to reach. */
  show({ x, mean, deviation, lines = [] }, at, reach, theme) {
    this.shown = lines
    replace(this.cut.data, { x: [at, at], y: [-reach, reach] })
    replace(this.mean.data, { x, y: mean })
    replace(this.band.data, { x, low: mean.map((value, i) => value - deviation[i]), high: mean.map((value, i) => value + deviation[i]) })
    this.xs = lines.map(() => [x[0], x.at(-1)])
    this.paint(theme)
  }

  paint({ ink, palette }) {
    if (!this.shown) return
    this.cut.glyph.line_color = this.mean.glyph.line_color = this.band.glyph.fill_color = ink
    replace(this.lines.data, { x: this.xs, y: this.shown.map((line) => [line[0], line.at(-1)]), colour: this.shown.map((_, k) => palette[k]) })
  }

  remove() { for (const drawn of [this.cut, this.mean, this.lines, this.band]) drawn.remove() }
}
