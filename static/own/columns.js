// Which columns of a table to show: across, up, and the true groups.

const NO_GROUPS = "none"

export class Columns {
  /**
   * @param {Function} element
   * @param {Function} button
   * @param {{choose: (choice: object) => void, header: (holds: boolean) => void, back: () => void}} acts
   */
  constructor(element, button, acts) {
    this.element = element
    const field = (id, label) => {
      const select = element("select", { id }), values = element("small", {})
      return { select, values, row: element("div", { class: "choice" }, element("label", { for: id }, label), select, values) }
    }
    this.across = field("own-across", "Across")
    this.up = field("own-up", "Up")
    this.groups = field("own-groups", "True groups")
    for (const [changed, other] of [[this.across, this.up], [this.up, this.across]]) {
      changed.select.addEventListener("change", () => {
        // The same column twice would be a line; choosing the other one's swaps them.
        if (changed.select.value === other.select.value) other.select.value = changed.before
        this.#preview()
      })
    }
    this.title = element("h3", {})
    this.notes = element("ul", { class: "notes" })
    this.standardize = element("input", { type: "checkbox", id: "own-standardize" })
    this.header = element("input", { type: "checkbox", id: "own-header" })
    this.header.addEventListener("change", () => acts.header(this.header.checked))
    const check = (input, label) => element("p", { class: "check" }, input, element("label", { for: input.id }, label))
    this.panel = element("div", { class: "columns" },
      this.title, this.notes,
      element("div", { class: "choices" }, this.across.row, this.up.row, this.groups.row),
      check(this.standardize, "Standardize: mean 0 and variance 1 for each column"),
      check(this.header, "The first line holds the names of the columns"),
      element("p", { class: "row" }, button("Show these points", () => acts.choose(this.#choice()), "primary"), button("Other data", acts.back)))
  }

  /** Show what a table has; names are text and stay text. */
  show({ name, rows, columns, first, groups, notes, header }) {
    const { element } = this
    this.first = first
    this.title.textContent = `${name}: ${rows.toLocaleString("en")} rows`
    this.notes.replaceChildren(...notes.map((note) => element("li", {}, note)))
    this.header.checked = header
    // Options are told apart by number: any text may be a name.
    const options = (names) => names.map((one, i) => element("option", { value: i }, one))
    for (const [i, { select }] of [this.across, this.up].entries()) {
      select.replaceChildren(...options(columns))
      select.value = i
    }
    this.named = columns
    this.labels = groups
    this.groups.select.replaceChildren(element("option", { value: NO_GROUPS }, NO_GROUPS), ...options(groups))
    this.#preview()
  }

  #preview() {
    for (const one of [this.across, this.up]) {
      one.before = one.select.value
      one.values.textContent = `${this.first[one.select.value]}, …`
    }
  }

  #choice() {
    const group = this.groups.select.value
    return {
      across: this.named[this.across.select.value], up: this.named[this.up.select.value],
      groups: group === NO_GROUPS ? null : this.labels[group], standardize: this.standardize.checked,
    }
  }
}
