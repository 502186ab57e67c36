// Which way an ellipse points and how far it reaches, from its covariance.

const DEGREES = 180 / Math.PI

/**
 * The axes of a covariance.
 * @param {number[]} covariance xx, xy, yy
 * @returns {{angle: number, long: number, short: number}} of the long axis in degrees, counter-clockwise from the
 *   first coordinate's direction, 0 or more and below 180; standard deviations along both
 */
export function axes([xx, xy, yy]) {
  const middle = (xx + yy) / 2, half = Math.hypot((xx - yy) / 2, xy)
  const angle = (DEGREES * Math.atan2(2 * xy, xx - yy)) / 2
  // The product of both variances is the determinant: their difference would lose the small one's digits.
  const long = middle + half, short = Math.max(0, xx * yy - xy * xy) / long
  return { angle: (angle + 180) % 180, long: Math.sqrt(long), short: Math.sqrt(short) }
}

/** By how many degrees an axis has turned: the short way round, counter-clockwise above 0. */
export const turned = (from, to) => ((((to - from + 90) % 180) + 180) % 180) - 90
