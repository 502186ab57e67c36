// What a change changed, in a few words.

const HAND = ["means", "covariances", "weights"]
/** What is said of the first of these that changed, from what the run says of itself. */
const SAYS = {
  own: ({ data }) => (data.own?.drawn ? "drawn points" : data.title),
  data: ({ data }) => data.title,
  means: () => "start by hand",
  covariances: () => "start by hand",
  weights: () => "start by hand",
  n: ({ settings }) => `${settings.n.toLocaleString("en")} points`,
  columns: () => "other columns",
  model: ({ model }) => model.title,
  k: ({ settings }) => (settings.k === 1 ? "1 component" : `${settings.k} components`),
  covariance: ({ settings }) => `${settings.covariance} covariances`,
  start: ({ settings }) => `start ${settings.start}`,
  seed: () => "another start",
  data_seed: () => "another draw",
  strength: ({ settings }) => `strength ${settings.strength}`,
  outlier: ({ settings }) => (settings.outlier ? "outlier" : "no outlier"),
  begin: ({ settings }) => `begin at the ${settings.begin}`,
}

/**
 * Return the kind of a change and its name; null if nothing changed.
 * @param {{message: object}} before
 * @param {object} message the run that came
 * @param {HTMLElement} host where the lesson's titles are
 */
export function changed({ message: before }, message, host) {
  const scenario = message.scenario?.name
  if (scenario && scenario !== before.scenario?.name) {
    const title = host.querySelector(`[data-scenario="${scenario}"] h3`)?.textContent
    return { kind: `scenario ${scenario}`, says: title ?? scenario }
  }
  const other = (name) => JSON.stringify(before.settings[name]) !== JSON.stringify(message.settings[name])
  // A start by hand that was given up is another start.
  const names = Object.keys(SAYS).filter((name) => other(name) && !(HAND.includes(name) && !message.settings.means))
  if (names.length === 0) return null
  return { kind: HAND.includes(names[0]) ? "means" : names[0], says: SAYS[names[0]](message) }
}
