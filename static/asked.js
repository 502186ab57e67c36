// Long work that begins when someone asks for it: the button, what is said of it, what is found.

import { button, element } from "./dom.js"
import { Work } from "./work.js"

export class Asked {
  /**
   * @param {object} page what tools may use of the page
   * @param {object} words
   * @param {string} words.name the tool whose work it is
   * @param {string} words.press what stands on the button
   * @param {string} words.share what the bar is a share of
   * @param {string} words.busy what is said until something has been found
   * @param {HTMLElement} answer what is seen only once something has been found
   * @param {boolean} started whether it was asked for already
   * @param {{idle?: () => void, done?: (found: object) => void, changed?: () => void}} tell
   */
  constructor(page, words, answer, started, { idle = () => {}, done = () => {}, changed = () => {} } = {}) {
    Object.assign(this, { page, words, answer, started, idle, found: null })
    this.work = new Work(page, words.name, words.share, {
      done: (found) => { done(found); page.again() },
      failed: (sentence) => this.#rest(sentence),
      cancelled: () => { this.cancelled = true; this.#rest("Cancelled.") },
    })
    this.button = button(words.press, () => { this.pressed = true; this.#begin(); changed() })
    // It has the focus of the button, which goes once it is pressed: the next stop is what was found.
    this.said = element("p", { class: "said", role: "status", tabindex: -1 })
    this.parts = [this.button, this.work.panel, this.said]
    if (started) this.#begin()
    else this.#rest()
  }

  receive(message) { this.work.receive(message) }

  /** Another run may be about the same question: then what is known of it stays. */
  setRun() {
    if (this.work.run === this.page.run || !this.started) return
    if (this.page.working(this.words.name)) this.#begin()
    else {
      this.work.rest()
      this.#rest()
    }
  }

  /** Something was found: show it, and say a sentence. */
  tell(found, sentence) {
    this.found = found
    this.button.hidden = true
    this.answer.hidden = false
    this.said.textContent = sentence
    if (!this.pressed) return
    this.pressed = false
    // Once it is drawn, as much of it as there is room for.
    requestAnimationFrame(() => this.answer.scrollIntoView({ block: "nearest", behavior: this.page.still ? "auto" : "smooth" }))
  }

  close() { if (this.started) this.work.stop() }

  #begin() {
    this.started = true
    const focused = this.button.matches(":focus")
    this.button.hidden = true
    if (focused) this.said.focus({ preventScroll: true })
    this.answer.hidden = !this.found
    if (!this.found) this.said.textContent = this.words.busy
    this.work.start()
  }

  #rest(sentence = "") {
    const focused = this.said.matches(":focus") || this.cancelled
    Object.assign(this, { started: false, found: null, pressed: false, cancelled: false })
    this.button.hidden = false
    if (focused) this.button.focus({ preventScroll: true })
    this.answer.hidden = true
    this.said.textContent = sentence
    this.idle()
  }
}
