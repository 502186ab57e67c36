// What the browser keeps for the page; where it keeps nothing, in some frames, the page works without.

/** What was kept: for this tab, or for good. */
export function recalled(name, forGood = false) {
  try { return JSON.parse(storage(forGood).getItem(name)) } catch { return null }
}

/** Return whether it was kept. */
export function remember(name, value, forGood = false) {
  try {
    storage(forGood).setItem(name, JSON.stringify(value))
    return true
  } catch { return false }
}

// Even to name it may be refused.
const storage = (forGood) => (forGood ? window.localStorage : window.sessionStorage)
