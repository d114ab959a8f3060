import { type CommandVerdict, compileCommandPolicy } from "@moltbot/command-policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forEachLine, openRecorder, type Ran, type Recorder } from "./bash.ts";
import { budget, seedOr } from "./budget.ts";
import { generate } from "./generate.ts";
import { allowlist } from "./names.ts";

// The same lines each time unless a seed is given: what a parser for people misses must not stop unrelated work.
const seed = seedOr(1);
const place = { cwd: "/workspace", workspace: "/workspace" };

let recorder: Recorder;
beforeAll(async () => {
  recorder = await openRecorder();
});
afterAll(() => recorder?.close());

/** What the list says where it can't name what runs: whoever decides knows that there may be more. */
const marks = [
  "its name is only known when it runs",
  "arithmetic",
  "reads the value of a variable as part of the line",
  "a part can't be read",
  "a part can't be taken apart",
];

/** Commands of the shell that run their own arguments; the list shows these as they stand. */
const runners: ReadonlySet<string> = new Set(["builtin", "command", "eval", "exec", "trap"]);

/** A command that bash ran and that the list does not name. */
function unnamed(ran: readonly Ran[], { commands }: CommandVerdict): Ran | undefined {
  return ran.find(({ argv: [name = ""] }) => !commands.some(({ argv }) => names(argv, name)));
}

function names([first = "", ...rest]: readonly string[], name: string): boolean {
  if (first === name) return true;
  if (runners.has(first)) return rest.some((word) => word.includes(name) || /[$`*?[{~]/.test(word));
  // `~` is listed as written and runs a home directory; bash 5.2 reads `$(coproc c0)` again as `coproc COPROC c0`.
  return first.startsWith("~") || (first === "coproc" && name === "COPROC");
}

function isMarked({ commands }: CommandVerdict): boolean {
  return commands.some(({ because }) => marks.some((mark) => because?.includes(mark)));
}

describe("the list of commands and bash", () => {
  test(
    "[R7.2] [R7.4] names every program that bash runs for a line that a person must decide about",
    async () => {
      const policy = compileCommandPolicy({ allowlist });
      const found: string[] = [];
      let asked = 0;
      let marked = 0;
      await forEachLine(generate(seed, budget), async (line) => {
        const verdict = policy.judge(line, place);
        if (verdict.decision !== "ask") return;
        asked += 1;
        const { ran } = await recorder.run(line, 2_000);
        const missing = unnamed(ran, verdict);
        if (missing === undefined) return;
        if (isMarked(verdict)) {
          marked += 1;
          return;
        }
        const listed = JSON.stringify(verdict.commands);
        found.push(`line: ${JSON.stringify(line)}\nran:  ${JSON.stringify(missing.argv)}\nlisted: ${listed}`);
      });
      console.info(`DIFFERENTIAL_SEED=${seed} DIFFERENTIAL_LINES=${budget}: a person decides about ${asked} lines`);
      expect(found.slice(0, 10).join("\n\n"), `${found.length} lines differ; DIFFERENTIAL_SEED=${seed}`).toBe("");
      expect(marked / asked, "the share of lines about which the list only says that there may be more").toBeLessThan(
        0.05,
      );
      expect(asked / budget).toBeGreaterThan(0.1);
    },
    60_000 + budget * 40,
  );
});
