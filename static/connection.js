// The way to the session: what is said while it is lost, and how the page finds back.

import { element } from "./dom.js"
import { unpacked } from "./packing.js"

const FIRST = 300
const SLOWER = 2
const SLOWEST = 8_000
const SAID_FOR = 12_000
const TOKEN = /"token":"([^"]+)"/
const LOST = "The connection to the server is lost. What is here can still be stepped through; the rest is done once it is back."
const NO_ROOM = "The server has no room just now. The page tries again by itself."
const REBUILT = "The page has been rebuilt as it was: the server had forgotten it."

/** What an answer of each kind answers. */
const ANSWERS = {
  run: ["set", "open", "new start"], refusal: ["set", "open", "new start", "select", "look", "probe", "share", "work"], more: ["at"],
  story: ["select"], look: ["look"], probe: ["probe"], share: ["share"], work: ["work", "stop work"],
}
/** The same for what is said of own data, by its step. */
const OWN = { sheet: ["begin drawing"], drawn: ["draw"] }
const EVERY = [...Object.values(ANSWERS), ...Object.values(OWN)].flat()
/** These begin another run, which comes before all that is asked about the present one. */
const BEGIN = ["set", "open", "new start", "begin drawing", "draw"]

export class Connection {
  /**
   * @param {HTMLElement} host
   * @param {{receive: (message: object) => void, known: () => object, resumed: () => void, rebuild: () => void, handBack: Function}} page
   */
  constructor(host, page) {
    Object.assign(this, { host, page, open: true, unanswered: new Map(), rebuilding: false, handing: false })
    this.words = element("p", { class: "connection", role: "status", hidden: "" })
    host.append(this.words)
    window.addEventListener("offline", () => this.#say(LOST))
    window.addEventListener("online", () => (this.open ? this.#say() : this.#soon(FIRST)))
    document.addEventListener("visibilitychange", () => { if (!this.open) this.#soon(FIRST) })
  }

  /** Use a link: that of the page as it was opened, or one that was found later. */
  use({ receive, send, document }) {
    const first = !this.link
    this.link = { send, document }
    receive((message) => { if (this.link.document === document) this.#receive(unpacked(message)) })
    document.on_event("connection_lost", (_, event) => { if (this.link.document === document) this.#lost(event.connection.deref()) })
    if (first) return
    this.open = true
    this.wait = FIRST
    send({ do: "resume", ...this.page.known() })
  }

  send(message) {
    this.unanswered.delete(key(message))
    this.unanswered.set(key(message), message)
    if (this.open && !this.handing) this.#pass(message)
  }

  #pass(message) {
    if (message.do === "set") this.asked = message
    this.link.send(message)
  }

  /** The session has not the points that were asked for: it is handed them, and asked again. */
  async #handBack(message) {
    const { asked, link, rebuilding } = this
    this.handing = true
    const own = await this.page.handBack(message.missing, (part) => link.send(part))
    // Another way to the session begins anew.
    if (link !== this.link) return
    this.handing = false
    if (this.unanswered.get("set") === asked) this.unanswered.delete("set")
    if (own) this.#pass({ ...asked, values: { ...asked.values, own } })
    else this.#receive({ ...message, missing: null })
    // What was asked meanwhile has waited.
    if (!rebuilding) this.#goOn()
  }

  #receive(message) {
    if (message.missing) { this.#handBack(message); return }
    if (message.kind === "resumed") { this.#say(); this.#goOn(); return }
    if (message.kind === "forgotten") { this.rebuilding = true; this.page.rebuild((again) => this.#pass(again)); return }
    if (this.rebuilding && ["run", "refusal"].includes(message.kind)) {
      this.rebuilding = false
      this.page.receive(message)
      this.#say(message.kind === "run" ? REBUILT : "", SAID_FOR)
      this.#goOn(BEGIN)
      return
    }
    for (const name of answered(message)) this.unanswered.delete(key({ ...message, do: name }))
    this.page.receive(message)
  }

  /** Ask again what was never answered. */
  #goOn(names = EVERY) {
    const asked = [...this.unanswered.values()].filter((message) => names.includes(message.do) && message.do !== "at")
    this.unanswered.clear()
    this.page.resumed()
    for (const message of asked) this.send(message)
  }

  #lost(connection) {
    Object.assign(this, { open: false, lost: connection, wait: FIRST, handing: false })
    // Nothing more is sent on it; and what was drawn of it would be taken for the new one's.
    connection.close()
    this.link.document.clear()
    this.#say(LOST)
    this.#soon(FIRST)
  }

  /** Try again, not all pages at the same moment, and not while nobody looks. */
  #soon(wait) {
    clearTimeout(this.timer)
    if (!document.hidden) this.timer = setTimeout(() => this.#try(), wait * (0.5 + Math.random()))
  }

  async #try() {
    if (this.open || this.trying) return
    this.trying = true
    try {
      const session = await this.#session(this.lost.token).catch(() => this.#newSession())
      await Bokeh.embed.add_document_standalone(session.document, this.#hidden())
      // What looks for the plots finds them last.
      const { documents } = Bokeh, at = documents.indexOf(session.document)
      if (at >= 0) documents.splice(at, 1)
    } catch {
      this.wait = Math.min(SLOWEST, SLOWER * this.wait)
      this.#soon(this.wait)
    }
    this.trying = false
  }

  async #session(token) {
    const { constructor: Way, url } = this.lost
    return new Way(url, token, "").connect()
  }

  /** A session of a server that does not know this page. */
  async #newSession() {
    const answer = await fetch(location.pathname, { cache: "no-store" })
    if (answer.status === 503) this.#say(NO_ROOM)
    const page = await answer.text(), token = TOKEN.exec(page)?.[1]
    if (!token) throw new Error(`answered ${answer.status}`)
    // Another version of the page: it is loaded as a whole, and finds its place in the history.
    if (!page.includes(this.host.dataset.assets)) location.reload()
    return this.#session(token)
  }

  /** Where Bokeh puts a component that shows nothing. */
  #hidden() {
    this.hidden?.remove()
    this.hidden = element("div", { hidden: "" })
    document.body.append(this.hidden)
    return this.hidden
  }

  #say(sentence = "", time = 0) {
    clearTimeout(this.hiding)
    this.words.textContent = sentence
    this.words.hidden = !sentence
    if (time) this.hiding = setTimeout(() => this.#say(), time)
  }
}

/** What a message may have asked that this one answers. */
function answered({ kind, step, about }) {
  if (kind !== "own") return ANSWERS[kind] ?? []
  return step === "refusal" ? [about] : OWN[step] ?? []
}

/** One message of each kind waits for its answer; work of each kind for its own. */
function key(message) { return message.do === "work" ? `work ${message.name}` : message.do }
