// One point's story: how much of it each component takes, and how that came about.

import { element, swatch } from "./dom.js"
import { percent, small } from "./format.js"

const MANY = 5
// More lines than these do not fit.
const FITTING = 10
const TOLD = 0.005

export class StoryView {
  /** @param {object} refs; @param {(point: number) => void} select */
  constructor(refs, select) {
    this.refs = refs
    this.rows = []
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)")
    refs.point.addEventListener("change", () => {
      const asked = Math.round(Number(refs.point.value))
      // The field names the ringed point, and the ring moves when the session has answered.
      refs.point.value = this.shown
      this.typed = true
      select(asked - 1)
    })
  }

  setRun(K, n, names) {
    Object.assign(this, { names, shown: null, typed: false })
    this.refs["points-total"].textContent = n.toLocaleString("en-US")
    this.refs.point.max = n
    this.rows = Array.from({ length: K }, (_, k) => row(k, names[k]))
    this.refs.shares.classList.toggle("many", K > MANY)
    // What scrolls has to be reached by the keyboard.
    if (K > FITTING) this.refs.shares.tabIndex = 0
    else this.refs.shares.removeAttribute("tabindex")
    this.refs.shares.replaceChildren(...this.rows.map(({ item }) => item))
  }

  /** Show a point's story; `says` is what stands beside the mixture says of it, if not k-means. */
  show({ story, phase }, says) {
    const { refs, names } = this, { share, weights, density, product, label } = story
    // What is being typed is left alone until it is done.
    const other = this.shown !== story.point + 1, tapped = other && this.shown !== null && !this.typed
    if (other) this.typed = false
    if (other || !refs.point.matches(":focus")) refs.point.value = story.point + 1
    this.shown = story.point + 1
    refs.shares.hidden = !share
    refs["story-empty"].hidden = Boolean(share)
    refs.verdict.hidden = !share
    refs.ringed.replaceChildren(`Point ${this.shown}:`, ...this.#inShort(share))
    // Whoever rings a point in the picture sees its shares, where this line is shown at all.
    if (tapped) refs.ringed.scrollIntoView({ block: "nearest", behavior: this.still.matches ? "auto" : "smooth" })
    if (!share) return
    this.rows.forEach(({ fill, number, how }, k) => {
      fill.style.width = `${100 * share[k]}%`
      number.textContent = percent(share[k])
      how.textContent = `${small(weights[k])} × ${small(density[k])} = ${small(product[k])}`
    })
    // Where not all are in sight the largest come first.
    if (this.rows.length > FITTING) refs.shares.append(...inOrder(share).map((k) => this.rows[k].item))
    const before = phase === "M" ? " that the E step had" : ""
    refs.verdict.textContent = `weight × density${before}, then divided by their sum. ${says ?? `k-means says: ${names[label]}, whole.`}`
  }

  /** The shares in one line, the largest first, for where the story is far from the picture. */
  #inShort(share) {
    if (!share) return [" no share yet"]
    return inOrder(share).filter((k) => share[k] >= TOLD).flatMap((k) => [swatch(k), ` ${this.names[k]} ${percent(share[k])}`])
  }
}

/** The numbers of the components, that of the largest share first. */
function inOrder(share) { return Array.from(share, (_, k) => k).sort((a, b) => share[b] - share[a]) }

function row(k, name) {
  const fill = element("span", { class: `fill c${k}` })
  const number = element("span", { class: "share" }), how = element("span", { class: "how" })
  const item = element("li", {},
    element("span", { class: "name" }, swatch(k), name), element("span", { class: "track" }, fill), number, how)
  return { item, fill, number, how }
}
