// Walking through a picture by keyboard: from point to point, and from component to component, which
// can be moved, turned and stretched before the first step. One stop for Tab in each picture.

import { axesOf, grown } from "./shapes.js"

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
// Pixels, degrees and factors of one key, and with Shift.
const STEP = [8, 40]
const TURN = [5, 15]
const TIMES = [1.1, 1.33]
// What is hardly longer than it is wide does not turn.
const ROUND = 1.0001
/** What keys do to a component of the start: the same keys with Shift do more. */
const ACTS = {
  "[": ["turn", 1], "{": ["turn", 1], "]": ["turn", -1], "}": ["turn", -1],
  "+": ["grow", 1], "=": ["grow", 1], "-": ["grow", -1], _: ["grow", -1],
  ".": ["stretch", 1], ">": ["stretch", 1], ",": ["stretch", -1], "<": ["stretch", -1],
  Insert: ["add"], Delete: ["remove"], Backspace: ["remove"],
}
const TOLD = 0.005
const ZOOM = 1.5

export class Walk {
  /** @param {object} page see hand.js; @param {object} hand what changes the start */
  constructor(page, hand) {
    Object.assign(this, { page, hand, stepper: page.stepper, inside: -1, k: null, point: null, asked: null, edit: null })
    this.walkers = page.stages.map((stage) => stage.querySelector(".walk"))
    this.said = page.element("p", { class: "hidden", role: "status" })
    page.stages[0].after(this.said)
    this.walkers.forEach((walker, i) => {
      walker.addEventListener("keydown", (event) => this.#key(event, i))
      walker.addEventListener("blur", () => this.#enter(-1))
    })
  }

  focused(walker) { this.#enter(this.walkers.indexOf(walker)) }

  /** The component that is walked to in a picture, or null. */
  component(i) { return i === this.inside && this.k !== null && this.k < this.hand.K && this.#hasComponents ? this.k : null }

  /** The page shows another state: the story that was asked for may have come. */
  show() {
    const { run, cursor } = this.stepper, { story } = run.frame(cursor)
    // What was asked of another run is not answered any more.
    if (this.askedOf !== run) this.asked = null
    if (this.asked === null || story.point !== this.asked) return
    this.asked = null
    if (this.point !== story.point) this.#ask()
    else this.#say(this.#tellPoint(story))
  }

  /** The engine has answered what was done to the start. */
  answered(granted) {
    const { edit } = this
    this.edit = null
    // A refusal is said by the page.
    if (edit && granted) this.after = edit
  }

  /** Once the run is there that an edit led to, it is told what became of it. */
  place() {
    if (!this.after) return
    const { after, stepper: { run } } = this
    if (run.id === this.run) return
    this.after = null
    const { logLikelihood } = run.frame(0).mixture
    this.#say(`${after()}: log-likelihood ${this.page.format.total(logLikelihood)}.`)
    this.stepper.telling.said()
  }

  get #hasComponents() { return this.inside === 0 || !this.stepper.instead }

  #enter(i) {
    this.inside = i
    if (i < 0) this.k = null
    this.point = null
    this.hand.place()
  }

  #key(event, i) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.stepper.host.querySelector(".drawn-on")) return
    if (this.#done(event.key.length === 1 ? event.key.toLowerCase() : event.key, event.shiftKey, i)) event.preventDefault()
  }

  /** Do what a key means here; false if it means nothing. */
  #done(key, shift, i) {
    const { hand } = this, way = WAYS[key], walked = this.component(i) !== null
    if (key === "z") return this.#zoom(shift, i)
    if (key === "c" && this.#hasComponents) return this.#choose(walked ? (this.k + (shift ? hand.K - 1 : 1)) % hand.K : hand.selected ?? 0)
    if (!walked) {
      const ends = { Home: 0, End: this.stepper.points.length / 2 - 1 }
      if (way) return this.#walk(this.#nearest(way))
      return key in ends && this.#walk(ends[key])
    }
    if (key === "Escape") {
      this.k = null
      hand.close()
      return this.#say("Points again.")
    }
    if (way && hand.atStart) return this.#move(way, shift)
    if (way) return this.#choose(this.#next(way, i))
    return hand.atStart && key in ACTS && this.#act(...ACTS[key], shift)
  }

  /** See less or more around where one is. */
  #zoom(out, i) {
    const { stepper: { panes }, hand } = this, { x_range, y_range } = panes.ranges, times = out ? ZOOM : 1 / ZOOM
    const point = this.point ?? this.stepper.run.frame(this.stepper.cursor).story.point
    const place = this.component(i) === null ? [panes.x[point], panes.y[point]] : hand.mean(this.k, i)
    ;[x_range, y_range].forEach((range, axis) => {
      const half = ((range.end - range.start) * times) / 2
      range.setv({ start: place[axis] - half, end: place[axis] + half })
    })
    return this.#say(out ? "Zoomed out." : "Zoomed in.")
  }

  // Points.

  #walk(point) {
    if (point < 0) return this.#say("No point farther that way.")
    this.point = point
    if (this.asked === null) this.#ask()
    return true
  }

  /** One after the other: a key that is held down never outruns the engine. */
  #ask() {
    Object.assign(this, { asked: this.point, askedOf: this.stepper.run })
    this.stepper.select(this.point)
  }

  /** The point that is nearest in a direction: within 45° of it, or else anywhere on that side. */
  #nearest([right, up]) {
    const { x, y } = this.stepper.panes, { scale } = this.hand
    const at = this.point ?? this.stepper.run.frame(this.stepper.cursor).story.point
    return nearestThatWay(x.length, (i) => [(x[i] - x[at]) * scale.x, (y[i] - y[at]) * scale.y], at, right, up)
  }

  #tellPoint({ point, share, label }) {
    const { stepper: { panes: { x, y }, hover: { columns: [across, up] }, names, instead }, page: { format: { small, percent } } } = this
    const place = `Point ${point + 1}, ${across} ${small(x[point])}, ${up} ${small(y[point])}`
    if (!share) return `${place}: no share has been handed out yet.`
    const held = [...share].map((value, k) => [value, names[k]]).filter(([value]) => value >= TOLD).sort(([a], [b]) => b - a)
    const shares = held.map(([value, name]) => `${name} ${percent(value)}`).join(", ")
    return `${place}: ${shares}${instead ? "" : `; k-means says ${names[label]}`}.`
  }

  // Components.

  #choose(k) {
    const { hand, stepper: { names } } = this
    if (k < 0) return this.#say("No component farther that way.")
    this.k = k
    if (hand.atStart) hand.choose(k)
    else hand.place()
    const weight = this.inside === 0 ? `, weight ${this.page.format.percent(this.stepper.run.frame(this.stepper.cursor).mixture.weights[k])}` : ""
    return this.#say(`${names[k]}${weight}, centre at ${this.#where(k)}.${hand.atStart ? " Arrow keys move it." : ""}`)
  }

  #next([right, up], i) {
    const { hand } = this, { scale } = hand, [ax, ay] = hand.mean(this.k, i)
    return nearestThatWay(hand.K, (k) => {
      const [x, y] = hand.mean(k, i)
      return [(x - ax) * scale.x, (y - ay) * scale.y]
    }, this.k, right, up)
  }

  #move([right, up], shift) {
    const { hand, k } = this, { scale } = hand, [x, y] = hand.mean(k, 0), step = STEP[Number(shift)]
    return this.#edit(() => hand.move(k, [x + (right * step) / scale.x, y + (up * step) / scale.y]), () => `${this.#name(k)} at ${this.#where(k)}`)
  }

  #act(what, way, shift) {
    const { hand, k, stepper: { names } } = this
    if (what === "add") {
      if (hand.K >= this.stepper.message.model.max_components) return this.#say("More components are not possible here.")
      return this.#edit(() => { hand.add(); this.k = hand.K }, () => `${this.#name(this.k)} added at ${this.#where(this.k)}`)
    }
    if (what === "remove") {
      if (hand.K === 1) return this.#say("The last component stays.")
      const gone = names[k]
      return this.#edit(() => { hand.remove(k); this.k = hand.selected }, () => `${gone} removed`)
    }
    const axes = hand.axes(k), more = Number(shift), times = TIMES[more] ** way, round = hand.type === "spherical"
    if (!axes) return this.#say("The shapes of this model's start cannot be changed.")
    if (what === "turn" && hand.type !== "full" && hand.type !== "tied") return this.#say(`With ${hand.type} covariances it does not turn.`)
    if (what === "turn" && axes.first < ROUND * axes.second) return this.#say(`${this.#name(k)} is round: a turn changes nothing. Full stop and comma stretch it.`)
    const changed = what === "turn" ? { ...axes, angle: axes.angle + (way * TURN[more] * Math.PI) / 180 }
      : what === "grow" || round ? grown(axes, times) : { ...axes, first: axes.first * times }
    return this.#edit(() => hand.reshape(k, changed), () => `${this.#name(k)}, ${this.#shape(k)}`)
  }

  #edit(act, told) {
    this.edit = told
    this.run = this.stepper.run.id
    act()
    return true
  }

  #name(k) { return this.stepper.names[k] }

  #where(k) {
    const { hand, inside, page: { format: { small } }, stepper: { hover: { columns: [across, up] } } } = this, [x, y] = hand.mean(k, Math.max(0, inside))
    return `${across} ${small(x)}, ${up} ${small(y)}`
  }

  #shape(k) {
    const { covariances } = this.stepper.run.frame(0).mixture, { small, decimal } = this.page.format
    const { first, second, angle } = axesOf(covariances.subarray(3 * k, 3 * k + 3), { x: 1, y: 1 })
    return `standard deviations ${small(first)} and ${small(second)}, turned ${decimal((angle * 180) / Math.PI, 0)}°`
  }

  #say(sentence) {
    this.said.textContent = sentence
    return true
  }
}

/** The nearest of `count` places in a direction, or -1; `away` gives pixels right and up. */
function nearestThatWay(count, away, from, right, up) {
  let best = -1, smallest = Infinity
  for (let i = 0; i < count; i++) {
    if (i === from) continue
    const [dx, dy] = away(i), along = dx * right + dy * up, across = Math.abs(dx * up) + Math.abs(dy * right)
    if (along <= 0) continue
    // What lies within 45° goes before all that does not.
    const cost = along + across + (across > along ? 1e9 * (across / along) : 0)
    if (cost < smallest) { smallest = cost; best = i }
  }
  return best
}
