// What the hand takes hold of: the four ends of a component's axes, over the picture.

import { endOf } from "./shapes.js"

// No nearer to the centre than this, and no nearer to the edge of the picture, in pixels.
const NEAREST = 26
const EDGE = 13
const ENDS = [["first", 1], ["first", -1], ["second", 1], ["second", -1]]
const CURSORS = ["ew-resize", "nesw-resize", "ns-resize", "nwse-resize"]

export class Handles {
  /**
   * @param {object} pane the plot, see ../plot.js
   * @param {HTMLElement} stage what holds the plot
   * @param {Function} element
   * @param {{grab: () => ?object, pull: (which: string, to: object) => void, release: () => void}} page
   *   `grab` gives the axes that are shown, `pull` is told where an end is drawn to
   */
  constructor(pane, stage, element, page) {
    Object.assign(this, { pane, page, held: null, shown: [], places: [] })
    this.lines = ENDS.map(() => element("line"))
    this.ring = element("circle", { r: 13 })
    this.knobs = ENDS.map(([which], i) => {
      const knob = element("div", { class: "knob" })
      knob.addEventListener("pointerdown", (event) => this.#take(event, knob, which, i))
      knob.addEventListener("pointermove", (event) => this.#follow(event))
      for (const end of ["pointerup", "pointercancel"]) knob.addEventListener(end, (event) => this.#release(event))
      return knob
    })
    this.drawing = element("svg", {}, ...this.lines, this.ring)
    this.all = element("div", { class: "knobs", "aria-hidden": "true" }, this.drawing, ...this.knobs)
    this.all.hidden = true
    stage.append(this.all)
  }

  hide() {
    this.all.hidden = true
    this.places = []
  }

  /** Show the ring around a mean, and knobs at the ends of its axes if there are axes. */
  show(k, mean, axes) {
    const { left, top } = this.all.parentElement.getBoundingClientRect(), place = this.pane.screenAt(...mean)
    const inside = this.pane.inside(), x = place.x - left, y = place.y - top
    this.all.hidden = x < inside.left || x > inside.right || y < inside.top || y > inside.bottom
    // What can be taken hold of: the centre, and each end.
    this.places = this.all.hidden ? [] : [{ x, y }]
    if (this.all.hidden) return
    this.all.className = `knobs c${k}`
    set(this.ring, { cx: x, cy: y })
    ENDS.forEach(([which, sign], i) => {
      this.knobs[i].hidden = !axes
      this.lines[i].toggleAttribute("hidden", !axes)
      if (!axes) return
      const end = endOf(axes, which), length = Math.hypot(end.x, end.y), ux = (sign * end.x) / length, uy = (-sign * end.y) / length
      const away = Math.max(NEAREST, Math.min(length, room(x, ux, inside.left, inside.right), room(y, uy, inside.top, inside.bottom)))
      const px = x + away * ux, py = y + away * uy
      this.places.push({ x: px, y: py })
      this.shown[i] = { x: away * ux, y: -away * uy }
      set(this.lines[i], { x1: x + 13 * ux, y1: y + 13 * uy, x2: px, y2: py })
      this.knobs[i].style.transform = `translate(${px}px, ${py}px)`
      const eighth = Math.round(Math.atan2(-uy, ux) / (Math.PI / 4))
      this.knobs[i].style.cursor = CURSORS[((eighth % 4) + 4) % 4]
    })
  }

  #take(event, knob, which, i) {
    const axes = event.isPrimary && event.button === 0 ? this.page.grab() : null
    if (!axes) return
    event.preventDefault()
    knob.setPointerCapture(event.pointerId)
    this.held = { which, end: endOf(axes, which), knob: this.shown[i], sign: ENDS[i][1], from: event }
  }

  /** The end turns and goes out as the knob does, which may not lie on it: an end may be far outside. */
  #follow(event) {
    if (!this.held) return
    const { which, end, knob, sign, from } = this.held, x = knob.x + event.clientX - from.clientX, y = knob.y - event.clientY + from.clientY
    const length = (Math.hypot(end.x, end.y) * Math.hypot(x, y)) / Math.hypot(knob.x, knob.y), turn = Math.atan2(sign * y, sign * x)
    this.page.pull(which, { x: length * Math.cos(turn), y: length * Math.sin(turn) })
  }

  #release() {
    if (!this.held) return
    this.held = null
    this.page.release()
  }
}

/** How far one can go from a place in a direction. */
function room(place, along, low, high) {
  if (along === 0) return Infinity
  return ((along > 0 ? high - EDGE : low + EDGE) - place) / along
}

function set(shape, attributes) { for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value) }
