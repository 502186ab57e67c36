// The four covariance types: four small pictures, what each costs, and how high each can get.

import { element } from "./dom.js"
import { decimal } from "./format.js"
import { TypesPane } from "./types_pane.js"
import { Work } from "./work.js"

const KINDS = ["full", "tied", "diag", "spherical"]
// What has not been answered by then is another state's.
const LATE = 250

export class TypesTool {
  constructor(page, { started = false }) {
    Object.assign(this, { page, started, found: null })
    this.work = new Work(page, "types", "Share of the fits that are done", {
      done: () => page.again(),
      failed: (sentence) => this.#idle(sentence),
      cancelled: () => this.#idle("Cancelled."),
    })
    this.begin = element("button", { type: "button", class: "button" }, "Find the best of each")
    this.begin.addEventListener("click", () => this.#begin())
    this.now = element("tbody")
    this.best = element("tbody")
    this.bestTable = table("at the best of several starts", this.best)
    this.said = element("p", { class: "said", role: "status" })
    this.panel = element("section", { class: "tool types", "aria-label": "Covariance types" },
      table("where the steps are", this.now), this.begin, this.work.panel, this.bestTable, this.said)
    this.pane = new TypesPane(page.refs, KINDS)
    page.instead(this.pane)
    this.#idle()
    if (started) this.#begin()
  }

  get options() { return { started: this.started } }

  setRun() {
    this.page.instead(this.pane)
    if (this.work.run === this.page.run || !this.started) return
    if (this.page.working("types")) this.#begin()
    else {
      this.work.rest()
      this.#idle()
    }
  }

  wait() { this.late ??= setTimeout(() => this.pane.stale(true), LATE) }

  close() {
    clearTimeout(this.late)
    clearTimeout(this.next)
    if (this.started) this.work.stop()
    this.pane.remove()
    this.page.instead(null)
  }

  show({ types, behind, found }) {
    clearTimeout(this.late)
    this.late = null
    this.pane.stale(behind)
    this.pane.set(types)
    this.now.replaceChildren(...rows(types))
    // Many points are taken along piece by piece, so that nobody else has to wait.
    clearTimeout(this.next)
    if (behind) this.next = setTimeout(() => this.page.again())
    if (!found || !this.started) return
    this.bestTable.hidden = false
    this.best.replaceChildren(...rows(found.types, found.wants))
    this.said.textContent = `BIC wants ${found.wants}. Each is the best of ${found.starts} starts and of what the simpler types found.`
  }

  #begin() {
    this.started = true
    this.begin.hidden = true
    if (this.bestTable.hidden) this.said.textContent = "Finding the best…"
    this.work.start()
  }

  #idle(sentence = "") {
    this.started = false
    this.begin.hidden = false
    this.bestTable.hidden = true
    this.said.textContent = sentence
  }
}

function table(title, body) {
  return element("table", {}, element("caption", {}, title),
    element("thead", {}, element("tr", {}, element("td"), ...["numbers", "log-lik.", "BIC"].map((name) => element("th", { scope: "col" }, name)))), body)
}

function rows(types, wanted) {
  return KINDS.map((kind) => {
    const { numbers, log_likelihood, bic } = types[kind]
    return element("tr", kind === wanted ? { class: "wanted" } : {}, element("th", { scope: "row" }, kind),
      ...[decimal(numbers, 0), decimal(log_likelihood, 1), decimal(bic, 1)].map((text) => element("td", {}, text)))
  })
}
