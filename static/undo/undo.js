// Undo and Redo: the places that were left by a change of data or settings, and those left by Undo.

import { changed } from "./changes.js"

const MOST = 100
// Changes of one kind that follow each other within so many milliseconds are one: somebody looks for a value. So are
// those of one press, which may drag for long, and those that Undo waits for.
const IN_ONE_GO = 900
const TYPING = "input:not([type=checkbox], [type=radio], [type=range]), textarea, [contenteditable]"
const NAMES = { undo: "Undo", redo: "Redo" }
const DONE = { undo: "Undone", redo: "Done again" }
const NOTHING = { undo: "Nothing to undo", redo: "Nothing to redo" }

export class Undo {
  /**
   * @param {HTMLElement} host
   * @param {object} stepper the page's wiring; see stepper.js
   */
  constructor(host, stepper) {
    Object.assign(this, { host, stepper, undo: [], redo: [], pending: null, wanted: null })
    this.buttons = [...host.querySelectorAll("[data-undo]")]
    for (const button of this.buttons) button.addEventListener("click", () => this.go(button.dataset.undo))
    // Within another page keys are heard only here.
    this.root = host.getRootNode()
    this.root.addEventListener("keydown", (event) => this.#key(event))
  }

  /** A run has come, after so many presses: one that was asked for here, or a change that can be undone. */
  arrived(before, message, press) {
    if (this.pending) {
      const { from, to, entry } = this.pending
      this[to].push(entry)
      this.pending = null
      this.stepper.telling.begin(`${DONE[from]}: ${entry.says}. `)
    } else {
      const change = changed(before, message, this.host)
      if (change) this.#note(before.place, change, press)
    }
    this.#show()
    if (this.wanted) this.go(this.wanted)
  }

  /** What was asked for was refused: nothing has changed, and what Undo waited for need not be undone. */
  refused() {
    this.wanted = null
    if (!this.pending) return
    const { from, back } = this.pending
    this[from].push(back)
    this.pending = null
    this.#show()
  }

  /** What has come brings back what was there: nothing is waited for any more. */
  passed() { this.wanted = null }

  /** Go back to before the last change, or forward again. */
  go(way) {
    if (this.pending) return
    // What the hand did last may be on its way yet: it is part of what is undone.
    this.wanted = this.host.connection.awaitsRun ? way : null
    if (this.wanted || this[way].length === 0) return
    const back = this[way].pop(), { guide } = this.stepper
    this.pending = { from: way, back, to: way === "undo" ? "redo" : "undo", entry: { ...back, place: guide.place, press: null, at: 0 } }
    this.stepper.say()
    guide.goBack(back.place)
    this.#show()
  }

  #note(place, { kind, says }, press) {
    const now = performance.now(), last = this.undo.at(-1)
    const drawing = Boolean(this.stepper.own.desk?.drawing) && kind === "own"
    this.redo = []
    if (last && last.kind === kind && (drawing && last.drawing || this.wanted || last.press === press || now - last.at < IN_ONE_GO)) Object.assign(last, { says, press, at: now })
    else this.undo.push({ place, kind, says, drawing, press, at: now })
    if (this.undo.length > MOST) this.undo.shift()
  }

  #show() {
    const left = this.buttons.find((button) => button === this.root.activeElement)
    for (const button of this.buttons) {
      const way = button.dataset.undo, last = this[way].at(-1), name = last ? `${NAMES[way]}: ${last.says}` : NOTHING[way]
      // One that waits for its answer keeps the focus, and does nothing; see go.
      button.disabled = !last && !this.pending
      button.title = name
      const said = button.querySelector("span")
      // In the menu there is room for words.
      if (said) said.textContent = last?.says ?? "nothing"
      else button.setAttribute("aria-label", name)
    }
    // Whoever has undone all by keyboard finds the other button at hand.
    if (left?.disabled) this.buttons.find((button) => !button.disabled && button.parentElement === left.parentElement)?.focus()
  }

  /** Not while something is typed, and not while points are drawn, which have an Undo of their own. */
  #key(event) {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target, defaultPrevented } = event
    if (!(ctrlKey || metaKey) || altKey || defaultPrevented || !["z", "y"].includes(key.toLowerCase())) return
    if (target.closest?.(TYPING) || this.root.querySelector("dialog[open]") || this.stepper.own.desk?.drawing) return
    event.preventDefault()
    this.go(shiftKey || key.toLowerCase() === "y" ? "redo" : "undo")
  }
}
