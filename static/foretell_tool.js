// The reader says a number beforehand; what comes out stands beside it.

import { element } from "./dom.js"

const ASKED = {
  staying: { label: "I say that so many will stay:", wait: "Now run.", seen: (n) => `${n} stayed` },
  reaching: { label: "I say, so many of a hundred:", wait: "Now start them.", seen: (n) => `${n} ended at the best` },
}

export class ForetellTool {
  constructor(page, { about, number = null }, changed) {
    Object.assign(this, { about, number })
    this.input = element("input", { type: "number", min: 0, max: 1000, step: 1 })
    if (number !== null) this.input.value = number
    this.input.addEventListener("change", () => {
      const said = this.input.valueAsNumber
      this.number = Number.isInteger(said) && said >= 0 && said <= 1000 ? said : null
      changed()
    })
    this.said = element("p", { class: "said", role: "status" })
    this.panel = element("section", { class: "tool foretell", "aria-label": "Your prediction" },
      element("label", {}, ASKED[about].label, this.input), this.said)
  }

  get options() { return { about: this.about, number: this.number } }

  close() {}

  show({ about, said, seen }) {
    const asked = ASKED[about]
    this.said.textContent = said === null ? "" : seen === null ? asked.wait : `You said ${said}; ${asked.seen(seen)}${said === seen ? ": right." : "."}`
  }
}
