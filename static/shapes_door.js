// A switch in the menu: components told apart by shapes as well as by colours. What draws them is fetched when wanted.

import { fetched } from "./fetched.js"
import { recalled, remember } from "./memory.js"

const KEPT = "em-stepper-shapes"

export class ShapesDoor {
  /**
   * @param {object} refs
   * @param {object} page `host`, `panes`, `mixture` and `show()`; see shapes/shapes.js
   * @param {(sentence: string) => void} say
   */
  constructor(refs, page, say) {
    Object.assign(this, { switch: refs.shapes, page, say })
    this.switch.addEventListener("click", () => {
      remember(KEPT, !this.on, true)
      this.#set(!this.on)
    })
    if (page.host.hasAttribute("data-shapes") || recalled(KEPT, true)) this.#set(true)
  }

  get on() { return this.switch.getAttribute("aria-pressed") === "true" }

  async #set(on) {
    const part = await fetched("shapes", this.say)
    if (!part) return
    this.shapes ??= new part.Shapes(this.page)
    this.switch.setAttribute("aria-pressed", on)
    this.shapes.set(on)
  }
}
