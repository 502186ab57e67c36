// Asks the engine about what is on the screen: one question at a time, and none twice.

export class Looks {
  /** @param {(question: object) => void} send */
  constructor(send) {
    this.send = send
    this.reset()
  }

  /** Another run has begun: its questions are new ones. */
  reset() { Object.assign(this, { asked: null, wanted: null, waiting: false }) }

  /** What was answered holds no more. */
  forget() { this.asked = null }

  /** Ask, now or as soon as the last answer has come; return whether an answer is on its way. */
  want(question) {
    const key = JSON.stringify(question)
    this.wanted = key === this.asked ? null : key
    if (!this.waiting) this.#ask()
    return this.waiting
  }

  /** An answer has come; return whether it is to the newest question. */
  answered() {
    this.waiting = false
    const newest = this.wanted === null
    this.#ask()
    return newest
  }

  #ask() {
    if (this.wanted === null) return
    Object.assign(this, { asked: this.wanted, wanted: null, waiting: true })
    this.send(JSON.parse(this.asked))
  }
}
