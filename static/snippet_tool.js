// The code that repeats with scikit-learn what is on the screen, to be copied with one click.

import { element } from "./dom.js"

const SAID = 1600

export class SnippetTool {
  constructor(_page, options, changed) {
    this.options = { data: "by name", about: "this run", ...options }
    this.code = element("pre", { tabindex: 0, role: "region", "aria-label": "Python code", class: "code" })
    this.notes = element("p", { class: "caption" })
    this.prints = element("dl", { class: "prints" })
    this.copy = element("button", { type: "button", class: "button" }, "Copy")
    this.copy.addEventListener("click", () => this.#copy())
    const whole = element("input", { type: "checkbox" })
    whole.checked = this.options.data === "in full"
    whole.addEventListener("change", () => {
      this.options = { ...this.options, data: whole.checked ? "in full" : "by name" }
      changed()
    })
    this.panel = element("section", { class: "tool snippet", "aria-label": "scikit-learn code" },
      element("div", { class: "row" }, this.copy, element("label", { class: "check" }, whole, " with the data")),
      this.notes, this.code, this.prints)
  }

  close() {}

  show({ lines, notes, prints }) {
    this.text = lines.map((pieces) => pieces.map(([, text]) => text).join("") + "\n").join("")
    const shown = this.code.textContent === this.text
    if (!shown) this.code.replaceChildren(...lines.flatMap((pieces) => [...pieces.map(([kind, text]) => (kind === "plain" ? text : element("span", { class: kind }, text))), "\n"]))
    this.code.hidden = this.copy.disabled = lines.length === 0
    this.notes.textContent = notes.join(" ")
    this.prints.hidden = prints.length === 0
    this.prints.replaceChildren(...prints.map(([name, text]) => element("div", {}, element("dt", {}, `prints ${name}`), element("dd", {}, text))))
  }

  async #copy() {
    const said = await written(this.text) ? "Copied" : "Select and copy it by hand"
    this.copy.textContent = said
    setTimeout(() => { this.copy.textContent = "Copy" }, SAID)
  }
}

/** Put a text on the clipboard; pages without https have only the older way. */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = element("textarea", { class: "hidden", "aria-hidden": "true" })
    field.value = text
    document.body.append(field)
    field.select()
    const done = document.execCommand("copy")
    field.remove()
    return done
  }
}
