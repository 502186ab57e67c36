// The four covariance types: four small pictures, what each costs, and how high each can get.

import { Asked } from "./asked.js"
import { element } from "./dom.js"
import { decimal } from "./format.js"
import { TypesPane } from "./types_pane.js"

const KINDS = ["full", "tied", "diag", "spherical"]
const WORDS = { name: "types", press: "Find the best of each", share: "Share of the fits that are done", busy: "Finding the best…" }
// What has not been answered by then is another state's.
const LATE = 250

export class TypesTool {
  constructor(page, { started = false }) {
    Object.assign(this, { page })
    this.now = element("tbody")
    this.best = element("tbody")
    // Whoever has guessed presses: until then no picture says its BIC.
    this.answer = element("div", {}, table("at the best of several starts", this.best), table("where the steps are", this.now))
    this.work = new Asked(page, WORDS, this.answer, started)
    this.panel = element("section", { class: "tool types", "aria-label": "Covariance types" },
      ...this.work.parts, this.answer)
    this.pane = new TypesPane(page.refs, KINDS)
    page.instead(this.pane)
  }

  get options() { return { started: this.work.started } }

  setRun() {
    this.page.instead(this.pane)
    this.work.setRun()
  }

  wait() { this.late ??= setTimeout(() => this.pane.stale(true), LATE) }

  close() {
    clearTimeout(this.late)
    clearTimeout(this.next)
    this.work.close()
    this.pane.remove()
    this.page.instead(null)
  }

  show({ types, behind, found }) {
    clearTimeout(this.late)
    this.late = null
    this.pane.stale(behind)
    this.pane.set(types, Boolean(found && this.work.started))
    this.now.replaceChildren(...rows(types))
    // Many points are taken along piece by piece, so that nobody else has to wait.
    clearTimeout(this.next)
    if (behind) this.next = setTimeout(() => this.page.again())
    if (!found || !this.work.started) return
    this.best.replaceChildren(...rows(found.types, found.wants))
    this.work.tell(found, `BIC wants ${found.wants}. Each is the best of ${found.starts} starts and of what the simpler types found.`)
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
