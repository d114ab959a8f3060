import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileCache } from "./compile-cache.ts";

/** One fenced TypeScript block of a Markdown file. */
export interface ReadmeBlock {
  readonly code: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** `false` for blocks marked `ts no-run`. */
  readonly runs: boolean;
  /** What the block prints, when a `text` block follows it (with at most one line between). */
  readonly output?: string;
}

/** Every ```ts block of a Markdown text, in order. */
export function readmeBlocks(markdown: string): readonly ReadmeBlock[] {
  const fences = [...markdown.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)];
  return fences.flatMap((fence, position) => {
    const [whole, language, marks = "", code = ""] = fence;
    if (language !== "ts") return [];
    const next = fences[position + 1];
    const between = next && markdown.slice(fence.index + whole.length, next.index);
    const follows = next?.[1] === "text" && /^\s*([^\n]*\n)?\s*$/.test(between ?? "");
    return {
      code,
      line: markdown.slice(0, fence.index).split("\n").length,
      runs: !marks.includes("no-run"),
      ...(follows && { output: next?.[3] ?? "" }),
    };
  });
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runFile(file: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  const args = ["--conditions=@moltbot/source", "--disable-warning=ExperimentalWarning", file];
  const own = { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", NODE_COMPILE_CACHE: compileCache };
  const options = { env: { ...own, ...env }, timeout: 30_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
    });
  });
}

/**
 * Runs every ```ts block of a README as a program beside the package's sources and throws when one fails or prints
 * something else than the ```text block after it. `env` is all the environment the programs see besides PATH.
 */
export async function runReadme(url: URL, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const path = fileURLToPath(url);
  const blocks = readmeBlocks(await readFile(path, "utf8")).filter((block) => block.runs);
  if (blocks.length === 0) throw new Error(`${path} has no \`\`\`ts block to run`);
  // Inside the package, so that its own name and its dependencies resolve; a dot folder, so that no tool reads it.
  const folder = await mkdtemp(join(dirname(path), ".readme-"));
  try {
    for (const block of blocks) {
      const file = join(folder, `line-${block.line}.ts`);
      await writeFile(file, block.code);
      const { code, stdout, stderr } = await runFile(file, env);
      const place = `${path}:${block.line}`;
      if (code !== 0) throw new Error(`${place} ended with ${code}\n${stderr}${stdout}`);
      if (block.output !== undefined && stdout.trimEnd() !== block.output.trimEnd()) {
        throw new Error(`${place} printed\n${stdout}\ninstead of\n${block.output}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
