// The way to the words for those who hear the page: fetched once the page is there, so that they delay nobody.

import { element } from "./dom.js"
import { fetched } from "./fetched.js"
import { decimal, gain, percent, small, total } from "./format.js"

export class TellingDoor {
  /** @param {object} page `host`, `refs` and `state()`; see telling/telling.js */
  constructor(page) { Object.assign(this, { page, telling: null, asked: null }) }

  /** Something may have changed on the screen. */
  show() {
    if (this.telling) this.telling.show()
    else if (this.asked !== this.page.state().run.id) this.#open()
  }

  /** What is said next begins with these words. */
  begin(words) { this.telling?.begin(words) }

  /** What is shown has been said elsewhere, in better words. */
  said() { this.telling?.said() }

  async #open() {
    // A part that did not come is asked for again with the next run; nobody who sees the page misses it.
    this.asked = this.page.state().run.id
    const part = await fetched("telling", () => {})
    if (part) this.telling ??= new part.Telling({ ...this.page, element, format: { decimal, gain, percent, small, total } })
  }
}
