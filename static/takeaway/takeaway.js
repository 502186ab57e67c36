// What can be taken away: a dialog with a line for each file, all of them made here.

import { Asking } from "./asking.js"
import { fileName, offer, size } from "./files.js"
import { chosen, film, MOST_FRAMES } from "./film.js"
import { pageFile } from "./page_file.js"
import { picture } from "./picture.js"
import { runFile } from "./run_file.js"
import { MOST_CIRCLES, svg } from "./svg.js"
import { parametersTable, responsibilitiesTable } from "./tables.js"
import { paint } from "../alone/canvas.js"
import { viewOf } from "../alone/scene.js"

const WIDTH = 1200
const SHARP = 2

/** Every file: what it is called here, what it is for, how its name ends, and how it is made. */
const FILES = [
  { label: "Picture (PNG)", says: "Both panes as shown, for slides and documents.", ending: ".png", make: (taken) => taken.png() },
  { label: "Picture (SVG)", says: "The same as a drawing, to be enlarged or edited.", ending: ".svg", make: (taken) => taken.svg() },
  { label: "Film (GIF)", says: `The run, an iteration a frame; of more than ${MOST_FRAMES} evenly chosen ones. Plays wherever pictures do.`, ending: ".gif", whole: true, make: (taken) => taken.gif() },
  { label: "Page (HTML)", says: "The run in one file that steps and plays without a server or network, for slides and learning platforms.", ending: ".html", whole: true, make: (taken) => taken.html() },
  { label: "Parameters (CSV)", says: "Weight, mean and covariance of each component, as shown, with all digits.", ending: "-parameters.csv", make: (taken) => taken.parameters() },
  { label: "Responsibilities (CSV)", says: "One row a point: its coordinates, its share in each component, and the largest.", ending: "-responsibilities.csv", make: (taken) => taken.responsibilities() },
  { label: "Run (JSON)", says: "Data, settings, seeds and every state; open it here again by Your data, or by dropping it on the page.", ending: ".json", make: (taken) => taken.json() },
  { label: "Script (Python)", says: "Repeats the run up to here with the engine of this page, to the last digit.", ending: ".py", make: (taken) => taken.script() },
]

export class TakeAway {
  /** @param {{host: HTMLElement, stepper: object, element: Function, source: (part: string) => Promise<string>}} page */
  constructor({ host, stepper, element, source }) {
    Object.assign(this, { host, stepper, source, asking: new Asking(stepper), cancelling: null })
    const close = element("button", { type: "button", class: "button" }, "Close")
    close.addEventListener("click", () => this.dialog.close())
    this.buttons = FILES.map((file, i) => {
      const button = element("button", { type: "button", class: "button", "aria-label": `Download ${file.label}`, ...(i === 0 && { autofocus: "" }) }, file.label)
      button.addEventListener("click", () => this.#take(file))
      return button
    })
    this.cancel = element("button", { type: "button", class: "button", hidden: "" }, "Cancel")
    this.cancel.addEventListener("click", () => this.cancelling?.abort())
    this.status = element("p", { class: "progress", role: "status" })
    this.dialog = element("dialog", { class: "own takeaway", "aria-labelledby": "takeaway-title" },
      element("header", {}, element("h2", { id: "takeaway-title" }, "Download"), close),
      element("ul", {}, ...FILES.map(({ says }, i) => element("li", {}, this.buttons[i], element("p", {}, says)))),
      element("p", { class: "row" }, this.status, this.cancel))
    this.dialog.addEventListener("close", () => this.cancelling?.abort())
    this.dialog.addEventListener("click", ({ target }) => { if (target === this.dialog) this.dialog.close() })
    host.append(this.dialog)
  }

  open() {
    if (this.dialog.open) return
    this.stepper.player.stop()
    this.stepper.show()
    this.#say("")
    this.dialog.showModal()
  }

  receive(message) { this.asking.receive(message) }

  setRun() { this.asking.forget() }

  async #take(file) {
    if (this.cancelling) return
    const { signal } = (this.cancelling = new AbortController()), { cursor, run, message } = this.stepper
    this.#busy(true)
    try {
      const taken = new Taken(this, (sentence) => this.#say(sentence), signal)
      const name = fileName(message, file.whole ? null : run.frame(cursor).iteration, file.ending)
      const { blob, note = "" } = await file.make(taken)
      signal.throwIfAborted()
      offer(name, blob)
      this.#say(`${name}, ${size(blob.size)}. ${note}`)
    } catch (error) {
      this.#say(signal.aborted ? "Cancelled." : error.message)
    }
    this.cancelling = null
    this.#busy(false)
  }

  #busy(busy) {
    for (const button of this.buttons) button.setAttribute("aria-disabled", busy)
    this.cancel.hidden = !busy
  }

  #say(sentence) { this.status.textContent = sentence }
}

/** What is shown at the moment when somebody asked for a file of it. */
class Taken {
  constructor({ host, stepper, source, asking }, tell, signal) {
    const { message, points, cursor, run, theme, names, colours, panes } = stepper
    Object.assign(this, { message, points, cursor, run, asking, source, tell, signal, colours, instead: stepper.instead })
    const style = getComputedStyle(host), { data, settings, model } = message, count = points.length / 2
    this.look = { ...theme, paper: style.getPropertyValue("--paper").trim(), names, shaped: host.hasAttribute("data-shapes") }
    this.shown = {
      points, columns: data.columns, equalAspect: data.equal_aspect, objective: model.objective,
      view: inView(panes) ?? viewOf(points),
      titles: { mixture: model.title, kmeans: "k-means" },
      heading: `${data.title}, ${count.toLocaleString("en")} points, ${settings.k} ${settings.k === 1 ? "component" : "components"}, ${settings.covariance} covariances`,
      // Within another page the address is that page's, and says nothing to whoever opens the file.
      address: "within" in host.dataset ? "" : `${location.origin}${location.pathname}`,
    }
  }

  get note() { return this.instead ? "The second pane shows k-means." : "" }

  async png() {
    const { width, height, marks } = picture(this.run, this.cursor, this.shown, this.look, WIDTH), canvas = document.createElement("canvas")
    Object.assign(canvas, { width: SHARP * width, height: SHARP * height })
    const pen = canvas.getContext("2d")
    pen.scale(SHARP, SHARP)
    paint(pen, marks, SHARP)
    return { blob: await new Promise((resolve) => canvas.toBlob(resolve, "image/png")), note: this.note }
  }

  async svg() {
    const text = svg(picture(this.run, this.cursor, this.shown, this.look, WIDTH))
    const many = this.points.length / 2 > MOST_CIRCLES ? `More than ${MOST_CIRCLES.toLocaleString("en")} points are in it as one picture.` : ""
    return { blob: new Blob([text], { type: "image/svg+xml" }), note: [many, this.note].filter(Boolean).join(" ") }
  }

  async gif() {
    const run = await this.#whole(), frames = chosen(run.iterations).length
    const blob = await film(run, this.shown, { ...this.look }, this.tell, this.signal)
    return { blob, note: frames > run.iterations ? `All ${frames} states.` : `${frames} of ${run.iterations + 1} states, evenly chosen.` }
  }

  async html() {
    const { message, points, cursor, colours, look: { shaped }, shown: { view, heading, address } } = this
    const text = await pageFile(await this.#whole(), await this.source("alone"), { message, points, cursor, colours, shaped, view, heading, address })
    return { blob: new Blob([text], { type: "text/html" }), note: "Open it in any browser." }
  }

  async parameters() {
    const { cursor, run: { mixture: { last }, K } } = this, state = await this.asking.stateAt(last === null ? cursor : Math.min(cursor, last))
    const first = (values, width) => values && Float64Array.from(values.subarray(0, width))
    const exact = { weights: first(state.weights, K), means: first(state.means, 2 * K), covariances: first(state.covariances, 3 * K), degrees: first(state.degrees, K) }
    return table(parametersTable(exact, this.message.data.columns))
  }

  async responsibilities() {
    const { cursor, points, run: { K }, message: { data } } = this
    const { responsibilities } = await this.asking.ask({ what: "responsibilities", cursor })
    const { groups } = await this.asking.ask({ what: "groups" })
    const rows = responsibilities.length / K, all = points.length / 2
    const note = rows < all ? `The first ${rows.toLocaleString("en")} of ${all.toLocaleString("en")} points.` : ""
    return { ...table(responsibilitiesTable(points, responsibilities, K, groups, data.columns)), note }
  }

  async json() {
    const { message, points, cursor, run: { story: { point } }, shown: { address } } = this
    const { groups } = await this.asking.ask({ what: "groups" })
    const text = runFile(await this.#whole(), { message, points, groups, cursor, point, address })
    return { blob: new Blob([text], { type: "application/json" }) }
  }

  async script() {
    const { text } = await this.asking.ask({ what: "script", cursor: this.cursor })
    return { blob: new Blob([text], { type: "text/x-python" }), note: this.message.settings.data === "own" ? "It reads your points from Run (JSON)." : "" }
  }

  #whole() { return this.asking.wholeRun((half) => this.tell(`Computing the run: iteration ${Math.floor(half / 2)}`), this.signal) }
}

/** What a person has zoomed to, or null: a fit to this screen says nothing of another. */
function inView({ ranges: { x_range, y_range }, fitted }) {
  const ends = [x_range, y_range].flatMap(({ start, end }) => [start, end]), [x0, x1, y0, y1] = ends
  return fitted === ends.join() ? null : { x0, x1, y0, y1 }
}

function table(text) { return { blob: new Blob([text], { type: "text/csv" }) } }
