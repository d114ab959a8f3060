import { html } from "hono/html";
import type { Piece } from "./layout.ts";
import { exact, when } from "./when.ts";

/** A stretch of time, cut into equal pieces. Milliseconds. */
export interface Span {
  readonly since: number;
  readonly until: number;
  readonly stepMs: number;
}

/** One kind of what is counted. */
export interface Series {
  /** As in `12 let in`. */
  readonly name: string;
  readonly look: "good" | "bad" | "plain";
  /** How many in the piece that begins at `at`; absent: none. */
  readonly counts: ReadonlyMap<number, number>;
}

const [width, height, gap] = [10, 100, 2];

/** Counts over time as stacked bars, with the same numbers in words and as a table. */
export function chart(o: {
  readonly label: string;
  readonly span: Span;
  readonly series: readonly Series[];
  readonly now: number;
}): Piece {
  const { since, until, stepMs } = o.span;
  const pieces = Array.from({ length: Math.ceil((until - since) / stepMs) }, (_, at) => since + at * stepMs);
  const sumAt = (at: number): number => o.series.reduce((sum, { counts }) => sum + (counts.get(at) ?? 0), 0);
  const most = Math.max(...pieces.map(sumAt), 0);
  const totals = o.series.map(({ name, look, counts }) => ({ name, look, total: totalOf(counts) }));
  const words = totals.map(({ name, total }) => `${amount(total)} ${name}`).join(", ");
  const bars = pieces.flatMap((at, index) => (sumAt(at) === 0 ? [] : [bar(o.series, { at, index, most })]));
  return html`<figure class="chart"><figcaption>${o.label}
<span class="legend">${totals.map(({ name, look, total }) => html`<span class="key ${look}">${amount(total)} ${name}</span>`)}</span></figcaption>
<svg viewBox="0 0 ${pieces.length * width} ${height}" preserveAspectRatio="none" role="img" aria-label="${o.label}: ${words}">${bars}</svg>
<p class="axis small muted">${when(since, o.now)}<span>${most === 0 ? "nothing in this time" : `most in one bar: ${amount(most)}`}</span>${until > o.now ? html`<span>now</span>` : when(until, o.now)}</p>
${numbers(o.series, pieces)}</figure>`;
}

function totalOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** A number as people read it: `12,345`. */
export function amount(count: number): string {
  return count.toLocaleString("en");
}

function bar(series: readonly Series[], { at, index, most }: { at: number; index: number; most: number }): Piece {
  let top = height;
  const parts = series.flatMap(({ counts, look }) => {
    const count = counts.get(at) ?? 0;
    if (count === 0) return [];
    // What happened at all can be seen.
    const size = Math.max((count / most) * height, 3);
    top = Math.max(0, top - size);
    return [
      html`<rect class="${look}" x="${index * width + gap / 2}" y="${top.toFixed(1)}" width="${width - gap}" height="${size.toFixed(1)}"/>`,
    ];
  });
  const said = series.map(({ name, counts }) => `${amount(counts.get(at) ?? 0)} ${name}`).join(", ");
  return html`<g><title>${exact(at)}: ${said}</title>${parts}</g>`;
}

function numbers(series: readonly Series[], pieces: readonly number[]): Piece {
  const rows = pieces.filter((at) => series.some(({ counts }) => (counts.get(at) ?? 0) > 0));
  if (rows.length === 0) return html``;
  return html`<details class="small"><summary>Numbers</summary><table>
<thead><tr><th scope="col">From</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((at) => html`<tr><th scope="row">${exact(at)}</th>${series.map(({ counts }) => html`<td>${amount(counts.get(at) ?? 0)}</td>`)}</tr>`)}</tbody>
</table></details>`;
}
