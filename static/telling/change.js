// What changed most in a step, in a few words.

import { axes, turned } from "./axes.js"

// An ellipse that is this much longer than wide, or more, points somewhere.
const POINTED = 1.15
// Changes that an eye would hardly see are not told.
const VISIBLE = 0.004
// What is as telling as a move by one standard deviation: a turn by twenty degrees (of a thin
// ellipse), twice the length, half of all weight.
const TURN = 20

/**
 * What changed most from one state of the mixture to another.
 * @param {{weights: Float64Array, means: Float64Array, covariances: Float64Array}} before
 * @param {object} after
 * @param {{place: Function, percent: Function, decimal: Function, equalAspect: boolean}} words
 * @returns {?{k: number, says: string}} the component and its change; null if nothing can be seen
 */
export function greatest(before, after, words) {
  const found = [...after.weights].flatMap((_, k) => changes(before, after, k, words))
  const most = found.reduce((best, one) => (one.size > best.size ? one : best), { size: VISIBLE })
  return most.says ? most : null
}

function changes(before, after, k, { place, percent, decimal, equalAspect }) {
  const mean = (state) => [state.means[2 * k], state.means[2 * k + 1]]
  const axesOf = (state) => axes(state.covariances.subarray(3 * k, 3 * k + 3))
  const [from, to, was, is] = [mean(before), mean(after), axesOf(before), axesOf(after)]
  const gained = after.weights[k] - before.weights[k], longer = is.long / was.long - 1
  const turn = turned(was.angle, is.angle), pointed = Math.min(was.long / was.short, is.long / is.short)
  return [
    { k, size: apart(before.covariances.subarray(3 * k, 3 * k + 3), from, to), says: `moved to ${place(to)}` },
    // On axes of different units an angle means nothing.
    { k, size: equalAspect && pointed > POINTED ? (Math.abs(turn) / TURN) * (1 - 1 / pointed) : 0, says: `turned ${decimal(Math.abs(turn), Math.abs(turn) < 1 ? 1 : 0)}°` },
    { k, size: Math.abs(longer), says: `${longer > 0 ? "stretched" : "shrank"} by ${percent(Math.abs(longer))}` },
    { k, size: 2 * Math.abs(gained), says: `${gained > 0 ? "gained" : "lost"} weight, ${percent(before.weights[k])} to ${percent(after.weights[k])}` },
  ]
}

/** How far a mean moved, in standard deviations along each coordinate. */
function apart([xx, , yy], from, to) { return Math.hypot((to[0] - from[0]) / Math.sqrt(xx), (to[1] - from[1]) / Math.sqrt(yy)) || 0 }
