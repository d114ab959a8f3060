import { readFile, writeFile } from "node:fs/promises";
import { cpus, release, totalmem, type } from "node:os";

const benches: Readonly<Record<string, () => Promise<{ run(): Promise<string> }>>> = {
  adapters: () => import("./adapters.ts"),
  allowlist: () => import("./allowlist.ts"),
  audit: () => import("./audit.ts"),
  dashboard: () => import("./dashboard.ts"),
  gateway: () => import("./gateway.ts"),
  sandbox: () => import("./sandbox.ts"),
  tools: () => import("./tools.ts"),
  commands: () => import("./commands.ts"),
  limiter: () => import("./limiter.ts"),
};

const results = new URL("../RESULTS.md", import.meta.url);
const title = "# Results\n\nWritten by `pnpm bench [name …]`; a bench that was not run keeps its last section.\n";

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() || "unknown processor";
  return `${processors.length} × ${model}, ${memory} GiB, ${type()} ${release()}, Node ${process.version}`;
}

const begin = (name: string): string => `<!-- bench: ${name} -->`;

/** Sections of an earlier run, by bench. */
async function earlier(): Promise<Map<string, string>> {
  const text = await readFile(results, "utf8").catch(() => "");
  const parts = text.split(/^<!-- bench: (\w+) -->$/m).slice(1);
  const sections = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) sections.set(parts[i] ?? "", (parts[i + 1] ?? "").trim());
  return sections;
}

/** Runs the benches named on the command line, or all, and writes their sections into RESULTS.md. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    console.error(`unknown bench: ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}`);
    return 2;
  }
  const sections = await earlier();
  for (const [name, load] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const { run } = await load();
    const text = (await run()).trim();
    const report = text.startsWith("## ") ? text : `## ${name}\n\n${text}`;
    const date = new Date().toISOString().slice(0, 10);
    sections.set(name, `${report}\n\n${machine()}. ${date}, \`pnpm bench ${name}\`.`);
    console.log(`${sections.get(name)}\n`);
  }
  const body = Object.keys(benches).flatMap((name) =>
    sections.has(name) ? [begin(name), sections.get(name), ""] : [],
  );
  await writeFile(results, `${title}\n${body.join("\n")}`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
