// The dialog: a file, what was copied from a spreadsheet, or a drawing; then which columns to show.

import { Columns } from "./columns.js"
import { Sending } from "./transfer.js"

const AGAIN = 120
const UNREADABLE = "The browser could not read this file. Is it a folder, or has it been moved?"
const NOTHING = "There is nothing to read: copy some cells, and paste them here."
const HINT = "Or drop it anywhere on the page: CSV or other plain text with two columns of numbers, up to 10 MB and 100,000 rows; or a run that was downloaded here (.json). It is kept in the server's memory alone, never on a disk."

export class DataDialog {
  /**
   * @param {object} page see own.js
   * @param {{send: Function, draw: (empty: boolean) => void, save: () => void}} acts
   */
  constructor({ host, element }, acts) {
    Object.assign(this, { acts, sending: null, last: null })
    const button = (label, act, kind = "") => {
      const made = element("button", { type: "button", class: `button ${kind}` }, label)
      made.addEventListener("click", act)
      return made
    }
    this.refusal = element("p", { class: "refused", role: "alert" })
    this.progress = element("p", { class: "progress", role: "status" })
    this.file = element("input", { type: "file", id: "own-file", autofocus: "", accept: ".csv,.tsv,.txt,.dat,.asc,.json,text/*,application/json" })
    this.file.addEventListener("change", () => {
      const [file] = this.file.files
      // The same file again is a change, too: it may have been corrected.
      if (file) this.#readFile(file).then(() => { this.file.value = "" })
    })
    this.text = element("textarea", { id: "own-text", rows: 3, spellcheck: "false", autocomplete: "off" })
    this.text.addEventListener("paste", () => setTimeout(() => this.#readText()))
    const close = element("button", { type: "button", class: "button" }, "Close")
    close.addEventListener("click", () => this.dialog.close())
    this.ways = element("div", { class: "ways-in" },
      element("section", { class: "drop" }, element("h3", {}, element("label", { for: "own-file" }, "A file")), this.file, element("p", {}, HINT)),
      element("section", {}, element("h3", {}, element("label", { for: "own-text" }, "Cells from a spreadsheet")), this.text, button("Read these cells", () => this.#readText())),
      element("section", {}, element("h3", {}, "By hand"), element("p", { class: "row" },
        button("Draw points", () => this.#leave(() => acts.draw(true))),
        button("Edit these points", () => this.#leave(() => acts.draw(false))),
        button("Save as CSV", () => acts.save()))))
    this.columns = new Columns(element, button, {
      choose: (choice) => { this.refuse(); acts.send({ do: "choose", ...choice }) },
      header: (header) => this.#send(this.last.name, this.last.bytes, header),
      back: () => this.#show(this.ways),
    })
    this.dialog = element("dialog", { class: "own", "aria-labelledby": "own-title" },
      element("header", {}, element("h2", { id: "own-title" }, "Your data"), close),
      this.refusal, this.progress, this.ways, this.columns.panel)
    host.append(this.dialog)
    this.#show(this.ways)
  }

  open(file = null) {
    if (!this.dialog.open) {
      this.refuse()
      this.#show(this.ways)
      this.dialog.showModal()
    }
    if (file) this.#readFile(file)
  }

  /** Say why something cannot be; nothing takes the sentence away. */
  refuse(sentence = "") {
    this.refusal.textContent = sentence
    this.refusal.hidden = !sentence
    this.#tell("")
  }

  receive({ step, ...about }) {
    if (step === "more") {
      this.#tell(`Sending: ${Math.round((100 * about.at) / this.sending.bytes.length)} %`)
      this.sending.next(about.at)
    } else if (step === "reading") {
      this.#tell("Reading…")
      setTimeout(() => this.acts.send({ do: "table" }), AGAIN)
    } else if (step === "table") {
      this.refuse()
      this.columns.show(about)
      this.#show(this.columns.panel)
    } else if (step === "run") this.acts.send({ do: "open run" })
    else if (step === "refusal") this.refuse(about.sentence)
    else if (step === "chosen" || step === "opened") this.dialog.close()
  }

  async #readFile(file) {
    try {
      this.#send(file.name, new Uint8Array(await file.arrayBuffer()))
    } catch {
      this.refuse(UNREADABLE)
    }
  }

  #readText() {
    if (this.text.value.trim() === "") this.refuse(NOTHING)
    else this.#send("Pasted cells", new TextEncoder().encode(this.text.value))
  }

  #send(name, bytes, header = null) {
    this.refuse()
    this.last = { name, bytes }
    this.sending = new Sending(this.acts.send, name, bytes, header)
  }

  #tell(sentence) {
    this.progress.textContent = sentence
    this.progress.hidden = !sentence
  }

  #show(part) { for (const one of [this.ways, this.columns.panel]) one.hidden = one !== part }

  #leave(act) {
    this.dialog.close()
    act()
  }
}
