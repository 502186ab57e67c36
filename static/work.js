// Long work on the server: asked after until it is done, with a bar that is true and can be cancelled.

import { button, element } from "./dom.js"
import { percent } from "./format.js"

const SOON = 40
const LATER = 250
const SLOWER = 1.5
// What is done sooner needs no bar.
const SEEN_AFTER = 150

export class Work {
  /**
   * @param {object} page what tools may use of the page
   * @param {string} name the tool whose work it is
   * @param {string} label what is being worked out
   * @param {{done: (result: object) => void, failed: (sentence: string) => void, cancelled: () => void}} tell
   */
  constructor(page, name, label, tell) {
    Object.assign(this, { page, name, tell, options: {}, running: false, asking: false, renewed: false, run: page.run })
    this.bar = element("progress", { max: 1, value: 0, "aria-label": label })
    this.share = element("output", {})
    this.cancel = button("Cancel", () => { this.stop(); tell.cancelled() })
    this.panel = element("div", { class: "work" }, this.bar, this.share, this.cancel)
    this.panel.hidden = true
  }

  /** Begin, or begin anew with other options, or go on in another run. */
  start(options = {}) {
    clearTimeout(this.timer)
    // What was asked in another run is not answered.
    if (this.run !== this.page.run) this.asking = false
    Object.assign(this, { options, running: true, run: this.page.run, wait: SOON, begun: performance.now() })
    if (this.asking) this.renewed = true
    else this.#ask()
  }

  /** Want it no more, under way or done; nothing is told any more. */
  stop() {
    this.page.send({ do: "stop work", run: this.page.run, name: this.name })
    this.rest()
  }

  /** Ask no more. */
  rest() {
    clearTimeout(this.timer)
    this.running = false
    this.panel.hidden = true
  }

  receive({ share, result, error, stopped }) {
    if (stopped) return
    this.asking = false
    if (!this.running) return
    if (this.renewed) { this.#ask(); return }
    if (result || error) {
      this.rest()
      if (result) this.tell.done(result)
      else this.tell.failed(error)
      return
    }
    this.bar.value = share
    this.share.textContent = percent(share)
    this.panel.hidden = performance.now() - this.begun < SEEN_AFTER
    this.timer = setTimeout(() => this.#ask(), this.wait)
    this.wait = Math.min(LATER, SLOWER * this.wait)
  }

  /** One question at a time. */
  #ask() {
    Object.assign(this, { asking: true, renewed: false })
    this.page.send({ do: "work", run: this.page.run, name: this.name, options: this.options })
  }
}
