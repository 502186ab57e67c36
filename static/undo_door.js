// Undo of what changed data or settings; it is fetched with the first such change.

import { fetched } from "./fetched.js"

export class UndoDoor {
  /**
   * @param {HTMLElement} host
   * @param {object} stepper the page's wiring; see stepper.js
   */
  constructor(host, stepper) {
    // Presses of the hand and of keys, counted: what one of them brings about is one change, however long it is held.
    Object.assign(this, { host, stepper, undo: null, passing: false, press: 0 })
    for (const kind of ["pointerdown", "keydown"]) host.addEventListener(kind, ({ repeat }) => { if (!repeat) this.press += 1 }, true)
  }

  /** The run that comes next is no change: it brings back what was there. */
  pass() { this.passing = true }

  /**
   * A run has come.
   * @param {?{place: object, message: object}} before what was shown until then, and of which run
   * @param {object} message
   */
  async arrived(before, message) {
    const passing = this.passing || !before, { press } = this
    this.passing = false
    if (passing) {
      this.undo?.passed()
      return
    }
    const part = await fetched("undo", () => {})
    if (!part) return
    this.undo ??= new part.Undo(this.host, this.stepper)
    this.undo.arrived(before, message, press)
  }

  refused() {
    this.passing = false
    this.undo?.refused()
  }
}
