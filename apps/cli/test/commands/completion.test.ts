import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";
import { inShell } from "../support/shell.ts";

const config = `{ channels: { telegram: {}, discord: {} }, agents: { list: { main: {}, dev: {} } }, gateway: { port: 0 } }`;

let live: Live;
let request = "";
beforeAll(async () => {
  live = await createLive(inject("databaseUrl"), config);
  await live.inStore(async ({ pairing }) => {
    const asked = await pairing.request(people.ann, { displayName: "Ann\u001b[31m\tx" }, {});
    if (asked.status === "filed") request = asked.approval.id;
    await pairing.admit(people.cam, { kind: "operator", via: "cli" });
  });
});
afterAll(() => live?.remove());

/** What is offered for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await live.cli("complete", "--", ...words);
  expect(code).toBe(0);
  return stdout.split("\n").filter((line) => line !== "");
}

const valuesOf = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split("\t")[0] ?? "");

describe("[R9.1] completion", () => {
  test("offers commands with what they do, and no hidden one", async () => {
    expect(await offered("pairing", "ap")).toEqual([
      "approve\tlet somebody in: their request, or the person themselves when there is none",
    ]);
    expect(valuesOf(await offered(""))).toEqual(
      expect.arrayContaining(["gateway", "users", "sessions", "explain", "logs"]),
    );
    expect(valuesOf(await offered("co"))).toEqual(["config", "completion"]);
  });

  test("offers options, choices and files", async () => {
    expect(valuesOf(await offered("users", "list", "--pa"))).toEqual(["--paired"]);
    expect(valuesOf(await offered("users", "list", "--st"))).toEqual(["--state-dir"]);
    expect(valuesOf(await offered("logs", "--level", ""))).toEqual(["debug", "info", "warn", "error"]);
    expect(valuesOf(await offered("completion", ""))).toEqual(["bash", "zsh", "fish"]);
    expect(await offered("audit", "export", "--output", "")).toEqual([":files"]);
    expect(await offered("--config", "")).toEqual([":files"]);
    expect(valuesOf(await offered("tools", "explain", "exec", "--agent", ""))).toEqual(["main", "dev"]);
    expect(valuesOf(await offered("users", "list", "--channel", "d"))).toEqual(["discord"]);
    expect(await offered("users", "nonsense", "x", "")).toEqual([]);
  });

  test("offers ids of a running gateway, harmlessly, and none of a stopped one", async () => {
    expect(await offered("pairing", "approve", "")).toEqual([]);
    await live.start();
    expect(await offered("pairing", "approve", "pair_")).toEqual([`${request}\ttelegram:1001 Ann[31m x`]);
    expect(valuesOf(await offered("approvals", "approve", ""))).toEqual([request]);
    expect(valuesOf(await offered("users", "unpair", "what"))).toEqual(["whatsapp:+84987654321"]);
    expect(valuesOf(await offered("sessions", "show", "telegram:"))).toEqual(["telegram:1001"]);
    const elsewhere = ["--state-dir", "/nonexistent", "users", "unpair", ""];
    expect(await offered(...elsewhere)).toEqual([]);
    await live.stop();
  });
});

/** Sources the script in a real bash, writes `line` and presses the key. */
async function inBash(line: string): Promise<readonly string[]> {
  const script = `source <(moltbot completion bash)
COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _moltbot 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await inShell(live, script);
  return stdout.split("\n").filter((one) => one !== "");
}

describe("[R9.1] completion in bash", () => {
  test.each([
    ["moltbot pairing ap", ["approve"]],
    ["moltbot sand", ["sandbox"]],
    ["moltbot sandbox ", ["setup", "import", "status", "list", "prune", "explain"]],
    ["moltbot logs --level w", ["warn"]],
    ["moltbot audit export --format ", ["csv", "json"]],
  ])("completes %j", async (line, words) => {
    expect(await inBash(line)).toEqual(words);
  });

  test("completes ids with colons, which bash takes apart", async () => {
    await live.start();
    expect(await inBash("moltbot users show whats")).toEqual(["whatsapp:+84987654321"]);
    expect(await inBash("moltbot users show whatsapp:+84")).toEqual(["+84987654321"]);
    await live.stop();
  });
});
