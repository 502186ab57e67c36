// A start by hand: centres, shapes and weights of the components, one more or one less.

import { Handles } from "./handles.js"
import { HandBar } from "./handbar.js"
import { axesOf, covarianceOf, grown, kept, pulled, REACH, reshaped } from "./shapes.js"
import { Touch } from "./touch.js"
import { Walk } from "./walk.js"

// So far beyond the outer ellipse the handles of a component stay while the pointer moves.
const ABOUT = 1.2
const AT_LEAST = 60
// A component is added at a point that lies farther from every centre than this share of all points.
const LONELY = 0.9

export class Hand {
  /** @param {object} page `refs`, `stepper`, `stages`, and the helpers of its modules; see hand_door.js */
  constructor(page) {
    Object.assign(this, { page, stepper: page.stepper, selected: null, hovered: null, opened: false, wanted: null, asked: null, holding: false })
    const { stepper: { panes: { panes } }, stages, element } = page
    this.handles = panes.map((pane, i) => new Handles(pane, stages[i], element, {
      grab: () => this.#grab(), pull: (which, to) => this.#pull(which, to), release: () => this.#release(),
    }))
    this.bar = new HandBar(stages[0], element, {
      choose: (k) => this.choose(k), weigh: (share) => this.weigh(share), refuse: (sentence) => this.stepper.say(sentence), add: () => this.add(), remove: () => this.remove(), close: () => this.close(),
    })
    stages[0].addEventListener("pointermove", (event) => this.#wander(event))
    stages[0].addEventListener("pointerleave", () => this.#leave())
    this.walk = new Walk(page, this)
    this.touch = new Touch(page)
  }

  /** The start can be changed: nothing has been stepped, and its parameters are what is drawn. */
  get atStart() { return this.stepper.cursor === 0 && !this.stepper.host.querySelector(".drawn-on") }

  get shaped() { return this.stepper.message.model.begins_there }

  get type() { return this.stepper.message.settings.covariance }

  /** The start as it is wanted: means, and covariances and weights where the model begins there. */
  get whole() { return this.wanted ?? this.page.whole() }

  get K() { return this.stepper.run.K }

  /** What is shown in place of the run's parameters. */
  get placed() {
    const { wanted } = this
    if (!wanted || !this.atStart || wanted.means.length !== this.K) return null
    const { means, covariances, weights } = wanted
    if (!covariances) return { means: Float64Array.from(means.flat()) }
    const flat = (rows) => Float64Array.from(rows.flat())
    return { means: flat(means), covariances: flat(kept(this.type, covariances, weights)), weights: flat(weights) }
  }

  // What the page tells.

  hover(k) {
    if (this.opened || this.hovered === k) return
    this.hovered = k
    this.place()
  }

  /** A component is chosen; the bar opens once the hand lets go. */
  choose(k, done = true) {
    this.selected = k
    this.opened ||= done
    this.place()
  }

  begin() {
    this.selected ??= 0
    this.opened = true
    this.put({})
  }

  close() {
    // The focus stays near to where it was.
    if (this.bar.panel.matches(":focus-within")) this.page.stages[0].querySelector(".walk").focus()
    Object.assign(this, { selected: null, hovered: null, opened: false })
    this.place()
  }

  focused(walker) { this.walk.focused(walker) }

  touched(event) { this.touch.begin(event) }

  answered(granted) {
    if (!this.asked) return
    const more = granted && this.wanted !== this.asked
    this.asked = null
    if (more) { this.#ask(); return }
    // What had been put on the way to a refusal goes back with it.
    if (!this.holding || !granted) this.wanted = null
    this.walk.answered(granted)
  }

  setRun() {
    // Another start has been chosen elsewhere.
    if (!this.stepper.message.settings.means) Object.assign(this, { selected: null, opened: false })
    else if (this.selected !== null) this.selected = Math.min(this.selected, this.K - 1)
    this.hovered = null
  }

  show() {
    this.place()
    this.walk.show()
  }

  // What a hand does.

  put(change) {
    this.wanted = { ...this.whole, ...change }
    this.stepper.show()
    if (!this.asked) this.#ask()
  }

  move(k, mean) { this.put({ means: this.whole.means.map((own, i) => (i === k ? mean : own)) }) }

  reshape(k, axes) {
    const { covariances } = this.whole
    this.put({ covariances: reshaped(this.type, covariances, k, covarianceOf(axes, this.scale)) })
  }

  /** Give the chosen component a share of the whole; the others keep their proportions. */
  weigh(share, k = this.selected) {
    const { weights } = this.whole, rest = 1 - weights[k]
    this.put({ weights: weights.map((own, i) => (i === k ? share : (own * (1 - share)) / rest)) })
  }

  /** One component more, where points are far from every centre; as large as the others are on average. */
  add() {
    const { means, covariances, weights } = this.whole, share = 1 / (means.length + 1)
    const change = { means: [...means, this.#lonely(means)] }
    if (covariances) {
      change.covariances = [...covariances, [0, 1, 2].map((i) => covariances.reduce((sum, one, k) => sum + weights[k] * one[i], 0))]
      change.weights = [...weights.map((own) => own * (1 - share)), share]
    }
    Object.assign(this, { selected: means.length, opened: true })
    this.put(change)
  }

  remove(k = this.selected) {
    const { means, covariances, weights } = this.whole, others = (all) => all.filter((_, i) => i !== k)
    if (means.length === 1) return
    const change = { means: others(means) }
    if (covariances) {
      change.covariances = others(covariances)
      change.weights = others(weights).map((own) => own / (1 - weights[k]))
    }
    this.selected = Math.min(k, means.length - 2)
    this.put(change)
  }

  /** Pixels for each unit of the data. */
  get scale() {
    const { panes: [pane], ranges: { x_range, y_range } } = this.stepper.panes, { width, height } = pane.inside()
    return { x: width / (x_range.end - x_range.start), y: height / (y_range.end - y_range.start) }
  }

  /** The axes of a component as they are drawn, or null where nothing can be shaped. */
  axes(k) {
    if (!this.atStart || !this.shaped) return null
    const { covariances } = this.#drawn()
    return axesOf(covariances.subarray(3 * k, 3 * k + 3), this.scale)
  }

  /** Where a component's mean is drawn; in the second picture, its centroid. */
  mean(k, i = 0) {
    const { means, centroids } = this.#drawn()
    return [...(i === 1 ? centroids : means).subarray(2 * k, 2 * k + 2)]
  }

  #drawn() {
    const { run, cursor, drag } = this.stepper, { mixture, kmeans } = run.frame(cursor), moved = cursor === 0 ? this.placed?.means ?? drag.placed : null
    return { ...mixture, ...this.placed, means: moved ?? mixture.means, centroids: moved ?? kmeans.centroids }
  }

  /** Put handles, ring and bar where they belong. */
  place() {
    const { stepper, bar, atStart, K } = this, chosen = atStart ? this.selected ?? this.hovered : null
    this.handles.forEach((handles, i) => {
      const k = this.walk.component(i) ?? (i === 0 ? chosen : null)
      if (k === null || k >= K) handles.hide()
      else handles.show(k, this.mean(k, i), i === 0 ? this.axes(k) : null)
    })
    bar.panel.hidden = !(this.opened && atStart && chosen !== null && chosen < K)
    if (!bar.panel.hidden) {
      const weights = [...this.#drawn().weights]
      bar.show({ k: chosen, names: stepper.names.slice(0, K), weights, most: stepper.message.model.max_components, weighed: this.shaped })
      // Nothing jumps away under a hand that drags.
      if (!stepper.panes.held) bar.dodge(this.handles[0].places)
    }
    this.walk.place()
  }

  #grab() {
    const k = this.selected ?? this.hovered
    this.held = this.axes(k)
    if (this.held) Object.assign(this, { selected: k, holding: true })
    this.stepper.panes.hold(Boolean(this.held))
    return this.held
  }

  #pull(which, to) {
    this.held = pulled(this.type, this.held, which, to)
    this.reshape(this.selected, this.held)
  }

  #release() {
    this.holding = false
    this.stepper.panes.hold(false)
    if (!this.asked) this.wanted = null
    this.choose(this.selected)
  }

  #ask() {
    this.asked = this.wanted
    this.stepper.change(this.wanted)
  }

  /** The handles of a component that is only pointed at go once the pointer has left it. */
  #wander({ clientX, clientY }) {
    if (this.hovered === null || this.selected !== null || this.holding) return
    const axes = this.axes(this.hovered), { x, y } = this.stepper.panes.panes[0].screenAt(...this.mean(this.hovered))
    const turned = grown({ ...(axes ?? { first: 0, second: 0, angle: 0 }) }, ABOUT * REACH)
    const dx = clientX - x, dy = y - clientY, c = Math.cos(turned.angle), s = Math.sin(turned.angle)
    const along = (dx * c + dy * s) / Math.max(AT_LEAST, turned.first), across = (dy * c - dx * s) / Math.max(AT_LEAST, turned.second)
    if (Math.hypot(along, across) > 1) this.#leave()
  }

  #leave() {
    if (this.hovered === null || this.holding) return
    this.hovered = null
    this.place()
  }

  /** A point that is farther from the centre nearest to it, on the screen, than nearly all others: no stray one. */
  #lonely(means) {
    const { x, y } = this.stepper.panes, scale = this.scale
    const away = Array.from(x, (_, i) => [Math.min(...means.map(([mx, my]) => Math.hypot((x[i] - mx) * scale.x, (y[i] - my) * scale.y))), i])
    const [, i] = away.sort(([a], [b]) => a - b)[Math.floor(LONELY * x.length)]
    return [x[i], y[i]]
  }
}
