// Tables as CSV, every number by the fewest digits that give it back.

// What a spreadsheet would take for the beginning of a formula.
const FORMULA = /^[\s=+\-@#]+/

/** Parameters of every component: one row each. */
export function parametersTable({ weights, means, covariances, degrees }, columns) {
  const [x, y] = columns.map(plain)
  const names = ["component", "weight", `mean of ${x}`, `mean of ${y}`, `variance of ${x}`, `covariance of ${x} and ${y}`, `variance of ${y}`]
  const rows = Array.from(weights, (weight, k) => [
    k + 1, weight, ...means.subarray(2 * k, 2 * k + 2), ...covariances.subarray(3 * k, 3 * k + 3), ...(degrees ? [degrees[k]] : []),
  ])
  return csv(degrees ? [...names, "degrees of freedom"] : names, rows)
}

/**
 * Responsibilities: one row a point.
 * @param {Float64Array} points x and y in turn
 * @param {Float64Array} shares rows of K
 * @param {?Int32Array} groups
 */
export function responsibilitiesTable(points, shares, K, groups, columns) {
  const each = Array.from({ length: K }, (_, k) => k), names = different(columns.map(plain), ["group", "label"])
  const rows = Array.from({ length: shares.length / K }, (_, i) => {
    const row = shares.subarray(i * K, (i + 1) * K)
    return [points[2 * i], points[2 * i + 1], ...(groups ? [groups[i] + 1] : []), ...row, row.indexOf(Math.max(...row)) + 1]
  })
  return csv([...names, ...(groups ? ["group"] : []), ...each.map((k) => `component ${k + 1}`), "label"], rows)
}

/** The names of columns, none of them one that is ours. */
function different(names, ours) { return names.map((name) => (ours.includes(name) || name.startsWith("component ") ? `${name} (data)` : name)) }

function plain(name, i) { return name.replace(FORMULA, "") || `column ${i + 1}` }

function csv(names, rows) { return `${[names, ...rows].map((row) => row.map(cell).join(",")).join("\n")}\n` }

function cell(value) {
  const text = String(value)
  return /[",\r\n;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
