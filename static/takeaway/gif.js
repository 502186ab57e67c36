// Animated GIF (version 89a), written by its specification: frames of one palette, packed by LZW.

const TRANSPARENT = 255
const BITS = 8
const CLEAR = 1 << BITS
const END = CLEAR + 1
const MOST_CODES = 4096

export class Gif {
  /** @param {number[][]} colours at most 255, each red, green, blue */
  constructor(width, height, colours) {
    Object.assign(this, { width, height, before: null, bytes: new Bytes() })
    const { bytes } = this, table = Array.from({ length: 256 }, (_, i) => colours[i] ?? [0, 0, 0])
    bytes.text("GIF89a").word(width).word(height).push(0xf7, 0, 0, ...table.flat())
    // Played again and again.
    bytes.push(0x21, 0xff, 11).text("NETSCAPE2.0").push(3, 1, 0, 0, 0)
  }

  /**
   * Add a frame; pixels as in the frame before are left out, so that little is written of a step.
   * @param {Uint8Array} numbers of colours, row by row
   * @param {number} hundredths of a second that it is shown
   */
  add(numbers, hundredths) {
    const { before, bytes } = this, written = before ? numbers.map((number, i) => (number === before[i] ? TRANSPARENT : number)) : numbers
    this.before = numbers
    bytes.push(0x21, 0xf9, 4, before ? 0x05 : 0x04).word(hundredths).push(TRANSPARENT, 0)
    bytes.push(0x2c).word(0).word(0).word(this.width).word(this.height).push(0, BITS)
    bytes.blocks(compressed(written))
  }

  /** The whole file. */
  end() { return new Blob([this.bytes.push(0x3b).taken], { type: "image/gif" }) }
}

/** Codes of growing width for ever longer runs that came before (Welch 1984). */
function compressed(numbers) {
  const out = new Bytes()
  let held = 0, count = 0, width = BITS + 1, next = END + 1, codes = new Map()
  const write = (code) => {
    held |= code << count
    for (count += width; count >= 8; count -= 8) { out.push(held & 0xff); held >>>= 8 }
  }
  write(CLEAR)
  let run = numbers[0]
  for (let i = 1; i < numbers.length; i++) {
    const longer = (run << 8) | numbers[i], known = codes.get(longer)
    if (known !== undefined) { run = known; continue }
    write(run)
    if (next === MOST_CODES) {
      write(CLEAR)
      codes = new Map()
      next = END + 1
      width = BITS + 1
    } else {
      // The reader is one code behind, so the width grows one code later.
      if (next === 1 << width) width += 1
      codes.set(longer, next++)
    }
    run = numbers[i]
  }
  write(run)
  if (next === 1 << width && width < 12) width += 1
  write(END)
  if (count > 0) out.push(held & 0xff)
  return out.taken
}

/** Bytes that grow. */
class Bytes {
  constructor() {
    this.all = new Uint8Array(1 << 12)
    this.length = 0
  }

  get taken() { return this.all.slice(0, this.length) }

  push(...values) {
    this.#room(values.length)
    for (const value of values) this.all[this.length++] = value
    return this
  }

  word(value) { return this.push(value & 0xff, value >> 8) }

  text(text) { return this.push(...Array.from(text, (letter) => letter.charCodeAt(0))) }

  /** In blocks of at most 255 bytes, and an empty one. */
  blocks(bytes) {
    this.#room(bytes.length + Math.ceil(bytes.length / 255) + 1)
    for (let at = 0; at < bytes.length; at += 255) {
      const block = bytes.subarray(at, at + 255)
      this.all[this.length++] = block.length
      this.all.set(block, this.length)
      this.length += block.length
    }
    return this.push(0)
  }

  #room(more) {
    if (this.length + more <= this.all.length) return
    const larger = new Uint8Array(Math.max(2 * this.all.length, this.length + more))
    larger.set(this.all.subarray(0, this.length))
    this.all = larger
  }
}
