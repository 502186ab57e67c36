// Covariance ellipses in data space, and how one becomes the next.

const SIDES = 72
const TURNS = Array.from({ length: SIDES }, (_, i) => (2 * Math.PI * i) / SIDES)
const CIRCLE = { cos: TURNS.map(Math.cos), sin: TURNS.map(Math.sin) }

/** The squared radius, in standard deviations, that holds a share of a Gaussian in the plane. */
const squaredRadius = (level) => -2 * Math.log(1 - level)

/**
 * The ellipse that holds `level` of a Gaussian.
 * @param {number[]} mean x, y
 * @param {number[]} covariance xx, xy, yy
 * @returns {{x: Float64Array, y: Float64Array}} its corners
 */
export function ellipse(mean, covariance, level) {
  const [a, b, c] = root(covariance), radius = Math.sqrt(squaredRadius(level))
  return {
    x: Float64Array.from(TURNS, (_, i) => mean[0] + radius * (a * CIRCLE.cos[i] + b * CIRCLE.sin[i])),
    y: Float64Array.from(TURNS, (_, i) => mean[1] + radius * (b * CIRCLE.cos[i] + c * CIRCLE.sin[i])),
  }
}

/**
 * A Gaussian on the way from one to another, a share `t` of the way.
 *
 * It follows optimal transport (Dowson and Landau, 1982): every point of the ellipse moves in a
 * straight line under a map that is symmetric and positive, so that the shape in between is an
 * ellipse, never flat, and never turns the long way round.
 */
export function between(from, to, t) {
  const mean = from.mean.map((value, i) => value + t * (to.mean[i] - value))
  return { mean, weight: to.weight, covariance: moved(from.covariance, transport(from.covariance, to.covariance), t) }
}

/** The symmetric map T with T A T = B. */
function transport(A, B) {
  const half = root(A), inverse = inverted(half)
  return sandwich(inverse, root(sandwich(half, B)))
}

function moved(A, T, t) {
  return sandwich([1 - t + t * T[0], t * T[1], 1 - t + t * T[2]], A)
}

/** The symmetric square root of a symmetric positive matrix (Levinger, 1980). */
function root([xx, xy, yy]) {
  const s = Math.sqrt(Math.max(0, xx * yy - xy * xy)), t = Math.sqrt(xx + yy + 2 * s) || 1
  return [(xx + s) / t, xy / t, (yy + s) / t]
}

function inverted([xx, xy, yy]) {
  const determinant = xx * yy - xy * xy
  return [yy / determinant, -xy / determinant, xx / determinant]
}

/** S M S for symmetric S and M. */
function sandwich([a, b, c], [xx, xy, yy]) {
  const p = a * xx + b * xy, q = a * xy + b * yy, r = b * xx + c * xy, s = b * xy + c * yy
  return [p * a + q * b, p * b + q * c, r * b + s * c]
}
