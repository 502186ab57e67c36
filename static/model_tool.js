// Which model the mixture's pane shows, and the one number that some of them add.

import { element } from "./dom.js"
import { small } from "./format.js"

const STEPS = 200

export class ModelTool {
  constructor(page) {
    this.page = page
    this.options = {}
    this.which = element("select", { "aria-label": "Model" })
    this.which.addEventListener("change", () => page.set({ model: this.which.value }))
    this.label = element("span")
    this.slider = element("input", { type: "range", min: 0, max: STEPS, step: 1 })
    this.value = element("output")
    this.slider.addEventListener("input", () => page.set({ strength: this.#strength() }, true))
    this.row = element("label", { class: "slide" }, this.label, this.slider, this.value)
    this.panel = element("section", { class: "tool model", "aria-label": "Model" }, element("p", { class: "choose" }, "Model ", this.which), this.row)
    this.setRun()
  }

  close() {}

  /** The slider goes by equal factors, from the least that the model takes to the most. */
  setRun() {
    const { strength } = this.page.model, value = this.page.settings.strength
    this.row.hidden = !strength
    if (!strength) return
    const { label, low, high } = strength
    this.label.textContent = label
    this.slider.setAttribute("aria-label", label)
    this.value.textContent = small(value)
    if (!this.slider.matches(":focus")) this.slider.value = Math.round((STEPS * Math.log(value / low)) / Math.log(high / low))
  }

  show({ models, model }) {
    this.which.replaceChildren(...models.map(([name, title]) => element("option", { value: name }, title)))
    this.which.value = model
  }

  #strength() {
    const { low, high } = this.page.model.strength
    return Math.min(high, Math.max(low, low * (high / low) ** (this.slider.value / STEPS)))
  }
}
