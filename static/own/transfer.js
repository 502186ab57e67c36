// Files on their way: to the server in parts, one after the other, and back to the visitor.

import { base64 } from "../kept/base64.js"

// As many bytes as the server takes at once.
const PART = 192 * 1024
const FILE = "em-stepper-points.csv"

/** A file that is being sent. */
export class Sending {
  /**
   * @param {(message: object) => void} send
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {?boolean} header whether the first line holds the names; null for what it looks like
   */
  constructor(send, name, bytes, header) {
    Object.assign(this, { send, name, bytes, header })
    this.next(0)
  }

  /** Send the part that begins at a byte. */
  next(at) {
    const { name, bytes, header } = this, about = at === 0 ? { name, size: bytes.length, header } : {}
    this.send({ do: "upload", at, part: base64(bytes.subarray(at, at + PART)), ...about })
  }
}

/** Offer text as a file. */
export function download(text) {
  const link = document.createElement("a"), address = URL.createObjectURL(new Blob([text], { type: "text/csv" }))
  Object.assign(link, { href: address, download: FILE })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address))
}
