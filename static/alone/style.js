// How the page looks that plays alone: the colours and sizes of static/style/tokens.css, and no more.

export const STYLE = `
:root { color-scheme: light dark; --paper: #faf9f6; --pane: #ffffff; --ink: #16181d; --soft: #5b6270; --line: #e4e2dc; --grid: #f0eee9; --control-line: #c9c6be; --warn: #8a2a0b; --focus: #0c2caa; }
@media (prefers-color-scheme: dark) { :root { --paper: #0f1216; --pane: #15191f; --ink: #eceff3; --soft: #9aa3b0; --line: #272d36; --grid: #1c2129; --control-line: #3a424e; --warn: #ffab8a; --focus: #3477dd; } }
*, ::before { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
body { background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; padding: 12px 16px; max-width: 1400px; margin: 0 auto; min-height: 100dvh; display: flex; flex-direction: column; gap: 10px; }
h1 { font-size: 17px; overflow-wrap: anywhere; }
h1 span, .source { font-weight: 400; color: var(--soft); }
.source { font-size: 12.5px; overflow-wrap: anywhere; }
.panes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 12px; flex: 1; min-height: 0; }
article, .trace { background: var(--pane); border: 1px solid var(--line); border-radius: 14px; padding: 10px 14px; min-width: 0; display: flex; flex-direction: column; gap: 3px; }
article h2 { font-size: 15.5px; font-weight: 650; }
article canvas { flex: 1; width: 100%; min-height: 240px; height: 0; display: block; }
.chips { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 10px; font-size: 13px; color: var(--soft); min-height: 20px; }
.chips li { display: flex; align-items: center; gap: 5px; }
.swatch { width: 10px; height: 10px; border-radius: 3px; background: var(--colour); flex: none; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
dl { display: flex; flex-wrap: wrap; gap: 0 16px; font-size: 13.5px; color: var(--soft); }
dl div { display: flex; gap: 5px; white-space: nowrap; }
dd { color: var(--ink); font-weight: 650; min-width: 4ch; }
.status, .note { font-size: 13px; color: var(--soft); }
header { display: flex; gap: 12px; align-items: baseline; }
.status { margin-left: auto; white-space: nowrap; }
.status.ended { color: var(--ink); font-weight: 650; }
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
button { font: inherit; color: inherit; height: 40px; padding: 0 14px; border: 1px solid var(--control-line); border-radius: 10px; background: var(--pane); cursor: pointer; }
button.primary { background: var(--ink); color: var(--paper); border-color: var(--ink); font-weight: 650; }
button:disabled { opacity: .5; cursor: default; }
:is(button, input, .chart):focus-visible { outline: 2.5px solid var(--focus); outline-offset: 2px; }
.counter { font-size: 20px; font-weight: 700; min-width: 5.2ch; }
.fell { color: var(--warn); }
.chart { height: 72px; touch-action: pan-y; cursor: ew-resize; }
.chart svg { width: 100%; height: 100%; display: block; overflow: visible; }
.rule { stroke: var(--grid); } .chart text { fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: var(--pane); stroke-width: 4px; }
.ahead { stroke: var(--control-line); stroke-width: 1.5; stroke-dasharray: 4 4; fill: none; } .done { stroke: var(--ink); stroke-width: 2; fill: none; }
.dot { fill: var(--ink); } .dots { stroke: var(--ink); stroke-width: 4.8; stroke-linecap: round; } .cursor { stroke: var(--soft); }
@media (max-width: 480px) { .bar { display: grid; grid-template-columns: repeat(3, 1fr); } .bar button { padding: 0 6px; } .counter { grid-column: 1 / -1; text-align: center; } article canvas { min-height: 300px; } }
@media (max-height: 560px) { .source, .note { display: none; } .chart { height: 44px; } body { gap: 6px; padding: 8px 12px; } article canvas { min-height: 180px; } button { height: 34px; } }
input[type=range] { width: 100%; accent-color: var(--ink); margin: 0; }
`
