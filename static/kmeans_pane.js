// k-means: points in the colour of their cluster, straight borders, a diamond at each centre.

import { pick, plain } from "./colour.js"
import { nearest } from "./responsibilities.js"
import { make, replace, source } from "./bokeh_models.js"
import { borders } from "./voronoi.js"

export class KMeansPane {
  constructor(pane) {
    this.pane = pane
    this.borders = source({ x0: [], y0: [], x1: [], y1: [] })
    this.centres = source({ x: [], y: [], colour: [] })
    this.line = make("Segment", {
      x0: { field: "x0" }, y0: { field: "y0" }, x1: { field: "x1" }, y1: { field: "y1" }, line_width: 1.6, line_dash: [6, 4],
    })
    this.diamond = make("Scatter", {
      x: { field: "x" }, y: { field: "y" }, marker: { value: "square" }, angle: Math.PI / 4, size: 13, fill_color: { field: "colour" }, line_width: 2,
    })
    pane.add(this.borders, this.line)
    pane.add(this.centres, this.diamond)
    pane.finish()
  }

  setTheme(theme) {
    this.theme = theme
    Object.assign(this.line, { line_color: theme.ink, line_width: 1.6 * theme.scale })
    Object.assign(this.diamond, { line_color: theme.pane, size: 13 * theme.scale })
  }

  /** Take centres and borders away: something else is shown here. */
  clear() {
    this.borders.data = { x0: [], y0: [], x1: [], y1: [] }
    this.centres.data = { x: [], y: [], colour: [] }
  }

  /** Show a state of k-means. `reach` is a length that ends outside the picture. */
  show({ kmeans }, points, reach) {
    const { centroids } = kmeans
    this.pane.colour(kmeans.coloured, () => this.#colours(kmeans, points), kmeans.assignedTo && (() => nearest(points, kmeans.assignedTo)))
    replace(this.borders, borders(centroids, reach))
    const K = centroids.length / 2
    replace(this.centres, {
      x: Array.from({ length: K }, (_, k) => centroids[2 * k]),
      y: Array.from({ length: K }, (_, k) => centroids[2 * k + 1]),
      colour: this.theme.palette.slice(0, K),
    })
  }

  /** Find the colours of a state that is likely to be shown next. */
  prepare({ kmeans }, points) { this.pane.prepare(kmeans.coloured, () => this.#colours(kmeans, points)) }

  #colours({ assignedTo }, points) {
    const { palette, neutral } = this.theme
    return assignedTo ? pick(nearest(points, assignedTo), palette) : plain(neutral, points.length / 2)
  }
}
