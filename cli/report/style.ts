/** Style of the page: on a phone, on a desk, in the dark, on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f5f6f8; --ink: #1b1f24; --quiet: #59636e; --line: #d5dae0;
  --good: #1a7f37; --bad: #c4162a;
  --part1: #2f6fde; --part2: #e08a1e; --part3: #1f9d8f; --part4: #a24fc4; --part5: #6b8e23; --part6: #8b949e;
  --critical: #a40e26; --high: #e5534b; --medium: #e08a1e; --low: #2f6fde; --info: #8b949e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1318; --card: #1a2028; --ink: #e6eaef; --quiet: #9aa5b1; --line: #333c47;
    --good: #4cc38a; --bad: #ff7b72;
    --part1: #6ea8fe; --part2: #f0b060; --part3: #54c7b8; --part4: #cf8fe8; --part5: #a5c05a; --part6: #8b949e;
    --critical: #ff5c7a; --high: #ff8f85; --medium: #f0b060; --low: #6ea8fe; --info: #8b949e;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1rem 3rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
h1 { margin: 0.5rem 0 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0 0 0.5rem; font-size: 1.2rem; }
h3 { margin: 1.25rem 0 0.25rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0 0.5rem; overflow-wrap: anywhere; }
code { font: 0.85em ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
section { margin-top: 2.25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.good, .bad { padding-left: 0.75rem; border-left: 4px solid var(--good); }
.bad { border-color: var(--bad); color: var(--bad); font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.75rem; margin: 1.25rem 0 0; }
.tiles div { padding: 0.6rem 0.8rem; background: var(--card); border-radius: 0.5rem; }
.tiles dt { color: var(--quiet); font-size: 0.8rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
.tiles .alarming dd { color: var(--bad); }
figure { margin: 1rem 0; padding-left: 3.5rem; }
svg.columns { display: block; width: 100%; height: 11rem; overflow: visible; border-bottom: 1px solid var(--line); }
.columns .hover { fill: transparent; }
.columns g:hover > .hover { fill: var(--line); fill-opacity: 0.5; }
.columns .lines { pointer-events: none; }
.columns line { stroke: var(--line); stroke-width: 1; }
.columns text { fill: var(--quiet); font-size: 0.75rem; text-anchor: end; }
.part1 { fill: var(--part1); } .part2 { fill: var(--part2); } .part3 { fill: var(--part3); }
.part4 { fill: var(--part4); } .part5 { fill: var(--part5); } .part6 { fill: var(--part6); }
.critical { fill: var(--critical); } .high { fill: var(--high); } .medium { fill: var(--medium); }
.low { fill: var(--low); } .info { fill: var(--info); } .none { fill: var(--quiet); }
.days { display: flex; justify-content: space-between; gap: 0.5rem; color: var(--quiet); font-size: 0.75rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0.5rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
svg.key { width: 0.75rem; height: 0.75rem; margin-right: 0.4rem; vertical-align: -0.05rem; border-radius: 2px; flex: none; }
.whole { white-space: nowrap; }
.scrolls { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr > :last-child { padding-right: 0; }
th { font-weight: 400; }
thead th { color: var(--quiet); font-size: 0.8rem; vertical-align: bottom; }
.text { overflow-wrap: anywhere; min-width: 6rem; }
.aside { white-space: nowrap; width: 1%; }
.number { text-align: right; white-space: nowrap; width: 1%; }
svg.bar { display: block; width: 100%; height: 0.35rem; margin-top: 0.2rem; fill: var(--part1); }
.strip { display: flex; flex-wrap: wrap; gap: 3px; margin: 0.5rem 0 0.75rem; }
svg.day { width: 0.85rem; height: 0.85rem; border: 1px solid var(--quiet); border-radius: 2px; fill: transparent; }
svg.full { border-color: var(--part3); fill: var(--part3); }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--quiet); font-size: 0.875rem; }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: 0.8rem; overflow-wrap: anywhere; }
@media screen and (max-width: 36rem) {
  .aside { display: none; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
}
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  section { margin-top: 1.25rem; }
  figure, tr, .tiles div, .strip { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@page { margin: 15mm; }
`;
