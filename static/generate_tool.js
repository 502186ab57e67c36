// The mixture as a recipe: pick a component by its weight, then draw from its Gaussian.

import { button, element, swatch } from "./dom.js"
import { decimal, small } from "./format.js"
import { Marks } from "./marks.js"

const SEEDS = 2 ** 31
// The pick can be seen before the point sets out from the component's centre.
const PICK = 450
const TRAVEL = 600
const MARK = { x: { field: "x" }, y: { field: "y" }, marker: { value: "star" }, size: 18, fill_color: { field: "colour" }, line_width: 1.6 }

export class GenerateTool {
  constructor(page, { one = 0, many = 0 }, changed) {
    Object.assign(this, { page, options: { one, many }, moving: 0, pressed: false })
    this.mark = new Marks(page, "Scatter", ["x", "y", "colour"], MARK)
    this.formula = element("div", { class: "written-out" })
    this.head = element("tr")
    this.rows = element("tbody")
    this.said = element("p", { class: "said", role: "status" })
    this.off = element("p", { class: "caption" })
    this.panel = element("section", { class: "tool generate", "aria-label": "Making points" },
      this.formula,
      element("p", { class: "row" }, button("Draw one", () => this.#ask(changed, "one")), button("Draw 10,000", () => this.#ask(changed, "many"))),
      this.said,
      element("table", {}, element("thead", {}, this.head), this.rows), this.off)
  }

  setRun() {
    cancelAnimationFrame(this.moving)
    this.mark.setRun()
  }

  close() {
    cancelAnimationFrame(this.moving)
    this.mark.remove()
  }

  wait() { this.mark.wait() }

  show({ formula, components, one, many, n, worst }) {
    const { names } = this.page
    // Our own formula, made into HTML on the server; the focus stays in one that is there already.
    if (this.shown !== formula) this.formula.innerHTML = this.shown = formula
    const heads = ["", "π", "μ", "Σ", ...(many ? ["picked"] : [])]
    this.head.replaceChildren(...heads.map((text) => (text ? element("th", { scope: "col" }, text) : element("td"))))
    this.rows.replaceChildren(...components.map(({ weight, mean, covariance: [xx, xy, yy] }, k) => {
      const cells = [[short(weight)], mean.map(short), [`${short(xx)} ${short(xy)}`, `${short(xy)} ${short(yy)}`]]
      if (many) cells.push([decimal(many[k], 0), short(many[k] / n)])
      return element("tr", one?.component === k ? { class: `picked c${k}` } : {},
        element("th", { scope: "row" }, swatch(k), element("span", {}, names[k])), ...cells.map(cell))
    }))
    this.off.textContent = many ? `Of ${decimal(n, 0)} draws. Most off its weight: ${decimal(worst, 1)} standard errors.` : ""
    this.#draw(one, one && components[one.component])
  }

  #draw(one, component) {
    cancelAnimationFrame(this.moving)
    const moves = this.pressed && !this.page.still
    this.pressed = false
    if (!one) { this.mark.show(this.mark.empty); return }
    const name = this.page.names[one.component], colour = this.page.theme.palette[one.component], [x, y] = one.place
    const at = (t) => {
      const [a, b] = component.mean
      return { x: [a + t * (x - a)], y: [b + t * (y - b)], colour: [colour] }
    }
    this.said.replaceChildren(element("span", {}, "Picked "), swatch(one.component), ` ${name} (weight ${short(component.weight)}), then drew (${short(x)}, ${short(y)}).`)
    this.mark.show(moves ? this.mark.empty : at(1))
    if (!moves) return
    const begun = performance.now() + PICK
    const frame = (now) => {
      const t = Math.min(1, (now - begun) / TRAVEL)
      if (t >= 0) this.mark.show(at(t * (2 - t)))
      if (t < 1) this.moving = requestAnimationFrame(frame)
    }
    this.moving = requestAnimationFrame(frame)
  }

  #ask(changed, which) {
    this.options = { ...this.options, [which]: (this.options[which] + 1) % SEEDS || 1 }
    this.pressed = which === "one"
    changed()
  }
}

function cell(lines) { return element("td", {}, ...lines.map((line) => element("span", { class: "line" }, line))) }

/** A number in a narrow table: two decimals, or as many digits as matter if it is small or large. */
function short(value) {
  const size = Math.abs(value)
  return size === 0 || (size >= 0.005 && size < 1e4) ? decimal(value, 2) : small(value)
}
