// The tools that are open beside the picture. Each is built when it is opened and gone when closed.

import { AnomalyTool } from "./anomaly_tool.js"
import { BesideTool } from "./beside_tool.js"
import { BoundTool } from "./bound_tool.js"
import { ClimbTool } from "./climb_tool.js"
import { ConcentrationTool } from "./concentration_tool.js"
import { CriteriaTool } from "./criteria_tool.js"
import { DensityTool } from "./density_tool.js"
import { element } from "./dom.js"
import { ForetellTool } from "./foretell_tool.js"
import { GenerateTool } from "./generate_tool.js"
import { GraphTool } from "./graph_tool.js"
import { HalvesTool } from "./halves_tool.js"
import { HardenTool } from "./harden_tool.js"
import { HeldOutTool } from "./held_out_tool.js"
import { ModelTool } from "./model_tool.js"
import { OutlierTool } from "./outlier_tool.js"
import { ParametersTool } from "./parameters_tool.js"
import { PermuteTool } from "./permute_tool.js"
import { PredictionTool } from "./prediction_tool.js"
import { RestartsTool } from "./restarts_tool.js"
import { RegressionTool } from "./regression_tool.js"
import { SampleTool } from "./sample_tool.js"
import { ShrinkTool } from "./shrink_tool.js"
import { SnippetTool } from "./snippet_tool.js"
import { SweepTool } from "./sweep_tool.js"
import { TypesTool } from "./types_tool.js"
import { WeightsTool } from "./weights_tool.js"

/**
 * A tool is a class with
 *   `constructor(page, options, changed)`: what the page has (see stepper.js), what it begins with,
 *   and what to call when its options have changed; `panel`, its element; `options`, what to ask
 *   the engine about; `show(answer)`; `close()`; and, if it takes clicks on the picture, `tap(place)`,
 *   which returns whether it took one. Of what `tell` tells, it hears what it has a method for:
 *   `wait`, an answer is on its way; `setRun`; `move` and `leave`, the pointer; `viewed`, the picture
 *   was moved or zoomed; `probed`, a place was read; `refused`, a question was. One that has
 *   long work done has `work`; see work.js.
 */
const TOOLS = {
  prediction: PredictionTool,
  foretell: ForetellTool,
  model: ModelTool,
  harden: HardenTool,
  weights: WeightsTool,
  concentration: ConcentrationTool,
  climb: ClimbTool,
  restarts: RestartsTool,
  shrink: ShrinkTool,
  generate: GenerateTool,
  bound: BoundTool,
  graph: GraphTool,
  permute: PermuteTool,
  halves: HalvesTool,
  density: DensityTool,
  anomaly: AnomalyTool,
  sample: SampleTool,
  beside: BesideTool,
  types: TypesTool,
  sweep: SweepTool,
  criteria: CriteriaTool,
  outlier: OutlierTool,
  held_out: HeldOutTool,
  regression: RegressionTool,
  parameters: ParametersTool,
  snippet: SnippetTool,
}

/** These take the second pane, so that only one of them is open. */
const SECOND = ["beside", "types", "outlier", "held_out", "regression"]

/** What can be switched on at any time, and what its switch says. */
const SWITCHES = {
  halves: "Half-steps",
  density: "Density",
  anomaly: "Anomalies",
  sample: "Samples",
  beside: "Beside",
  sweep: "How many?",
  parameters: "Counts",
  snippet: "Code",
}

export class ToolBox {
  /**
   * @param {object} refs
   * @param {object} page what tools may use of the page
   * @param {() => void} changed
   */
  constructor(refs, page, changed) {
    Object.assign(this, { refs, page, changed, open: new Map() })
    this.switches = new Map(Object.entries(SWITCHES).map(([name, label]) => {
      const button = element("button", { type: "button", "aria-pressed": "false" }, label)
      button.addEventListener("click", () => this.toggle(name))
      return [name, button]
    }))
    refs.switches.append(...this.switches.values())
  }

  /** What each open tool asks the engine about. */
  get asked() { return Object.fromEntries([...this.open].map(([name, tool]) => [name, tool.options])) }

  /** Open these tools with their options, and close all others. */
  set(tools) {
    for (const name of [...this.open.keys()]) this.#close(name)
    for (const name of Object.keys(TOOLS)) if (name in tools) this.#open(name, tools[name])
    this.#told()
  }

  toggle(name) {
    if (this.open.has(name)) this.#close(name)
    else this.#open(name, {})
    this.#told()
    this.changed()
  }

  show(answers) {
    for (const [name, answer] of Object.entries(answers)) this.open.get(name)?.show(answer)
    this.refs.tools.classList.remove("stale")
  }

  /** The picture has gone on, and the answers are on their way. */
  wait() {
    this.refs.tools.classList.add("stale")
    this.tell("wait")
  }

  /** Another run has begun, with other points or other components. */
  setRun() { this.tell("setRun") }

  /** Tell the open tools that something has happened. */
  tell(what, ...about) { for (const tool of this.open.values()) tool[what]?.(...about) }

  /** Something about long work has come. */
  worked(message) { this.open.get(message.name)?.work.receive(message) }

  /** Whether a tool took a click on the picture. */
  tap(place, pane) { return [...this.open.values()].some((tool) => tool.tap?.(place, pane)) }

  #open(name, options) {
    for (const other of SECOND) if (SECOND.includes(name) && this.open.has(other)) this.#close(other)
    const tool = new TOOLS[name](this.page, options, () => this.changed())
    this.open.set(name, tool)
    this.refs.tools.append(tool.panel)
  }

  #close(name) {
    const tool = this.open.get(name)
    this.open.delete(name)
    tool.close()
    tool.panel.remove()
  }

  #told() {
    for (const [name, button] of this.switches) button.setAttribute("aria-pressed", this.open.has(name))
    this.refs.tools.hidden = this.open.size === 0
  }
}
