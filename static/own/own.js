// A visitor's own data: the dialog, the drawing, and what the server says to either.

import { DataDialog } from "./dialog.js"
import { Drawing } from "./drawing.js"
import { download } from "./transfer.js"

export class OwnData {
  /** @param {object} page the host, its references, the stepper, and the helpers of its modules */
  constructor(page) {
    this.page = page
    this.drawing = null
    this.dialog = new DataDialog(page, {
      send: (message) => page.stepper.send(message),
      draw: (empty) => this.draw(empty),
      save: () => this.save(),
    })
  }

  /** Show the dialog, and read a file at once if there is one. */
  open(file = null) {
    this.drawing?.close()
    this.dialog.open(file)
  }

  /** Begin to draw: on an empty sheet, or with the points on the screen. */
  draw(empty) {
    this.drawing?.close()
    this.drawing = new Drawing(this.page, { empty, save: () => this.save(), closed: () => { this.drawing = null } })
  }

  save() { this.page.stepper.send({ do: "save" }) }

  receive(message) {
    const { step } = message
    if (step === "file") download(message.text)
    else if (step === "sheet" || step === "drawn") this.drawing?.[step](message)
    else if (step === "refusal" && ["draw", "begin drawing"].includes(message.about)) this.#refused(message)
    else {
      const { guide } = this.page.stepper
      // The browser's Back leads to the data before these.
      if (step === "chosen" || step === "opened") guide.visits.leave(location.search)
      if (step === "opened") guide.keptAt = message.half_step
      this.dialog.receive(message)
    }
  }

  setRun(message, same) { this.drawing?.setRun(message, same) }

  #refused({ about, sentence }) {
    if (about === "draw") this.drawing?.refused(sentence)
    else {
      this.drawing?.close()
      this.dialog.open()
      this.dialog.refuse(sentence)
    }
  }
}
