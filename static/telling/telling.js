// Says what the page shows to those who do not see it: one sentence for each step, and each picture in words.

import { kmeansInWords, mixtureInWords, traceInWords } from "./picture.js"
import { sentence } from "./sentence.js"

// So long must the page rest before it speaks: whoever scrubs hears where it ended.
const SETTLED = 250
// While it runs it speaks no more often than this.
const CALM = 2000

export class Telling {
  /**
   * @param {object} page `host` and `refs`; `state()`, what is shown now: run, cursor, whether it plays, the run's
   *   message, what the points span, the colours' names, and whether k-means is in the second pane; `element`; and `format`, the page's own
   */
  constructor({ host, refs, state, element, format }) {
    Object.assign(this, { refs, state, format, told: null, timer: null, opening: "", spokenAt: -Infinity })
    // It must be there before it speaks, and is no part of what is seen.
    this.region = element("p", { class: "hidden", "aria-live": "polite" })
    host.after(this.region)
    this.#remember()
    this.#describe()
  }

  /** Something may have changed on the screen. */
  show() {
    const { run, cursor, playing } = this.state()
    this.#describe()
    if (this.told.run === run.id && this.told.cursor === cursor) return
    // What plays never rests, so that it would be put off for ever.
    if (playing && this.timer) return
    clearTimeout(this.timer)
    const wait = playing ? Math.max(SETTLED, this.spokenAt + CALM - performance.now()) : SETTLED
    this.timer = setTimeout(() => this.#speak(), wait)
  }

  /** What is said next begins with these words. */
  begin(words) { this.opening = words }

  /** What is shown has been said elsewhere, in better words. */
  said() {
    clearTimeout(this.timer)
    this.timer = null
    this.#remember()
  }

  #speak() {
    this.timer = null
    const { run, cursor } = this.state(), { told } = this
    if (told.run === run.id && told.cursor === cursor) return
    const from = told.run === run.id ? told.cursor : NaN
    this.region.textContent = this.opening + sentence(run, cursor, from, this.#words())
    this.spokenAt = performance.now()
    this.#remember()
  }

  #remember() {
    this.opening = ""
    const { run, cursor } = this.state()
    this.told = { run: run.id, cursor }
  }

  #describe() {
    const { run, cursor, second } = this.state(), { refs } = this, words = this.#words(), frame = run.frame(cursor)
    refs["mixture-told"].textContent = mixtureInWords(frame, words)
    // What stands there instead says it in its own name.
    refs["kmeans-told"].textContent = second ? kmeansInWords(frame, words) : ""
    refs["trace-told"].textContent = traceInWords(frame, run.mixture.objective, words)
  }

  /** Numbers, names and what the run is about, as the page writes them. */
  #words() {
    const { run, message, names, second } = this.state(), { format } = this, { data, model, settings } = message
    const { x0, x1, y0, y1 } = this.state().bounds, inX = asFineAs(x1 - x0, format), inY = asFineAs(y1 - y0, format)
    const counted = (n, one) => `${format.decimal(n, 0)} ${one}${n === 1 ? "" : "s"}`
    return {
      ...format, inX, inY, names, second,
      objective: model.objective, equalAspect: data.equal_aspect, columns: data.columns.map((name) => name.replace(/ \(.*\)$/, "")),
      component: (k) => `component ${k + 1} (${names[k]})`,
      place: ([x, y]) => `(${inX(x)}, ${inY(y)})`,
      points: counted(data.points.length / 2, "point"),
      run: `${data.title}, ${counted(run.K, "component")}, ${settings.means ? "start by hand" : `start ${settings.start}`}`,
    }
  }
}

/** Writes what is measured along an axis to about a thousandth of its length. */
function asFineAs(length, { decimal, small }) {
  const digits = Math.round(3 - Math.log10(length || 1))
  return (value) => (digits > 4 || digits < -3 ? small(value) : decimal(value, Math.max(0, digits)))
}
