// Light, dark, or as the system has it: what a person chose is kept, and an address comes before it.

import { DARK, LIGHT, NAMES } from "./colour.js"
import { recalled, remember } from "./memory.js"

const KEPT = "em-stepper-theme"
const THEMES = ["light", "dark"]
// In front of a class lines, points and numbers are so many times larger.
const LARGER = 1.6

/** As soon as this script is here, long before the picture, so that nothing flashes. */
function early() {
  const host = document.getElementById("em-stepper"), kept = recalled(KEPT, true)
  if (host && !host.dataset.theme && THEMES.includes(kept)) host.dataset.theme = kept
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", early)
early()

export class Theme {
  /**
   * @param {HTMLElement} host
   * @param {() => void} changed
   */
  constructor(host, changed) {
    Object.assign(this, { host, system: window.matchMedia("(prefers-color-scheme: dark)") })
    this.system.addEventListener("change", changed)
    this.choices = [...host.querySelectorAll("input[name=theme]")]
    for (const choice of this.choices) {
      choice.checked = choice.value === (host.dataset.theme ?? "")
      choice.addEventListener("change", () => { this.#choose(choice.value); changed() })
    }
  }

  get dark() { return this.host.dataset.theme ? this.host.dataset.theme === "dark" : this.system.matches }

  /**
   * What the pictures are drawn with, and what the components' colours are called.
   * @param {?number[]} order the colour of each component, if it is not its own
   * @param {boolean} larger for a class
   */
  tokens(order, larger) {
    const style = getComputedStyle(this.host), token = (name) => style.getPropertyValue(`--${name}`).trim()
    const inOrder = (ten) => ten.map((own, k) => ten[order?.[k]] ?? own)
    const palette = inOrder(this.dark ? DARK : LIGHT)
    // What the style sheet colours follows; without an order of their own its tokens hold.
    palette.forEach((colour, k) => this.host.style.setProperty(`--c${k}`, order ? colour : ""))
    return {
      theme: {
        ink: token("ink"), soft: token("soft"), grid: token("grid"), pane: token("pane"), neutral: token("soft"),
        scale: larger ? LARGER : Number(token("up")) || 1, palette: beyondTen(palette),
      },
      names: beyondTen(inOrder(NAMES[this.dark ? "dark" : "light"]), (name) => `${name} II`),
    }
  }

  #choose(theme) {
    if (theme) this.host.dataset.theme = theme
    else delete this.host.dataset.theme
    remember(KEPT, theme, true)
    // What an address said of it was for the beginning; another page's is not ours.
    if (this.host.getRootNode() !== document) return
    const address = new URL(location.href)
    if (!address.searchParams.has("theme")) return
    address.searchParams.delete("theme")
    history.replaceState(history.state, "", address)
  }
}

/** More than ten components repeat the colours; their ellipses are dashed and their names say so. */
function beyondTen(ten, again = (value) => value) { return [...ten, ...ten.map(again)] }
