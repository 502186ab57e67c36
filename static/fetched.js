// Parts of the page that are fetched when they are first wanted, so that they cost a visit nothing.

const NOT_FETCHED = "This part of the page could not be fetched. Is the server still there?"
const waited = new Map()

/**
 * Fetch a part: one of the folders in `static/`, joined by the server.
 * @param {string} name
 * @param {(sentence: string) => void} say what to do with a sentence, should it fail
 * @returns {Promise<object | null>} what the part exports, or null
 */
export async function fetched(name, say) {
  try {
    if (!waited.has(name)) waited.set(name, import(`./${name}.js`))
    return await waited.get(name)
  } catch {
    waited.delete(name)
    say(NOT_FETCHED)
    return null
  }
}
