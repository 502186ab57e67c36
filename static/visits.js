// Where the reader has been, so that the browser's Back leads there again.

import { recalled, remember } from "./memory.js"

const SETTLED = 400
const LEFT = "em-stepper-left"

export class Visits {
  /**
   * @param {() => object} here all that it takes to come back to what is shown
   * @param {(place: object) => void} back
   * @param {string[]} ofThePage what an address says of the page itself, by app/address.py
   */
  constructor(here, back, ofThePage) {
    Object.assign(this, { here, ofThePage })
    this.pending = null
    this.visit = history.state?.visit ?? 0
    // The history itself is written to only now and then, and a reader may leave before that.
    this.places = new Map()
    // Where a page was that is loaded anew: the browser keeps the history, not the page.
    const [{ type } = {}] = performance.getEntriesByType("navigation")
    const note = recalled(LEFT)
    remember(LEFT, null)
    this.left = type !== "reload" ? null : note?.visit === this.visit ? note.place : history.state?.place
    window.addEventListener("pagehide", () => {
      this.#keep()
      // What is written to the history by a page that is being left does not always come to it.
      remember(LEFT, { visit: this.visit, place: this.here() })
    })
    window.addEventListener("popstate", ({ state }) => {
      clearTimeout(this.pending)
      this.visit = state?.visit ?? 0
      const place = this.places.get(this.visit) ?? state?.place
      if (place) back(place)
    })
  }

  /** Go somewhere else, with an address of its own. */
  leave(address) {
    this.#keep()
    this.visit += 1
    this.places.delete(this.visit)
    history.pushState({ visit: this.visit }, "", this.#withParts(address))
  }

  /** Stepping changes the place in the history, once it has settled, and adds none. */
  note() {
    this.places.set(this.visit, this.here())
    clearTimeout(this.pending)
    this.pending = setTimeout(() => this.#keep(), SETTLED)
  }

  #keep() {
    clearTimeout(this.pending)
    const place = this.here()
    this.places.set(this.visit, place)
    history.replaceState({ visit: this.visit, place }, "")
  }

  /** An address with what the one before said of the page's own parts. */
  #withParts(address) {
    const before = new URLSearchParams(location.search), asked = new URLSearchParams(address)
    for (const name of this.ofThePage) if (before.has(name)) asked.set(name, before.get(name))
    return `?${asked}`
  }
}

/** Where there is no history to write to. */
export class NoVisits {
  left = null
  leave() {}
  note() {}
}
