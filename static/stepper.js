// The page: what is shown is a function of the run and the cursor, and the cursor lives here.

import { Ahead } from "./ahead.js"
import { Connection } from "./connection.js"
import { Controls } from "./controls.js"
import { references } from "./dom.js"
import { MeanDrag } from "./drag.js"
import { loadBy } from "./fetched.js"
import { Guide } from "./guide.js"
import { HandDoor } from "./hand_door.js"
import { Hover } from "./hover.js"
import { KeptDoor } from "./kept_door.js"
import { KMeansPane } from "./kmeans_pane.js"
import { Menu } from "./menu.js"
import { MixturePane } from "./mixture_pane.js"
import { OwnDoor } from "./own_door.js"
import { unpacked } from "./packing.js"
import { Player } from "./player.js"
import { Panes } from "./panes.js"
import { Run } from "./run.js"
import { ShareDoor } from "./share_door.js"
import { ShapesDoor } from "./shapes_door.js"
import { StoryView } from "./story.js"
import { Summary } from "./summary.js"
import { Symbols } from "./symbols.js"
import { TakeDoor } from "./take_door.js"
import { TellingDoor } from "./telling_door.js"
import { Theme } from "./theme.js"
import { TimelineView } from "./timeline.js"
import { UndoDoor } from "./undo_door.js"

const TRAVEL = 320
// So many colours can be exchanged.
const DISTINCT = 10
const PAUSE = 30
const OWN_SCALES = "Each axis has a scale of its own here; k-means measures in the data's units, not on the screen."

/**
 * Bring the markup to life.
 * @param {HTMLElement} host
 * @param {object} opening the first run, as the server sent it
 * @param {{receive: Function, send: Function, document: object, follows?: boolean, part?: Function}} link the way to
 *   the session and back; whether the session wants to know of every place where the reader stays; how parts of the
 *   page come that are fetched when they are first wanted, if not as files
 */
export async function mount(host, opening, link) {
  // Back after the connection was lost: the page is there, and only the way is new.
  if (host.connection) { host.connection.use(link); return }
  if (link.part) loadBy(link.part, link.source)
  const refs = references(host)
  const panes = new Panes([refs["mixture-plot"], refs["kmeans-plot"]])
  const connection = new Connection(host, {
    receive: (message) => stepper.receive(message),
    known: () => stepper.known(),
    resumed: () => stepper.resumed(),
    rebuild: (send) => stepper.rebuild(send),
    handBack: (key, send) => stepper.kept.handBack(key, send),
  })
  const stepper = new Stepper(host, refs, panes, (message) => connection.send(message), link.follows)
  host.connection = connection
  await panes.attach(link.document)
  connection.use(link)
  const left = stepper.guide.left
  const first = unpacked(opening)
  stepper.guide.openAt(first.place)
  stepper.load(first)
  if (left) {
    stepper.undo.pass()
    stepper.guide.goBack(left)
  }
  host.dataset.state = "ready"
  host.inert = false
  return stepper
}

class Stepper {
  constructor(host, refs, panes, send, followed = false) {
    Object.assign(this, { host, refs, panes, send, cursor: 0 })
    this.ahead = new Ahead(this, followed)
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.mixture = new MixturePane(panes.panes[0])
    this.kmeans = new KMeansPane(panes.panes[1])
    this.summaries = { mixture: new Summary(refs, "mixture"), kmeans: new Summary(refs, "kmeans") }
    this.timeline = new TimelineView(refs, (iteration) => this.#by(() => this.go(2 * iteration)), (way) => this.#ask(this.#ways[way]()))
    this.story = new StoryView(refs, (point) => this.select(point))
    this.player = new Player(() => this.controls.speed, (halves) => this.advance(halves))
    this.controls = new Controls(host, refs, {
      reset: () => this.#by(() => this.go(0)),
      back: () => this.#by(() => this.go(this.cursor - 2 + (this.cursor % 2))),
      step: () => this.#by(() => this.advance(2)),
      "e-step": () => this.#by(() => this.advance(1)),
      "m-step": () => this.#by(() => this.advance(1)),
      run: () => this.toggle(),
      "new-start": () => this.#ask(this.#ways["new start"]()),
      set: (values) => this.change(values),
      "by-hand": () => this.hand.open(),
    })
    this.hover = new Hover(panes, host)
    this.symbols = new Symbols(host)
    this.drag = new MeanDrag(panes, {
      means: (pane) => (this.cursor === 0 && !(this.instead && pane === panes.panes[1]) ? this.run.frame(0).mixture.means : null),
      ask: (means) => this.change(this.hand.whole({ means })),
      show: () => this.show(),
      over: (k, pane) => { if (pane === panes.panes[0]) this.hand.over(k) },
      pressed: (k, done) => this.hand.pressed(k, done),
    })
    this.menu = new Menu(host, refs, () => { this.setTheme(); this.show() })
    this.lighting = new Theme(host, () => { this.setTheme(); this.setRun(); this.show() })
    this.guide = new Guide(host, refs, this)
    this.undo = new UndoDoor(host, this)
    this.hand = new HandDoor(refs, this)
    this.own = new OwnDoor(host, refs, this)
    this.kept = new KeptDoor((sentence) => this.say(sentence))
    this.share = new ShareDoor(host, refs, this)
    this.takeaway = new TakeDoor(host, refs, this)
    this.shapes = new ShapesDoor(refs, { host, panes: panes.panes, mixture: this.mixture, show: () => this.show() }, (sentence) => this.say(sentence))
    this.telling = new TellingDoor({ host, refs, state: () => this.told })
    refs.dismiss.addEventListener("click", () => this.say())
    // Two quick clicks on two points are two choices.
    for (const tap of ["tap", "doubletap"]) {
      panes.on(tap, (event, pane) => { if (!this.guide.tap(event, pane)) this.select(panes.nearest(event)) })
    }
  }

  receive(message) {
    if (["run", "refusal"].includes(message.kind)) { this.drag.answered(message.kind === "run"); this.hand.answered(message.kind === "run") }
    if (message.kind === "run") this.load(message)
    else if (message.kind === "refusal") { this.undo.refused(); this.guide.refused(); this.controls.setRun(this.message); this.say(message.notice); this.show() }
    else if (message.kind === "own") { if (!this.kept.receive(message)) this.own.receive(message) }
    else if (message.run !== this.run.id) return
    else if (message.kind === "more") this.#extend(message.chunk)
    else if (message.kind === "story") { this.run.tell(message.story); this.guide.look(null); this.show() }
    else if (message.kind === "look") this.guide.see(message)
    else if (message.kind === "probe") this.guide.tools.tell("probed", message)
    else if (message.kind === "work") this.guide.worked(message)
    else if (message.kind === "share") this.share.receive(message)
    else if (message.kind === "take") this.takeaway.receive(message)
  }

  /** What the session has to know so that all goes on: the run, and how much of it is here. */
  known() {
    const { values, point } = this.guide.place
    return { run: this.run.id, values, point, computed: this.run.computed }
  }

  /** The session is there again. */
  resumed() { this.ahead.resume() }

  /** Make of another session what is on the screen. */
  rebuild(send) {
    const playing = this.player.playing
    this.undo.pass()
    this.guide.goBack(this.guide.place, send)
    this.again = playing
  }

  /** Show another run from its start. */
  load(message) {
    this.player.stop()
    // The same data are not sent again, but by a session that was made anew.
    const same = !message.data || equalData(message, this.message)
    if (same) message.data = this.message.data
    const { points, equal_aspect, columns } = message.data
    this.undo.arrived(this.message && { place: this.guide.place, message: this.message }, message)
    this.message = message
    this.run = new Run(message)
    this.cursor = 0
    this.colours = null
    this.setTheme()
    this.refs["mixture-title"].textContent = message.model.title
    this.refs["objective-name"].textContent = message.model.objective
    // With a prior the trace climbs the penalized log-likelihood, and the pane tells the plain one.
    this.refs["mixture-objective-name"].textContent = this.run.mixture.log_likelihood ? "log-likelihood" : message.model.objective
    if (!same) {
      this.points = Float64Array.from(points)
      this.panes.setPoints(this.points, equal_aspect, columns)
    }
    this.hover.setColumns(columns)
    this.controls.setRun(message)
    this.setRun()
    this.say(message.notice)
    this.wanted = null
    // Our own Markdown, made into HTML on the server; nothing that a visitor typed is in it.
    if (!same) this.refs.watch.innerHTML = message.data.about
    this.refs.source.textContent = equal_aspect ? message.data.source : `${message.data.source} ${OWN_SCALES}`
    this.own.setRun(message, same)
    if (!same && message.data.own) this.kept.keep(message)
    this.hand.setRun()
    this.takeaway.setRun()
    this.guide.arrive(message.scenario)
    if (this.again) this.player.start()
    this.again = false
    this.ahead.begin()
  }

  setTheme() {
    Object.assign(this, this.lighting.tokens(this.colours, this.menu.presenting && !this.guide?.lesson.narrow.matches))
    for (const view of [this.panes, this.mixture, this.kmeans]) view.setTheme(this.theme)
  }

  /** Give each component the colour of this number; null gives each its own. */
  recolour(colours) {
    const own = !colours || colours.length > DISTINCT || colours.every((colour, k) => colour === k)
    const wanted = own ? null : colours
    if (String(wanted) === String(this.colours)) return
    this.colours = wanted
    this.setTheme()
    this.setRun()
    this.show()
  }

  setRun() {
    const { K } = this.run
    for (const summary of Object.values(this.summaries)) summary.setRun(K, this.names)
    this.story.setRun(K, this.points.length / 2, this.names)
    this.guide.setRun()
  }

  /** Move on by half-steps: to the end of the iteration, if there are two. */
  advance(halves) {
    this.go(this.cursor + (halves === 2 && this.cursor % 2 ? 1 : halves))
    return this.player.playing && !this.atEnd
  }

  go(cursor) {
    const target = Math.max(0, Math.min(cursor, this.run.computed))
    this.wanted = cursor > this.run.computed && !this.run.complete ? cursor : null
    this.cursor = target
    this.hover.pass()
    this.show(this.#duration())
    this.ahead.report()
  }

  /** How long the ellipses may travel: not into the next step, and not for those who want none. */
  #duration() {
    if (this.still.matches) return 0
    return this.player.playing ? Math.min(TRAVEL, 0.9 * this.player.pause) : TRAVEL
  }

  toggle() {
    if (this.player.playing) this.player.stop()
    else this.player.start()
    this.show()
  }

  /** Ask for other settings. */
  change(values) { this.#ask({ do: "set", values }) }

  select(point) {
    if (point >= 0 && point < this.points.length / 2) this.send({ do: "select", run: this.run.id, point })
  }

  /** What is told to those who hear the page. */
  get told() {
    const { run, cursor, message, names, player, instead } = this
    return { run, cursor, message, names, bounds: this.panes.bounds, second: !instead && !this.host.dataset.hide?.includes("kmeans"), playing: player.playing && !this.atEnd }
  }

  get atEnd() { return this.run.complete && this.cursor >= this.run.computed }

  show(duration = 0) {
    const frame = this.run.frame(this.cursor), { mixture, kmeans, phase } = frame, { hasGroups } = this.run
    if (this.drag.placed) mixture.means = kmeans.centroids = this.drag.placed
    if (this.hand.placed) { Object.assign(mixture, this.hand.placed); kmeans.centroids = mixture.means }
    this.mixture.show(frame, this.points, duration)
    this.panes.ring(frame.story.point)
    this.summaries.mixture.show({ ...mixture, shares: mixture.weights, objective: mixture.logLikelihood }, phase, hasGroups)
    this.#showSecond(frame)
    this.timeline.show(this.run, frame, this.points.length / 2)
    this.controls.show({ cursor: this.cursor, atEnd: this.atEnd, playing: this.player.playing && !this.atEnd })
    this.refs.counter.textContent = `iter ${frame.iteration}`
    this.refs.phase.textContent = this.wanted ? "computing the next iterations…" : ""
    this.host.dataset.cursor = this.cursor
    this.guide.show(frame)
    this.hand.show()
    this.telling.show()
    this.#prepare(duration)
  }

  /** While the reader looks, and nothing moves, the colours of the next E step are mixed. */
  #prepare(duration) {
    clearTimeout(this.preparing)
    this.preparing = setTimeout(() => {
      const next = this.run.frame(Math.min(this.cursor + 1 + (this.cursor % 2), this.run.computed))
      this.mixture.prepare(next, this.points)
      if (!this.instead) this.kmeans.prepare(next, this.points)
    }, duration + PAUSE)
  }

  /** Show something else in the second pane, or k-means again. */
  showInstead(shown) {
    this.instead = shown
    if (shown) this.kmeans.clear()
    this.#showSecond(this.run.frame(this.cursor))
    this.telling.show()
  }

  /** The second pane, and what it says of the ringed point. */
  #showSecond(frame) {
    const { kmeans, story, phase } = frame
    if (this.instead) {
      this.instead.show(this.theme, this.panes)
      this.story.show(frame, this.instead.says(story.point, this.names))
    } else {
      this.kmeans.show(frame, this.points, this.panes.reach)
      this.summaries.kmeans.show({ ...kmeans, shares: shares(kmeans.sizes), objective: kmeans.inertia }, phase, this.run.hasGroups)
      this.story.show(frame)
    }
  }

  /** Say a sentence above the picture, or take it away. */
  say(sentence = "") {
    this.refs.notice.textContent = sentence
    this.refs["notice-box"].hidden = !sentence
  }

  #ways = {
    "new start": () => ({ do: "new start" }),
    "one fewer": () => ({ do: "set", values: { k: this.run.K - 1 } }),
    "add a prior": () => ({ do: "set", values: { model: "prior" } }),
  }

  /** The person steps by hand: a run that was going on stops, and a sentence has been read. */
  #by(step) {
    this.player.stop()
    this.say()
    step()
  }

  #ask(message) {
    this.player.stop()
    this.send(message)
  }

  /** Take in what was computed next, if anything was, and go on to where the reader wanted to be. */
  #extend(chunk) {
    if (chunk) {
      this.run.extend(chunk)
      if (this.wanted) this.go(this.wanted)
      else this.show()
    }
    this.ahead.answered(Boolean(chunk))
  }
}

function equalData({ settings, data }, other) {
  if (settings.own !== other?.settings.own) return false
  const alike = ["title", "source", "columns", "groups"].every((name) => String(data[name]) === String(other.data[name]))
  return alike && data.points.length === other.data.points.length && data.points.every((value, i) => value === other.data.points[i])
}

function shares(sizes) {
  if (!sizes) return null
  const all = sizes.reduce((a, b) => a + b)
  return sizes.map((size) => size / all)
}
