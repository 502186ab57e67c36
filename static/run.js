// A run as the engine computed it, and the frame that a cursor shows of it.

/** The arrays that grow with each chunk. */
const ARRAYS = {
  mixture: ["weights", "means", "covariances", "offsets", "degrees", "objective", "log_likelihood", "agreement"],
  kmeans: ["centroids", "inertia_updated", "inertia_assigned", "sizes", "moved", "agreement"],
  story: ["log_density", "log_product", "share", "label"],
}

/** One run: what has been computed of it so far. */
export class Run {
  constructor(message) {
    this.id = message.run
    this.K = message.settings.k
    this.hasGroups = message.data.groups > 0
    this.mixture = { last: null }
    this.kmeans = { last: null }
    this.story = {}
    this.extend(message.chunk)
  }

  /** Take in the states that the engine computed next. */
  extend(chunk) {
    for (const part of ["mixture", "kmeans"]) {
      this.#append(part, chunk[part])
      const { last = null, reason, sentence } = chunk[part]
      Object.assign(this[part], { last, reason, sentence })
    }
    this.#append("story", chunk.story)
  }

  /** Take in another point's story. */
  tell(story) {
    this.story = {}
    this.#append("story", story)
  }

  /** The half-steps that can be shown; one run holds at its end until the other has ended. */
  get computed() {
    const ends = [this.mixture, this.kmeans].map(({ last }) => last)
    if (ends.includes(null)) return this.#known
    return Math.max(...ends)
  }

  /** Whether the last state that can be shown is the end of both. */
  get complete() { return this.mixture.last !== null && this.kmeans.last !== null }

  /** The last whole iteration that can be shown. */
  get iterations() { return Math.floor(this.computed / 2) }

  get #known() {
    const open = []
    if (this.mixture.last === null) open.push(2 * (this.mixture.objective.length - 1))
    if (this.kmeans.last === null) open.push(2 * (this.kmeans.centroids.length / (2 * this.K) - 1))
    return Math.min(...open)
  }

  /** Everything that is visible at a cursor, which counts half-steps. */
  frame(cursor) {
    const phase = cursor === 0 ? "start" : cursor % 2 ? "E" : "M"
    return {
      cursor, phase, iteration: Math.floor(cursor / 2),
      mixture: this.#mixtureAt(held(cursor, this.mixture.last)),
      kmeans: this.#kmeansAt(held(cursor, this.kmeans.last)),
      story: this.#storyAt(cursor),
    }
  }

  #mixtureAt(cursor) {
    const { mixture, K } = this, t = Math.floor(cursor / 2), e = madeBy(cursor)
    const parameters = (i) => ({
      weights: mixture.weights.subarray(i * K, (i + 1) * K),
      means: mixture.means.subarray(2 * i * K, 2 * (i + 1) * K),
      covariances: mixture.covariances.subarray(3 * i * K, 3 * (i + 1) * K),
      offsets: mixture.offsets?.subarray(i * K, (i + 1) * K),
      degrees: mixture.degrees?.subarray(i * K, (i + 1) * K),
    })
    return {
      ...parameters(t), iteration: t, sharedBy: e < 0 ? null : parameters(e), coloured: `${this.id}/${e}`,
      objective: mixture.objective[t], logLikelihood: (mixture.log_likelihood ?? mixture.objective)[t],
      agreement: this.hasGroups && e >= 0 ? mixture.agreement[e] : null,
      ending: cursor === mixture.last ? mixture : null,
    }
  }

  #kmeansAt(cursor) {
    const { kmeans, K } = this, t = Math.floor(cursor / 2), e = madeBy(cursor)
    const at = (i) => kmeans.centroids.subarray(2 * i * K, 2 * (i + 1) * K)
    return {
      centroids: at(t), iteration: t, assignedTo: e < 0 ? null : at(e), coloured: `${this.id}/${e}`,
      inertia: e < 0 ? null : cursor % 2 ? kmeans.inertia_assigned[e] : kmeans.inertia_updated[t - 1],
      sizes: e < 0 ? null : kmeans.sizes.subarray(e * K, (e + 1) * K),
      moved: e < 0 ? null : kmeans.moved[e],
      agreement: this.hasGroups && e >= 0 ? kmeans.agreement[e] : null,
      ending: cursor === kmeans.last ? kmeans : null,
    }
  }

  #storyAt(cursor) {
    const { story, K } = this
    const e = madeBy(held(cursor, this.mixture.last)), m = madeBy(held(cursor, this.kmeans.last))
    const row = (name) => story[name].subarray(e * K, (e + 1) * K)
    if (e < 0) return { point: story.point, share: null }
    return {
      point: story.point, share: row("share"), density: row("log_density").map(Math.exp), product: row("log_product").map(Math.exp),
      weights: this.mixture.weights.subarray(e * K, (e + 1) * K), label: story.label[m],
    }
  }

  #append(part, chunk) {
    for (const name of ARRAYS[part]) this[part][name] = joined(this[part][name], chunk[name] ?? null)
    if (part === "story") this.story.point = chunk.point
  }
}

/** Where a run stands when the cursor has passed its end. */
const held = (cursor, last) => (last === null ? cursor : Math.min(cursor, last))

/** The number of the E step whose shares are shown at a cursor; -1 at the start. */
const madeBy = (cursor) => Math.ceil(cursor / 2) - 1

function joined(before, after) {
  if (before === undefined || before === null) return after === null ? null : Float64Array.from(after)
  const both = new Float64Array(before.length + after.length)
  both.set(before)
  both.set(after, before.length)
  return both
}
