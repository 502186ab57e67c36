// A run as JSON: docs/RUN_FILE.md says what is in it, and app/saved_run.py reads it again.

const FORMAT = "em-stepper run"
const VERSION = 1

/**
 * @param {object} run the whole of it; see run.js
 * @param {object} shown message, points, groups, cursor, ringed point, address
 */
export function runFile(run, { message, points, groups, cursor, point, address }) {
  const { settings: { own: _, ...settings }, data, model } = message, { phase, iteration } = run.frame(cursor)
  const pairs = rows(points, 2)
  const parts = {
    format: FORMAT, version: VERSION, address,
    settings, shown: { half_step: cursor, iteration, phase, point },
    data: { title: data.title, source: data.source, columns: data.columns, equal_aspect: data.equal_aspect, groups: groups && Array.from(groups), points: pairs },
    mixture: { title: model.title, objective: model.objective, end: ending(run.mixture), agreement: list(run.mixture.agreement), states: mixtureStates(run, model.objective) },
    k_means: {
      end: ending(run.kmeans), agreement: list(run.kmeans.agreement), inertia_assigned: list(run.kmeans.inertia_assigned),
      inertia_updated: list(run.kmeans.inertia_updated), sizes: rows(run.kmeans.sizes, run.K), centroids: rows(run.kmeans.centroids, 2 * run.K).map((row) => rows(row, 2)),
    },
  }
  return `{\n${Object.entries(parts).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`
}

function mixtureStates({ mixture, K }, objectiveName) {
  // Sent only where it is another number than the objective, and known.
  const logLikelihoods = mixture.log_likelihood ?? (objectiveName === "log-likelihood" ? mixture.objective : null)
  const at = (name, t, width) => list(mixture[name]?.subarray(t * width, (t + 1) * width))
  return Array.from(mixture.objective, (objective, t) => ({
    iteration: t, objective, log_likelihood: logLikelihoods && logLikelihoods[t], weights: at("weights", t, K),
    means: rows(at("means", t, 2 * K), 2), covariances: rows(at("covariances", t, 3 * K), 3),
    ...(mixture.degrees && { degrees_of_freedom: at("degrees", t, K) }),
  }))
}

const ending = ({ last, reason, sentence }) => (last === null ? null : { half_step: last, reason, sentence })

const list = (values) => (values ? Array.from(values) : null)

function rows(values, width) { return Array.from({ length: values.length / width }, (_, i) => Array.from(values.slice(i * width, (i + 1) * width))) }
