// Two Bokeh plots that live in the browser alone: nothing of them is built on the server, and
// panning or zooming sends nothing. They share their ranges, so that they pan and zoom as one.

import { plain } from "./colour.js"
import { MANY_POINTS, radius, raster } from "./raster.js"

const POINT = 7.2
const MARKED = 1.25
const RING = 19
// Bokeh names Helvetica alone, for which Firefox takes a serif where there is none.
const FONT = "helvetica, arial, sans-serif"
// Room for the numbers on the axes.
const LEFT = 30
const BELOW = 22
const MARGIN = 0.07
const NEAR = 26
const FILES = ["em-stepper-mixture", "em-stepper-k-means"]
// Bokeh's own is a white strip from top to bottom, whatever the theme.
const TOOLBAR = ":host(.bk-inner) { background: none; opacity: 1; }"

const make = (name, properties = {}) => new (Bokeh.Models.get(name))(properties)

/** What both plots have in common: points, ranges, theme. */
export class Panes {
  constructor(hosts) {
    this.ranges = { x_range: make("Range1d", { start: -1, end: 1 }), y_range: make("Range1d", { start: -1, end: 1 }) }
    this.panes = hosts.map((host, i) => new PlotPane(host, this.ranges, FILES[i]))
    this.bounds = null
    this.fitted = null
    this.held = false
    let due = false
    const repaint = () => {
      due = false
      this.#repaint()
    }
    // Both ends of both ranges change one after the other: once is enough for all.
    for (const range of Object.values(this.ranges)) {
      range.change.connect(() => { if (!due) { due = true; queueMicrotask(repaint) } })
    }
  }

  /** Put the plots on the page, once everything that they draw has been added. */
  async attach(document) {
    // The class of documents has no public name in BokehJS; the session's own document has it.
    const page = this.document = new (document.constructor)()
    for (const pane of this.panes) page.add_root(pane.plot)
    const hosts = this.panes.map(({ host }) => host)
    // The picture that came with the page stays until there is a better one.
    const first = hosts.flatMap((host) => [...host.querySelectorAll("svg.first")])
    const views = [...(await Bokeh.embed.add_document_standalone(page, hosts[0], hosts))]
    this.panes.forEach((pane, i) => pane.attached(views[i]))
    for (const picture of first) picture.remove()
    this.resized = new ResizeObserver(() => { this.fit(); this.#repaint() })
    this.resized.observe(hosts[0])
  }

  /** Take the plots away again, with all that Bokeh keeps of them. */
  detach() {
    this.resized.disconnect()
    this.document.clear()
    const at = Bokeh.documents.indexOf(this.document)
    if (at >= 0) Bokeh.documents.splice(at, 1)
  }

  setPoints(points, equalAspect, columns) {
    const x = points.filter((_, i) => i % 2 === 0), y = points.filter((_, i) => i % 2 === 1)
    const [x0, x1, y0, y1] = [...extent(x), ...extent(y)]
    this.bounds = { x0, x1, y0, y1, equalAspect }
    this.x = x
    this.y = y
    for (const pane of this.panes) pane.setPoints(x, y, columns)
    this.fitted = null
    this.fit()
  }

  /** Keep what is in view while a hand moves something, and fit it to all points afterwards. */
  hold(held) {
    if (held === this.held) return
    this.held = held
    if (!held) this.fit()
  }

  /** Show all points; on axes of the same unit so that a circle looks like a circle. */
  fit() {
    const { width, height } = this.panes[0].inside()
    if (!this.bounds || this.held || width < 20 || height < 20 || this.zoomed) return
    const { x0, x1, y0, y1, equalAspect } = this.bounds
    let w = (x1 - x0) * (1 + 2 * MARGIN) || 1, h = (y1 - y0) * (1 + 2 * MARGIN) || 1
    if (equalAspect) {
      const unit = Math.max(w / width, h / height)
      w = unit * width
      h = unit * height
    }
    setRange(this.ranges.x_range, (x0 + x1) / 2, w)
    setRange(this.ranges.y_range, (y0 + y1) / 2, h)
    this.fitted = this.#view()
  }

  /** A length beyond everything that can be seen, in data units. */
  get reach() {
    const { x0, x1, y0, y1 } = this.bounds
    return 20 * Math.hypot(x1 - x0, y1 - y0) || 1
  }

  /** The number of the point that is near a place on the screen, or -1. */
  nearest({ x, y }, within = NEAR) {
    const { width, height } = this.panes[0].inside()
    const { x_range, y_range } = this.ranges
    const perX = width / (x_range.end - x_range.start), perY = height / (y_range.end - y_range.start)
    let best = -1, smallest = within ** 2
    for (let i = 0; i < this.x.length; i++) {
      const squared = ((this.x[i] - x) * perX) ** 2 + ((this.y[i] - y) * perY) ** 2
      if (squared < smallest) { smallest = squared; best = i }
    }
    return best
  }

  setTheme(theme) { for (const pane of this.panes) pane.setTheme(theme) }

  ring(point) { for (const pane of this.panes) pane.ring(this.x[point], this.y[point]) }

  on(event, listener) { for (const pane of this.panes) pane.plot.on_event(event, (e) => listener(e, pane)) }

  #repaint() {
    for (const pane of this.panes) pane.paintMany()
    // Set by whoever draws something that depends on what is in view.
    this.viewed?.()
  }

  #view() { return [this.ranges.x_range, this.ranges.y_range].flatMap(({ start, end }) => [start, end]).join() }

  /** Whether somebody has moved the view away from all points. */
  get zoomed() { return this.fitted !== null && this.fitted !== this.#view() }

  /** Show all points again. */
  whole() {
    this.fitted = null
    this.fit()
  }
}

/** One plot: points in their colours, what a view draws over them, and the ring. */
class PlotPane {
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

/** A data source in the browser. */
export function source(data) { return make("ColumnDataSource", { data }) }

/** Set all of a source at once, unless it has these data already: a plot that stays is not painted. */
export function replace(shown, data) { if (!same(shown.data, data)) shown.data = data }

/** Whether two values are equal, looking into arrays and columns. */
function same(a, b) {
  if (a === b || typeof a !== "object") return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]))
}

export function glyph(name, properties) { return make(name, properties) }

function drawn(data_source, shape, level = "glyph") {
  return make("GlyphRenderer", { data_source, glyph: shape, level, nonselection_glyph: shape, view: make("CDSView", { filter: make("AllIndices") }) })
}

/** The glyph of what `painted` returns. */
export function picture() {
  return make("ImageRGBA", { image: { field: "image" }, x: { field: "x" }, y: { field: "y" }, dw: { field: "dw" }, dh: { field: "dh" } })
}

/** The marks of points without components; an array, as their places may be numbers only. */
function discs(x) { return Array.from(x, () => "circle") }

function ndarray(values, { width, height }) {
  return Bokeh.require("core/util/ndarray").ndarray(values, { dtype: "uint32", shape: [height, width] })
}

function axis() {
  return {
    ticker: make("BasicTicker", { desired_num_ticks: 6 }), formatter: make("BasicTickFormatter"), axis_line_color: null,
    major_tick_line_color: null, minor_tick_line_color: null, major_label_text_font_size: "11px", major_label_text_font: FONT, axis_label_text_font: FONT,
    axis_label_text_font_size: "12px", axis_label_text_font_style: "normal", major_label_standoff: 2, axis_label_standoff: 2,
  }
}

function toolbar(filename) {
  const pan = make("PanTool")
  const tools = [pan, make("WheelZoomTool"), make("BoxZoomTool", { match_aspect: true }), make("ResetTool"), make("SaveTool", { filename })]
  // A finger on the picture must scroll the page, so panning by touch waits to be switched on.
  const touch = window.matchMedia("(pointer: coarse)").matches
  return make("Toolbar", { tools, logo: null, autohide: true, active_drag: touch ? null : pan, active_scroll: null, stylesheets: [TOOLBAR] })
}

function setRange(range, middle, length) {
  const [start, end] = [middle - length / 2, middle + length / 2]
  range.setv({ start, end, reset_start: start, reset_end: end })
}

function extent(values) {
  let low = Infinity, high = -Infinity
  for (const value of values) { low = Math.min(low, value); high = Math.max(high, value) }
  return [low, high]
}
