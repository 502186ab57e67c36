// Marks written as SVG: text is escaped here, and nowhere else is any written into markup.

import { FONT, hex, pictureOf } from "../alone/canvas.js"
import { LARGER } from "../alone/outlines.js"

// Beyond so many, circles make a file that few viewers bear: then the points are one picture.
export const MOST_CIRCLES = 5000
const SHARP = 2

/** A whole file. */
export function svg({ width, height, marks, title }) {
  const clips = []
  const body = written(marks, clips)
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONT}">
<title>${escaped(title)}</title>
<defs>${clips.join("")}</defs>
${body}
</svg>
`
}

const written = (marks, clips) => marks.map((mark) => WRITERS[mark.kind](mark, clips)).join("\n")

const WRITERS = {
  rect: ({ x, y, w, h, fill, corner = 0 }) => `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${corner}" fill="${fill}"/>`,
  lines: ({ lines, ...about }) => `<path d="${lines.map(([x1, y1, x2, y2]) => `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`).join("")}" fill="none" ${stroke(about)}/>`,
  shape: ({ at, fill, fillAlpha, alpha, ...about }) => `<path d="M${at.map(([x, y]) => `${n(x)} ${n(y)}`).join("L")}Z" fill="${fill}" fill-opacity="${fillAlpha}" stroke-opacity="${alpha}" ${stroke(about)}/>`,
  points: (mark) => (mark.colours.length > MOST_CIRCLES ? image(mark) : circles(mark)),
  text: ({ x, y, text, size, fill, anchor = "start", bold, turned }) =>
    `<text x="${n(x)}" y="${n(y)}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${bold ? ' font-weight="650"' : ""}${turned ? ` transform="rotate(-90 ${n(x)} ${n(y)})"` : ""}>${escaped(text)}</text>`,
  clip({ x, y, w, h, marks }, clips) {
    const name = `c${clips.length}`
    clips.push(`<clipPath id="${name}"><rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"/></clipPath>`)
    return `<g clip-path="url(#${name})">\n${written(marks, clips)}\n</g>`
  },
}

function circles(mark) {
  const x = mark.across(), y = mark.up()
  const each = Array.from(x, (value, i) => {
    const corners = mark.outline?.(i), fill = `fill="${hex(mark.colours[i])}"`
    if (!corners) return `<circle cx="${n(value)}" cy="${n(y[i])}" r="${n(mark.r)}" ${fill}/>`
    return `<path d="M${corners.map(([across, down]) => `${n(value + LARGER * mark.r * across)} ${n(y[i] + LARGER * mark.r * down)}`).join("L")}Z" ${fill}/>`
  })
  return `<g stroke="${mark.edge}" stroke-width="0.8">\n${each.join("\n")}\n</g>`
}

const image = (mark) => `<image x="${n(mark.x)}" y="${n(mark.y)}" width="${n(mark.w)}" height="${n(mark.h)}" href="${pictureOf(mark, SHARP).toDataURL("image/png")}"/>`

const stroke = ({ stroke: colour, width, dash }) => `stroke="${colour}" stroke-width="${width}"${dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""}`

const n = (value) => Number(value.toFixed(2))

/** Text without what XML cannot hold, and with what is markup told as text. */
const escaped = (text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
