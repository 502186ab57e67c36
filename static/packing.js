// Messages as they travel: app/packing.py packs them.

const TYPES = { f8: Float64Array, f4: Float32Array, i4: Int32Array, u4: Uint32Array, u1: Uint8Array }

const LENGTH = 4

/** The message, with its arrays, that the server packed. */
export function unpacked(block) {
  const begin = LENGTH + new DataView(block).getUint32(0, true), text = new Uint8Array(block, LENGTH, begin - LENGTH)
  const message = placed(JSON.parse(new TextDecoder().decode(text)), block, begin), mixture = message.chunk?.mixture
  if (mixture?.parameters) Object.assign(mixture, parameters(mixture.parameters))
  return message
}

function placed(value, block, begin) {
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) return value.map((each) => placed(each, block, begin))
  if (typeof value.$ === "string") return Number(value.$)
  if (value.$) {
    const [type, start, length] = value.$
    return new TYPES[type](block, begin + start, length)
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, placed(each, block, begin)]))
}

/** Rows of parameters out of those that were sent whole, and the steps between the others. */
function parameters({ whole, rows, steps }) {
  const width = rows.length / whole.length, count = whole.length + steps.length / width, K = width / 6
  const made = { weights: new Float64Array(count * K), means: new Float64Array(2 * count * K), covariances: new Float64Array(3 * count * K) }
  let row = null
  for (let t = 0, w = 0; t < count; t++) {
    if (whole[w] === t) row = rows.slice(w * width, ++w * width)
    else for (let i = 0; i < width; i++) row[i] += steps[(t - w) * width + i]
    made.weights.set(row.subarray(0, K), t * K)
    made.means.set(row.subarray(K, 3 * K), 2 * t * K)
    made.covariances.set(row.subarray(3 * K), 3 * t * K)
  }
  return made
}
