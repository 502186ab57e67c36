// The way to one's own data: a card, and files dropped on the page. What lies behind it is fetched
// when it is first opened, so that it costs the first visit nothing.

import { element } from "./dom.js"
import { fetched } from "./fetched.js"
import { small } from "./format.js"
import { make, source } from "./bokeh_models.js"

export class OwnDoor {
  /**
   * @param {HTMLElement} host
   * @param {object} refs
   * @param {object} stepper the page's wiring; see stepper.js
   */
  constructor(host, refs, stepper) {
    Object.assign(this, { host, refs, stepper, desk: null })
    refs["own-data"].addEventListener("click", () => this.#enter((desk) => desk.open()))
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files")
    host.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault() })
    host.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      const [file] = event.dataTransfer.files
      if (file) this.#enter((desk) => desk.open(file))
    })
  }

  receive(message) { this.desk?.receive(message) }

  /** Another run is shown; `same` if it is one on the same data. */
  setRun(message, same) {
    if (message.settings.data === "own") this.refs["own-data"].setAttribute("aria-current", "true")
    else this.refs["own-data"].removeAttribute("aria-current")
    this.desk?.setRun(message, same)
  }

  async #enter(act) {
    const { host, refs, stepper } = this
    const part = await fetched("own", (sentence) => stepper.say(sentence))
    if (!part) return
    this.desk ??= new part.OwnData({ host, refs, stepper, element, small, make, source })
    act(this.desk)
  }
}
