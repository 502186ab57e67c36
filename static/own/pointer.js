// The hand in the picture: it adds, moves, sprays and erases points, by mouse, pen or finger.

const NEAR = 11
const NEAR_FINGER = 18
const SPREAD = 15
const EVERY = 45
const RUBBER = 15

export class Pointer {
  /**
   * @param {import("../plot.js").Panes} panes
   * @param {import("./points.js").DrawnPoints} points
   * @param {{bar: object, changed: () => void, places: () => object, panes: () => object[]}} page
   */
  constructor(panes, points, page) {
    Object.assign(this, { points, page, held: -1, pressed: null, listening: new AbortController() })
    const capture = { capture: true, signal: this.listening.signal }
    for (const pane of panes.panes) {
      // Above the picture: neither Bokeh nor the means see the hand while it draws.
      const above = pane.host.parentElement
      above.addEventListener("pointerdown", (event) => this.#press(event, pane), capture)
      above.addEventListener("pointermove", (event) => this.#move(event, pane), capture)
      for (const end of ["pointerup", "pointercancel"]) above.addEventListener(end, (event) => this.#release(event), capture)
    }
  }

  close() {
    this.#release()
    this.listening.abort()
  }

  #press(event, pane) {
    if (!this.#inside(event, pane) || !this.page.panes().includes(pane)) return
    event.stopPropagation()
    if (!event.isPrimary || event.button !== 0) return
    event.preventDefault()
    pane.host.setPointerCapture(event.pointerId)
    const { points, page: { bar } } = this
    this.pressed = { pane, event }
    points.keep()
    if (bar.tool === "add") {
      this.held = this.#nearest(event.pointerType === "touch" ? NEAR_FINGER : NEAR)
      if (this.held < 0) {
        this.held = points.add(pane.dataAt(event), bar.group)
        this.#changed()
      }
    } else if (bar.tool === "spray") {
      this.#spray()
      this.spraying = setInterval(() => this.#spray(), EVERY)
    } else this.#erase()
  }

  #move(event, pane) {
    if (!this.pressed) {
      if (this.#inside(event, pane)) event.stopPropagation()
      return
    }
    event.stopPropagation()
    this.pressed = { pane: this.pressed.pane, event }
    if (this.held >= 0) {
      this.points.move(this.held, this.pressed.pane.dataAt(event))
      this.#changed()
    } else if (this.page.bar.tool === "erase") this.#erase()
  }

  #release(event) {
    if (!this.pressed) return
    event?.stopPropagation()
    clearInterval(this.spraying)
    // A press that changed nothing is no edit.
    if (!this.touched) this.points.forget()
    Object.assign(this, { pressed: null, held: -1, touched: false })
    this.page.changed()
  }

  #changed() {
    this.touched = true
    this.page.changed()
  }

  #spray() {
    const { pane, event } = this.pressed, { clientX, clientY } = event
    // Box and Muller's way to a normal draw.
    const away = SPREAD * Math.sqrt(-2 * Math.log(1 - Math.random())), turn = 2 * Math.PI * Math.random()
    const place = { clientX: clientX + away * Math.cos(turn), clientY: clientY + away * Math.sin(turn) }
    if (!this.#inside(place, pane) || this.points.add(pane.dataAt(place), this.page.bar.group) < 0) return
    this.#changed()
  }

  #erase() { if (this.points.remove(this.#within(RUBBER).map(([i]) => i))) this.#changed() }

  #nearest(within) {
    const found = this.#within(within)
    return found.length ? found.reduce((best, one) => (one[1] < best[1] ? one : best))[0] : -1
  }

  /** Points near the pointer: their numbers, and how far they are in pixels. */
  #within(distance) {
    const { pane, event } = this.pressed, { x, y } = this.page.places(), found = []
    for (let i = 0; i < x.length; i++) {
      const place = pane.screenAt(x[i], y[i]), away = Math.hypot(place.x - event.clientX, place.y - event.clientY)
      if (away <= distance) found.push([i, away])
    }
    return found
  }

  #inside(event, pane) {
    const { x, y } = pane.dataAt(event), { x_range, y_range } = pane.plot
    return x >= x_range.start && x <= x_range.end && y >= y_range.start && y <= y_range.end
  }
}
