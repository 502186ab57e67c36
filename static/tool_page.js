// What a tool may use of the page, and nothing else.

import { make, source } from "./bokeh_models.js"

// Half-steps, beyond the end of any run.
const TO_THE_END = 1e9

/**
 * @param {object} stepper the page's wiring; see stepper.js
 * @param {import("./guide.js").Guide} guide
 */
export function toolPage(stepper, guide) {
  return {
    /** The colours of the components, by name. */
    get names() { return stepper.names.slice(0, stepper.run.K) },
    get theme() { return stepper.theme },
    /** Whether the reader wants no motion. */
    get still() { return stepper.still.matches },
    get panes() { return stepper.panes },
    get refs() { return stepper.refs },
    /** Whether work of this name has gone on from the run before, because it is about the same. */
    working(name) { return stepper.message.work.includes(name) },
    /** Ask anew what there is to show: the engine has found out more. */
    again() { guide.again() },
    /** Show this in the second pane (see beside_pane.js); null brings k-means back. */
    instead(shown) { stepper.showInstead(shown) },
    get component() { return guide.component },
    /** What tells this run from others; it and the cursor stand for all that is on the screen. */
    get run() { return stepper.run.id },
    get cursor() { return stepper.cursor },
    /** The mixture's centres as far on as is known, x and y in turn. */
    get means() { return stepper.run.frame(stepper.run.computed).mixture.means },
    /** What the axes are, without their units. */
    get columns() { return stepper.hover.columns },
    /** A place on the picture, as a pair with no more digits than a pixel is worth. */
    nearly({ x, y }) {
      const { x_range, y_range } = stepper.panes.ranges, { width, height } = stepper.panes.panes[0].inside()
      return [rounded(x, (x_range.end - x_range.start) / width), rounded(y, (y_range.end - y_range.start) / height)]
    },
    /** Look at the numbers of another component. */
    look(component) {
      guide.look(component)
      stepper.show()
    },
    get settings() { return stepper.message.settings },
    get model() { return stepper.message.model },
    /** Change settings; `keep` stays at the same iteration, as far as the new run goes, or at its "end". */
    set(values, keep = false) { guide.set(values, keep === "end" ? TO_THE_END : keep) },
    /** Give each component the colour of this number; null gives each its own. */
    recolour(colours) { stepper.recolour(colours) },
    reset() { stepper.go(0) },
    send(message) { stepper.send(message) },
    /** Draw in the mixture's pane where the reader said that something will be. */
    guess({ x, y, at }) {
      const [pane] = stepper.panes.panes, { ink } = stepper.theme
      const line = pane.overlay(source({ x, y }), make("Line", { x: { field: "x" }, y: { field: "y" }, line_color: ink, line_width: 2, line_dash: [3, 4] }))
      const cross = pane.overlay(source({ x: [at[0]], y: [at[1]] }), make("Scatter", { x: { field: "x" }, y: { field: "y" }, marker: { value: "x" }, size: 12, line_color: ink, line_width: 2.4 }))
      return { remove() { line.remove(); cross.remove() } }
    },
  }
}

function rounded(value, pixel) {
  const digits = Math.ceil(-Math.log10(pixel))
  return digits >= 0 && digits <= 100 ? Number(value.toFixed(digits)) : value
}
