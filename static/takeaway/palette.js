// The colours of a film: 255 that stand for all of its frames (median cut, Heckbert 1982).

export const COLOURS = 255
const SIDE = 32

/** Counts the colours of frames, eight neighbouring shades of each channel as one. */
export class Palette {
  constructor() {
    this.counts = new Float64Array(SIDE ** 3)
    this.sums = [0, 1, 2].map(() => new Float64Array(SIDE ** 3))
  }

  /** @param {Uint8ClampedArray} pixels red, green, blue and alpha in turn */
  count(pixels) {
    for (let i = 0; i < pixels.length; i += 4) {
      const cell = place(pixels[i], pixels[i + 1], pixels[i + 2])
      this.counts[cell] += 1
      this.sums[0][cell] += pixels[i]
      this.sums[1][cell] += pixels[i + 1]
      this.sums[2][cell] += pixels[i + 2]
    }
  }

  /** Choose the colours; after that `of` numbers those of a frame. */
  choose() {
    let boxes = [this.#box(Array.from(this.counts.keys()).filter((cell) => this.counts[cell] > 0))]
    while (boxes.length < COLOURS) {
      // Widest first: a rare colour must not become a common one.
      const widest = boxes.reduce((a, b) => (b.width * b.weight > a.width * a.weight ? b : a))
      if (widest.width === 0) break
      boxes = boxes.filter((box) => box !== widest).concat(this.#halves(widest))
    }
    this.colours = boxes.map(({ cells }) => this.#mean(cells))
    this.numbers = new Uint8Array(SIDE ** 3)
    boxes.forEach(({ cells }, number) => { for (const cell of cells) this.numbers[cell] = number })
  }

  /** The number of each pixel's colour. */
  of(pixels) {
    const numbers = new Uint8Array(pixels.length / 4)
    for (let i = 0; i < numbers.length; i++) numbers[i] = this.numbers[place(pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2])]
    return numbers
  }

  #box(cells) {
    const ranges = [0, 1, 2].map((channel) => {
      const values = cells.map((cell) => shade(cell, channel))
      return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b))
    })
    const width = Math.max(...ranges)
    return { cells, width, channel: ranges.indexOf(width), weight: Math.cbrt(cells.reduce((sum, cell) => sum + this.counts[cell], 0)) }
  }

  #halves({ cells, channel }) {
    const sorted = cells.toSorted((a, b) => shade(a, channel) - shade(b, channel)), [low, high] = [sorted[0], sorted.at(-1)].map((cell) => shade(cell, channel))
    const cut = sorted.findIndex((cell) => shade(cell, channel) > (low + high) / 2)
    return [sorted.slice(0, cut), sorted.slice(cut)].map((half) => this.#box(half))
  }

  #mean(cells) {
    const all = cells.reduce((sum, cell) => sum + this.counts[cell], 0)
    return this.sums.map((sums) => Math.round(cells.reduce((sum, cell) => sum + sums[cell], 0) / all))
  }
}

const place = (r, g, b) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)

const shade = (cell, channel) => (cell >> (5 * (2 - channel))) & 31
