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
      cancelled: () => this.#rest("Cancelled."),
    })
    this.button = button(words.press, () => { this.#begin(); changed() })
    this.said = element("p", { class: "said", role: "status" })
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
  }

  close() { if (this.started) this.work.stop() }

  #begin() {
    this.started = true
    this.button.hidden = true
    this.answer.hidden = !this.found
    if (!this.found) this.said.textContent = this.words.busy
    this.work.start()
  }

  #rest(sentence = "") {
    Object.assign(this, { started: false, found: null })
    this.button.hidden = false
    this.answer.hidden = true
    this.said.textContent = sentence
    this.idle()
  }
}
