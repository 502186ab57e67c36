// The page that plays a run by itself: the panes on two canvases, the trace, buttons and keys.

import { paint } from "./canvas.js"
import { fitted, inside, paneMarks } from "./scene.js"
import { clipPath } from "./outlines.js"
import { STYLE } from "./style.js"
import { DARK, LIGHT, NAMES } from "../colour.js"
import { element } from "../dom.js"
import { between } from "../ellipse.js"
import { bytes } from "../kept/base64.js"
import { Player } from "../player.js"
import { Run } from "../run.js"
import { Summary } from "../summary.js"
import { TimelineView } from "../timeline.js"

const SPEED = 2
const TRAVEL = 320
const NO_STORY = { point: 0, log_density: [], log_product: [], share: [], label: [] }
const AT_START = { mixture: "The start.", kmeans: "The start: the same centres as the mixture." }
const KEYS = { " ": "step", ArrowRight: "step", PageDown: "step", ArrowLeft: "back", PageUp: "back", e: "E step", m: "M step", r: "run", 0: "reset" }

/** Show what page_file.js has written into the file. */
export function play(told) {
  const style = element("style")
  style.textContent = STYLE
  document.head.append(style)
  new Alone(told)
}

class Alone {
  constructor(told) {
    Object.assign(this, { told, points: unpacked(told.points), cursor: 0, shown: null })
    this.run = new Run({
      run: 0, settings: { k: told.k }, data: { groups: told.groups },
      chunk: { mixture: chunk(told.mixture), kmeans: chunk(told.kmeans), story: NO_STORY },
    })
    this.dark = window.matchMedia("(prefers-color-scheme: dark)")
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.refs = this.#build()
    this.summaries = { mixture: new Summary(this.refs, "mixture"), kmeans: new Summary(this.refs, "kmeans") }
    for (const [part, summary] of Object.entries(this.summaries)) summary.notes = { ...summary.notes, start: AT_START[part] }
    this.timeline = new TimelineView(this.refs, (iteration) => this.#by(() => this.go(2 * iteration)), () => {})
    this.player = new Player(() => SPEED, (halves) => this.#advance(halves))
    document.addEventListener("keydown", (event) => this.#key(event))
    this.dark.addEventListener("change", () => this.#theme())
    for (const canvas of Object.values(this.canvases)) new ResizeObserver(() => this.#paint(this.shown)).observe(canvas)
    this.#theme()
    this.go(told.cursor, 0)
  }

  go(cursor, duration = this.still.matches ? 0 : TRAVEL) {
    this.cursor = Math.max(0, Math.min(cursor, this.run.computed))
    const frame = this.run.frame(this.cursor), { mixture, kmeans, phase } = frame, { refs, run: { hasGroups } } = this
    this.summaries.mixture.show({ ...mixture, shares: mixture.weights, objective: mixture.logLikelihood }, phase, hasGroups)
    this.summaries.kmeans.show({ ...kmeans, shares: kmeans.sizes && parts(kmeans.sizes), objective: kmeans.inertia }, phase, hasGroups)
    // What goes on from an end needs a server.
    this.timeline.show(this.run, { ...frame, mixture: { ...mixture, ending: null } }, this.points.length / 2)
    const atEnd = this.cursor >= this.run.computed
    Object.assign(refs.back, { disabled: this.cursor === 0 })
    Object.assign(refs.reset, { disabled: this.cursor === 0 })
    Object.assign(refs.step, { disabled: atEnd })
    Object.assign(refs["E step"], { disabled: atEnd || this.cursor % 2 === 1 })
    Object.assign(refs["M step"], { disabled: atEnd || this.cursor % 2 === 0 })
    refs.run.disabled = atEnd
    this.playing = this.player?.playing && !atEnd
    refs.run.textContent = this.playing ? "Pause" : "Run"
    refs.counter.textContent = `iter ${frame.iteration}`
    document.body.dataset.cursor = this.cursor
    this.#travel(frame, duration)
  }

  /** Ellipses travel to their new places; colours change at once. */
  #travel(frame, duration) {
    cancelAnimationFrame(this.moving)
    const from = this.shown && gaussians(this.shown.mixture), to = gaussians(frame.mixture)
    if (!from || duration === 0 || JSON.stringify(from) === JSON.stringify(to)) { this.#paint(frame); return }
    const begun = performance.now()
    const tick = (now) => {
      const t = Math.min(1, Math.max(0, now - begun) / duration), eased = t * t * (3 - 2 * t)
      this.#paint(t < 1 ? { ...frame, mixture: { ...frame.mixture, ...parameters(from.map((one, k) => between(one, to[k], eased))) } } : frame)
      if (t < 1) this.moving = requestAnimationFrame(tick)
    }
    this.moving = requestAnimationFrame(tick)
  }

  #paint(frame) {
    if (!frame) return
    this.shown = frame
    const { columns, equalAspect, view } = this.told, ratio = window.devicePixelRatio
    for (const [part, canvas] of Object.entries(this.canvases)) {
      const box = { x: 0, y: 0, w: canvas.clientWidth, h: canvas.clientHeight }, size = [Math.round(box.w * ratio), Math.round(box.h * ratio)]
      if (box.w < 80 || box.h < 80) continue
      if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size
      const pen = canvas.getContext("2d")
      pen.setTransform(ratio, 0, 0, ratio, 0, 0)
      pen.clearRect(0, 0, box.w, box.h)
      paint(pen, paneMarks(part, frame, this.points, { box, view: fitted(view, inside(box, columns), equalAspect), columns }, this.look), ratio)
    }
  }

  #theme() {
    const style = getComputedStyle(document.documentElement), token = (name) => style.getPropertyValue(`--${name}`).trim()
    const dark = this.dark.matches, order = (ten) => ten.map((own, k) => ten[this.told.colours?.[k]] ?? own)
    const palette = order(dark ? DARK : LIGHT), names = order(NAMES[dark ? "dark" : "light"])
    this.look = { ink: token("ink"), soft: token("soft"), grid: token("grid"), pane: token("pane"), palette: [...palette, ...palette], shaped: this.told.shaped }
    for (const summary of Object.values(this.summaries)) summary.setRun(this.run.K, [...names, ...names.map((name) => `${name} II`)])
    for (const [i, swatch] of document.querySelectorAll(".chips .swatch").entries()) {
      swatch.style.setProperty("--colour", this.look.palette[i % this.run.K])
      if (this.told.shaped) swatch.style.clipPath = clipPath(i % this.run.K)
    }
    if (this.shown) this.go(this.cursor, 0)
  }

  #advance(halves) {
    this.go(this.cursor + (halves === 2 && this.cursor % 2 ? 1 : halves))
    return this.playing
  }

  #by(act) {
    this.player.stop()
    act()
  }

  #acts = {
    reset: () => this.#by(() => this.go(0)),
    back: () => this.#by(() => this.go(this.cursor - 2 + (this.cursor % 2))),
    step: () => this.#by(() => this.#advance(2)),
    "E step": () => this.#by(() => this.#advance(1)),
    "M step": () => this.#by(() => this.#advance(1)),
    run: () => {
      if (this.player.playing) this.player.stop()
      else this.player.start()
      this.go(this.cursor, 0)
    },
  }

  #key(event) {
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return
    if (event.key === " " && event.target.matches("button")) return
    event.preventDefault()
    this.refs[act].click()
  }

  #build() {
    const refs = {}, { told } = this, make = (ref, name, attributes = {}, ...inner) => (refs[ref] = element(name, attributes, ...inner))
    this.canvases = {}
    const pane = (part, title, label, name) => {
      const heading = element("header", {}, element("h2", { id: `${part}-title` }, title), make(`${part}-status`, "p", { class: "status" }))
      this.canvases[part] = element("canvas", { role: "img", "aria-label": label })
      return element("article", { "aria-labelledby": `${part}-title` }, heading,
        make(`${part}-chips`, "ul", { class: "chips", "aria-label": "Weights" }),
        element("dl", {},
          element("div", {}, element("dt", {}, name), make(`${part}-objective`, "dd")),
          make(`${part}-agreement-fact`, "div", {}, element("dt", {}, "agreement"), make(`${part}-agreement`, "dd"))),
        make(`${part}-note`, "p", { class: "note", ...(part === "mixture" && { "aria-live": "polite" }) }), this.canvases[part])
    }
    const button = (act, label, kind = "") => {
      const made = make(act, "button", { type: "button", class: kind }, label)
      made.addEventListener("click", () => this.#acts[act]())
      return made
    }
    const { title, objective } = told.model
    document.body.append(
      element("h1", {}, "EM Stepper ", element("span", {}, told.heading)),
      element("main", { class: "panes" },
        pane("mixture", title, "Points and ellipses of the Gaussian mixture", this.run.mixture.log_likelihood ? "log-likelihood" : objective),
        pane("kmeans", "k-means", "Points, centres and borders of k-means", "inertia")),
      element("div", { class: "bar", role: "group", "aria-label": "Step through the run" },
        button("reset", "Reset"), button("back", "Back"), button("step", "Step", "primary"), button("E step", "E step"), button("M step", "M step"), button("run", "Run"),
        make("counter", "output", { class: "counter" })),
      element("section", { class: "trace", "aria-label": "Log-likelihood by iteration" },
        element("dl", {},
          element("div", {}, element("dt", {}, objective), make("trace-value", "dd")),
          element("div", {}, element("dt", {}, "last step"), make("trace-gain", "dd")),
          element("div", {}, make("trace-fell", "dd"))),
        make("chart", "div", { class: "chart" }),
        make("iteration", "input", { type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": "Iteration" })),
      element("p", { class: "source" }, `${told.source} Saved from EM Stepper${told.address && `, ${told.address}`}.`))
    make("hint", "p")
    make("ways", "p")
    return refs
  }
}

function gaussians({ weights, means, covariances }) {
  return Array.from(weights, (weight, k) => ({ weight, mean: [...means.subarray(2 * k, 2 * k + 2)], covariance: [...covariances.subarray(3 * k, 3 * k + 3)] }))
}

function parameters(gaussians) {
  return { means: Float64Array.from(gaussians.flatMap(({ mean }) => mean)), covariances: Float64Array.from(gaussians.flatMap(({ covariance }) => covariance)) }
}

const chunk = (part) => Object.fromEntries(Object.entries(part).map(([name, value]) => [name, value?.$ !== undefined ? unpacked(value) : value]))

const unpacked = ({ $ }) => new Float64Array(bytes($).buffer)

function parts(sizes) {
  const all = sizes.reduce((a, b) => a + b)
  return sizes.map((size) => size / all)
}
