// One Bokeh plot that lives in the browser alone: points in their colours, and what is drawn on them.

import { plain } from "./colour.js"
import { axis, drawn, make, picture, replace, source, toolbar } from "./bokeh_models.js"
import { MANY_POINTS, radius, raster } from "./raster.js"

const POINT = 7.2
const MARKED = 1.25
const RING = 19
// Room for the numbers on the axes.
const LEFT = 30
const BELOW = 22

/** One plot: points in their colours, what a view draws over them, and the ring. */
export class Plot {
  constructor(host, ranges, filename) {
    this.host = host
    this.points = source({ x: [], y: [], colour: [] })
    this.image = source({ image: [], x: [], y: [], dw: [], dh: [] })
    this.many = this.prepared = null
    this.ringed = source({ x: [], y: [] })
    this.dots = make("Scatter", { x: { field: "x" }, y: { field: "y" }, size: POINT, fill_color: { field: "colour" }, line_width: 0.8 })
    this.circle = make("Scatter", { x: { field: "x" }, y: { field: "y" }, size: RING, fill_color: null, line_width: 2.2 })
    this.axes = [make("LinearAxis", axis()), make("LinearAxis", axis())]
    this.grids = this.axes.map((shown, dimension) => make("Grid", { axis: shown, dimension }))
    this.plot = make("Plot", {
      ...ranges, x_scale: make("LinearScale"), y_scale: make("LinearScale"),
      title: null, sizing_mode: "stretch_both", toolbar_location: "right", toolbar_inner: true,
      outline_line_color: null,
      min_border_left: LEFT, min_border_right: 8, min_border_top: 4, min_border_bottom: BELOW,
      below: [this.axes[0]], left: [this.axes[1]], center: this.grids,
      renderers: [drawn(this.image, picture()), drawn(this.points, this.dots)],
      toolbar: toolbar(filename),
    })
  }

  attached(view) {
    this.view = view
    // Bokeh's layer for events has no name and does nothing by keyboard: the page's own stop is beside it.
    const { events_el } = view.canvas_view
    events_el.tabIndex = -1
    events_el.style.outline = "none"
    // Bokeh clips what is drawn among the points to the frame, but not what is drawn over them.
    for (const renderer of view.computed_renderer_views) {
      if (renderer.model.level === "overlay") Object.defineProperty(renderer, "needs_clip", { value: true })
    }
  }

  /** Add what a view draws over the points. */
  add(data, glyph) { this.plot.renderers = [...this.plot.renderers, drawn(data, glyph, "overlay")] }

  /** Draw something more on the points and under the ellipses, until it is removed. */
  overlay(data, glyph) {
    const renderer = drawn(data, glyph)
    const [image, dots, ...rest] = this.plot.renderers
    this.plot.renderers = [image, dots, renderer, ...rest]
    return { data, glyph, remove: () => { this.plot.renderers = this.plot.renderers.filter((one) => one !== renderer) } }
  }

  /** Show the points, or only what is drawn on them. */
  showPoints(shown) { for (const renderer of this.plot.renderers.slice(0, 2)) renderer.visible = shown }

  /** The ring lies over everything, so it is added last. */
  finish() { this.add(this.ringed, this.circle) }

  setPoints(x, y, columns) {
    this.coloured = this.prepared = null
    this.many = x.length > MANY_POINTS ? { x, y, colours: null } : null
    const data = this.many ? { x: [], y: [], colour: [] } : { x, y, colour: new Uint32Array(x.length) }
    // The glyph refers to the marks already: they come with the points, not after them.
    this.points.data = this.marks ? { ...data, marker: discs(data.x) } : data
    if (!this.many) this.image.data = { image: [], x: [], y: [], dw: [], dh: [] }
    // As plain text: Bokeh would take a name between dollars for a formula, and fetch what sets it.
    this.axes.forEach((shown, i) => { shown.axis_label = columns[i].length > 1 ? make("PlainText", { text: columns[i] }) : null })
  }

  /** Colour the points, unless they have these colours already; M steps leave them. */
  colour(name, colours, labels = null) {
    if (name === this.coloured) return
    Object.assign(this, { coloured: name, labels })
    this.#paint(this.prepared?.name === name ? this.prepared.colours : colours())
  }

  /** Have colours at hand before they are asked for: with many points they take a while. */
  prepare(name, colours) {
    if (name !== this.coloured && name !== this.prepared?.name) this.prepared = { name, colours: colours() }
  }

  #paint(colours) {
    if (this.many) {
      this.many.colours = colours
      this.paintMany()
    } else {
      this.points.data.colour = colours
      if (this.marks) this.points.data.marker = this.marks(this.labels?.(), colours.length)
      this.points.change.emit()
    }
  }

  /** Give points marks, made from the labels of their components; null makes all discs. Many points stay discs. */
  shape(marks) {
    Object.assign(this, { marks, coloured: null })
    this.points.data.marker = discs(this.points.data.x)
    this.dots.marker = marks ? { field: "marker" } : { value: "circle" }
    this.#size()
  }

  /** Stars and triangles fill less of their squares than discs. */
  #size() { this.dots.size = this.scale * POINT * (this.marks ? MARKED : 1) }

  /** Paint the picture of many points anew: their colours, the view or its size have changed. */
  paintMany() {
    if (this.many?.colours) this.image.data = this.painted(this.many, this.many.colours) ?? this.image.data
  }

  /** Points as one picture of what is in view, or null while the pane has no size. */
  painted(points, colours) {
    const { width, height } = this.inside()
    if (width < 20 || height < 20) return null
    const { x_range: { start: x0, end: x1 }, y_range: { start: y0, end: y1 } } = this.plot
    const ratio = window.devicePixelRatio, size = { width: Math.round(width * ratio), height: Math.round(height * ratio) }
    const image = raster(points, colours, { x0, x1, y0, y1 }, size, radius(points.x.length) * ratio, plain(this.edge, 1)[0])
    return { image: [ndarray(image, size)], x: [x0], y: [y0], dw: [x1 - x0], dh: [y1 - y0] }
  }

  ring(x, y) { replace(this.ringed, { x: [x], y: [y] }) }

  /** The size of the picture without its axes, in pixels. */
  inside() { return this.view?.frame?.bbox ?? { width: 0, height: 0 } }

  /** Where an event lies in the data. */
  dataAt({ clientX, clientY }) {
    const { left, top, width, height } = this.#frame(), { x_range, y_range } = this.plot
    return {
      x: x_range.start + ((clientX - left) / width) * (x_range.end - x_range.start),
      y: y_range.end - ((clientY - top) / height) * (y_range.end - y_range.start),
    }
  }

  /** Where a place in the data lies in the window. */
  screenAt(x, y) {
    const { left, top, width, height } = this.#frame(), { x_range, y_range } = this.plot
    return {
      x: left + ((x - x_range.start) / (x_range.end - x_range.start)) * width,
      y: top + ((y_range.end - y) / (y_range.end - y_range.start)) * height,
    }
  }

  #frame() {
    const { left, top } = this.host.getBoundingClientRect(), { x, y, width, height } = this.view.frame.bbox
    return { left: left + x, top: top + y, width, height }
  }

  setTheme({ ink, soft, grid, pane, scale }) {
    this.coloured = this.prepared = null
    this.scale = scale
    this.#size()
    this.circle.size = scale * RING
    Object.assign(this.plot, { min_border_left: scale * LEFT, min_border_bottom: scale * BELOW })
    this.edge = pane
    this.dots.line_color = pane
    this.circle.line_color = ink
    // A picture that is saved has a ground, too.
    Object.assign(this.plot, { background_fill_color: pane, border_fill_color: pane })
    for (const lines of this.grids) lines.grid_line_color = grid
    for (const shown of this.axes) Object.assign(shown, { major_label_text_color: soft, axis_label_text_color: soft, major_label_text_font_size: `${scale * 11}px` })
  }
}

/** The marks of points without components; an array, as their places may be numbers only. */
function discs(x) { return Array.from(x, () => "circle") }

function ndarray(values, { width, height }) {
  return Bokeh.require("core/util/ndarray").ndarray(values, { dtype: "uint32", shape: [height, width] })
}
