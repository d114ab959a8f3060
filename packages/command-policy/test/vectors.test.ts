import { readFileSync } from "node:fs";
import { judgeCommand } from "@moltbot/command-policy";
import { describe, expect, test } from "vitest";

interface Vector {
  readonly id: string;
  readonly category: string;
  readonly command: string;
  readonly allowlist: readonly string[];
  readonly acceptable: readonly string[];
  readonly why: string;
}

const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL("./fixtures/exec.json", import.meta.url), "utf8"));
const names = { allow: "allow", ask: "needs-approval", deny: "deny" } as const;
const cwd = "/home/u/workspace";

describe("exec vectors [R7.1] [R7.2]", () => {
  test.each(vectors)("$id $category: $why", ({ command, allowlist, acceptable }) => {
    const { decision, because } = judgeCommand(command, { allowlist, cwd, workspace: cwd });
    expect(acceptable, because).toContain(names[decision]);
  });
});
