// How many components? BIC and AIC of the best fit of each size.

import { Asked } from "./asked.js"
import { element } from "./dom.js"
import { decimal } from "./format.js"

const WIDTH = 300, HEIGHT = 116, TOP = 12, BOTTOM = 22
const WORDS = { name: "sweep", press: "Count with BIC", share: "Share of the fits that are done", busy: "Counting…" }
const CRITERIA = { bic: "BIC", aic: "AIC" }
// BIC charges more from eight points on, so its name stands above its line and the other's below.
const NAMED_AT = { bic: -10, aic: 19 }

export class SweepTool {
  constructor(page, { started = false }) {
    Object.assign(this, { page, told: null })
    this.caption = element("p", { class: "caption" }, "Fits 1 to 10 components, each from five starts, and charges for every parameter. Smaller is better.")
    this.svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" })
    this.sizes = element("div", { class: "sizes", role: "group", "aria-label": "Set the number of components" })
    this.numbers = element("p", { class: "numbers" })
    this.chart = element("div", { class: "criteria" }, this.svg, this.sizes, this.numbers)
    this.work = new Asked(page, WORDS, this.chart, started, { done: (found) => this.#draw(found) })
    this.panel = element("section", { class: "tool sweep", "aria-label": "How many components?" },
      this.caption, ...this.work.parts, this.chart)
  }

  get options() { return { started: this.work.started } }

  setRun() { this.work.setRun() }

  close() { this.work.close() }

  show({ found, k }) {
    this.k = k
    if (found && this.work.started) this.#draw(found)
  }

  #draw(found) {
    const k = this.page.names.length
    for (const button of this.sizes.children) button.setAttribute("aria-pressed", Number(button.value) === k)
    if (JSON.stringify(found) === this.told && this.work.found) return
    this.told = JSON.stringify(found)
    this.work.tell(found, `BIC wants ${found.wants.bic} component${found.wants.bic === 1 ? "" : "s"}, AIC ${found.wants.aic}.`)
    this.svg.replaceChildren(...curves(found))
    this.sizes.replaceChildren(...found.sizes.map((size, i) => this.#button(size, i, k)))
    this.#tell()
  }

  #button(size, i, k) {
    const name = `${size} component${size === 1 ? "" : "s"}`
    const button = element("button", { type: "button", value: size, "aria-label": name, "aria-pressed": size === k }, String(size))
    button.addEventListener("click", () => this.page.set({ k: size }))
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, () => this.#tell(i))
    for (const event of ["pointerleave", "blur"]) button.addEventListener(event, () => this.#tell())
    return button
  }

  /** The numbers of one size; at rest, those that are smallest. */
  #tell(i) {
    const { found } = this.work
    // A button that is taken away under the pointer says so too.
    if (!found) return
    for (const dot of this.svg.querySelectorAll("[data-size]")) dot.classList.toggle("told", Number(dot.dataset.size) === i)
    this.numbers.textContent = Object.entries(CRITERIA).map(([criterion, name]) => {
      const at = i ?? found.sizes.indexOf(found.wants[criterion]), value = found[criterion][at]
      return `${name} of ${found.sizes[at]}: ${value === null ? "all runs collapsed" : decimal(value, 1)}`
    }).join(", ")
  }
}

/** Both criteria over the sizes, on one scale, the smallest of each ringed. */
function curves({ sizes, bic, aic, wants }) {
  const known = [...bic, ...aic].filter((value) => value !== null)
  const low = Math.min(...known), span = Math.max(...known) - low || 1
  const x = (i) => ((i + 0.5) / sizes.length) * WIDTH
  const y = (value) => HEIGHT - BOTTOM - ((value - low) / span) * (HEIGHT - TOP - BOTTOM)
  return Object.entries({ aic, bic }).flatMap(([criterion, values]) => {
    const places = values.map((value, i) => (value === null ? null : [x(i), y(value)]))
    const drawn = places.map((place, i) => place && `${i && places[i - 1] ? "L" : "M"}${place.map((at) => at.toFixed(1)).join(" ")}`)
    const smallest = places[sizes.indexOf(wants[criterion])], end = places.findLast(Boolean)
    return [
      element("path", { class: criterion, d: drawn.filter(Boolean).join("") }),
      ...places.flatMap((place, i) => (place ? [element("circle", { class: "dot", "data-size": i, cx: place[0], cy: place[1], r: 2.2 })] : [])),
      element("circle", { class: "smallest", cx: smallest[0], cy: smallest[1], r: 6 }),
      element("text", { x: end[0] + 8, y: end[1] + NAMED_AT[criterion], "text-anchor": "end" }, CRITERIA[criterion]),
    ]
  })
}
