// Light, dark, or as the system has it: what a person chose is kept, and an address comes before it.

import { recalled, remember } from "./memory.js"

const KEPT = "em-stepper-theme"
const THEMES = ["light", "dark"]

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
