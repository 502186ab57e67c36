// The reader says first what will happen, by a click on the picture; then stepping shows.

import { element } from "./dom.js"
import { decimal, percent } from "./format.js"

// While the run goes on, and once it has ended.
const INVITATIONS = ["Click on the picture, or just step on.", "Reset, click on the picture, and run again."]

export class PredictionTool {
  constructor(page, options, changed) {
    Object.assign(this, { page, changed, kind: options.kind, component: options.component ?? 0, place: options.place ?? null, mark: null })
    this.said = element("p", { class: "said", role: "status" })
    this.again = element("button", { type: "button", class: "link" }, "Say something else")
    this.again.addEventListener("click", () => { this.#say(null); this.page.reset() })
    this.panel = element("section", { class: "tool prediction", "aria-label": "Your prediction" }, this.said, this.again)
    this.#draw()
  }

  get options() { return { kind: this.kind, component: this.component, place: this.place } }

  close() { this.mark?.remove() }

  /** A click counts while nothing has been said. */
  tap({ x, y }) {
    if (this.place) return false
    this.#say([x, y])
    return true
  }

  show(answer) {
    this.said.replaceChildren(answer.place ? VERDICTS[answer.kind](answer, this.page.names) : INVITATIONS[Number(answer.settled)])
    const settled = answer.settled && Boolean(answer.place)
    if (settled && !this.panel.classList.contains("settled")) this.#bringIntoView()
    this.panel.classList.toggle("settled", settled)
    if (answer.kind === "axis" && answer.place) this.#draw(answer.mean, answer.said)
  }

  /** A long statement may have left the verdict below the fold of the words. */
  #bringIntoView() {
    const { lesson } = this.page.refs, fold = lesson.getBoundingClientRect().bottom
    lesson.scrollTop += Math.max(0, this.panel.getBoundingClientRect().bottom - fold)
  }

  #say(place) {
    this.place = place
    this.#draw()
    this.changed()
  }

  /** A small cross where the reader clicked; for a direction, a line through the centre too. */
  #draw(mean, degrees) {
    this.mark?.remove()
    this.mark = null
    this.again.hidden = !this.place
    if (!this.place) return
    const [x, y] = this.place, angle = (degrees * Math.PI) / 180, reach = mean ? Math.hypot(x - mean[0], y - mean[1]) : 0
    const line = mean ? [[mean[0] - reach * Math.cos(angle), mean[0] + reach * Math.cos(angle)], [mean[1] - reach * Math.sin(angle), mean[1] + reach * Math.sin(angle)]] : [[x], [y]]
    this.mark = this.page.guess({ x: line[0], y: line[1], at: [x, y] })
  }
}

/** What has come of a prediction so far. */
const VERDICTS = {
  axis: ({ said, seen, settled, component }, names) => {
    const you = `You said ${decimal(said, 0)}°. The ${names[component]} one `
    if (seen === null) return `${you}is a circle so far: step on.`
    return settled
      ? `${you}ended at ${decimal(seen, 0)}°, ${between(Math.round(said), Math.round(seen))}° off.`
      : `${you}now points to ${decimal(seen, 0)}°.`
  },
  border: ({ point, label, usual, share, settled }, names) => {
    const you = `You said point ${point + 1}. `
    if (label === null) return `${you}Step, or Run, and see.`
    const kmeans = label === usual ? "k-means keeps it with most of its group" : `k-means tears it off: ${names[label]}, its group mostly ${names[usual]}`
    return `${you}${settled ? "" : "So far, "}${kmeans}. The mixture leaves it ${percent(share)} with its own.`
  },
}

/** The angle between two axes in degrees, of the numbers that are told. */
function between(a, b) {
  const apart = Math.abs(a - b) % 180
  return Math.min(apart, 180 - apart)
}
