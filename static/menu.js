// The menu: a view for the projector, scenarios for teachers, and the keys.

import { Keys } from "./keys.js"

export class Menu {
  /**
   * @param {HTMLElement} host
   * @param {object} refs
   * @param {() => void} changed the page has come to present, or left it
   */
  constructor(host, refs, changed) {
    Object.assign(this, { host, refs, changed })
    const root = host.getRootNode()
    this.keys = new Keys(refs, root)
    for (const [button, dialog] of [["teachers", "teachers-dialog"], ["keyboard", "keys-dialog"]]) {
      refs[button].addEventListener("click", () => { refs.menu.hidePopover(); refs[dialog].showModal() })
    }
    // A link in it leads to a scenario, which is behind it; a press beside it closes it.
    refs["teachers-dialog"].addEventListener("click", ({ target }) => { if (target.closest("a")) refs["teachers-dialog"].close() })
    for (const dialog of host.querySelectorAll("dialog")) {
      dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close() })
    }
    refs.present.addEventListener("click", () => { refs.menu.hidePopover(); this.#present(!this.presenting) })
    refs.leave.addEventListener("click", () => this.#present(false))
    root.addEventListener("keydown", ({ key }) => { if (key === "Escape" && !root.querySelector("dialog[open]")) this.#present(false) })
    refs.leave.hidden = !this.presenting
  }

  get presenting() { return this.host.hasAttribute("data-presenting") }

  /** Show only the pictures and the buttons, large; or all again. */
  #present(on) {
    if (on === this.presenting) return
    this.host.toggleAttribute("data-presenting", on)
    this.refs.leave.hidden = !on
    this.changed()
    if (on) this.refs.step.focus()
    else this.refs["menu-button"].focus()
  }
}
