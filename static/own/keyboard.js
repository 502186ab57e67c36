// Drawing by keyboard: arrow keys move a mark over the picture, Space does there what the tool does,
// and Delete takes away what lies under it.

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
// Pixels of one key, and with Shift.
const STEP = [6, 36]

export class Keyboard {
  /**
   * @param {object[]} panes the plots that may be drawn on
   * @param {import("./pointer.js").Pointer} pointer
   * @param {Function} element
   * @param {(place: {x: number, y: number}) => void} moved what to do with the place of the mark in the data
   */
  constructor(panes, pointer, element, moved) {
    Object.assign(this, { pointer, moved, listening: new AbortController(), mark: element("div", { class: "pen" }) })
    const { signal } = this.listening
    for (const pane of panes) {
      // Before the picture's own keys, which walk from point to point.
      const stage = pane.host.parentElement
      stage.addEventListener("keydown", (event) => this.#key(event, pane), { capture: true, signal })
      stage.addEventListener("focusin", (event) => this.#begin(event, pane), { signal })
      stage.addEventListener("focusout", () => this.mark.remove(), { signal })
    }
  }

  close() {
    this.listening.abort()
    this.mark.remove()
  }

  /** The mark begins in the middle, and comes back to where it was. */
  #begin({ target }, pane) {
    if (!target.matches(".walk")) return
    const { left, top, width, height } = pane.inside()
    this.place ??= { x: left + width / 2, y: top + height / 2 }
    target.after(this.mark)
    this.#show(pane)
  }

  #key(event, pane) {
    if (!event.target.matches(".walk") || event.ctrlKey || event.metaKey || event.altKey) return
    const way = WAYS[event.key], erases = ["Delete", "Backspace"].includes(event.key)
    if (!way && !erases && event.key !== " " && event.key !== "Enter") return
    event.preventDefault()
    event.stopPropagation()
    if (way) this.#move(way, STEP[Number(event.shiftKey)], pane)
    else this.pointer.once(this.#onScreen(pane), pane, erases ? "erase" : undefined)
  }

  #move([right, down], step, pane) {
    const { left, right: end, top, bottom } = pane.inside(), within = (value, low, high) => Math.min(Math.max(value, low + 1), high - 1)
    this.place = { x: within(this.place.x + right * step, left, end), y: within(this.place.y + down * step, top, bottom) }
    this.#show(pane)
  }

  #show(pane) {
    this.mark.style.transform = `translate(${this.place.x}px, ${this.place.y}px)`
    this.moved(pane.dataAt(this.#onScreen(pane)))
  }

  #onScreen(pane) {
    const { left, top } = pane.host.getBoundingClientRect()
    return { clientX: left + this.place.x, clientY: top + this.place.y }
  }
}
