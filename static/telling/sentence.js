// What a step did, as one sentence for those who hear the page.

import { greatest } from "./change.js"

/**
 * What is on the screen, and what has led there.
 * @param {object} run see run.js
 * @param {number} cursor
 * @param {number} from the cursor that was told of last; NaN if another run was shown then
 * @param {object} words numbers and names as the page writes them; see telling.js
 */
export function sentence(run, cursor, from, words) {
  const frame = run.frame(cursor), { mixture, kmeans } = frame
  const ending = [ended("the mixture", mixture, run.mixture, cursor, from), words.second && ended("k-means", kmeans, run.kmeans, cursor, from)]
  const objective = `${words.objective} ${words.total(mixture.objective)}`
  const tell = (opening, ...parts) => `${opening}: ${[...parts, ...ending].filter(Boolean).join("; ")}.`
  if (Number.isNaN(from)) return tell(`${words.run}, ${at(frame)}`, objective)
  if (cursor < from) return tell(`Back at ${at(frame)}`, objective)
  if (cursor > from + 2) return tell(capital(at(frame)), objective)
  const clusters = words.second && kmeansStepped(run, cursor) && (cursor > 2 ? changed(kmeans.moved, words) : "k-means: all points assigned")
  if (frame.phase === "E") return tell(capital(at(frame)), mixtureStepped(run, cursor) ? ringed(frame.story, words) : objective, clusters)
  if (!mixtureStepped(run, cursor)) return tell(capital(at(frame)), objective, clusters)
  const before = run.frame(cursor - 2).mixture, most = greatest(before, mixture, words)
  return tell(`${cursor === from + 1 ? "M step, iteration" : "Iteration"} ${frame.iteration}`,
    `${objective}, ${rise(mixture.objective - before.objective, words)}`, most && `${words.component(most.k)} ${most.says}`, cursor > from + 1 && clusters)
}

const at = ({ phase, iteration }) =>
  phase === "start" ? "the start" : phase === "E" ? `E step of iteration ${iteration + 1}` : `iteration ${iteration}`

const capital = (text) => text[0].toUpperCase() + text.slice(1)

const mixtureStepped = (run, cursor) => run.mixture.last === null || cursor <= run.mixture.last

const kmeansStepped = (run, cursor) => run.kmeans.last === null || cursor <= run.kmeans.last

/** Why a run ended, in the step in which it did. */
function ended(name, { ending, iteration }, { last }, cursor, from) {
  const now = ending && !(from >= last && cursor >= last)
  return now && `${name} has ended after ${iteration === 1 ? "1 iteration" : `${iteration} iterations`}: ${ending.sentence.replace(/\.$/, "")}`
}

function rise(gained, { gain }) {
  if (gained === 0) return "unchanged"
  return `${gained > 0 ? "up" : "down"} ${gain(Math.abs(gained)).replace("+", "")}`
}

const changed = (moved, { decimal }) => `k-means: ${moved === 1 ? "1 point" : `${moved ? decimal(moved, 0) : "no"} points`} changed cluster`

function ringed({ point, share }, { percent, names }) {
  const k = share.indexOf(Math.max(...share))
  return `point ${point + 1}, the ringed one, is ${percent(share[k])} ${names[k]}`
}
