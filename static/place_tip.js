// A few words at a place of the picture, up and left of it: down and right is the ringed point's.

import { element } from "./dom.js"

const GAP = 10

export class PlaceTip {
  /** @param {object} pane one of the plots; see plot.js */
  constructor(pane) {
    this.pane = pane
    this.element = element("div", { class: "tip", "aria-hidden": "true" })
    this.hide()
    pane.host.append(this.element)
  }

  /** Say something at a place in the units of the data. */
  show(x, y, words) {
    Object.assign(this, { x, y })
    this.element.textContent = words
    this.element.hidden = false
    this.place()
  }

  /** Put the words where their place is now. */
  place() {
    if (this.element.hidden) return
    const { left, top, width, height } = this.pane.host.getBoundingClientRect(), at = this.pane.screenAt(this.x, this.y)
    const across = at.x - left, down = at.y - top
    if (!(across >= 0 && across <= width && down >= 0 && down <= height)) { this.hide(); return }
    const { offsetWidth, offsetHeight } = this.element
    const x = Math.max(0, across - GAP - offsetWidth), y = down - GAP - offsetHeight
    this.element.style.transform = `translate(${x}px, ${y < 0 ? down + GAP : y}px)`
  }

  hide() { this.element.hidden = true }

  remove() { this.element.remove() }
}
