// A shape for each component beside its colour, as an outline, as a part of a square, and as dashes.

// So many are told apart; of more the shape is another than that of the component with the same colour.
const DISTINCT = 10
const SHIFT = 5
/** Shapes fill less of their squares than discs. */
export const LARGER = 1.25

// Corners in per cent of a square; null for a disc.
const OUTLINES = [
  null, "0 0, 100 0, 100 100, 0 100", "50 0, 100 100, 0 100", "50 0, 100 50, 50 100, 0 50", "0 0, 100 0, 50 100",
  "50 0, 63 36, 100 38, 71 61, 81 100, 50 77, 19 100, 29 61, 0 38, 37 36",
  "25 5, 75 5, 100 50, 75 95, 25 95, 0 50",
  "34 0, 66 0, 66 34, 100 34, 100 66, 66 66, 66 100, 34 100, 34 66, 0 66, 0 34, 34 34",
  "0 0, 50 22, 100 0, 78 50, 100 100, 50 78, 0 100, 22 50",
  "50 0, 64 58, 100 100, 50 82, 0 100, 36 58",
].map((corners) => corners && corners.split(", ").map((corner) => corner.split(" ").map((part) => part / 50 - 1)))
const DASHES = [[], [9, 4], [2, 3], [12, 4, 2, 4], [16, 5], [5, 2], [1, 5], [12, 3, 2, 3, 2, 3], [6, 7], [3, 2]]

/** The number of a component's shape. */
export const shapeOf = (k) => (k < DISTINCT ? k : (k + SHIFT) % DISTINCT)

/** The corners of a component's shape about (0, 0), from −1 to 1; null for a disc. */
export const outline = (k) => OUTLINES[shapeOf(k)]

/** The dashes of its ellipses. */
export const dashes = (k) => DASHES[shapeOf(k)]

/** The same shape as CSS cuts it out of a square. */
export function clipPath(k) {
  const corners = outline(k)
  return corners ? `polygon(${corners.map((corner) => corner.map((part) => `${50 * (part + 1)}%`).join(" ")).join(", ")})` : "circle()"
}
