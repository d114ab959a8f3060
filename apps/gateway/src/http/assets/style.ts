/** The pages' style: hand-written, system fonts, light and dark, from 320 px up. */
export const styleText = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f3; --card: #ffffff; --text: #1d2024; --muted: #5a616c; --line: #dedfda; --edge: #878d97;
  --accent: #0b6b50; --on-accent: #ffffff; --tint: #e3f1ec; --danger: #b3261e; --on-danger: #ffffff;
  --warn: #7a4b00; --warn-tint: #fdf1dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --card: #1d2024; --text: #e8eaed; --muted: #a5acb6; --line: #32373d; --edge: #7a828d;
    --accent: #62cfa5; --on-accent: #08241a; --tint: #17332a; --danger: #ff9f95; --on-danger: #35100c;
    --warn: #f2c77c; --warn-tint: #35290f;
  }
}
* { box-sizing: border-box; accent-color: var(--accent); }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main, .inner { max-width: 56rem; margin: 0 auto; padding: 0 1rem; }
main { padding-block: 1.5rem 4rem; overflow-wrap: anywhere; }
main:focus { outline: none; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.0625rem; line-height: 1.35; margin: 0; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, kbd, .mono, .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; }
.mono { overflow-wrap: anywhere; }
code.block { display: inline-block; padding: 0.5rem 0.75rem; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 0.35em; background: var(--card); }
.muted { color: var(--muted); }
.small { font-size: 0.8125rem; }
.center { text-align: center; }
.push { margin-left: auto; }
.sr, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: absolute; left: 1rem; top: 0.5rem; background: var(--card); padding: 0.25rem 0.75rem; z-index: 2; }

.bar { background: var(--card); border-bottom: 1px solid var(--line); }
.bar .inner { display: flex; align-items: center; gap: 0.25rem 0.75rem; min-height: 3.25rem; flex-wrap: wrap; }
.bar form { margin-left: auto; }
.brand { font-weight: 650; letter-spacing: -0.01em; }
.bar nav { display: flex; flex-wrap: wrap; gap: 0.1rem; }
.bar nav a, .filters a { color: var(--muted); text-decoration: none; padding: 0.3rem 0.4rem; border-radius: 6px; font-size: 0.875rem; }
.bar nav a:hover, .filters a:hover { color: var(--text); background: var(--ground); }
.bar nav a[aria-current], .filters a[aria-current] { color: var(--accent); background: var(--tint); font-weight: 600; }
.connection { color: var(--warn); font-size: 0.875rem; }

.title { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0.25rem 1rem; margin-bottom: 0.75rem; }
.title .hint { margin: 0 0 0 auto; font-size: 0.8125rem; }
.filters { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem; margin: 0 0 1rem -0.65rem; }
.title .filters { margin: 0 0 0 auto; text-transform: capitalize; }
.title .filters .muted { text-transform: none; }

button, .button { font: inherit; font-size: 0.9375rem; line-height: 1.4; color: var(--text); background: var(--card);
  border: 1px solid var(--edge); border-radius: 7px; padding: 0.4rem 0.9rem; min-height: 2.375rem; cursor: pointer;
  text-decoration: none; display: inline-flex; align-items: center; }
button:hover, .button:hover { border-color: var(--text); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger); font-weight: 600; }
.danger-text { color: var(--danger); }
button.quiet { border-color: transparent; background: none; color: var(--muted); padding-inline: 0.5rem; }
button.link { border: 0; background: none; padding: 0; min-height: 0; color: var(--accent); text-decoration: underline; text-underline-offset: 0.15em; font-size: inherit; display: inline; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.row form { display: contents; }
form[aria-busy] button { opacity: 0.6; }
input:not([type=hidden], [type=checkbox]) { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--edge); border-radius: 7px; padding: 0.4rem 0.75rem; min-height: 2.625rem; min-width: 0; }
input::placeholder { color: var(--muted); opacity: 1; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.125rem; margin: 0.75rem 0; overflow-wrap: anywhere; }
.card > header > * { min-width: 0; }
.card > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; }
.card > header .push { font-size: 0.875rem; }
.card[data-request]:focus { outline: 2px solid var(--accent); outline-offset: 1px; }
blockquote { margin: 0.75rem 0; padding: 0.1rem 0 0.1rem 0.85rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
.facts { display: grid; grid-auto-flow: row dense; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 0.6rem 1rem; margin: 0.9rem 0 1rem; }
.facts > div { min-width: 0; }
.facts dt { font-size: 0.8125rem; color: var(--muted); overflow-wrap: anywhere; }
.facts dt::first-letter { text-transform: uppercase; }
.facts .long { grid-column: 1 / -1; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.code { font-size: 1.0625rem; font-weight: 600; letter-spacing: 0.06em; }
.claim, .note.warn { background: var(--warn-tint); color: var(--warn); }
.note.good { background: var(--tint); color: var(--accent); }
.claim, .note { border-radius: 8px; padding: 0.5rem 0.85rem; }
.note { margin-bottom: 0.75rem; }
.command { margin: 0.75rem 0; padding: 0.6rem 0.85rem; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
.argv { margin: 0.25rem 0 0.75rem; padding-left: 1.6rem; overflow-wrap: anywhere; }
.grant .command { margin-top: 0; }
.because { overflow-wrap: anywhere; }
.empty { background: var(--card); border: 1px dashed var(--edge); border-radius: 12px; padding: 1.25rem; }
.empty p:first-child { margin-top: 0; } .empty p:last-child { margin-bottom: 0; }
.lone { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; max-width: 30rem; margin: 8vh auto 0; }
.lone h1 { margin-bottom: 0.75rem; overflow-wrap: anywhere; }
.lone .row, .lone form { margin-top: 1rem; }
#decisions h2, #grants h2 { margin: 2rem 0 0.25rem; }
.log, .people, .transcript ol { list-style: none; margin: 0; padding: 0; }
.log li { display: flex; flex-wrap: wrap; gap: 0 0.5rem; padding: 0.45rem 0; border-top: 1px solid var(--line); font-size: 0.9375rem; overflow-wrap: anywhere; }
.log .verb { font-weight: 600; }
.badge { font-size: 0.8125rem; padding: 0 0.55rem; border-radius: 99px; border: 1px solid var(--edge); color: var(--muted); }
.badge.paired { color: var(--accent); border-color: var(--accent); }
.badge.blocked { color: var(--danger); border-color: var(--danger); }
.badge.pending, .badge.warn { color: var(--warn); border-color: var(--warn); }
.badge.good { color: var(--accent); border-color: var(--accent); }
.badge.bad { color: var(--danger); border-color: var(--danger); }
.person p { margin: 0.25rem 0 0.75rem; font-size: 0.9375rem; overflow-wrap: anywhere; }

.card > header .filters { margin: 0 -0.5rem 0 auto; }
.chart { margin: 0.75rem 0 0.25rem; }
.chart figcaption, .legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.875rem; }
.legend { margin-left: auto; }
.key::before { content: ""; display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 2px; margin-right: 0.4rem; background: var(--muted); }
.key.good::before { background: var(--accent); } .key.bad::before { background: var(--danger); }
.chart svg { display: block; width: 100%; height: 5rem; margin-top: 0.4rem; border-bottom: 1px solid var(--edge); }
.chart rect { fill: var(--muted); } .chart rect.good { fill: var(--accent); } .chart rect.bad { fill: var(--danger); }
.chart g:hover rect { opacity: 0.7; }
.axis { display: flex; justify-content: space-between; gap: 0.5rem; margin: 0.25rem 0; }
table { border-collapse: collapse; margin-top: 0.4rem; overflow-wrap: break-word; }
th, td { text-align: left; padding: 0.15rem 0.9rem 0.15rem 0; font-variant-numeric: tabular-nums; }
thead th { color: var(--muted); font-weight: 500; } tbody th { font-weight: 400; }
summary { cursor: pointer; }
.records { list-style: none; margin: 0.75rem 0; padding: 0 1.125rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.records li + li { border-top: 1px solid var(--line); }
.records summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5rem; padding: 0.45rem 0; font-size: 0.9375rem; overflow-wrap: anywhere; list-style: none; }
.records summary::-webkit-details-marker { display: none; }
.records summary > * { min-width: 0; }
.records summary:hover strong { text-decoration: underline; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.6rem 0.75rem; align-items: end; }
.fields.roomy { grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); }
.fields label { display: grid; gap: 0.15rem; font-size: 0.8125rem; color: var(--muted); }
.fields input:not([type=checkbox]) { width: 100%; font-size: 1rem; }
.pages { margin: 0.75rem 0; }
.find { margin-bottom: 0.75rem; } .find input { flex: 1; max-width: 24rem; }
.fields .row { grid-column: 1 / -1; }
.fields h2 { grid-column: 1 / -1; }
.fields .check { display: inline-flex; align-items: center; gap: 0.4rem; font-size: 0.9375rem; color: var(--text); min-height: 1.5rem; }
.gates { list-style: none; margin: 0.75rem 0 0; padding: 0; }
.gates li { padding: 0.4rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; font-size: 0.9375rem; }
.gates .unasked { color: var(--muted); }
.wide { overflow-x: auto; }
.wide .mono { overflow-wrap: normal; white-space: nowrap; }
.wide td, .wide .badge { white-space: nowrap; }
.wide td, .wide th { vertical-align: top; border-top: 1px solid var(--line); }
details.card > summary, .person details > summary { font-size: 0.9375rem; }
.transcript.all { display: block; max-height: none; }
.finding header { align-items: center; } .finding header .mono { font-size: 0.8125rem; }
h2.apart { margin: 2rem 0 0.25rem; }

.tour { border-radius: 12px; background: var(--tint); padding: 0.75rem 1.125rem; margin-bottom: 1rem; }
.steps { margin: 0.5rem 0; padding-left: 1.5rem; }
.steps li { padding: 0.1rem 0 0.1rem 0.25rem; }
.steps li::marker { color: var(--muted); font-weight: 600; }
.steps li.done { color: var(--muted); list-style-type: "✓  "; }
.steps li.done::marker { color: var(--accent); }
.steps li[aria-current] { font-weight: 600; }
.transcript { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 0.75rem 1rem;
  min-height: 11rem; max-height: 26rem; overflow-y: auto; display: flex; flex-direction: column-reverse; }
.transcript > p { margin: auto; }
.transcript ol { display: flex; flex-direction: column; gap: 0.75rem; margin-bottom: auto; }
.bubble { max-width: 85%; }
.bubble.person { align-self: flex-end; }
.bubble .who { font-size: 0.8125rem; font-weight: 600; }
.bubble .who .muted { font-weight: 400; }
.bubble.person .who { display: block; text-align: right; }
.bubble p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.15rem 0 0; padding: 0.5rem 0.8rem; border-radius: 4px 12px 12px; background: var(--ground); border: 1px solid var(--line); }
.bubble.person p { border-radius: 12px 4px 12px 12px; background: var(--tint); border-color: transparent; }
.bubble .row { margin-top: 0.5rem; }
.composer { margin: 0.75rem 0 0.5rem; flex-wrap: nowrap; }
.composer input:not([type=hidden]) { flex: 1; }
.composer button { min-height: 2.625rem; }
.chips button { border-radius: 99px; padding: 0.15rem 0.8rem; min-height: 2rem; }
.foot { margin-top: 1.25rem; gap: 0.5rem 1.25rem; }

dialog { border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: var(--text); padding: 1.25rem 1.5rem; max-width: min(24rem, calc(100vw - 2rem)); }
dialog::backdrop { background: rgb(0 0 0 / 0.45); }
.keys div { display: flex; gap: 0.75rem; padding: 0.2rem 0; } .keys dt { min-width: 1.75rem; } .keys dd { margin: 0; }

@media (max-width: 32rem) {
  .bar .inner { padding-block: 0.4rem; gap: 0.1rem 0.5rem; }
  .bar nav { order: 3; width: 100%; margin-left: -0.65rem; flex-wrap: wrap; }
  main { padding-top: 1rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  .card .row > button, .card .row form button, .card .row > .button { flex: 1; justify-content: center; min-height: 2.75rem; padding-inline: 0.5rem; overflow-wrap: normal; white-space: nowrap; }
  .card .row .mono { width: 100%; margin: 0.25rem 0 0; }
  .title .hint { display: none; }
  .title .filters { margin-left: -0.2rem; width: 100%; }
}
@media (prefers-reduced-motion: no-preference) { .fresh { animation: fresh 1.2s ease-out; } @keyframes fresh { from { background: var(--tint); } } }
`;
