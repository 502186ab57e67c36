// The bar above the picture while points are drawn: a tool, a group, and what to do with the points.

export const TOOLS = { add: "Add or move", spray: "Spray", erase: "Erase" }

/** A shape for each group, by Bokeh's name and as a path in a box of 12: colours belong to components. */
export const SHAPES = [
  ["circle", "M6 1.8a4.2 4.2 0 1 0 .01 0z"],
  ["square", "M2 2h8v8h-8z"],
  ["triangle", "M6 1.5l5 9h-10z"],
  ["diamond", "M6 .5l4 5.5-4 5.5-4-5.5z"],
  ["inverted_triangle", "M6 10.5l5-9h-10z"],
  ["star", "M6 .5l1.5 3.6 3.9.3-3 2.5 1 3.8-3.4-2.1-3.4 2.1 1-3.8-3-2.5 3.9-.3z"],
  ["hex", "M3.4 1.5h5.2l2.6 4.5-2.6 4.5h-5.2l-2.6-4.5z"],
  ["cross", "M4.6 1h2.8v3.6h3.6v2.8h-3.6v3.6h-2.8v-3.6h-3.6v-2.8h3.6z"],
]

export class DrawBar {
  /**
   * @param {Function} element
   * @param {(value: number) => string} small how the page writes a coordinate
   * @param {{undo: Function, clear: Function, save: Function, done: Function}} acts
   */
  constructor(element, small, acts) {
    Object.assign(this, { small, tool: "add", group: 0 })
    const radios = (name, label, choices, choose) => element("div", { class: "segments", role: "radiogroup", "aria-label": label },
      ...choices.map(({ value, told, shown }, i) => {
        const input = element("input", { type: "radio", name, value, "aria-label": told })
        input.checked = i === 0
        input.addEventListener("change", () => choose(value))
        return element("label", {}, input, shown)
      }))
    const shape = ([, path]) => element("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, element("path", { d: path }))
    this.buttons = Object.fromEntries(Object.entries({ undo: "Undo", clear: "Clear", save: "Save", done: "Done" }).map(([act, label]) => {
      const button = element("button", { type: "button", class: act === "done" ? "button primary" : "button" }, label)
      if (act === "save") button.setAttribute("aria-label", "Save as CSV")
      button.addEventListener("click", acts[act])
      return [act, button]
    }))
    this.status = element("p", { class: "phase", role: "status" })
    this.panel = element("div", { class: "drawbar", role: "group", "aria-label": "Draw points" },
      radios("draw-tool", "Tool", Object.entries(TOOLS).map(([value, label]) => ({ value, told: label, shown: label })), (value) => { this.tool = value }),
      radios("draw-group", "Group of new points", SHAPES.map((one, i) => ({ value: i, told: `Group ${i + 1}`, shown: shape(one) })), (value) => { this.group = value }),
      this.status,
      element("div", { class: "acts" }, ...Object.values(this.buttons)))
  }

  /** Where the keyboard's mark is. */
  at({ x, y }) { this.status.textContent = `Mark at ${[x, y].map(this.small).join(", ")}` }

  /** Say how many points there are, or why they cannot be fitted. */
  show(points, sentence) {
    const groups = new Set(points.groups).size, count = points.count
    const counted = `${count.toLocaleString("en")} ${count === 1 ? "point" : "points"}${groups > 1 ? ` in ${groups} groups` : ""}`
    this.status.textContent = points.full ? `${counted}: more do not fit.` : count > 0 && sentence ? sentence : count > 0 ? counted : "Click or drag in the picture."
    this.buttons.undo.disabled = !points.canUndo
    this.buttons.clear.disabled = count === 0
    this.buttons.save.disabled = Boolean(sentence)
  }
}
