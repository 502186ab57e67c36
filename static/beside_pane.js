// What stands in the second pane instead of k-means: clusters of DBSCAN, or a kernel density.

import { pick, plain } from "./colour.js"
import { contourLines, PROPERTIES } from "./contour_lines.js"
import { element } from "./dom.js"
import { decimal, small } from "./format.js"
import { make, source } from "./bokeh_models.js"
import { MANY_POINTS, radius } from "./raster.js"

const HOLE = 3.4
const MOST_HOLES = 1500
const BEING_FOUND = "Being worked out…"

export class BesidePane {
  /**
   * @param {object} refs the page's elements
   * @param {object} pane the second plot
   * @param {string} method
   * @param {object} kind what it is called, says and draws; see `KINDS`
   */
  constructor(refs, pane, method, kind = KINDS[method]) {
    Object.assign(this, { refs, pane, kind, found: null, drawn: null, version: 0, problem: "" })
    const article = refs["kmeans-plot"].closest("article")
    this.title = article.querySelector("h2")
    this.chips = refs["kmeans-chips"]
    this.numbers = refs["kmeans-objective"].closest("dl")
    this.before = { title: this.title.textContent, label: refs["kmeans-plot"].getAttribute("aria-label") }
    this.facts = element("dl", { class: "facts" })
    // Their line stays, so that both pictures keep the same size.
    this.chips.classList.add("absent")
    this.numbers.hidden = true
    this.numbers.after(this.facts)
    this.title.textContent = this.kind.title
    this.#tell()
  }

  /** Show what was found; null while nothing is known of these points. */
  set(found, problem = "") {
    Object.assign(this, { found, problem, version: this.version + 1 })
    this.drawn?.remove()
    this.drawn = null
    this.#tell()
  }

  /** Paint, in the colours of the day; cheap if nothing has changed. */
  show(theme, { x, y }) {
    const { found, pane, kind } = this
    pane.colour(`beside/${this.version}`, () => (found ? kind.colours(found, theme, x, y) : plain(theme.neutral, x.length)))
    if (found) this.drawn ??= kind.draw(pane, found, x, y)
    this.drawn?.paint(theme)
  }

  /** What it says of one point, for a sentence. */
  says(point, names) { return this.found ? this.kind.says(this.found, point, names) : "" }

  /** Everything as it was. */
  remove() {
    const { refs, before } = this
    this.drawn?.remove()
    this.facts.remove()
    this.chips.classList.remove("absent")
    this.numbers.hidden = false
    this.title.textContent = before.title
    refs["kmeans-plot"].setAttribute("aria-label", before.label)
  }

  #tell() {
    const { refs, found, kind } = this
    this.facts.replaceChildren(...kind.facts(found).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))))
    refs["kmeans-status"].textContent = kind.status ? kind.status(found) : "no steps"
    refs["kmeans-status"].classList.remove("ended")
    refs["kmeans-note"].textContent = this.problem || (found ? kind.note(found) : BEING_FOUND)
    refs["kmeans-plot"].setAttribute("aria-label", found ? kind.label(found) : `Points; ${kind.title} is not known yet`)
  }
}

const agreement = () => element("button", { type: "button", class: "term", popovertarget: "agreement-help" }, "agreement")

const cluster = (label, palette) => label % palette.length

const counted = (n, one, many = `${one}s`) => `${decimal(n, 0)} ${n === 1 ? one : many}`

const percents = (shares) => shares.map((share) => decimal(100 * share, 0)).join(", ")

const KINDS = {
  DBSCAN: {
    title: "DBSCAN",
    facts: (found) => [
      ["clusters", found ? decimal(found.clusters, 0) : "–"],
      ["noise", found ? decimal(found.noise, 0) : "–"],
      ...(found && found.agreement === null ? [] : [[agreement(), found ? decimal(found.agreement, 2) : "–"]]),
    ],
    note: () => "Found at once, by who is near whom.",
    label: ({ clusters, noise }) => `Points coloured by DBSCAN: ${counted(clusters, "cluster")}, ${counted(noise, "noise point")}`,
    colours: ({ labels }, { palette, neutral }) =>
      pick(Array.from(labels, (label) => (label < 0 ? palette.length : cluster(label, palette))), [...palette, neutral]),
    says: ({ labels }, point, names) =>
      `DBSCAN says: ${labels[point] < 0 ? "noise" : `${names[cluster(labels[point], names)]}, whole`}.`,
    /** A hole in each noise point makes it an open mark. */
    draw(pane, { labels }, x, y) {
      const noise = [...labels.keys()].filter((i) => labels[i] < 0), shown = noise.length > MOST_HOLES ? [] : noise
      const size = x.length > MANY_POINTS ? radius(x.length) : HOLE
      const holes = pane.overlay(source({ x: shown.map((i) => x[i]), y: shown.map((i) => y[i]) }),
        make("Scatter", { x: { field: "x" }, y: { field: "y" }, size, line_color: null }))
      return { paint({ pane: paper }) { holes.glyph.fill_color = paper }, remove() { holes.remove() } }
    },
  },
  "kernel density": {
    title: "Kernel density",
    facts: (found) => [["bandwidth", found ? small(found.bandwidth) : "–"]],
    note: ({ shares }) => `Lines hold ${percents(shares)} % of it.`,
    label: ({ shares }) => `Points, and contours that hold ${percents(shares)} % of their kernel density`,
    colours: (found, { neutral }) => plain(neutral, found.n),
    says: () => "",
    draw(pane, found) {
      const lines = pane.overlay(source(contourLines(found)), make("MultiLine", PROPERTIES))
      return { paint({ ink }) { lines.glyph.line_color = ink }, remove() { lines.remove() } }
    },
  },
}
