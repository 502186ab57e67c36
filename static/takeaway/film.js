// The run as a film: a frame for each iteration, or evenly chosen ones.
// It is made in the browser. A server that painted it would need a painter of its own, beside the
// page's, and would paint for a whole class at once; one that only encoded it, with a library, would
// be sent sixty frames of a megabyte by each. What is left to write here is one page: see gif.js.

import { paint } from "../alone/canvas.js"
import { Gif } from "./gif.js"
import { Palette } from "./palette.js"
import { picture } from "./picture.js"

export const MOST_FRAMES = 60
export const WIDTH = 900
const SHOWN = 50
const SHOWN_OF_MANY = 20
const MANY = 20
const ENDS = 200

/** The iterations that are shown: all, or evenly chosen ones with the first and the last. */
export function chosen(iterations) {
  const count = Math.min(iterations + 1, MOST_FRAMES)
  return Array.from({ length: count }, (_, i) => Math.round((i * iterations) / Math.max(1, count - 1)))
}

/**
 * @param {object} run the whole of it
 * @param {object} shown see picture.js
 * @param {(sentence: string) => void} tell
 * @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 */
export async function film(run, shown, look, tell, signal) {
  const iterations = chosen(run.iterations), canvas = document.createElement("canvas"), palette = new Palette()
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  const painted = (iteration) => {
    const { width, height, marks } = picture(run, 2 * iteration, shown, look, WIDTH)
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    paint(pen, marks, 1)
    return pen.getImageData(0, 0, width, height).data
  }
  // Painted twice, and none kept: sixty frames would take two hundred megabytes.
  for (const [i, iteration] of iterations.entries()) {
    palette.count(painted(iteration))
    await told(tell, signal, i / 2, iterations.length)
  }
  palette.choose()
  const gif = new Gif(canvas.width, canvas.height, palette.colours), usual = iterations.length > MANY ? SHOWN_OF_MANY : SHOWN
  for (const [i, iteration] of iterations.entries()) {
    gif.add(palette.of(painted(iteration)), i === 0 || i === iterations.length - 1 ? ENDS : usual)
    await told(tell, signal, (iterations.length + i) / 2, iterations.length)
  }
  return gif.end()
}

/** Say how far it is, and let the page live. */
async function told(tell, signal, done, all) {
  tell(`Painting the film: ${Math.round((100 * done) / all)} %`)
  await new Promise((resolve) => setTimeout(resolve))
  signal.throwIfAborted()
}
