// Files that the browser makes: their names, and how they are offered.

/** "em-stepper-tilted-k3-iter12.png"; nothing that a visitor typed is in it. */
export function fileName({ settings }, iteration, ending) {
  const at = iteration === null ? "" : `-iter${iteration}`
  return `em-stepper-${settings.data}-k${settings.k}${at}${ending}`
}

/** Offer a file to be kept. */
export function offer(name, blob) {
  const link = document.createElement("a"), address = URL.createObjectURL(blob)
  Object.assign(link, { href: address, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** "120 kB" */
export function size(bytes) { return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3)).toLocaleString("en")} kB` : `${(bytes / 1e6).toFixed(1)} MB` }
