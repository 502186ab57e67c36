// The points of a drawing, as whole steps on the server's sheet (see app/drawing.py), and Undo.

const KEPT = 200

export class DrawnPoints {
  /** @param {{sheet: object, steps: number, most: number, across: number[], up: number[], groups: number[]}} told */
  constructor({ sheet, steps, most, across, up, groups }) {
    Object.assign(this, { sheet, steps, most, across, up, groups, before: [] })
  }

  get count() { return this.across.length }

  get full() { return this.count >= this.most }

  get canUndo() { return this.before.length > 0 }

  /** Places in the data, as the server will have them. */
  get places() {
    return { x: this.across.map((step) => place(this.sheet.across, step)), y: this.up.map((step) => place(this.sheet.up, step)) }
  }

  /** What is changed from here on is one edit, which `undo` takes back. */
  keep() {
    this.before.push([this.across.slice(), this.up.slice(), this.groups.slice()])
    if (this.before.length > KEPT) this.before.shift()
  }

  undo() { if (this.canUndo) [this.across, this.up, this.groups] = this.before.pop() }

  /** Nothing has changed since `keep`. */
  forget() { this.before.pop() }

  add({ x, y }, group) {
    if (this.full) return -1
    this.across.push(this.#step(this.sheet.across, x))
    this.up.push(this.#step(this.sheet.up, y))
    this.groups.push(group)
    return this.count - 1
  }

  move(i, { x, y }) {
    this.across[i] = this.#step(this.sheet.across, x)
    this.up[i] = this.#step(this.sheet.up, y)
  }

  /** Remove points by number; return whether there were any. */
  remove(numbers) {
    const gone = new Set(numbers), stays = (_, i) => !gone.has(i)
    for (const name of ["across", "up", "groups"]) this[name] = this[name].filter(stays)
    return gone.size > 0
  }

  clear() { this.across = []; this.up = []; this.groups = [] }

  #step(axis, value) {
    const [first, mantissa, exponent] = axis
    return Math.min(this.steps, Math.max(0, Math.round(value / (mantissa * 10 ** exponent)) - first))
  }
}

/** As on the server: dividing by a power of ten gives the number closest to the decimal one. */
function place([first, mantissa, exponent], step) {
  const whole = (first + step) * mantissa
  return exponent >= 0 ? whole * 10 ** exponent : whole / 10 ** -exponent
}
