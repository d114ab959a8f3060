import { compileCommandPolicy } from "@moltbot/command-policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtins } from "../../src/hazards/kinds.ts";
import { isReserved } from "../../src/read/reserved.ts";
import { forEachLine, openRecorder, type Recorder } from "./bash.ts";
import { differences, expectedOf } from "./expect.ts";
import { generate } from "./generate.ts";
import { allowlist } from "./names.ts";

let recorder: Recorder;
beforeAll(async () => {
  recorder = await openRecorder();
});
afterAll(() => recorder?.close());

/** Words that bash itself knows of a kind. */
async function known(kind: string): Promise<readonly string[]> {
  const { wrote, status } = await recorder.run(`compgen -${kind}`);
  expect(status).toBe(0);
  return wrote.split("\n").slice(0, -1);
}

describe("the recorder", () => {
  test("[R7.2] writes down the words of a command, where it ran and where its streams lead", async () => {
    const observed = await recorder.run("cd .w && c0 'a\nb' '' 日本 2>&1 >/dev/null | c9 ' '");
    expect(observed.ran.toSorted((a, b) => (a.argv[0] ?? "").localeCompare(b.argv[0] ?? ""))).toEqual([
      { argv: ["c0", "a\nb", "", "日本"], where: "/.w", streams: "nnp" },
      { argv: ["c9", " "], where: "/.w", streams: "poe" },
    ]);
    expect(observed).toMatchObject({ status: 1, wrote: "", files: [] });
  });

  test("[R7.2] sees files, syntax errors and lines that never end", async () => {
    expect(await recorder.run("c0 >f")).toMatchObject({ files: ["f"], status: 0 });
    expect((await recorder.run("c0\nc1 (")).wrote).toContain("syntax error");
    expect((await recorder.run("while c0; do :; done", 300)).status).toBe(null);
  });

  test("[R7.2] stands for every command of the shell that is a program too", async () => {
    const unknown = (await known("b")).filter((name) => !builtins.has(name));
    expect(unknown.toSorted()).toEqual(["[", "echo", "false", "help", "kill", "printf", "pwd", "test", "true"]);
    for (const name of unknown) expect((await recorder.run(`\\${name} a`)).ran[0]?.argv).toEqual([name, "a"]);
  });

  test("[R7.2] knows no reserved word that the reader does not know", async () => {
    expect((await known("k")).filter((name) => !isReserved(name))).toEqual([]);
  });

  test("[R7.2] disagrees with a reader that only splits the text", async () => {
    const policy = compileCommandPolicy({ allowlist });
    let caught = 0;
    await forEachLine(generate(1, 300), async (line) => {
      // What such a reader would judge: quotes and substitutions are gone before it looks.
      const { decision, plan } = policy.judge(line.replaceAll(/\$\([^)]*\)|[`"'\\$]/g, ""), {});
      if (decision !== "allow" || plan === undefined || /[\r\u200b\u00a0]/.test(line)) return;
      if (differences(expectedOf(plan), await recorder.run(line, 2_000)).length > 0) caught += 1;
    });
    expect(caught).toBeGreaterThan(20);
  });
});
