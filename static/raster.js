// Many points as one picture: a disc for each, written straight into the frame's own pixels.

/** Beyond so many points a picture is faster than so many marks. */
export const MANY_POINTS = 1500
const LARGEST = 3.4
const SMALLEST = 1.2
// Discs of this size or more get an edge, so that neighbours can be told apart; more of them than
// this hide each other whatever their edges.
const EDGED = 2
const MOST_EDGED = 25_000
const EDGE = 0.9
// Smaller discs would come out as crosses, so they are squares.
const ROUND = Math.SQRT2

/** The radius of a point among n, in pixels: smaller where there are more. */
export const radius = (n) => Math.max(SMALLEST, LARGEST * (MANY_POINTS / n) ** 0.35)

/**
 * Draw discs into an image, later ones over earlier ones.
 * @param {{x: Float64Array, y: Float64Array}} points in data units
 * @param {Uint32Array} colours one for each point, 0xrrggbbaa
 * @param {{x0: number, x1: number, y0: number, y1: number}} view the frame in data units
 * @param {{width: number, height: number}} size of the image in pixels
 * @param {number} r radius in pixels
 * @param {number} edge the colour around larger discs, 0xrrggbbaa
 * @returns {Uint32Array} rows from the bottom up, in the byte order of a canvas
 */
export function raster({ x, y }, colours, { x0, x1, y0, y1 }, { width, height }, r, edge) {
  const image = new Uint32Array(width * height)
  const perX = width / (x1 - x0), perY = height / (y1 - y0)
  const around = r >= EDGED && x.length <= MOST_EDGED ? disc(r + EDGE) : null, inside = disc(r), edgeColour = swapped(edge)
  // Squares of two pixels have their middle between pixels.
  const middle = r < ROUND ? 0.5 : 0
  for (let i = 0; i < x.length; i++) {
    const column = Math.floor((x[i] - x0) * perX - middle), row = Math.floor((y[i] - y0) * perY - middle)
    if (column < -r || column >= width + r || row < -r || row >= height + r) continue
    if (around) fill(image, width, height, column, row, around, edgeColour)
    fill(image, width, height, column, row, inside, swapped(colours[i]))
  }
  return image
}

function fill(image, width, height, column, row, rows, colour) {
  for (const { up, left, right } of rows) {
    const line = row + up
    if (line < 0 || line >= height) continue
    const from = line * width + Math.max(0, column + left), to = line * width + Math.min(width - 1, column + right)
    for (let at = from; at <= to; at++) image[at] = colour
  }
}

/** A disc by the first and last pixel of each of its rows, as seen from its middle. */
function disc(r) {
  if (r < ROUND) return [0, 1].map((up) => ({ up, left: 0, right: 1 }))
  // A little more where the outermost rows would else be single pixels, as thorns on the disc.
  const reach = Math.floor(r), squared = Math.max(r * r, reach * reach + 1)
  return Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const up = i - reach, half = Math.floor(Math.sqrt(squared - up * up))
    return { up, left: -half, right: half }
  })
}

/** 0xrrggbbaa as the little-endian 0xaabbggrr. */
const swapped = (c) => ((c & 0xff) << 24) | ((c & 0xff00) << 8) | ((c >>> 8) & 0xff00) | (c >>> 24)
