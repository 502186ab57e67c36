// Numbers as a reader expects them: a true minus sign, grouped thousands, few digits.

const fixed = (digits) => new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
const FIXED = [0, 1, 2, 3, 4].map(fixed)

/** A number with so many decimals, "−1,277.1". */
export function decimal(value, digits) {
  return FIXED[digits].format(value).replace("-", "−").replace(/^−(?=0(\.0*)?$)/, "")
}

/** As `decimal`, with its sign always shown. */
export function signed(value, digits) {
  const text = decimal(value, digits)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A total, such as a log-likelihood or an inertia: about five digits that matter. */
export function total(value) {
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) return scientific(value)
  return decimal(value, size >= 100 ? 1 : size >= 1 ? 3 : 4)
}

/** A gain, which may be large at first and tiny at last. */
export function gain(value) {
  const size = Math.abs(value)
  if (size === 0) return "0"
  return size >= 0.1 ? signed(value, size >= 10 ? 1 : 2) : `${value > 0 ? "+" : ""}${small(value)}`
}

/** A density or a product of one: three digits, whatever the size. */
export function small(value) {
  const size = Math.abs(value)
  if (size === 0) return "0"
  if (size >= 1e-4 && size < 1e5) return size < 999.5 ? value.toPrecision(3).replace("-", "−") : decimal(value, 0)
  return scientific(value)
}

/** A share as a whole per cent; what is not quite none or all says so. */
export function percent(share) {
  const rounded = Math.round(100 * share)
  if (rounded === 0 && share > 1e-12) return "<1 %"
  if (rounded === 100 && share < 1 - 1e-12) return ">99 %"
  return `${rounded} %`
}

function scientific(value) {
  const [digits, exponent] = value.toExponential(2).split("e")
  const raised = exponent.replace("+", "").replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d])
  return `${digits.replace("-", "−")} × 10${raised}`
}
