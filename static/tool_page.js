// What a tool may use of the page, and nothing else.

import { glyph, source } from "./plot.js"

/**
 * @param {object} stepper the page's wiring; see stepper.js
 * @param {import("./guide.js").Guide} guide
 */
export function toolPage(stepper, guide) {
  return {
    /** The colours of the components, by name. */
    get names() { return stepper.names.slice(0, stepper.run.K) },
    get theme() { return stepper.theme },
    get panes() { return stepper.panes },
    get component() { return guide.component },
    /** Look at the numbers of another component. */
    look(component) {
      guide.look(component)
      stepper.show()
    },
    get settings() { return stepper.message.settings },
    get model() { return stepper.message.model },
    /** Change settings; `keep` stays at the same iteration, as far as the new run goes. */
    set(values, keep = false) { guide.set(values, keep) },
    reset() { stepper.go(0) },
    send(message) { stepper.send(message) },
    /** Draw in the mixture's pane where the reader said that something will be. */
    guess({ x, y, at }) {
      const [pane] = stepper.panes.panes, { ink } = stepper.theme
      const line = pane.overlay(source({ x, y }), glyph("Line", { x: { field: "x" }, y: { field: "y" }, line_color: ink, line_width: 2, line_dash: [3, 4] }))
      const cross = pane.overlay(source({ x: [at[0]], y: [at[1]] }), glyph("Scatter", { x: { field: "x" }, y: { field: "y" }, marker: { value: "x" }, size: 12, line_color: ink, line_width: 2.4 }))
      return { remove() { line.remove(); cross.remove() } }
    },
  }
}
