// A visitor's own points as the page keeps them: for a session that lost them, and for a page that
// is loaded anew. app/restoring.py takes them back.

import { base64, bytes } from "./base64.js"

const STORED = "em-stepper-own"
// As many bytes as the server takes at once, and as many points as it keeps itself.
const PART = 192 * 1024
const MOST_POINTS = 400_000

export class Kept {
  /** @param {{recalled: Function, remember: Function}} memory what the browser keeps for this tab */
  constructor({ recalled, remember }) {
    this.remember = remember
    // By their keys, the newest last.
    this.sets = new Map((recalled(STORED) ?? []).map(({ key, packed, ...set }) => [key, { ...set, bytes: packed && bytes(packed) }]))
    this.underWay = null
    window.addEventListener("pagehide", () => this.#store())
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#store() })
  }

  /** Keep what a run says of its points. */
  keep({ settings, data }) {
    const { title, columns, all_columns: own, equal_aspect, own: { source, groups, drawn } } = data
    const about = { title, source, columns: own, equal_aspect, grouped: Boolean(groups), size: 0 }
    const set = { about, count: settings.n }
    if (drawn) {
      const plain = Object.fromEntries(Object.entries(drawn).map(([name, values]) => [name, name === "sheet" ? values : Array.from(values)]))
      set.drawn = { drawn: plain, columns: own, equal_aspect }
    } else set.bytes = packed(data.points, settings.n, groups, columns[0] !== own[0])
    about.size = set.bytes?.length ?? 0
    this.sets.delete(settings.own)
    this.sets.set(settings.own, set)
    const total = () => [...this.sets.values()].reduce((sum, { count }) => sum + count, 0)
    while (this.sets.size > 1 && total() > MOST_POINTS) this.sets.delete(this.sets.keys().next().value)
  }

  /** See KeptDoor. */
  handBack(key, send) {
    const set = this.sets.get(key)
    if (!set) return null
    return new Promise((resolve) => {
      this.underWay = { set, send, resolve }
      if (set.drawn) send({ do: "restore", ...set.drawn })
      else this.#part(0)
    })
  }

  receive({ step, at, key, about }) {
    if (!this.underWay) return false
    if (step === "more of them") this.#part(at)
    else if (step === "restored") this.#end(key)
    else if (step === "refusal" && about === "restore") this.#end(null)
    else return false
    return true
  }

  #part(at) {
    const { set, send } = this.underWay
    send({ do: "restore", at, part: base64(set.bytes.subarray(at, at + PART)), ...(at === 0 ? set.about : {}) })
  }

  #end(key) {
    const { resolve } = this.underWay
    this.underWay = null
    resolve(key)
  }

  /** For a page that is loaded anew: all of them if there is room, or those on the screen alone. */
  #store() {
    const plain = ([key, { bytes: whole, ...set }]) => ({ key, packed: whole && base64(whole), ...set })
    const all = [...this.sets]
    if (!this.remember(STORED, all.map(plain)) && !this.remember(STORED, all.slice(-1).map(plain))) this.remember(STORED, null)
  }
}

/** Places, x and y in turn, and then the groups, as the server has them. */
function packed(points, count, groups, turned) {
  // An outlier is no point of the data.
  const places = Float64Array.from(points.subarray(0, 2 * count))
  if (turned) for (let i = 0; i < 2 * count; i += 2) [places[i], places[i + 1]] = [places[i + 1], places[i]]
  const whole = new Uint8Array(places.byteLength + (groups ? count : 0))
  whole.set(new Uint8Array(places.buffer))
  if (groups) whole.set(groups, places.byteLength)
  return whole
}
