// The E step, for colours only: every number on the page comes from the engine.

const INVISIBLE = -60

/**
 * Share each point out among the components.
 * @param {Float64Array} points x and y in turn, 2N values
 * @param {{weights: Float64Array, means: Float64Array, covariances: Float64Array, offsets: ?Float64Array, degrees: ?Float64Array}} mixture
 *   K weights, 2K means, and 3K covariances as xx, xy, yy; for other models than plain mixtures
 *   what stands in the place of log(weight / |factor|), and the degrees of freedom of heavy tails
 * @returns {Float64Array} N rows of K shares, each summing to one
 */
export function responsibilities(points, { weights, means, covariances, offsets, degrees }) {
  const K = weights.length, N = points.length / 2
  const shares = new Float64Array(N * K), whitening = new Float64Array(4 * K)
  for (let k = 0; k < K; k++) {
    whitening.set(whiten(weights[k], covariances.subarray(3 * k)), 4 * k)
    if (offsets) whitening[4 * k + 3] = offsets[k]
  }
  for (let i = 0; i < N; i++) {
    const x = points[2 * i], y = points[2 * i + 1], row = i * K
    let largest = -Infinity
    for (let k = 0; k < K; k++) {
      const dx = x - means[2 * k], dy = y - means[2 * k + 1]
      const u = whitening[4 * k] * dx, v = whitening[4 * k + 1] * dx + whitening[4 * k + 2] * dy
      const squared = u * u + v * v
      const logTerm = whitening[4 * k + 3] - 0.5 * (degrees ? (degrees[k] + 2) * Math.log1p(squared / degrees[k]) : squared)
      shares[row + k] = logTerm
      if (logTerm > largest) largest = logTerm
    }
    // Subtracting the largest keeps a point far from every component from underflowing to 0 / 0,
    // and what is below the threshold cannot be seen but would be slow to compute.
    let total = 0
    for (let k = 0; k < K; k++) {
      const below = shares[row + k] - largest
      total += shares[row + k] = below < INVISIBLE ? 0 : Math.exp(below)
    }
    for (let k = 0; k < K; k++) shares[row + k] /= total
  }
  return shares
}

/** The inverse of the covariance's Cholesky factor, [[a, 0], [b, c]], and log weight / |factor|. */
function whiten(weight, [xx, xy, yy]) {
  const l11 = Math.sqrt(xx), l21 = xy / l11, l22 = Math.sqrt(yy - l21 * l21)
  return [1 / l11, -l21 / (l11 * l22), 1 / l22, Math.log(weight) - Math.log(l11) - Math.log(l22)]
}

/** Give every point to the nearest centroid, as k-means does. Ties go to the lower number. */
export function nearest(points, centroids) {
  const K = centroids.length / 2, N = points.length / 2
  const labels = new Uint8Array(N)
  for (let i = 0; i < N; i++) {
    let smallest = Infinity
    for (let k = 0; k < K; k++) {
      const dx = points[2 * i] - centroids[2 * k], dy = points[2 * i + 1] - centroids[2 * k + 1]
      const squared = dx * dx + dy * dy
      if (squared < smallest) { smallest = squared; labels[i] = k }
    }
  }
  return labels
}
