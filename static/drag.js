// Before the first step the means can be dragged, and an outlier whenever there is one: the picture
// follows the hand at once, and the engine's numbers follow as they come.

const NEAR = 16
const NEAR_FINGER = 24

export class MeanDrag {
  /**
   * @param {import("./panes.js").Panes} panes
   * @param {{means: (pane: object) => ?Float64Array, ask: (pairs: number[][]) => void, show: () => void, over?: Function, pressed?: Function}} page
   *   where the means are, x and y in turn, or null while they are fixed; how to ask the engine
   *   for a start; how to show the picture again; what to tell when the pointer is over a mean,
   *   and when one has been pressed or, with `true`, let go
   */
  constructor(panes, page) {
    Object.assign(this, { panes, page, held: null, placed: null, asked: null })
    this.listening = new AbortController()
    const capture = { capture: true, signal: this.listening.signal }
    for (const pane of panes.panes) {
      // Before Bokeh sees it: otherwise the same hand would pan the picture.
      pane.host.addEventListener("pointerdown", (event) => this.#take(event, pane), capture)
      pane.host.addEventListener("pointermove", (event) => this.#follow(event, pane), capture)
      // A finger on a mean holds it; elsewhere it scrolls the page.
      pane.host.addEventListener("touchstart", (event) => { if (this.held !== null) event.preventDefault() }, { ...capture, passive: false })
      for (const end of ["pointerup", "pointercancel"]) pane.host.addEventListener(end, (event) => this.#release(event), capture)
    }
  }

  /** Take no more drags. */
  close() {
    this.listening.abort()
    this.panes.hold(false)
    for (const pane of this.panes.panes) pane.host.classList.remove("over-mean")
  }

  /** The engine has answered: what the hand did meanwhile is asked next, or all is as asked. */
  answered(granted) {
    if (!this.asked) return
    const moved = granted && this.placed.some((value, i) => value !== this.asked[i])
    this.asked = null
    if (moved) this.#ask()
    else if (this.held === null || !granted) this.placed = null
  }

  /** One place after the other, so that a fast hand never outruns the engine. */
  #ask() {
    this.asked = Float64Array.from(this.placed)
    this.page.ask(Array.from({ length: this.asked.length / 2 }, (_, k) => [this.asked[2 * k], this.asked[2 * k + 1]]))
  }

  #take(event, pane) {
    const k = event.isPrimary && event.button === 0 ? this.#near(event, pane) : -1
    if (k < 0) return
    event.stopPropagation()
    event.preventDefault()
    pane.host.setPointerCapture(event.pointerId)
    this.held = k
    this.panes.hold(true)
    this.placed = Float64Array.from(this.page.means(pane))
    this.page.pressed?.(k, false)
  }

  #follow(event, pane) {
    if (this.held === null) {
      const over = this.#near(event, pane)
      pane.host.classList.toggle("over-mean", over >= 0)
      if (over >= 0) this.page.over?.(over, pane)
      return
    }
    event.stopPropagation()
    const { x, y } = pane.dataAt(event)
    this.placed[2 * this.held] = x
    this.placed[2 * this.held + 1] = y
    this.page.show()
    if (!this.asked) this.#ask()
  }

  #release(event) {
    if (this.held === null) return
    event.stopPropagation()
    const { held } = this
    this.held = null
    this.panes.hold(false)
    if (!this.asked) this.placed = null
    this.page.pressed?.(held, true)
  }

  /** The number of the mean under the pointer, or -1. */
  #near(event, pane) {
    const means = this.page.means(pane)
    if (!means) return -1
    let best = -1, smallest = event.pointerType === "touch" ? NEAR_FINGER : NEAR
    for (let k = 0; k < means.length / 2; k++) {
      const place = pane.screenAt(means[2 * k], means[2 * k + 1])
      const away = Math.hypot(place.x - event.clientX, place.y - event.clientY)
      if (away < smallest) { smallest = away; best = k }
    }
    return best
  }
}
