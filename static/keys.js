// Single keys do what buttons do, wherever the focus is, but never while something is typed.

import { element } from "./dom.js"
import { recalled, remember } from "./memory.js"

const KEPT = "em-stepper-keys"
// Where these are focused, a key is theirs.
const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]"
const ARROWS = "input, select, [role=slider]"
const PRESSED = "button, a, summary, input, [role=button]"

/** What each key presses: the keys, how they are written, the `data-ref` of a button, and what it does. */
export const KEYS = [
  { keys: [" "], shown: "Space", ref: "step", says: "one step" },
  { keys: ["ArrowRight", "PageDown"], shown: "→", ref: "step", says: "one step" },
  { keys: ["ArrowLeft", "PageUp"], shown: "←", ref: "back", says: "one step back" },
  { keys: ["e"], shown: "E", ref: "e-step", says: "only the E step" },
  { keys: ["m"], shown: "M", ref: "m-step", says: "only the M step" },
  { keys: ["r"], shown: "R", ref: "run", says: "run, or pause" },
  { keys: ["0"], shown: "0", ref: "reset", says: "back to the start" },
  { keys: ["n"], shown: "N", ref: "new-start", says: "another start" },
  { keys: ["p"], shown: "P", ref: "present", says: "only the pictures, for a projector; again to leave" },
  { keys: [], shown: "Ctrl+Z", says: "undo the last change of data or settings; with Shift, redo" },
  { keys: ["?"], shown: "?", ref: "keyboard", says: "this list" },
]

export class Keys {
  /**
   * @param {object} refs the page's elements
   * @param {Document | ShadowRoot} root where keys are heard: within another page, only here
   */
  constructor(refs, root) {
    Object.assign(this, { refs, root })
    refs.keys.append(...KEYS.map(({ shown, says }) => element("div", {}, element("dt", {}, element("kbd", {}, shown)), element("dd", {}, says))))
    refs["keys-on"].checked = recalled(KEPT, true) !== false
    refs["keys-on"].addEventListener("change", () => remember(KEPT, refs["keys-on"].checked, true))
    root.addEventListener("keydown", (event) => this.#pressed(event))
  }

  #pressed(event) {
    const { refs } = this, at = event.target
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !refs["keys-on"].checked) return
    if (at.closest?.(TYPING) || this.root.querySelector("dialog[open]")) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const found = KEYS.find(({ keys }) => keys.includes(key))
    if (!found) return
    // A focused button takes Space itself, a group of choices the arrows; pages are turned unless one presents.
    if (key === " " && at.closest?.(PRESSED) || key.startsWith("Arrow") && at.closest?.(ARROWS)) return
    if (key.startsWith("Page") && refs.leave.hidden) return
    event.preventDefault()
    refs[found.ref].click()
  }
}
