// Small helpers for the page's markup.

const SVG = "http://www.w3.org/2000/svg"
const SVG_NAMES = new Set(["svg", "path", "line", "circle", "text"])

/** An element with attributes and children; strings become text, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = SVG_NAMES.has(name) ? document.createElementNS(SVG, name) : document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** A button with words on it. */
export function button(label, pressed) {
  const made = element("button", { type: "button", class: "button" }, label)
  made.addEventListener("click", pressed)
  return made
}

/** The elements of the page's markup by their `data-ref`. */
export function references(host) {
  return Object.fromEntries([...host.querySelectorAll("[data-ref]")].map((found) => [found.dataset.ref, found]))
}

/** A square in a component's colour; a class, so that no inline style has to be allowed. */
export function swatch(k) { return element("span", { class: `swatch c${k}` }) }
