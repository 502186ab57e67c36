// Ellipses as the hand finds them: in pixels on the screen, where their axes stand at right angles.

/** Standard deviations from the centre to the outer ellipse, which holds 95 %. */
export const REACH = Math.sqrt(-2 * Math.log(1 - 0.95))
// No shorter can a half axis be pulled, in pixels.
const LEAST = 3
const POOLED = "tied"

/** What each covariance type keeps of covariances xx, xy, yy; as in gmm_core/covariance_types.py. */
const KEPT = {
  full: (all) => all,
  tied: (all, weights) => all.map(() => [0, 1, 2].map((i) => all.reduce((sum, one, k) => sum + weights[k] * one[i], 0))),
  diag: (all) => all.map(([xx, , yy]) => [xx, 0, yy]),
  spherical: (all) => all.map(([xx, , yy]) => [(xx + yy) / 2, 0, (xx + yy) / 2]),
}

export function kept(type, covariances, weights) { return KEPT[type](covariances, weights) }

/** Covariances with that of component k replaced: where all are the same, it is the one of all. */
export function reshaped(type, covariances, k, covariance) {
  return covariances.map((own, i) => (i === k || type === POOLED ? covariance : own))
}

/** Half axes at one standard deviation in pixels, and the angle of the first, anticlockwise. */
export function axesOf([xx, xy, yy], { x, y }) {
  const a = xx * x * x, b = xy * x * y, c = yy * y * y
  const largest = (a + c) / 2 + Math.hypot((a - c) / 2, b)
  return { first: Math.sqrt(largest), second: Math.sqrt(Math.max(0, a * c - b * b) / largest), angle: Math.atan2(2 * b, a - c) / 2 }
}

export function covarianceOf({ first, second, angle }, { x, y }) {
  const p = first * Math.cos(angle), q = first * Math.sin(angle), r = -second * Math.sin(angle), s = second * Math.cos(angle)
  return [(p * p + r * r) / x / x, (p * q + r * s) / x / y, (q * q + s * s) / y / y]
}

/** Where an axis ends on the outer ellipse: pixels from the centre, up is positive. */
export function endOf(axes, which) {
  const turn = direction(axes, which), length = REACH * axes[which]
  return { x: length * Math.cos(turn), y: length * Math.sin(turn) }
}

const direction = ({ angle }, which) => angle + (which === "second" ? Math.PI / 2 : 0)

/** The axes once one of them has been pulled to an end, as far as the type lets it turn. */
export function pulled(type, axes, which, { x, y }) {
  if (type === "full" || type === POOLED) {
    const turned = Math.atan2(y, x) - direction(axes, which)
    return { ...axes, [which]: Math.max(LEAST, Math.hypot(x, y)) / REACH, angle: axes.angle + turned }
  }
  const turn = direction(axes, which), length = Math.max(LEAST, x * Math.cos(turn) + y * Math.sin(turn)) / REACH
  return type === "diag" ? { ...axes, [which]: length } : grown(axes, length / axes[which])
}

export function grown({ first, second, angle }, times) { return { first: first * times, second: second * times, angle } }
