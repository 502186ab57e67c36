// Bokeh's models, made in the browser: nothing of them is known to the server.

// Bokeh names Helvetica alone, for which Firefox takes a serif where there is none.
const FONT = "helvetica, arial, sans-serif"
// Bokeh's own is a white strip from top to bottom, with white lines and a blue mark, whatever the theme.
const TOOLBAR = ":host(.bk-inner) { background: none; opacity: 1; --highlight-color: var(--soft); } .bk-divider { background-color: var(--control-line); }"

export const make = (name, properties = {}) => new (Bokeh.Models.get(name))(properties)

/** A data source in the browser. */
export function source(data) { return make("ColumnDataSource", { data }) }

/** Set all of a source at once, unless it has these data already: a plot that stays is not painted. */
export function replace(shown, data) { if (!same(shown.data, data)) shown.data = data }

/** Whether two values are equal, looking into arrays and columns. */
function same(a, b) {
  if (a === b || typeof a !== "object") return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]))
}

/** A glyph with its data, as a plot takes it. */
export function drawn(data_source, shape, level = "glyph") {
  return make("GlyphRenderer", { data_source, glyph: shape, level, nonselection_glyph: shape, view: make("CDSView", { filter: make("AllIndices") }) })
}

/** The glyph of what `painted` returns. */
export function picture() {
  return make("ImageRGBA", { image: { field: "image" }, x: { field: "x" }, y: { field: "y" }, dw: { field: "dw" }, dh: { field: "dh" } })
}

/** What is said of an axis when it is made. */
export function axis() {
  return {
    ticker: make("BasicTicker", { desired_num_ticks: 6 }), formatter: make("BasicTickFormatter"), axis_line_color: null,
    major_tick_line_color: null, minor_tick_line_color: null, major_label_text_font_size: "11px", major_label_text_font: FONT, axis_label_text_font: FONT,
    axis_label_text_font_size: "12px", axis_label_text_font_style: "normal", major_label_standoff: 2, axis_label_standoff: 2,
  }
}

/** The tools of a plot. */
export function toolbar(filename) {
  const pan = make("PanTool")
  const tools = [pan, make("WheelZoomTool"), make("BoxZoomTool", { match_aspect: true }), make("ResetTool"), make("SaveTool", { filename })]
  // A finger on the picture must scroll the page, so panning by touch waits to be switched on.
  const touch = window.matchMedia("(pointer: coarse)").matches
  return make("Toolbar", { tools, logo: null, autohide: true, active_drag: touch ? null : pan, active_scroll: null, stylesheets: [TOOLBAR] })
}
