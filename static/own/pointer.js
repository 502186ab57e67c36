// The hand in the picture: it adds, moves, sprays and erases points, by mouse, pen or finger.

const NEAR = 11
const NEAR_FINGER = 18
const SPREAD = 15
const EVERY = 45
// A hand that presses a point seldom keeps still: less than this is no move.
const STILL = 3
const RUBBER = 15

export class Pointer {
  /**
   * @param {import("../panes.js").Panes} panes
   * @param {import("./points.js").DrawnPoints} points
   * @param {{bar: object, changed: () => void, places: () => object, panes: () => object[]}} page
   */
  constructor(panes, points, page) {
    Object.assign(this, { points, page, held: -1, begun: null, pressed: null, listening: new AbortController() })
    const capture = { capture: true, signal: this.listening.signal }
    for (const pane of panes.panes) {
      // Above the picture: neither Bokeh nor the means see the hand while it draws.
      const above = pane.host.parentElement
      above.addEventListener("pointerdown", (event) => this.#press(event, pane), capture)
      above.addEventListener("pointermove", (event) => this.#move(event, pane), capture)
      for (const end of ["pointerup", "pointercancel"]) above.addEventListener(end, (event) => this.#release(event), capture)
    }
  }

  /** Do once, at a place on the screen, what a tool does. */
  once(place, pane, tool = this.page.bar.tool) {
    this.pressed = { pane, event: place }
    this.points.keep()
    if (tool === "add") this.#add()
    else if (tool === "spray") this.#spray()
    else this.#erase()
    this.#release()
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
      const { number, away } = this.#nearest(event.pointerType === "touch" ? NEAR_FINGER : NEAR)
      if (number < 0) this.#add()
      else Object.assign(this, { held: number, begun: event, away })
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
      if (this.begun && Math.hypot(event.clientX - this.begun.clientX, event.clientY - this.begun.clientY) < STILL) return
      this.begun = null
      this.points.move(this.held, this.pressed.pane.dataAt(event))
      this.#changed()
    } else if (this.page.bar.tool === "erase") this.#erase()
  }

  #release(event) {
    if (!this.pressed) return
    event?.stopPropagation()
    clearInterval(this.spraying)
    // Beside a point that was not moved, a new one was meant; on it, nothing.
    if (this.begun && event?.type === "pointerup" && this.away >= STILL) this.#add()
    // A press that changed nothing is no edit.
    if (!this.touched) this.points.forget()
    Object.assign(this, { pressed: null, held: -1, begun: null, touched: false })
    this.page.changed()
  }

  #changed() {
    this.touched = true
    this.page.changed()
  }

  #add() {
    this.held = this.points.add(this.pressed.pane.dataAt(this.pressed.event), this.page.bar.group)
    this.#changed()
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
    const nothing = [-1, within], [number, away] = this.#within(within).reduce((best, one) => (one[1] < best[1] ? one : best), nothing)
    return { number, away }
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
