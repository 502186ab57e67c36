// Lines around the regions that hold so much of a density: how they are drawn, wherever they are.

/** Width and opacity of each line, from the innermost out. */
export const LINES = [[2.4, 0.95], [2, 0.85], [1.7, 0.75], [1.4, 0.65], [1.1, 0.6], [0.9, 0.55]]

/** The columns and the properties of the glyph that draws them. */
export const COLUMNS = ["x", "y", "width", "alpha"]
export const PROPERTIES = {
  xs: { field: "x" }, ys: { field: "y" }, line_width: { field: "width" }, line_alpha: { field: "alpha" },
}

/** Lines as they were sent (see app/contours.py), as columns; `centre` and `half` if they were scaled. */
export function contourLines({ x, y, begins, level, centre = [0, 0], half = [1, 1] }) {
  const data = { x: [], y: [], width: [], alpha: [] }
  const xs = Float64Array.from(x, (value) => centre[0] + half[0] * value)
  const ys = Float64Array.from(y, (value) => centre[1] + half[1] * value)
  level.forEach((l, i) => {
    data.x.push(xs.subarray(begins[i], begins[i + 1]))
    data.y.push(ys.subarray(begins[i], begins[i + 1]))
    data.width.push(LINES[l][0])
    data.alpha.push(LINES[l][1])
  })
  return data
}
