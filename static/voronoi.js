// The straight borders of k-means: where two centroids are the nearest, and equally near.

/**
 * @param {Float64Array} centroids x and y in turn
 * @param {number} reach how far a border without an end is drawn
 * @returns {{x0: number[], y0: number[], x1: number[], y1: number[]}} the borders as segments
 */
export function borders(centroids, reach) {
  const K = centroids.length / 2
  const segments = { x0: [], y0: [], x1: [], y1: [] }
  for (let i = 0; i < K; i++) {
    for (let j = i + 1; j < K; j++) {
      const segment = border(centroids, i, j, reach)
      if (segment) for (const key in segments) segments[key].push(segment[key])
    }
  }
  return segments
}

function border(centroids, i, j, reach) {
  const [ax, ay, bx, by] = [centroids[2 * i], centroids[2 * i + 1], centroids[2 * j], centroids[2 * j + 1]]
  const apart = Math.hypot(bx - ax, by - ay)
  if (apart === 0) return null
  const mx = (ax + bx) / 2, my = (ay + by) / 2
  const dx = (ay - by) / apart, dy = (bx - ax) / apart
  let low = -reach, high = reach
  for (let k = 0; k < centroids.length / 2; k++) {
    if (k === i || k === j) continue
    // Along the bisector m + s d, centroid k is no nearer than i where slope * s <= room.
    const cx = centroids[2 * k], cy = centroids[2 * k + 1]
    const slope = 2 * (dx * (cx - ax) + dy * (cy - ay))
    const room = (mx - cx) ** 2 + (my - cy) ** 2 - (mx - ax) ** 2 - (my - ay) ** 2
    if (slope > 0) high = Math.min(high, room / slope)
    else if (slope < 0) low = Math.max(low, room / slope)
    else if (room < 0) return null
  }
  if (low >= high) return null
  return { x0: mx + low * dx, y0: my + low * dy, x1: mx + high * dx, y1: my + high * dy }
}
