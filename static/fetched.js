// Parts of the page that are fetched when they are first wanted, so that they cost a visit nothing.

const NOT_FETCHED = "This part of the page could not be fetched. Is the server still there?"
const waited = new Map()
let load = (name) => import(`./${name}.js`)

let read = async (name) => {
  const answer = await fetch(new URL(`./${name}.js`, import.meta.url))
  if (!answer.ok) throw new Error(NOT_FETCHED)
  return answer.text()
}

/** Have parts come some other way: where the page is within another, there are no files beside it. */
export function loadBy(way, source) {
  load = way
  read = source
}

/** The text of a part, which is to become part of a file. */
export async function source(name) { return read(name) }

/**
 * Fetch a part: one of the folders in `static/`, joined by the server.
 * @param {string} name
 * @param {(sentence: string) => void} say what to do with a sentence, should it fail
 * @returns {Promise<object | null>} what the part exports, or null
 */
export async function fetched(name, say) {
  try {
    if (!waited.has(name)) waited.set(name, load(name))
    return await waited.get(name)
  } catch {
    waited.delete(name)
    say(NOT_FETCHED)
    return null
  }
}
