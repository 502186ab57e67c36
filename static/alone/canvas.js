// Marks painted on a canvas.

import { LARGER } from "./outlines.js"

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

/** "#rrggbb" of 0xrrggbbaa. */
export const hex = (colour) => `#${(colour >>> 8).toString(16).padStart(6, "0")}`

/**
 * @param {CanvasRenderingContext2D} pen whose unit is a pixel of the picture
 * @param {object[]} marks see scene.js
 * @param {number} ratio pixels of the canvas to one of the picture
 */
export function paint(pen, marks, ratio) { for (const mark of marks) PAINTERS[mark.kind](pen, mark, ratio) }

const PAINTERS = {
  rect(pen, { x, y, w, h, fill, corner = 0 }) {
    pen.fillStyle = fill
    pen.beginPath()
    pen.roundRect(x, y, w, h, corner)
    pen.fill()
  },
  lines(pen, { lines, stroke, width, dash }) {
    pen.beginPath()
    for (const [x1, y1, x2, y2] of lines) { pen.moveTo(x1, y1); pen.lineTo(x2, y2) }
    line(pen, { stroke, width, dash })
  },
  shape(pen, { at, fill, fillAlpha, stroke, alpha, width, dash }) {
    pen.beginPath()
    for (const [x, y] of at) pen.lineTo(x, y)
    pen.closePath()
    pen.globalAlpha = fillAlpha
    pen.fillStyle = fill
    pen.fill()
    pen.globalAlpha = alpha
    line(pen, { stroke, width, dash })
    pen.globalAlpha = 1
  },
  points(pen, mark, ratio) {
    if (mark.many) {
      const picture = pictureOf(mark, ratio)
      pen.imageSmoothingEnabled = false
      pen.drawImage(picture, mark.x, mark.y, mark.w, mark.h)
      return
    }
    const x = mark.across(), y = mark.up()
    pen.strokeStyle = mark.edge
    pen.lineWidth = 0.8
    pen.setLineDash([])
    for (let i = 0; i < x.length; i++) {
      pen.fillStyle = hex(mark.colours[i])
      const corners = mark.outline?.(i)
      pen.beginPath()
      if (corners) for (const [across, down] of corners) pen.lineTo(x[i] + LARGER * mark.r * across, y[i] + LARGER * mark.r * down)
      else pen.arc(x[i], y[i], mark.r, 0, 2 * Math.PI)
      pen.closePath()
      pen.fill()
      pen.stroke()
    }
  },
  text(pen, { x, y, text, size, fill, anchor = "start", bold = false, turned = false }) {
    pen.save()
    pen.translate(x, y)
    if (turned) pen.rotate(-Math.PI / 2)
    pen.font = `${bold ? 650 : 400} ${size}px ${FONT}`
    pen.fillStyle = fill
    pen.textAlign = anchor === "middle" ? "center" : anchor
    pen.fillText(text, 0, 0)
    pen.restore()
  },
  clip(pen, { x, y, w, h, marks }, ratio) {
    pen.save()
    pen.beginPath()
    pen.rect(x, y, w, h)
    pen.clip()
    paint(pen, marks, ratio)
    pen.restore()
  },
}

/** Many points as one picture, its first row on top. */
export function pictureOf(mark, ratio) {
  const { pixels, width, height } = mark.raster(ratio), canvas = document.createElement("canvas")
  Object.assign(canvas, { width, height })
  const turned = new Uint32Array(width * height)
  for (let row = 0; row < height; row++) turned.set(pixels.subarray((height - 1 - row) * width, (height - row) * width), row * width)
  canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(turned.buffer), width, height), 0, 0)
  return canvas
}

function line(pen, { stroke, width, dash }) {
  pen.strokeStyle = stroke
  pen.lineWidth = width
  pen.setLineDash(dash)
  pen.stroke()
}
