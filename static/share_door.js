// The way to a link that opens what is shown; the dialog is fetched when it is first wanted.

import { element } from "./dom.js"
import { fetched } from "./fetched.js"

export class ShareDoor {
  /**
   * @param {HTMLElement} host
   * @param {object} refs
   * @param {object} stepper the page's wiring; see stepper.js
   */
  constructor(host, refs, stepper) {
    Object.assign(this, { host, refs, stepper, dialog: null })
    for (const button of host.querySelectorAll("[data-share]")) button.addEventListener("click", () => this.#enter())
  }

  receive(message) { this.dialog?.receive(message) }

  async #enter() {
    const { host, refs, stepper } = this
    refs.menu.hidePopover()
    const part = await fetched("share", (sentence) => stepper.say(sentence))
    if (!part) return
    this.dialog ??= new part.Share({ host, stepper, element })
    this.dialog.open()
  }
}
