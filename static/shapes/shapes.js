// A shape for each component beside its colour: of its points, its ellipses' dashes, its squares in lists.

// So many are told apart; of more the shape is another than that of the component with the same colour.
const DISTINCT = 10
const SHIFT = 5

const MARKS = ["circle", "square", "triangle", "diamond", "inverted_triangle", "star", "hex", "plus", "square_pin", "triangle_pin"]
const DASHES = [[], [9, 4], [2, 3], [12, 4, 2, 4], [16, 5], [5, 2], [1, 5], [12, 3, 2, 3, 2, 3], [6, 7], [3, 2]]
// The same shapes as parts of a square, in per cent.
const CLIPS = [
  "circle()", "none", "polygon(50% 0, 100% 100%, 0 100%)", "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)", "polygon(0 0, 100% 0, 50% 100%)",
  "polygon(50% 0, 63% 36%, 100% 38%, 71% 61%, 81% 100%, 50% 77%, 19% 100%, 29% 61%, 0 38%, 37% 36%)",
  "polygon(25% 5%, 75% 5%, 100% 50%, 75% 95%, 25% 95%, 0 50%)",
  "polygon(34% 0, 66% 0, 66% 34%, 100% 34%, 100% 66%, 66% 66%, 66% 100%, 34% 100%, 34% 66%, 0 66%, 0 34%, 34% 34%)",
  "polygon(0 0, 50% 22%, 100% 0, 78% 50%, 100% 100%, 50% 78%, 0 100%, 22% 50%)",
  "polygon(50% 0, 64% 58%, 100% 100%, 50% 82%, 0 100%, 36% 58%)",
]

const shapeOf = (k) => (k < DISTINCT ? k : (k + SHIFT) % DISTINCT)

export class Shapes {
  /** @param {object} page `host`, both `panes`, the `mixture` pane, and `show()`, which paints all anew */
  constructor(page) {
    Object.assign(this, page)
    this.sheet = new CSSStyleSheet()
    this.sheet.replaceSync([
      "[data-shapes] .swatch { width: 12px; height: 12px; border-radius: 0 }",
      "[data-shapes] .chips:has(li:nth-child(11)) .swatch { width: 8px; height: 8px }",
      ...Array.from({ length: 2 * DISTINCT }, (_, k) => `[data-shapes] .swatch.c${k} { clip-path: ${CLIPS[shapeOf(k)]} }`),
    ].join("\n"))
    this.host.getRootNode().adoptedStyleSheets.push(this.sheet)
  }

  /** Show components by shapes, too, or by colours alone. */
  set(on) {
    this.host.toggleAttribute("data-shapes", on)
    for (const pane of this.panes) pane.shape(on ? marks : null)
    this.mixture.dash = on ? (k) => DASHES[shapeOf(k)] : null
    this.show()
  }
}

/** The mark of each point; all are circles where there are no components yet. */
function marks(labels, n) { return labels ? Array.from(labels, (k) => MARKS[shapeOf(k)]) : new Array(n).fill(MARKS[0]) }
