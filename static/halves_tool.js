// The half-step just taken, lit, in words and with the live numbers of one point and component.

import { element, swatch } from "./dom.js"
import { decimal, percent, small } from "./format.js"

export class HalvesTool {
  constructor(page, { component }) {
    this.page = page
    this.chosen = component ?? null
    this.cards = {
      E: card("E step", "Hand out shares: weight × density, divided by the sum over all components."),
      M: card("M step", "Move each component to its points: averages that count each point by its share."),
    }
    this.which = element("select", { "aria-label": "Component whose numbers are shown" })
    this.which.addEventListener("change", () => page.look(Number(this.which.value)))
    this.setRun()
    this.panel = element("section", { class: "tool half-steps", "aria-label": "The two half-steps" },
      element("p", { class: "choose" }, "Numbers of ", this.which), this.cards.E.element, this.cards.M.element)
    if (this.chosen !== null) page.look(this.chosen)
  }

  get options() { return { component: this.page.component } }

  setRun() {
    this.which.replaceChildren(...this.page.names.map((name, k) => element("option", { value: k }, name)))
    this.which.value = this.page.component
  }

  close() {}

  show({ phase, component, point, e, m }) {
    const { names } = this.page, name = names[component]
    this.which.value = component
    for (const half of ["E", "M"]) this.cards[half].element.classList.toggle("lit", half === phase)
    this.cards.E.say(e
      ? [`point ${point + 1}: ${small(e.weight)} × ${small(e.density)} = ${small(e.product)}`,
        `${small(e.product)} ÷ ${small(e.sum)} = ${percent(e.share)} `, swatch(component), ` ${name}`]
      : ["not taken yet"])
    this.cards.M.say(m
      ? [swatch(component), ` ${name} holds ${decimal(m.held, 1)} points: weight ${decimal(m.held, 1)} ÷ ${m.n} = ${small(m.weight)}`,
        `centre (${m.mean.map(small).join(", ")}), variances ${small(m.covariance[0])} and ${small(m.covariance[2])}, covariance ${small(m.covariance[1])}`]
      : ["not taken yet"])
  }
}

function card(title, formula) {
  const numbers = element("p", { class: "numbers" })
  return {
    element: element("div", { class: "half" }, element("h4", {}, title), element("p", {}, formula), numbers),
    say: (parts) => numbers.replaceChildren(...lines(parts)),
  }
}

/** Sentences go on lines of their own; what follows a swatch stays with it. */
function lines(parts) {
  const whole = []
  for (const part of parts) {
    if (typeof part === "string" && !part.startsWith(" ")) whole.push(element("span", { class: "line" }))
    if (whole.length === 0) whole.push(element("span", { class: "line" }))
    whole.at(-1).append(part)
  }
  return whole
}
