/** Read by light and by dark, on a screen and on paper. */
export const PAGE_STYLE: string = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8eb); --quiet: light-dark(#57606a, #9aa4af); --paper: light-dark(#fff, #14171b);
  --line: light-dark(#d5d9e0, #3b4048); --soft: light-dark(#eef1f5, #1f242b); --mark: light-dark(#2f6feb, #6ea8fe); --warn: light-dark(#b45309, #f0b429); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1.5rem; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.about { color: var(--quiet); margin: 0 0 1.2rem; }
.note { background: var(--soft); border-left: 4px solid var(--warn); padding: .6rem 1rem; margin: .8rem 0; }
figure { margin: 1.5rem 0; max-width: 860px; } figcaption { font-weight: 600; margin-bottom: .6rem; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; } svg text { fill: var(--ink); } svg rect { fill: var(--mark); }
svg .rule { fill: none; stroke: var(--line); } svg .curve { fill: none; stroke: var(--mark); stroke-width: 2; stroke-linejoin: round; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .88rem; width: max-content; }
caption { text-align: left; color: var(--quiet); padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid var(--line); }
th.n, td.n { text-align: right; white-space: nowrap; } td.w { white-space: nowrap; } td { font-variant-numeric: tabular-nums; overflow-wrap: break-word; max-width: 24rem; }

thead th { background: var(--soft); border-bottom: 2px solid var(--quiet); vertical-align: bottom; white-space: nowrap; }
tbody tr:hover { background: var(--soft); }
.totals th, .totals td { background: var(--soft); font-weight: 700; } .totals tr:first-child > * { border-top: 2px solid var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; font-size: .88rem; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; padding: 0; font-size: 9pt; } .wide { overflow: visible; }
  table { font-size: 7.5pt; width: auto; } th, td { padding: .15rem .4rem; } thead { display: table-header-group; } tr, figure, .note { break-inside: avoid; }
  .totals { break-inside: avoid; } svg rect, thead th, .totals * { print-color-adjust: exact; } @page { margin: 12mm; } }
`;

export const WIDE_STYLE: string = '@page { size: landscape; } @media print { table { font-size: 7pt; } }\n';
