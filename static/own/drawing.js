// Drawing in the picture: it follows the hand at once, and the fit begins anew on what was drawn.

import { DrawBar, SHAPES } from "./drawbar.js"
import { Keyboard } from "./keyboard.js"
import { Pointer } from "./pointer.js"
import { DrawnPoints } from "./points.js"

const SIZE = 7.2
// So many frames without a change, and the picture has found its size.
const STILL = 4
const EMPTY = { x0: -10, x1: 10, y0: -7, y1: 7, equalAspect: true }

export class Drawing {
  /**
   * @param {object} page see own.js
   * @param {{empty: boolean, save: () => void, closed: () => void}} options
   */
  constructor({ host, refs, stepper, element, small, make, source }, { empty, save, closed }) {
    Object.assign(this, { host, stepper, element, empty, closed, points: null, waiting: false, pending: false, saving: false, sentence: "" })
    const { panes } = stepper
    this.bench = host.querySelector(".bench")
    this.bar = new DrawBar(element, small, {
      undo: () => this.undo(), clear: () => this.#clear(), done: () => this.close(),
      save: () => { if (this.waiting) this.saving = true; else save() },
    })
    this.save = save
    this.bench.prepend(this.bar.panel)
    this.bench.classList.add("drawn-on")
    stepper.player.stop()
    stepper.go(0)
    this.overlays = panes.panes.map((pane) => pane.overlay(source({ x: [], y: [], shape: [] }), make("Scatter", {
      x: { field: "x" }, y: { field: "y" }, marker: { field: "shape" }, size: SIZE, line_width: 0.8,
    })))
    for (const pane of panes.panes) pane.plot.toolbar.visible = false
    if (empty) {
      // The points of the run stay where they are, unseen, because its colours are as many.
      Object.assign(panes, { bounds: EMPTY, fitted: null })
      for (const pane of panes.panes) for (const axis of pane.axes) axis.axis_label = null
      this.#blank(true)
    }
    this.listening = new AbortController()
    document.addEventListener("keydown", (event) => this.#key(event), { signal: this.listening.signal })
    // Whatever is shown next: at the start the shapes of the groups, later the colours of the fit.
    this.watching = new MutationObserver(() => this.#paint())
    this.watching.observe(host, { attributes: true, attributeFilter: ["data-cursor"] })
    this.#begin()
  }

  /** Once the picture has made room for the bar, its view stays as it is under the hand. */
  async #begin() {
    const { stepper: { panes, send }, empty } = this, { x_range, y_range } = panes.ranges
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const shape = () => JSON.stringify([panes.panes[0].inside(), x_range.end])
    await frame()
    for (let last = "", still = 0; still < STILL && !this.ended; last = shape()) {
      await frame()
      still = shape() === last ? still + 1 : 0
    }
    if (this.ended) return
    panes.fit()
    panes.hold(true)
    send({ do: "begin drawing", empty, view: [x_range.start, x_range.end, y_range.start, y_range.end] })
  }

  /** The server has told the points as they are on its sheet. */
  sheet(told) {
    this.points = new DrawnPoints(told)
    this.pointer = new Pointer(this.stepper.panes, this.points, {
      bar: this.bar, changed: () => this.#changed(), places: () => this.shown,
      panes: () => (this.stepper.instead ? this.stepper.panes.panes.slice(0, 1) : this.stepper.panes.panes),
    })
    const { panes } = this.stepper.panes
    this.keyboard = new Keyboard(this.stepper.instead ? panes.slice(0, 1) : panes, this.pointer, this.element, (place) => this.bar.at(place))
    this.#paint()
    this.bar.show(this.points, this.sentence)
  }

  /** The fit has begun anew on what was sent. */
  drawn() {
    this.sentence = ""
    this.#blank(false)
    this.#answered()
  }

  refused(sentence) {
    this.sentence = sentence
    this.#blank(true)
    this.#answered()
  }

  /** A run has come; one on other points than were drawn ends the drawing. */
  setRun({ settings }, same) {
    if (!same && !(this.waiting && settings.data === "own")) this.close(true)
    // With fewer components there may be points enough.
    else if (this.sentence && !this.waiting) this.#send()
  }

  undo() {
    if (!this.points?.canUndo) return
    this.points.undo()
    this.#changed()
  }

  /** End it; what the engine has not taken is given up for what it has, unless others are shown. */
  close(replaced = false) {
    const { stepper, overlays } = this, { panes } = stepper
    if (this.ended) return
    if (this.pending && !replaced) this.#send()
    this.ended = true
    this.pointer?.close()
    this.keyboard?.close()
    this.listening.abort()
    this.watching.disconnect()
    this.#blank(false)
    for (const overlay of overlays) overlay.remove()
    for (const pane of panes.panes) {
      pane.showPoints(true)
      pane.plot.toolbar.visible = true
    }
    const focused = this.bar.panel.matches(":focus-within")
    this.bar.panel.remove()
    // What was drawn is stepped next.
    if (focused) stepper.refs.step.focus({ preventScroll: true })
    this.bench.classList.remove("drawn-on")
    const { equal_aspect, columns } = stepper.message.data
    if (!replaced) panes.setPoints(stepper.points, equal_aspect, columns)
    panes.hold(false)
    if (!replaced) stepper.show()
    this.closed()
  }

  #clear() {
    this.points.keep()
    this.points.clear()
    this.#changed()
  }

  #key(event) {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
    event.preventDefault()
    this.undo()
  }

  #changed() {
    this.pending = true
    this.#paint()
    this.bar.show(this.points, this.sentence)
    if (!this.waiting) this.#send()
  }

  /** One drawing after the other, so that a fast hand never outruns the engine. */
  #send() {
    if (!this.left) {
      // The browser's Back leads to the data before the first edit.
      this.stepper.guide.visits.leave(location.search)
      this.left = true
    }
    const { sheet, across, up, groups } = this.points
    Object.assign(this, { waiting: true, pending: false })
    this.stepper.player.stop()
    this.stepper.send({ do: "draw", empty: this.empty, sheet, across: across.slice(), up: up.slice(), groups: groups.slice() })
  }

  #answered() {
    this.waiting = false
    if (this.ended) return
    if (this.pending) this.#send()
    this.#paint()
    this.bar.show(this.points, this.sentence)
    if (this.saving && !this.waiting && !this.sentence) {
      this.saving = false
      this.save()
    }
  }

  #paint() {
    if (!this.points) return
    const mine = this.stepper.cursor === 0 || this.pending || this.blank
    this.shown = this.points.places
    const { soft, pane: edge } = this.stepper.theme
    const { x, y } = this.shown, shape = this.points.groups.map((group) => SHAPES[group][0])
    this.stepper.panes.panes.forEach((pane, i) => {
      pane.showPoints(!mine)
      Object.assign(this.overlays[i].glyph, { fill_color: soft, line_color: edge })
      this.overlays[i].data.data = mine ? { x, y, shape } : { x: [], y: [], shape: [] }
    })
  }

  /** While the points cannot be fitted, nothing of another fit is shown beside them. */
  #blank(blank) {
    if (Boolean(this.blank) === blank) return
    this.blank = blank
    this.host.classList.toggle("blank", blank)
    for (const part of this.bench.querySelectorAll(":scope > .bar, :scope > .trace")) part.inert = blank
    for (const pane of this.stepper.panes.panes) {
      for (const renderer of pane.plot.renderers) if (!this.overlays.some(({ data }) => data === renderer.data_source)) renderer.visible = !blank
    }
    if (!this.ended) this.#paint()
  }
}
