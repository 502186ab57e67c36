// A run as one HTML file that plays without a server: the painter, the numbers, and nothing else.

import { base64 } from "../kept/base64.js"

// The file itself forbids whatever it does not need.
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"

/**
 * @param {object} run the whole of it; see run.js
 * @param {string} player the text of the script that plays it
 * @param {object} shown message, points, cursor, colours, whether components are shaped, view, heading, address
 */
export function pageFile(run, player, { message, points, cursor, colours, shaped, view, heading, address }) {
  const { data, model, settings: { k } } = message
  const told = {
    heading, address, cursor, colours, shaped, view, k, points: packed(points), columns: data.columns, equalAspect: data.equal_aspect,
    groups: data.groups, source: data.source, model: { title: model.title, objective: model.objective },
    mixture: arrays(run.mixture), kmeans: arrays(run.kmeans),
  }
  // In a script, only this could end it, or begin a comment.
  const json = JSON.stringify(told).replaceAll("<", "\\u003c"), script = player.replaceAll("</script", "<\\/script")
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escaped(`EM Stepper: ${heading}`)}</title>
</head>
<body>
<script type="application/json" id="run">${json}</script>
<script type="module">
${script}
play(JSON.parse(document.getElementById("run").textContent))
</script>
</body>
</html>
`
}

const arrays = (part) => Object.fromEntries(Object.entries(part).map(([name, value]) => [name, ArrayBuffer.isView(value) ? packed(value) : value]))

const packed = (values) => ({ $: base64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) })

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
