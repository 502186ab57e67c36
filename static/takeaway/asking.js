// Exact numbers from the engine: see app/takeaway.py.

import { Run } from "../run.js"

const GONE = "The page shows another run now. Begin again."
const NO_STORY = { point: 0, log_density: [], log_product: [], share: [], label: [] }

export class Asking {
  /** @param {object} stepper the page's wiring; see stepper.js */
  constructor(stepper) {
    this.stepper = stepper
    this.waiting = null
  }

  /** A part of a file; see `app.takeaway.take`. */
  ask(question) {
    return new Promise((answer, fail) => {
      this.waiting = { answer, fail }
      this.stepper.send({ do: "take", run: this.stepper.run.id, ...question })
    })
  }

  receive(message) {
    const { waiting } = this
    this.waiting = null
    if (message.what === "refusal") waiting?.fail(new Error(message.sentence))
    else waiting?.answer(message)
  }

  /** Another run is shown: what was asked of the one before is never answered. */
  forget() {
    this.waiting?.fail(new Error(GONE))
    this.waiting = null
  }

  /** Parameters and numbers of the state that brought the parameters shown at a half-step. */
  async stateAt(cursor) {
    const { states } = await this.ask({ what: "states", from: cursor - (cursor % 2) })
    return states.mixture
  }

  /**
   * The run from its start to its end, computed as far as it has to be.
   * @param {(half: number) => void} tell how many half-steps have come
   * @param {AbortSignal} signal
   */
  async wholeRun(tell, signal) {
    let run = null
    for (let from = 0; from !== null;) {
      const { states, next } = await this.ask({ what: "states", from })
      signal.throwIfAborted()
      const chunk = { ...states, story: NO_STORY }
      if (run) run.extend(chunk)
      else run = new Run({ ...this.stepper.message, chunk })
      from = next
      tell(next ?? run.computed)
    }
    return run
  }
}
