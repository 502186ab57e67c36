// The page within another page; app/boxed.py puts `given` above this: the page's script and its
// parts as text, and its style. What stands here is the one module that Panel loads.

const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }))
const named = () => String(crypto.getRandomValues(new Uint32Array(2)))
// What was drawn of each model: a view may be rendered again, and the page in it goes on.
const drawn = new Map()
let page = null

export async function render({ model, view }) {
  const { id } = model
  if (drawn.get(id)?.view !== view) drawn.set(id, { view, ...opened(model) })
  const { box, stepper } = drawn.get(id)
  // Keys pressed in here are ours, and not those of the notebook around it.
  view.el.dataset.lmSuppressShortcuts = "true"
  model.on("remove", () => {
    if (drawn.get(id)?.view === view) drawn.delete(id)
    stepper.then((shown) => shown.panes.detach())
  })
  return box
}

/** Whether a notebook around it says that it is light or dark; else the reader's system does. */
function around() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset
  if (jpThemeLight) return jpThemeLight === "true" ? "light" : "dark"
  if (vscodeThemeKind) return vscodeThemeKind.endsWith("light") ? "light" : "dark"
  return ""
}

function opened(model) {
  const box = document.createElement("div"), style = document.createElement("style"), scroll = document.createElement("div")
  box.className = "em-stepper-box"
  scroll.className = "scroll"
  style.textContent = given.style
  // Our own template, filled on the server; nothing that a visitor typed is in it.
  scroll.innerHTML = model.markup
  box.append(style, scroll)
  const host = scroll.firstElementChild, theme = host.dataset.theme ?? around()
  if (theme) host.dataset.theme = theme
  const name = named()
  const link = {
    document: model.document,
    follows: true,
    send: (message) => model.send_msg({ ...message, view: name }),
    receive: (listener) => model.on("msg:custom", (message) => { if (message.view === name) listener(message.packed) }),
    part: (part) => import(address(given.parts[part])),
    source: (part) => given.parts[part],
  }
  const { opening } = model
  page ??= import(address(given.page))
  // Mounted once it is in the document, where its size and its style are known.
  const stepper = new Promise((resolve) => {
    const seen = new ResizeObserver(() => {
      if (!box.isConnected || box.clientWidth === 0) return
      seen.disconnect()
      resolve(page.then(({ mount }) => mount(host, opening, link)))
    })
    seen.observe(box)
  })
  return { box, stepper }
}
