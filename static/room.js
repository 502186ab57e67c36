// The room that the page has: the window, or within another page the box that it stands in.

const BOX = ".em-stepper-box"

/** Whether the page is as narrow as a phone; the style sheet asks the same. */
export class Narrow {
  /**
   * @param {HTMLElement} host
   * @param {() => void} changed
   */
  constructor(host, changed) {
    const box = host.closest(BOX)
    if (!box) {
      this.query = window.matchMedia("(max-width: 760px), (max-width: 900px) and (orientation: portrait), (max-width: 1240px) and (max-height: 519px)")
      this.query.addEventListener("change", changed)
      return
    }
    this.query = { matches: isNarrow(box) }
    new ResizeObserver(() => {
      const matches = isNarrow(box)
      if (matches === this.query.matches) return
      this.query.matches = matches
      changed()
    }).observe(box)
  }

  get matches() { return this.query.matches }
}

function isNarrow({ clientWidth: width, clientHeight: height }) { return width <= 760 || (width <= 900 && height >= width) || (width <= 1240 && height <= 519) }

/** Show the beginning of the page. */
export function toTop(host) {
  if (host.closest(BOX)) host.parentElement.scrollTo({ top: 0 })
  else window.scrollTo({ top: 0 })
}
