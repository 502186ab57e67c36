// Colours: components have one each, and a point's is theirs mixed by its shares.
// Any two of the ten lie 10 or more apart (CIEDE2000), in normal vision and in three simulated
// deficiencies (Machado et al., 2009), and each has a contrast of 3 to its pane.
// Mixing is done in OKLab (Ottosson, 2020), where halfway looks halfway.

export const LIGHT = ["#0c2caa", "#c88011", "#446f47", "#8c4876", "#ac6cf5", "#4b9b9a", "#7c1403", "#636906", "#7711ff", "#dd2255"]
export const DARK = ["#3477dd", "#fe6a00", "#78ad86", "#b07896", "#bfa0eb", "#97e9e8", "#f8b4b4", "#e0de69", "#aa4466", "#cc0011"]
export const NAMES = {
  light: ["blue", "amber", "green", "plum", "violet", "teal", "brown", "olive", "indigo", "crimson"],
  dark: ["blue", "orange", "sage", "mauve", "lilac", "aqua", "rose", "yellow", "wine", "red"],
}

/** "#rrggbb" as [L, a, b]. */
export function oklab(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255))
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/**
 * Mix the palette by shares.
 * @param {Float64Array} shares N rows of K
 * @param {string[]} palette K colours or more
 * @returns {Uint32Array} N opaque colours as 0xrrggbbaa, as Bokeh takes them
 */
export function mix(shares, palette, K) {
  const labs = Float64Array.from(palette.slice(0, K).flatMap(oklab))
  const colours = new Uint32Array(shares.length / K)
  for (let i = 0; i < colours.length; i++) {
    let L = 0, a = 0, b = 0
    for (let k = 0; k < K; k++) {
      const share = shares[i * K + k]
      L += share * labs[3 * k]
      a += share * labs[3 * k + 1]
      b += share * labs[3 * k + 2]
    }
    colours[i] = packed(L, a, b)
  }
  return colours
}

/** One colour for each label. */
export function pick(labels, palette) {
  const packedPalette = palette.map((hex) => packed(...oklab(hex)))
  return Uint32Array.from(labels, (label) => packedPalette[label])
}

/** The same colour N times. */
export function plain(hex, N) {
  return new Uint32Array(N).fill(packed(...oklab(hex)))
}

function packed(L, a, b) {
  const l = cubed(L + 0.3963377774 * a + 0.2158037573 * b)
  const m = cubed(L - 0.1055613458 * a - 0.0638541728 * b)
  const s = cubed(L - 0.0894841775 * a - 1.291485548 * b)
  const red = byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0
}

const cubed = (c) => c * c * c

const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)

const gamma = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)

// A power for each channel of each point would take most of the time, so they are looked up.
const STEPS = 1 << 15
const BYTES = Uint8Array.from({ length: STEPS + 1 }, (_, i) => Math.round(255 * gamma(i / STEPS)))

const byte = (c) => BYTES[c <= 0 ? 0 : c >= 1 ? STEPS : Math.round(c * STEPS)]
