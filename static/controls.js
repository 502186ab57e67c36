// The control bar and the settings: native controls that say what the person did.

import { element } from "./dom.js"
import { showOtherSet } from "./other_set.js"

export const SPEEDS = [["1 / s", 1], ["2 / s", 2], ["5 / s", 5], ["20 / s", 20]]
const DEFAULT_SPEED = 2

export class Controls {
  /**
   * @param {HTMLElement} host
   * @param {object} refs
   * @param {object} actions one function for each button, and `set(values)` for the settings
   */
  constructor(host, refs, actions) {
    this.refs = refs
    this.sets = [...host.querySelectorAll("input[name=data]")]
    this.settings = Object.fromEntries([...host.querySelectorAll("[data-setting]")].map((found) => [found.dataset.setting, found]))
    for (const name of ["reset", "back", "step", "e-step", "m-step", "run", "new-start"]) {
      refs[name].addEventListener("click", actions[name])
    }
    for (const input of this.sets) input.addEventListener("change", () => actions.set({ data: input.value }))
    for (const name of ["n", "k"]) {
      this.settings[name].addEventListener("change", () => actions.set({ [name]: wholeNumber(this.settings[name]) }))
    }
    for (const name of ["covariance", "start"]) {
      const select = this.settings[name]
      select.addEventListener("change", () => { if (select.value === refs["by-hand"].value) actions["by-hand"](); else actions.set({ [name]: select.value }) })
    }
    const [across, up] = [this.settings["column-x"], this.settings["column-y"]]
    for (const [changed, other] of [[across, up], [up, across]]) {
      changed.addEventListener("change", () => {
        // The same column twice would be a line; choosing the other one's column swaps them.
        if (changed.value === other.value) other.value = this.columns[changed === across ? 0 : 1]
        actions.set({ columns: [across.value, up.value] })
      })
    }
    refs.fewer.addEventListener("click", () => actions.set({ k: Number(this.settings.k.value) - 1 }))
    refs.more.addEventListener("click", () => actions.set({ k: Number(this.settings.k.value) + 1 }))
    refs.speed.append(...SPEEDS.map(([label, value]) => element("option", { value }, label)))
    refs.speed.value = DEFAULT_SPEED
  }

  get speed() { return Number(this.refs.speed.value) }

  /** Show the settings as they are, whatever had been typed. */
  setRun({ settings, data, model }) {
    const { n, k, covariance, start, "column-x": across, "column-y": up } = this.settings
    for (const input of this.sets) input.checked = input.value === settings.data
    showOtherSet(this.refs["other-data"], data, Boolean(data.own) || this.sets.some((input) => input.checked))
    const [low, high] = data.limits
    Object.assign(n, { value: settings.n, min: low, max: high, disabled: low === high })
    k.value = settings.k
    covariance.value = settings.covariance
    for (const option of start.querySelectorAll("[data-given]")) option.hidden = option.dataset.given !== settings.data
    start.value = settings.start
    this.refs.seed.textContent = settings.seed
    k.max = model.max_components
    this.refs.fewer.disabled = settings.k <= Number(k.min)
    this.refs.more.disabled = settings.k >= Number(k.max)
    this.columns = settings.columns
    const choice = data.all_columns.length > 2
    for (const [i, select] of [across, up].entries()) {
      select.replaceChildren(...data.all_columns.map((name) => element("option", { value: name }, name.replace(/ \(.*\)$/, ""))))
      select.value = settings.columns[i]
    }
    this.refs["column-x"].hidden = this.refs["column-y"].hidden = !choice
    this.refs["points-field"].hidden = choice && low === high
  }

  /** Buttons that cannot do anything are disabled. */
  show({ cursor, atEnd, playing }) {
    const { refs } = this, half = cursor % 2 === 1
    refs.reset.disabled = refs.back.disabled = cursor === 0
    refs.step.disabled = atEnd
    refs["e-step"].disabled = atEnd || half
    refs["m-step"].disabled = atEnd || !half
    refs.run.disabled = atEnd
    refs.run.textContent = playing ? "Pause" : "Run"
    refs.run.setAttribute("aria-pressed", playing)
  }
}

/** What was typed, as a number if it is one: the server names what is wrong with anything else. */
function wholeNumber(input) {
  return input.value === "" || Number.isNaN(input.valueAsNumber) ? input.value : input.valueAsNumber
}
