// Has the session compute what the reader will want next, before it is wanted.

const REPORT_EVERY = 100
// So many half-steps ahead of the reader are enough; the server sends more once as many are missing
// as are worth a message.
const ENOUGH = 28
// A slow way to the server and back never has more than this many messages on it.
const MOST_UNANSWERED = 2

export class Ahead {
  /**
   * @param {{run: object, cursor: number, send: (message: object) => void}} stepper
   * @param {boolean} followed whether the session wants to know of every place where the reader stays
   */
  constructor(stepper, followed) { Object.assign(this, { stepper, followed, reported: 0, unanswered: 0 }) }

  /** Another run is shown, from its start. */
  begin() {
    this.reported = 0
    this.resume()
  }

  /** There is a way to the session again, and nothing on it. */
  resume() {
    this.unanswered = 0
    this.#keep()
  }

  /** An answer has come, with the next piece or without. */
  answered(withMore) {
    this.unanswered -= 1
    if (withMore) this.#keep()
    else this.report()
  }

  /** Ask for more now and then, while the reader moves on. */
  report() {
    if (!this.#short && !this.followed) return
    this.reporting ??= setTimeout(() => {
      this.reporting = null
      if (this.stepper.cursor !== this.reported && (this.#short || this.followed)) this.#tell()
    // What follows, a notebook's next cell, may be run at once.
    }, this.followed ? 0 : REPORT_EVERY)
  }

  /** Ask for the next piece as soon as one has come, until enough lies ahead of the reader. */
  #keep() { if (this.#short) this.#tell() }

  /** Whether the session must learn where the reader is, to compute what comes next. */
  get #short() {
    const { run, cursor } = this.stepper
    return !run.complete && run.computed - cursor < ENOUGH
  }

  #tell() {
    if (this.unanswered >= MOST_UNANSWERED) return
    const { run, cursor, send } = this.stepper
    this.unanswered += 1
    this.reported = cursor
    send({ do: "at", run: run.id, cursor })
  }
}
