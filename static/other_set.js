// A tile for data that have none of their own in the picker, as the lesson has some: which set is on.

// So many points show what they look like.
const MOST = 60
const WIDTH = 60, HEIGHT = 54, MARGIN = 8

/**
 * @param {HTMLElement} tile
 * @param {{title: string, points: Float64Array}} data
 * @param {boolean} listed whether the picker, or "Your data", names them already
 */
export function showOtherSet(tile, { title, points }, listed) {
  tile.hidden = listed
  if (listed) return
  const all = points.length / 2, n = Math.min(all, MOST)
  const places = Array.from({ length: n }, (_, i) => 2 * Math.floor((i * all) / n)).map((at) => [points[at], points[at + 1]])
  const scale = (axis, from, to) => {
    const values = places.map((place) => place[axis]), low = Math.min(...values), span = Math.max(...values) - low || 1
    return (place) => (from + ((place[axis] - low) / span) * (to - from)).toFixed(1)
  }
  const x = scale(0, MARGIN, WIDTH - MARGIN), y = scale(1, HEIGHT - MARGIN, MARGIN)
  tile.querySelector("path").setAttribute("d", places.map((place) => `M${x(place)} ${y(place)}h0`).join(""))
  tile.lastElementChild.textContent = title
}
