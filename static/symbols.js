// The symbols in formulas: what each means, on hover and on focus; arrow keys go along a formula.

import { element } from "./dom.js"

const SYMBOL = "math .symbol"
const MARGIN = 8
const NEAR = "400px"
const STEPS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }

export class Symbols {
  /** @param {HTMLElement} host formulas may come and go in it */
  constructor(host) {
    // Screen readers have the name and the meaning from the symbol itself.
    this.tip = element("div", { class: "meaning", popover: "manual", "aria-hidden": "true" })
    host.append(this.tip)
    host.addEventListener("pointerover", (event) => this.#point(event))
    host.addEventListener("pointerleave", () => this.#show({ pointed: null }))
    host.addEventListener("focusin", (event) => this.#show({ focused: symbolAt(event) }))
    host.addEventListener("focusout", () => this.#show({ focused: null }))
    host.addEventListener("click", (event) => this.#tap(symbolAt(event)))
    host.addEventListener("keydown", (event) => this.#walk(event))
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#show({ pointed: null, focused: null }) })
    for (const moved of ["scroll", "resize"]) window.addEventListener(moved, () => this.#place(), { capture: true, passive: true })
    this.removals = new MutationObserver(() => { if (this.shown?.isConnected === false) this.#show({ pointed: null, focused: null }) })
    this.host = host
    this.#await()
  }

  /** The font of formulas is fetched once one of the lesson's is near. */
  #await() {
    const near = new IntersectionObserver((all) => {
      if (!all.some(({ isIntersecting }) => isIntersecting)) return
      this.host.dataset.maths = ""
      near.disconnect()
    }, { rootMargin: NEAR })
    for (const part of this.host.querySelectorAll(".maths")) near.observe(part)
  }

  get shown() { return this.pointed ?? this.focused }

  #point(event) {
    // A finger does not hover, and the pointer may go on to the words themselves.
    if (event.pointerType !== "touch" && !this.tip.contains(event.target)) this.#show({ pointed: symbolAt(event) })
  }

  /** Not every browser moves the focus to what a finger taps. */
  #tap(symbol) {
    if (symbol) symbol.focus()
    else this.focused?.blur()
  }

  #show(change) {
    const before = this.shown
    Object.assign(this, change)
    if (this.shown === before) return
    this.removals.disconnect()
    if (!this.shown) { this.tip.hidePopover(); return }
    const [name, meaning] = ["aria-label", "aria-description"].map((said) => this.shown.getAttribute(said))
    this.tip.replaceChildren(element("p", {}, element("b", {}, name), ` ${meaning}`))
    this.tip.showPopover()
    this.#place()
    this.removals.observe(this.host, { childList: true, subtree: true })
  }

  /** Above the symbol, below where there is no room, and never outside of the window. */
  #place() {
    if (!this.shown) return
    const { left, width, top, bottom } = this.shown.getBoundingClientRect()
    const { offsetWidth, offsetHeight } = this.tip, widest = document.documentElement.clientWidth
    const beside = Math.min(left + width / 2 - offsetWidth / 2, widest - MARGIN - offsetWidth)
    const below = top - offsetHeight < MARGIN
    this.tip.style.left = `${Math.max(MARGIN, beside)}px`
    this.tip.style.top = `${below ? bottom : top - offsetHeight}px`
  }

  #walk(event) {
    const symbol = symbolAt(event), step = STEPS[event.key]
    if (!symbol || !step || event.ctrlKey || event.altKey || event.metaKey) return
    const all = [...(symbol.closest(".formula") ?? symbol.closest("math")).querySelectorAll(".symbol")]
    const next = all[Math.max(0, Math.min(all.indexOf(symbol) + step, all.length - 1))]
    event.preventDefault()
    // The formula stays one stop for the Tab key, now at this symbol.
    for (const each of all) each.tabIndex = each === next ? 0 : -1
    next.focus()
  }
}

function symbolAt(event) { return event.target.closest(SYMBOL) }
