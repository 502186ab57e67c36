// The points that the mixture finds least likely, by how many or by how unlikely.

import { element } from "./dom.js"
import { decimal, percent } from "./format.js"
import { PointMarks } from "./marks.js"
import { radius } from "./raster.js"

const STEP = 0.05
const LARGEST = 11

export class AnomalyTool {
  constructor(page, options, changed) {
    Object.assign(this, { page, changed, options })
    this.marks = new PointMarks(page, { marker: { value: "x" }, line_width: 1.6 })
    this.sliders = {
      share: this.#slider("Share marked", "share", { min: 0, max: 0.5, step: 0.001 }),
      threshold: this.#slider("log p at most", "density", { step: STEP }),
    }
    this.said = element("p", { class: "numbers" })
    this.planted = element("dl", { class: "counts" })
    this.panel = element("section", { class: "tool anomaly", "aria-label": "Anomalies" },
      this.sliders.share.label, this.sliders.threshold.label, this.said, this.planted)
    this.setRun()
  }

  setRun() {
    this.marks.setRun()
    this.marks.shape.size = Math.min(LARGEST, 4 * radius(this.page.panes.x.length))
  }

  close() { this.marks.remove() }

  wait() { this.marks.wait() }

  viewed() { this.marks.viewed() }

  show({ flagged, n, by, share, threshold, range, planted }) {
    const { x, y } = this.page.panes, { sliders, options } = this
    this.marks.show({ x: Float64Array.from(flagged, (i) => x[i]), y: Float64Array.from(flagged, (i) => y[i]) })
    // Below all points, so that none need be marked, and up to where half of them are.
    sliders.threshold.input.min = STEP * (Math.floor(range[0] / STEP) - 1)
    sliders.threshold.input.max = STEP * Math.ceil(range[1] / STEP)
    sliders.share.input.value = by === "share" ? options.share ?? share : share
    sliders.threshold.input.value = threshold ?? sliders.threshold.input.min
    sliders.share.value.textContent = `${decimal(100 * share, 1)} %`
    sliders.threshold.value.textContent = threshold === null ? "–" : decimal(threshold, 2)
    this.said.textContent = `${decimal(flagged.length, 0)} of ${decimal(n, 0)} points are marked.`
    this.planted.hidden = !planted
    if (planted) this.planted.replaceChildren(...rows(planted))
  }

  /** One of two ways to say the same: whichever was moved last counts, and the other follows. */
  #slider(name, by, attributes) {
    const value = element("output")
    const input = element("input", { type: "range", ...attributes })
    input.addEventListener("input", () => {
      this.options = { ...this.options, by, [by === "share" ? "share" : "threshold"]: Number(input.value) }
      this.changed()
    })
    return { input, value, label: element("label", { class: "slide" }, element("span", {}, name), input, value) }
  }
}

function rows({ total, caught, precision, recall }) {
  const whole = (share) => (share === null ? "–" : percent(share))
  return [["planted", total], ["of them marked", caught], ["precision", whole(precision)], ["recall", whole(recall)]]
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value))))
}
