// A shape for each component beside its colour: of its points, its ellipses' dashes, its squares in lists.

import { clipPath, dashes, shapeOf } from "../alone/outlines.js"

// As Bokeh names them.
const MARKS = ["circle", "square", "triangle", "diamond", "inverted_triangle", "star", "hex", "plus", "square_pin", "triangle_pin"]
// At most so many components are shown.
const COLOURED = 20

export class Shapes {
  /** @param {object} page `host`, both `panes`, the `mixture` pane, and `show()`, which paints all anew */
  constructor(page) {
    Object.assign(this, page)
    this.sheet = new CSSStyleSheet()
    this.sheet.replaceSync([
      "[data-shapes] .swatch { width: 12px; height: 12px; border-radius: 0 }",
      "[data-shapes] .chips:has(li:nth-child(11)) .swatch { width: 8px; height: 8px }",
      ...Array.from({ length: COLOURED }, (_, k) => `[data-shapes] .swatch.c${k} { clip-path: ${clipPath(k)} }`),
    ].join("\n"))
    this.host.getRootNode().adoptedStyleSheets.push(this.sheet)
  }

  /** Show components by shapes, too, or by colours alone. */
  set(on) {
    this.host.toggleAttribute("data-shapes", on)
    for (const pane of this.panes) pane.shape(on ? marks : null)
    this.mixture.dash = on ? dashes : null
    this.show()
  }
}

/** The mark of each point; all are circles where there are no components yet. */
function marks(labels, n) { return labels ? Array.from(labels, (k) => MARKS[shapeOf(k)]) : new Array(n).fill(MARKS[0]) }
