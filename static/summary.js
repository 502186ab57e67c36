// The head of each pane: weights or sizes, objective, agreement, and what has just been done.

import { element, swatch } from "./dom.js"
import { decimal, percent, total } from "./format.js"

const MANY = 5
const MOST = 10
const SOMETHING = 0.01
const NOTES = {
  mixture: {
    start: "The start. Drag a centre, or click it to shape it.",
    E: "E step done: points shared out anew.",
    M: "M step done: ellipses moved to their points.",
  },
  kmeans: {
    start: "The start: the same centres as the mixture.",
    E: "Assigned: every point to its nearest centre.",
    M: "Updated: every centre to the mean of its points.",
  },
}

export class Summary {
  constructor(refs, name) {
    this.notes = NOTES[name]
    this.part = (what) => refs[`${name}-${what}`]
  }

  setRun(K, names) {
    const chips = this.part("chips")
    chips.parentElement.classList.toggle("many", K > MANY)
    this.numbers = Array.from({ length: K }, () => element("span"))
    chips.replaceChildren(...this.numbers.map((number, k) =>
      element("li", { title: names[k] }, swatch(k), element("span", { class: "hidden" }, names[k]), number)))
  }

  /**
   * @param {{shares: ?Float64Array, objective: ?number, agreement: ?number, iteration: number, ending: ?object}} shown
   * @param {"start"|"E"|"M"} phase
   */
  show({ shares, objective, agreement, iteration, ending }, phase, hasGroups) {
    const short = this.numbers.length > MANY
    this.numbers.forEach((number, k) => {
      const text = shares ? percent(shares[k]) : "–"
      number.textContent = short ? text.replace(" %", "") : text
      // Of many components the head names those that hold something.
      number.parentElement.hidden = this.numbers.length > MOST && !(shares?.[k] >= SOMETHING)
    })
    this.part("objective").textContent = objective === null ? "–" : total(objective)
    this.part("agreement-fact").hidden = !hasGroups
    this.part("agreement").textContent = agreement === null ? "–" : decimal(agreement, 2)
    this.part("status").textContent = ending ? `ended at iter ${iteration}` : `iter ${iteration}`
    this.part("status").classList.toggle("ended", Boolean(ending))
    this.part("note").textContent = ending?.sentence ?? this.notes[phase]
  }
}
