// The bar in the picture while a start is made by hand: which component, its weight, one more, one less.

const LEAST = 1
// What lies so near to the bar cannot be taken hold of well.
const NEAR = 14

export class HandBar {
  /**
   * @param {HTMLElement} stage
   * @param {Function} element
   * @param {{choose: (k: number) => void, weigh: (share: number) => void, refuse: (sentence: string) => void, add: () => void, remove: () => void, close: () => void}} acts
   */
  constructor(stage, element, acts) {
    this.element = element
    this.which = element("select", { "aria-label": "Component" })
    this.which.addEventListener("change", () => acts.choose(Number(this.which.value)))
    this.weight = element("input", { type: "number", inputmode: "numeric", min: LEAST, max: 100 - LEAST, step: 1, "aria-label": "Weight in per cent" })
    this.weight.addEventListener("change", () => {
      const asked = this.weight.valueAsNumber
      if (asked >= LEAST && asked <= 100 - LEAST) acts.weigh(asked / 100)
      else {
        this.weight.value = this.shown
        acts.refuse(`A weight may be a number from ${LEAST} to ${100 - LEAST} per cent.`)
      }
    })
    this.weighed = element("label", {}, element("span", { class: "word" }, "weight "), this.weight, " %")
    const button = (label, told, act) => {
      const made = element("button", { type: "button", class: "button", "aria-label": told }, label)
      made.addEventListener("click", act)
      return made
    }
    this.add = button("Add", "Add a component", acts.add)
    this.remove = button("Remove", "Remove this component", acts.remove)
    this.swatch = element("span", { class: "swatch" })
    this.panel = element("div", { class: "handbar", role: "group", "aria-label": "Start by hand" },
      this.swatch, this.which, this.weighed, this.add, this.remove, button("×", "Close", acts.close))
    this.panel.addEventListener("keydown", (event) => { if (event.key === "Escape") acts.close() })
    this.panel.hidden = true
    this.stage = stage
    stage.append(this.panel)
  }

  show({ k, names, weights, most, weighed }) {
    const { element, which, weight } = this
    if (which.length !== weights.length || names.some((name, i) => which.options[i] && which.options[i].text !== name)) {
      which.replaceChildren(...weights.map((_, i) => element("option", { value: i }, names[i])))
    }
    which.value = k
    this.swatch.className = `swatch c${k}`
    this.shown = Math.round(100 * weights[k])
    if (!weight.matches(":focus")) weight.value = this.shown
    this.weighed.hidden = !weighed
    weight.disabled = weights.length === 1
    this.add.disabled = weights.length >= most
    this.remove.disabled = weights.length === 1
  }

  /** Go to the top of the picture if fewer of these places are covered there than at the bottom. */
  dodge(places) {
    const { stage, panel } = this, outer = stage.getBoundingClientRect(), { left, right, top, bottom } = panel.getBoundingClientRect()
    const above = panel.classList.contains("above"), edge = above ? bottom - outer.top : outer.bottom - top
    const beside = places.filter(({ x }) => x > left - outer.left - NEAR && x < right - outer.left + NEAR)
    const low = beside.filter(({ y }) => y > outer.height - edge - NEAR).length, high = beside.filter(({ y }) => y < edge + NEAR).length
    panel.classList.toggle("above", high < low)
  }
}
