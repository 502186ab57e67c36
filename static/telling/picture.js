// Both pictures and the trace in words, for those who do not see them.

import { axes } from "./axes.js"

/** The mixture's picture. */
export function mixtureInWords({ mixture, phase, iteration }, words) {
  const { weights, means, covariances, agreement } = mixture
  const components = Array.from(weights, (weight, k) => [
    `${words.component(k)}: ${words.percent(weight)} of the weight`,
    `centre ${words.place([means[2 * k], means[2 * k + 1]])}`,
    extent(covariances.subarray(3 * k, 3 * k + 3), words),
  ].join(", "))
  return told([`${words.points}, ${shown(phase, iteration, "no colours yet", "coloured by their shares")}`, ...components, agreed(agreement, words)])
}

/** The picture of k-means. */
export function kmeansInWords({ kmeans, phase }, words) {
  const { centroids, sizes, agreement, iteration } = kmeans
  const clusters = Array.from({ length: centroids.length / 2 }, (_, k) => [
    `cluster ${k + 1} (${words.names[k]})${sizes ? `: ${words.decimal(sizes[k], 0)} points` : ""}`,
    `centre ${words.place([centroids[2 * k], centroids[2 * k + 1]])}`,
  ].join(", "))
  return told([`${words.points}, ${shown(phase, iteration, "no colours yet", "coloured by the nearest centre, with borders halfway between centres")}`, ...clusters, agreed(agreement, words)])
}

/** The objective's path from the start to what has been computed. */
export function traceInWords({ mixture }, values, words) {
  const here = Math.min(mixture.iteration, values.length - 1)
  const from = `${capital(words.objective)} ${words.total(values[0])} at the start`
  const now = here > 0 && `${words.total(values[here])} at iteration ${here}, which is shown`
  const ahead = values.length - 1 > here && `${words.total(values.at(-1))} at iteration ${values.length - 1}, the last that is known`
  return told([[from, now, ahead].filter(Boolean).join("; ")])
}

const capital = (text) => text[0].toUpperCase() + text.slice(1)

const told = (sentences) => sentences.filter(Boolean).map((one) => `${capital(one)}.`).join(" ")

const shown = (phase, iteration, start, later) => (phase === "start" ? start : `${later}, iteration ${iteration + (phase === "E" ? 1 : 0)}`)

const agreed = (agreement, { decimal }) => agreement !== null && `agreement with the true groups ${decimal(agreement, 2)}`

/** How far a component reaches and which way, or how its axes go together where they have different units. */
function extent(covariance, { inX, inY, decimal, equalAspect, columns }) {
  const [xx, xy, yy] = covariance, { angle, long, short } = axes(covariance)
  if (!equalAspect) {
    return `standard deviations ${inX(Math.sqrt(xx))} in ${columns[0]} and ${inY(Math.sqrt(yy))} in ${columns[1]}, correlation ${decimal(xy / Math.sqrt(xx * yy), 2)}`
  }
  if (decimal(long / short, 1) === "1.0") return `round, standard deviation ${inX(long)}`
  return `standard deviations ${inX(long)} along ${decimal(angle, 0)}° and ${inX(short)} across`
}
