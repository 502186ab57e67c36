// What stands around the picture: the lesson, the tools, their numbers, and the way back.

import { Lesson } from "./lesson.js"
import { Looks } from "./looks.js"
import { ToolBox } from "./toolbox.js"
import { toolPage } from "./tool_page.js"
import { NoVisits, Visits } from "./visits.js"

export class Guide {
  /**
   * @param {HTMLElement} host
   * @param {object} refs
   * @param {object} stepper the page's wiring; see stepper.js
   */
  constructor(host, refs, stepper) {
    Object.assign(this, { host, refs, stepper, chosen: null, opening: true, change: null })
    this.lesson = new Lesson(host, refs, (kind, value, address) => this.#follow(kind, value, address))
    this.looks = new Looks((question) => stepper.send({ do: "look", run: stepper.run.id, ...question }))
    this.tools = new ToolBox(refs, toolPage(stepper, this), () => {
      this.#ask()
      this.visits.note()
    })
    stepper.panes.on("mousemove", (event, pane) => this.tools.tell("move", event, pane))
    stepper.panes.on("mouseleave", () => this.tools.tell("leave"))
    stepper.panes.viewed = () => this.tools.tell("viewed")
    // Within another page the address and the history are that page's own.
    this.visits = "within" in host.dataset ? new NoVisits() : new Visits(() => this.#here(), (place) => this.goBack(place), host.dataset.ofThePage.split(" "))
    this.left = this.visits.left
  }

  /** The component whose numbers are told: the one chosen, or the one that holds most of the ringed point. */
  get component() {
    const { run, cursor } = this.stepper, { share } = run.frame(cursor).story
    return this.chosen ?? (share ? share.indexOf(Math.max(...share)) : 0)
  }

  /** Look at a component's numbers; null for that of the ringed point. */
  look(component) { this.chosen = component }

  tap(event, pane) { return this.tools.tap(event, pane) }

  setRun() { this.tools.setRun() }

  /** Show what belongs to a frame of the run. */
  show(frame) {
    this.point = frame.story.point
    this.host.style.setProperty("--of-component", `var(--c${this.component % 10})`)
    this.#ask()
    this.visits.note()
  }

  /** What the open tools show may have become another, with nothing else changed. */
  again() {
    this.looks.forget()
    this.#ask()
  }

  worked(message) { this.tools.worked(message) }

  /** An answer has come about what is, or was, on the screen. */
  see({ cursor, tools, claims, missions }) {
    this.lesson.showMissions(missions)
    // Nothing is shown beside a picture that it does not belong to.
    if (!this.looks.answered() || cursor !== this.stepper.cursor) return
    this.tools.show(tools)
    this.lesson.showClaims(claims)
  }

  refused() {
    this.looks.answered()
    this.changing = false
    this.resumed = null
    if (this.change) this.#change()
    this.tools.tell("refused")
  }

  /** Show another run: at a scenario's place and with its tools, or where the reader had been. */
  arrive(scenario) {
    const { resumed, opening, keptAt } = this
    Object.assign(this, { scenario, resumed: null, opening: false, chosen: null, keptAt: null, changing: false })
    this.looks.reset()
    this.lesson.setScenario(scenario, opening)
    if (resumed) {
      this.lesson.setLevel(resumed.level)
      this.tools.set(resumed.tools)
      this.stepper.go(resumed.cursor)
    } else if (scenario && opening) {
      this.tools.set(scenario.tools)
      this.stepper.go(scenario.half_step)
      this.#pointAt(scenario.points_at)
    } else if (keptAt) this.stepper.go(keptAt)
    else this.stepper.show()
    if (this.change) this.#change()
  }

  /** Ask what the open tools and the statement show here; the end may fulfil a mission. */
  #ask() {
    const tools = this.tools.asked
    if (!this.scenario && Object.keys(tools).length === 0 && !this.stepper.atEnd) { this.looks.forget(); return }
    if (!this.looks.want({ cursor: this.stepper.cursor, point: this.point, tools })) return
    this.tools.wait()
    this.lesson.showClaims(null)
  }

  /** Follow a link of the lesson: to a scenario, a data set or a level. */
  #follow(kind, value, address) {
    this.stepper.player.stop()
    this.visits.leave(address)
    this.opening = kind === "scenario"
    if (kind === "level") this.lesson.setLevel(Number(value))
    else this.stepper.send(this.opening ? { do: "open", name: value } : { do: "set", values: { [kind]: value } })
  }

  /** Change settings, one change after the other, so that a fast hand never outruns the engine. */
  set(values, keep = false) {
    this.stepper.player.stop()
    this.change = { values, keep }
    if (!this.changing) this.#change()
  }

  #change() {
    const { values, keep } = this.change
    Object.assign(this, { changing: true, change: null, keptAt: keep === true ? this.stepper.cursor : keep })
    this.stepper.send({ do: "set", values })
  }

  get place() { return this.#here() }

  /** Where an address wants the first run to be shown, if it says so. */
  openAt(place) { this.resumed = place }

  /** All that it takes to come back to what is shown. */
  #here() {
    const { settings } = this.stepper.message, { means, start, k, ...others } = settings
    return {
      values: means ? { ...others, means } : { ...others, start, k },
      scenario: this.scenario?.name ?? null, cursor: this.stepper.cursor, point: this.point, tools: this.tools.asked, level: this.lesson.level,
    }
  }

  goBack(place, send = (message) => this.stepper.send(message)) {
    this.stepper.player.stop()
    this.resumed = place
    const { values, scenario, point } = place
    send({ do: "set", values, scenario, point })
  }

  /** Draw the eye to where there is something to see. */
  #pointAt(name) {
    const found = this.refs[name] ?? this.refs.tools
    found.classList.remove("pointed")
    requestAnimationFrame(() => found.classList.add("pointed"))
  }
}
