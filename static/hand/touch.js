// Fingers on the pictures: two zoom, one that rests tells what hovering tells, two taps show all again.
// One finger that moves scrolls the page.

const LONG = 500
const STILL = 10
const QUICK = 300
const BETWEEN = 350
const NEAR = 30

export class Touch {
  /** @param {object} page see hand.js */
  constructor({ stepper, stages }) {
    Object.assign(this, { stepper, one: null, two: null, last: null, telling: false })
    const active = { passive: false }
    stages.forEach((stage, i) => {
      const pane = stepper.panes.panes[i]
      stage.addEventListener("touchstart", (event) => this.begin(event, pane), active)
      stage.addEventListener("touchmove", (event) => this.#move(event, pane), active)
      for (const end of ["touchend", "touchcancel"]) stage.addEventListener(end, (event) => this.#end(event, pane), active)
      stage.addEventListener("contextmenu", (event) => { if (this.one || this.telling) event.preventDefault() })
    })
    this.stages = stages
  }

  begin(event, pane = this.#paneOf(event)) {
    clearTimeout(this.waiting)
    this.two = null
    // Something is held, or drawn.
    if (!pane || this.stepper.drag.held !== null || event.target.closest(".knob, .handbar, .drawn-on")) { this.one = null; return }
    const touches = [...event.touches]
    if (touches.length === 2) {
      this.#quiet()
      this.one = this.last = null
      this.two = { apart: apart(touches), at: pane.dataAt(middle(touches)), view: this.#view() }
    } else if (touches.length === 1) {
      const [{ clientX, clientY }] = touches
      this.one = { clientX, clientY, since: event.timeStamp }
      this.waiting = setTimeout(() => this.#tell(this.one, pane), LONG)
    }
  }

  #move(event, pane) {
    const touches = [...event.touches]
    if (this.two && touches.length === 2) {
      if (event.cancelable) event.preventDefault()
      this.#zoom(touches, pane)
    } else if (this.telling) {
      if (event.cancelable) event.preventDefault()
      this.#tell(touches[0], pane)
    } else if (this.one && far(this.one, touches[0]) > STILL) {
      clearTimeout(this.waiting)
      this.one = null
    }
  }

  #end(event, pane) {
    clearTimeout(this.waiting)
    const { one, last } = this
    if (event.touches.length < 2) this.two = null
    if (this.telling) {
      // No tap was meant.
      if (event.cancelable) event.preventDefault()
      this.#quiet()
    } else if (one && event.type === "touchend" && event.timeStamp - one.since < QUICK) {
      const again = last && one.since - last.since < BETWEEN && far(one, last) < NEAR && last.pane === pane
      if (again) this.stepper.panes.whole()
      this.last = again ? null : { ...one, pane }
    }
    this.one = null
  }

  /** What lay between the fingers stays between them. */
  #zoom(touches, pane) {
    const { apart: before, at, view: [w, h] } = this.two, times = before / Math.max(1, apart(touches))
    const { x_range, y_range } = this.stepper.panes.ranges, corner = middle(touches)
    x_range.setv({ start: x_range.start, end: x_range.start + w * times })
    y_range.setv({ start: y_range.start, end: y_range.start + h * times })
    const now = pane.dataAt(corner), dx = at.x - now.x, dy = at.y - now.y
    x_range.setv({ start: x_range.start + dx, end: x_range.end + dx })
    y_range.setv({ start: y_range.start + dy, end: y_range.end + dy })
  }

  #tell(place, pane) {
    this.telling = true
    const { left, top } = pane.host.getBoundingClientRect(), { clientX, clientY } = place
    this.stepper.hover.rest({ ...pane.dataAt(place), sx: clientX - left, sy: clientY - top }, pane, NEAR)
  }

  #quiet() {
    this.telling = false
    this.stepper.hover.hide()
  }

  #view() {
    const { x_range, y_range } = this.stepper.panes.ranges
    return [x_range.end - x_range.start, y_range.end - y_range.start]
  }

  #paneOf(event) { return this.stepper.panes.panes[this.stages.findIndex((stage) => stage.contains(event.target))] }
}

const apart = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)

const middle = ([a, b]) => ({ clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 })

const far = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)
