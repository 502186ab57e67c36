// The lesson: levels, statements that can be tried, the numbers that they claim, and missions.

import { element } from "./dom.js"
import { Narrow, toTop } from "./room.js"

const MARKS = { holds: "✓", fails: "✗", open: "", shown: "", before: "" }
const WORDS = { holds: "holds", fails: "does not hold now", open: "not yet", shown: "" }
// What stands as a word beside a claim; of the others there is a mark to see.
const SPELT = ["open", "before"]

export class Lesson {
  /**
   * @param {HTMLElement} host
   * @param {object} refs
   * @param {(kind: string, value: string, address: string) => void} follow what a link asks for
   */
  constructor(host, refs, follow) {
    this.refs = refs
    this.levels = [...host.querySelectorAll("section.level")]
    this.tabs = [...host.querySelectorAll("nav.levels a")]
    this.statements = new Map([...host.querySelectorAll(".statement")].map((found) => [found.dataset.scenario, found]))
    this.missions = new Map([...host.querySelectorAll("[data-mission]")].map((found) => [found.dataset.mission, found]))
    this.current = null
    // With which numbers claims have held, since their statement was opened.
    this.held = new Map()
    this.host = host
    this.narrow = new Narrow(host, () => this.#place())
    host.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href^='?']")
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      const address = link.getAttribute("href"), [[kind, value]] = [...new URLSearchParams(address)]
      follow(kind, value, address)
    })
  }

  get level() { return Number(this.levels.find((part) => !part.hidden)?.dataset.level ?? 1) }

  setLevel(number) {
    if (number === this.level) return
    for (const part of this.levels) part.hidden = Number(part.dataset.level) !== number
    for (const tab of this.tabs) {
      if (Number(tab.dataset.level) === number) tab.setAttribute("aria-current", "true")
      else tab.removeAttribute("aria-current")
    }
    this.refs.lesson.scrollTop = 0
  }

  /** Mark the statement that the page shows, or none. */
  setScenario(scenario, opened) {
    const found = this.statements.get(scenario?.name) ?? null
    if (found === this.current && !opened) return
    this.held.clear()
    this.#leave()
    this.current = found
    if (this.current) {
      this.claims = this.current.querySelector("[data-claims]")
      this.setLevel(scenario.level)
      this.current.classList.add("current")
      this.current.querySelector(".try").setAttribute("aria-current", "true")
      this.current.querySelector(".try").firstChild.textContent = "Again"
    }
    this.#place()
    if (!this.current || !opened) return
    if (this.narrow.matches) toTop(this.host)
    else this.refs.lesson.scrollTop += this.current.getBoundingClientRect().top - this.refs.lesson.getBoundingClientRect().top - 8
  }

  /** Show the numbers of the statement, or that they are on their way. */
  showClaims(claims) {
    if (!this.current) return
    const list = this.claims
    list.hidden = claims !== null && claims.length === 0
    list.classList.toggle("stale", claims === null)
    if (claims === null) return
    list.replaceChildren(...claims.map((claim) => this.#claim(claim)))
  }

  #claim({ says, value, wanted, verdict: found }) {
    if (found === "holds") this.held.set(says, value)
    // Whoever has gone on from there, as the statement asks, is not told that it was wrong.
    const verdict = found === "fails" && this.held.has(says) ? "before" : found
    const word = WORDS[verdict] ?? `held at ${this.held.get(says)}`
    // Whoever is to say it first does not read it here.
    const secret = verdict === "open" && this.current.querySelector(".question")
    return element("li", { class: verdict },
      element("span", { class: "says" }, says),
      element("output", { class: "value" }, value),
      element("span", { class: "wanted" }, secret ? "" : wanted),
      element("span", { class: "mark", "aria-hidden": "true", title: word }, MARKS[verdict]),
      element("span", { class: SPELT.includes(verdict) ? "word" : "hidden" }, word))
  }

  /** What has once been brought about stays ticked. */
  showMissions(done) {
    for (const name of done) {
      const mission = this.missions.get(name)
      if (mission?.classList.contains("done")) continue
      mission?.classList.add("done")
      const said = mission?.querySelector("[data-done]")
      if (said) said.textContent = " Done."
    }
  }

  #leave() {
    if (!this.current) return
    this.current.classList.remove("current")
    const again = this.current.querySelector(".try")
    again.removeAttribute("aria-current")
    again.firstChild.textContent = "Try it"
    this.claims.hidden = true
    this.current.querySelector(".act").before(this.claims)
    this.#bringHome()
  }

  /** On a phone the sentence stands above its picture, its numbers and tools below; else all together. */
  #place() {
    const { now, below, tools, switches } = this.refs, { current } = this, narrow = this.narrow.matches && current
    if (narrow && !this.home) {
      this.home = element("div")
      current.replaceWith(this.home)
      now.append(current)
    } else if (this.home && !narrow) this.#bringHome()
    // What can be done goes before the numbers that it makes.
    if (narrow) below.append(tools, this.claims)
    else if (current) current.querySelector(".act").before(tools, this.claims)
    else switches.before(tools)
  }

  #bringHome() {
    this.home?.replaceWith(this.current)
    this.home = null
  }
}
