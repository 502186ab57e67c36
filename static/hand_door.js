// The way to a start by hand, to walking through the picture by keyboard, and to gestures of fingers.
// What lies behind it is fetched when a hand or the focus first reaches a picture.

import { element } from "./dom.js"
import { fetched } from "./fetched.js"
import { decimal, percent, small, total } from "./format.js"

export class HandDoor {
  /** @param {object} refs; @param {object} stepper the page's wiring; see stepper.js */
  constructor(refs, stepper) {
    Object.assign(this, { refs, stepper, hand: null })
    this.stages = stepper.panes.panes.map(({ host }) => host.parentElement)
    for (const stage of this.stages) {
      stage.querySelector(".walk").addEventListener("focus", (event) => this.#enter((hand) => hand.focused(event.target)))
      stage.addEventListener("touchstart", (event) => {
        // Two fingers zoom the picture and not the page.
        if (event.touches.length > 1 && event.cancelable) event.preventDefault()
        this.touching = event
        if (!this.hand) this.#enter((hand) => { if (this.touching) hand.touched(this.touching) })
      }, { passive: false })
      // What is fetched may come after the fingers have moved: two zoom from where they are then, one scrolls and does not rest.
      stage.addEventListener("touchmove", (event) => {
        const two = event.touches.length > 1
        if (two && event.cancelable) event.preventDefault()
        this.touching = two ? event : null
      }, { passive: false })
      for (const over of ["touchend", "touchcancel"]) stage.addEventListener(over, () => { this.touching = null }, { passive: true })
    }
    const { viewed } = stepper.panes
    stepper.panes.viewed = () => {
      viewed()
      refs.whole.hidden = !stepper.panes.zoomed
      this.hand?.place()
    }
    refs.whole.addEventListener("click", () => stepper.panes.whole())
  }

  /** Means, covariances and weights that are shown in place of the run's, while a hand moves them. */
  get placed() { return this.hand?.placed }

  /** Begin a start by hand from the start that is shown. */
  open() { this.#enter((hand) => hand.begin()) }

  /** The pointer is over a mean. */
  over(k) { this.#enter((hand) => hand.hover(k)) }

  /** A mean has been pressed, or let go. */
  pressed(k, done) { this.#enter((hand) => hand.choose(k, done)) }

  /** All parts of the start by hand that would show what is shown, with some of them changed. */
  whole(change) {
    const { message: { settings, model }, run } = this.stepper, { means, covariances, weights } = run.frame(0).mixture
    const shown = { means: rows(means, 2) }
    if (model.begins_there) {
      shown.covariances = settings.covariances ?? rows(covariances, 3)
      shown.weights = settings.weights ?? [...weights]
    }
    return { ...shown, ...change }
  }

  answered(granted) { this.hand?.answered(granted) }

  setRun() { this.hand?.setRun() }

  show() { this.hand?.show() }

  async #enter(act) {
    const { refs, stepper, stages } = this
    if (!this.hand) {
      const part = await fetched("hand", (sentence) => stepper.say(sentence))
      if (!part) return
      this.hand ??= new part.Hand({ refs, stepper, stages, element, format: { decimal, percent, small, total }, whole: (change) => this.whole(change) })
    }
    act(this.hand)
  }
}

function rows(values, length) { return Array.from({ length: values.length / length }, (_, i) => [...values.subarray(length * i, length * (i + 1))]) }
