// The way to the session: what is said while it is lost, and how the page finds back.

import { element } from "./dom.js"
import { unpacked } from "./packing.js"

const FIRST = 300
const SLOWER = 2
const SLOWEST = 8_000
const SAID_FOR = 12_000
// A line may die without a word: what is sent and not answered so soon is asked after, and given up
// if the server cannot be reached, or if it says nothing on this line for long. All in milliseconds.
const DOUBT = 4_000
const REACHABLE = 4_000
const PATIENCE = 25_000
const TOKEN = /"token":"([^"]+)"/
const LOST = "The connection to the server is lost. What is here can still be stepped through; the rest is done once it is back."
const LOST_WITHIN = "The connection is lost. What is here can still be stepped through; for the rest, load the page anew."
const NO_ROOM = "The server has no room just now. The page tries again by itself."
const REBUILT = "The page has been rebuilt as it was: the server had forgotten it."

/** What an answer of each kind answers. */
const ANSWERS = {
  run: ["set", "open", "new start"], refusal: ["set", "open", "new start", "select", "look", "probe", "share", "work"], more: ["at"],
  story: ["select"], look: ["look"], probe: ["probe"], share: ["share"], work: ["work", "stop work"], take: ["take"],
}
/** The same for what is said of own data, by its step. */
const OWN = { sheet: ["begin drawing"], drawn: ["draw"] }
const EVERY = [...Object.values(ANSWERS), ...Object.values(OWN)].flat()
/** Each of these is answered by one run, or by a refusal. */
const BRING = ["set", "open", "new start", "draw", "choose", "open run"]
/** These begin another run, which comes before all that is asked about the present one. */
const BEGIN = ["set", "open", "new start", "begin drawing", "draw"]

export class Connection {
  /**
   * @param {HTMLElement} host
   * @param {{receive: (message: object) => void, known: () => object, resumed: () => void, rebuild: () => void, handBack: Function}} page
   */
  constructor(host, page) {
    Object.assign(this, { host, page, open: true, unanswered: new Map(), rebuilding: false, handing: false, runs: 0, latest: latestOfBokeh() })
    this.words = element("p", { class: "connection", role: "status", hidden: "" })
    host.append(this.words)
    window.addEventListener("offline", () => this.#say(LOST))
    window.addEventListener("online", () => (this.open ? this.#say() : this.#soon(FIRST)))
    document.addEventListener("visibilitychange", () => { if (!this.open) this.#soon(FIRST); else if (!document.hidden) this.#ask() })
  }

  /** Use a link: that of the page as it was opened, or one that was found later. */
  use({ receive, send, document }) {
    const first = !this.link
    this.link = { send, document }
    receive((message) => { if (this.link.document === document) this.#receive(unpacked(message)) })
    // Within another page the connection is that page's, and so is the way back.
    const within = "within" in this.host.dataset
    document.on_event("connection_lost", (_, event) => { if (within) { this.#say(LOST_WITHIN); return } if (this.link.document === document) this.#lost(event.connection.deref()) })
    this.#heard()
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

  /** Whether another run has been asked for and has not come. */
  get awaitsRun() { return this.runs > 0 }

  #pass(message) {
    if (message.do === "set") this.asked = message
    if (BRING.includes(message.do)) this.runs += 1
    this.#tell(message)
  }

  /** The session has not the points that were asked for: it is handed them, and asked again. */
  async #handBack(message) {
    const { asked, link, rebuilding } = this
    this.handing = true
    const own = await this.page.handBack(message.missing, (part) => this.#tell(part))
    // Another way to the session begins anew.
    if (link !== this.link) return
    this.handing = false
    if (this.unanswered.get("set") === asked) this.unanswered.delete("set")
    if (own) this.#pass({ ...asked, values: { ...asked.values, own } })
    else this.#receive({ ...message, missing: null, about: null })
    // What was asked meanwhile has waited.
    if (!rebuilding) this.#goOn()
  }

  /** Whether the session is still there, asked when a page is looked at again that may have slept. */
  #ask() { if (this.link) this.#tell({ do: "here" }) }

  #tell(message) {
    this.link.send(message)
    this.waiting ??= setTimeout(() => this.#doubt(), DOUBT)
  }

  #heard() {
    clearTimeout(this.waiting)
    this.waiting = null
  }

  /** Nothing has been heard for a while, though something was asked. */
  async #doubt() {
    const { link, waiting } = this, connection = this.latest.connection
    if (!this.open || !connection || "within" in this.host.dataset) return
    // Not everything is answered; this is.
    link.send({ do: "here" })
    const probe = { cache: "no-store", signal: AbortSignal.timeout(REACHABLE) }
    const reached = await fetch(new URL("healthz", document.baseURI), probe).then(() => true, () => false)
    if (reached) await new Promise((done) => setTimeout(done, PATIENCE))
    if (this.open && this.link === link && this.waiting === waiting) this.#lost(connection)
  }

  #receive(message) {
    this.#heard()
    if (message.kind === "here") return
    if (message.kind === "run" || isRefusal(message) && BRING.includes(message.about)) this.runs = Math.max(0, this.runs - 1)
    if (message.kind === "pace") { this.#say(message.notice, SAID_FOR); return }
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
    this.#heard()
    Object.assign(this, { open: false, lost: connection, wait: FIRST, handing: false, runs: 0 })
    // Nothing more is sent on it, or heard if it comes to life again; and what was drawn of it would
    // be taken for the new one's.
    Object.assign(connection.socket ?? {}, { onmessage: null, onclose: null, onerror: null })
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
    const { constructor: Way, url } = this.lost, way = new Way(url, token, "")
    // On a dead line this would go on for minutes.
    const late = setTimeout(() => { way.closed_permanently = true; way.socket.close() }, SLOWEST)
    return way.connect().finally(() => clearTimeout(late))
  }

  /** A session of a server that does not know this page. */
  async #newSession() {
    const answer = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(SLOWEST) })
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

function isRefusal({ kind, step }) { return kind === "refusal" || kind === "own" && step === "refusal" }

/** What a message may have asked that this one answers. */
function answered({ kind, step, about }) {
  if (kind !== "own") return ANSWERS[kind] ?? []
  return step === "refusal" ? [about] : OWN[step] ?? []
}

/** The connection that Bokeh sent on last: it tells a document's connection only when that is lost. */
function latestOfBokeh() {
  const latest = { connection: null }, { ClientConnection } = Bokeh.require?.("client/connection") ?? {}
  if (!ClientConnection) return latest
  const { send } = ClientConnection.prototype
  ClientConnection.prototype.send = function (message) { latest.connection = this; return send.call(this, message) }
  return latest
}

/** One message of each kind waits for its answer; work of each kind for its own. */
function key(message) { return message.do === "work" ? `work ${message.name}` : message.do }
