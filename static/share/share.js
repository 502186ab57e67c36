// The dialog with the link to what is shown, and with what shows the page inside another.

const COPIED = "Copied"
const SELECTED = "Selected: press Ctrl+C to copy"
const SAID_FOR = 2_500
const HEIGHT = 760

export class Share {
  /** @param {object} page the host, the stepper, and the helper that makes elements */
  constructor({ host, stepper, element }) {
    Object.assign(this, { host, stepper })
    const field = (id, label, rows) => {
      const text = element("textarea", { id, rows, readonly: "", spellcheck: "false" })
      text.addEventListener("focus", () => text.select())
      const button = element("button", { type: "button", class: "button" }, `Copy ${label.toLowerCase()}`)
      const said = element("span", { role: "status" })
      button.addEventListener("click", () => this.#copy(text, said))
      const row = element("section", {}, element("label", { for: id }, label), text, element("p", { class: "row" }, button, said))
      return { text, row, said }
    }
    this.link = field("share-link", "Link", 3)
    this.snippet = field("share-snippet", "Snippet", 5)
    this.says = element("p", { class: "says", role: "status" })
    const about = element("p", {}, "To show it inside a page of your own; the server's operator names the hosts that may.")
    this.snippet.text.before(about)
    this.save = element("button", { type: "button", class: "button" }, "Download the run")
    this.save.addEventListener("click", () => { this.dialog.close(); stepper.refs.download.click() })
    this.dialog = element("dialog", { class: "sheet share", "aria-labelledby": "share-title" },
      element("form", { method: "dialog" }, element("h2", { id: "share-title" }, "Share"), element("button", { class: "button" }, "Close")),
      this.says, this.link.row, this.snippet.row, this.save)
    this.dialog.addEventListener("click", ({ target }) => { if (target === this.dialog) this.dialog.close() })
    host.append(this.dialog)
  }

  /** Ask for the link to what is on the screen now. */
  open() {
    const { stepper, host } = this, { cursor, tools, level } = stepper.guide.place
    stepper.player.stop()
    stepper.show()
    this.#show({ says: "…", address: null }, true)
    this.dialog.showModal()
    const { theme, hide } = host.dataset, present = stepper.menu.presenting ? "1" : undefined
    const page = Object.fromEntries(Object.entries({ theme, hide: hide?.replaceAll(" ", ","), present }).filter(([, value]) => value))
    stepper.send({ do: "share", run: stepper.run.id, cursor, tools, level, page })
  }

  receive(message) { this.#show(message, false) }

  #show({ says, address }, waiting) {
    this.says.textContent = says
    for (const { row, said } of [this.link, this.snippet]) {
      row.hidden = !address
      said.textContent = ""
    }
    this.save.hidden = waiting || Boolean(address)
    if (!address) return
    const link = new URL(address, location.href).href
    this.link.text.value = link
    this.snippet.text.value = `<iframe src="${link.replaceAll("&", "&amp;")}" title="EM Stepper" width="100%" height="${HEIGHT}" loading="lazy"></iframe>`
  }

  /** Where a browser gives the clipboard to nobody, the text is at least selected. */
  async #copy(text, said) {
    let copied = true
    try { await navigator.clipboard.writeText(text.value) } catch {
      text.select()
      copied = document.execCommand("copy")
    }
    said.textContent = copied ? COPIED : SELECTED
    clearTimeout(this.hiding)
    this.hiding = setTimeout(() => { said.textContent = "" }, SAID_FOR)
  }
}
