// Where the reader has been, so that the browser's Back leads there again.

const SETTLED = 400

export class Visits {
  /**
   * @param {() => object} here all that it takes to come back to what is shown
   * @param {(place: object) => void} back
   */
  constructor(here, back) {
    this.here = here
    this.pending = null
    window.addEventListener("popstate", ({ state }) => {
      clearTimeout(this.pending)
      if (state) back(state)
    })
  }

  /** Go somewhere else, with an address of its own. */
  leave(address) {
    clearTimeout(this.pending)
    history.replaceState(this.here(), "")
    history.pushState(null, "", address)
  }

  /** Stepping changes the place in the history, once it has settled, and adds none. */
  note() {
    clearTimeout(this.pending)
    this.pending = setTimeout(() => history.replaceState(this.here(), ""), SETTLED)
  }
}
