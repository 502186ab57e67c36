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
// Points times their radius: so much rim is softened in a few milliseconds. Of more points, most rims are hidden.
const MOST_SOFT = 16_500
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
  const soft = x.length * r <= MOST_SOFT
  const around = r >= EDGED && x.length <= MOST_EDGED ? disc(r + EDGE, soft) : null, inside = disc(r, soft), edgeColour = swapped(edge)
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

function fill(image, width, height, column, row, { rows, rim }, colour) {
  for (const { up, left, right } of rows) {
    const line = row + up
    if (line < 0 || line >= height) continue
    const from = line * width + Math.max(0, column + left), to = line * width + Math.min(width - 1, column + right)
    for (let at = from; at <= to; at++) image[at] = colour
  }
  for (const { up, across, share } of rim) {
    const line = row + up, x = column + across
    if (line < 0 || line >= height || x < 0 || x >= width) continue
    const at = line * width + x
    image[at] = over(image[at], colour, share)
  }
}

/** A disc as seen from its middle: the first and last of each row's whole pixels, and shares of those at its rim. */
function disc(r, soft) {
  if (r < ROUND) return { rows: [0, 1].map((up) => ({ up, left: 0, right: 1 })), rim: [] }
  return soft ? softDisc(r) : { rows: hardRows(r), rim: [] }
}

function hardRows(r) {
  // A little more where the outermost rows would else be single pixels, as thorns on the disc.
  const reach = Math.floor(r), squared = Math.max(r * r, reach * reach + 1)
  return Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const up = i - reach, half = Math.floor(Math.sqrt(squared - up * up))
    return { up, left: -half, right: half }
  })
}

function softDisc(r) {
  const reach = Math.ceil(r), whole = r - 0.5, rows = [], rim = []
  for (let up = -reach; up <= reach; up++) {
    const half = Math.abs(up) <= whole ? Math.floor(Math.sqrt(whole * whole - up * up)) : -1
    if (half >= 0) rows.push({ up, left: -half, right: half })
    for (let across = -reach; across <= reach; across++) {
      const share = r + 0.5 - Math.hypot(up, across)
      if (share > 0 && share < 1) rim.push({ up, across, share })
    }
  }
  return { rows, rim }
}

/** One pixel with a share of an opaque colour over it, both as the canvas has them. */
function over(below, above, share) {
  const alpha = below >>> 24
  if (alpha === 0) return ((above & 0xffffff) | (Math.round(255 * share) << 24)) >>> 0
  const under = (alpha / 255) * (1 - share), all = share + under
  // Red and blue at once, then green, in 256ths; this is done a hundred thousand times a frame.
  const part = Math.round((256 * share) / all), rest = 256 - part
  const redBlue = (((above & 0xff00ff) * part + (below & 0xff00ff) * rest) >>> 8) & 0xff00ff
  const green = (((above & 0xff00) * part + (below & 0xff00) * rest) >>> 8) & 0xff00
  return ((Math.round(255 * all) << 24) | redBlue | green) >>> 0
}

/** 0xrrggbbaa as the little-endian 0xaabbggrr. */
const swapped = (c) => ((c & 0xff) << 24) | ((c & 0xff00) << 8) | ((c >>> 8) & 0xff00) | (c >>> 24)
