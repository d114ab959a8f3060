import type { Stage } from "./adapters/contender.ts";
import { openDiscord } from "./adapters/discord.ts";
import { openTelegram } from "./adapters/telegram.ts";
import { openWhatsApp } from "./adapters/whatsapp.ts";
import { median } from "./median.ts";

const rounds = 5;

/** Our adapters beside the libraries that they are made of: messages echoed per second, on servers in this process: Markdown. */
export async function run(): Promise<string> {
  const rows: string[] = [];
  const bars: string[] = [];
  for (const open of [openTelegram, openDiscord, openWhatsApp]) {
    const stage = await open();
    const { ours, bare, ratio } = await race(stage);
    const count = (rate: number): string => Math.round(rate).toLocaleString("en-US");
    rows.push(`| ${stage.library} | ${stage.total} | ${count(bare)} | ${count(ours)} | ${ratio.toFixed(2)} |`);
    bars.push(`- ${stage.ours.name}: ${ratio.toFixed(2)} of the bare library (bar: at least 0.7).`);
    await Promise.all([stage.ours.stop(), stage.bare.stop()]);
  }
  return [
    "## Adapters",
    "",
    "Messages echoed per second, the platform's server in the same process for both: everything that an adapter adds to its",
    `library. ${rounds} rounds that take turns, the median of each; the ratio is the median of the pairs.`,
    "",
    "| library | messages a round | bare | ours | ratio |",
    "|---|---:|---:|---:|---:|",
    ...rows,
    "",
    ...bars,
  ].join("\n");
}

/** Rounds take turns, so that a slow moment of the machine hits both. */
async function race({ ours, bare, total }: Stage): Promise<{ ours: number; bare: number; ratio: number }> {
  const rates: { readonly ours: number; readonly bare: number }[] = [];
  const timed = async (run: (total: number) => Promise<void>): Promise<number> => {
    const from = performance.now();
    await run(total);
    return total / ((performance.now() - from) / 1000);
  };
  for (let round = -1; round < rounds; round++) {
    const pair = { bare: await timed(bare.run), ours: await timed(ours.run) };
    if (round >= 0) rates.push(pair);
  }
  return {
    ours: median(rates.map((pair) => pair.ours)),
    bare: median(rates.map((pair) => pair.bare)),
    ratio: median(rates.map((pair) => pair.ours / pair.bare)),
  };
}
