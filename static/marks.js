// What a tool draws in the mixture's pane, in ink; it never stays beside a state that it is not of.

import { plain } from "./colour.js"
import { make, picture, source } from "./bokeh_models.js"
import { MANY_POINTS } from "./raster.js"

// So long may the engine take before what it said of the last state is taken away.
const LATE = 250
const NO_PICTURE = { image: [], x: [], y: [], dw: [], dh: [] }

export class Marks {
  /**
   * @param {object} page what tools may use of the page
   * @param {string} name of Bokeh's glyph
   * @param {string[]} columns of the data that `show` will bring
   * @param {object} properties of the glyph, beside its colour
   */
  constructor(page, name, columns, properties) {
    const [pane] = page.panes.panes, empty = Object.fromEntries(columns.map((column) => [column, []]))
    Object.assign(this, { page, pane, empty, data: empty, run: page.run, shape: make(name, properties) })
    this.overlay = pane.overlay(source(empty), this.shape)
    this.setRun()
  }

  show(data) {
    this.#answered()
    this.data = data
    this.paint()
  }

  paint() { this.overlay.data.data = this.data }

  /** Another state is on the screen, and what to draw of it is on its way. */
  wait() { this.late ??= setTimeout(() => this.show(this.empty), LATE) }

  /** Another run has begun, or the page has another theme. */
  setRun() {
    this.shape.line_color = this.page.theme.ink
    if (this.run !== this.page.run) this.show(this.empty)
    this.run = this.page.run
  }

  remove() {
    this.#answered()
    this.overlay.remove()
  }

  #answered() {
    clearTimeout(this.late)
    this.late = null
  }
}

/** Marks at places; where they are many, dots in one picture. */
export class PointMarks extends Marks {
  constructor(page, properties) {
    super(page, "Scatter", ["x", "y"], { x: { field: "x" }, y: { field: "y" }, fill_color: null, ...properties })
    this.picture = this.pane.overlay(source(NO_PICTURE), picture())
  }

  paint() {
    const { data, empty, pane, page, many } = this
    this.overlay.data.data = many ? empty : data
    this.picture.data.data = (many && pane.painted(data, plain(page.theme.ink, data.x.length))) || NO_PICTURE
  }

  get many() { return this.data.x.length > MANY_POINTS }

  /** The picture was moved, zoomed or stretched. */
  viewed() { if (this.many) this.paint() }

  setRun() {
    super.setRun()
    this.viewed()
  }

  remove() {
    super.remove()
    this.picture.remove()
  }
}
