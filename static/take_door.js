// The way to what can be taken away: a button, and an entry of the menu where there is no room for it.

import { element } from "./dom.js"
import { fetched, source } from "./fetched.js"

export class TakeDoor {
  constructor(host, refs, stepper) {
    const enter = async () => {
      refs.menu.hidePopover()
      const part = await fetched("takeaway", (sentence) => stepper.say(sentence))
      if (!part) return
      this.files ??= new part.TakeAway({ host, stepper, element, source })
      this.files.open()
    }
    for (const button of [refs.download, refs["download-entry"]]) button.addEventListener("click", enter)
  }

  receive(message) { this.files?.receive(message) }

  setRun() { this.files?.setRun() }
}
