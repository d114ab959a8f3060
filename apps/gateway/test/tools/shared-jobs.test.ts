import { formatPrincipal } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import type { Acting } from "../../src/tools/open-acting.ts";
import type { ToolResult } from "../../src/tools/tool.ts";
import { guest, openWorkbench, person } from "./workbench.ts";

let calls = 0;

function callOn({ dispatcher }: Acting, who: typeof guest, tool: string, args: object): Promise<ToolResult> {
  const { channel, account, id } = who;
  return dispatcher.call(
    {
      ...{ who, agentId: "main", key: formatPrincipal(who), origin: `elsewhere ${++calls}` },
      conversation: { channel, account, kind: "dm", id },
    },
    tool,
    { ...args },
  );
}

const jobIn = ({ text }: ToolResult): string => /job_\w+/.exec(text)?.[0] ?? "none";

describe("[R7.7] a command that runs in another process", () => {
  test("is shown to its own session and ended from there, and nobody else's", async () => {
    const bench = await openWorkbench({ patienceMs: 100 });
    const other = await bench.another();
    const id = jobIn(await callOn(other.acting, guest, "exec", { command: "sleep 60" }));
    const stranger = person("201");
    expect((await bench.call(stranger, "process", { action: "list" })).text).toContain("No command of yours");
    expect((await bench.call(stranger, "process", { action: "kill", id })).outcome).toBe("failed");
    expect((await bench.call(guest, "process", { action: "list" })).text).toMatch(
      new RegExp(`^${id} for .*: sleep 60$`),
    );
    expect((await bench.call(guest, "process", { action: "kill", id })).outcome).toBe("done");
    // The note goes within one process here; between processes the next poll finds it, too.
    await other.acting.runner.poll();
    expect(await bench.posts(id)).toContain("It was ended");
    await expect.poll(() => bench.stores.jobs.list("telegram:200")).toEqual([]);
  });

  test("is shown after a moment though nobody was told to wait", async () => {
    const bench = await openWorkbench();
    const other = await bench.another();
    const running = callOn(other.acting, guest, "exec", { command: "sleep 60" });
    const shown = async (): Promise<string> => (await bench.call(guest, "process", { action: "list" })).text;
    await expect.poll(shown, { timeout: 10_000 }).toContain("sleep 60");
    const id = /job_\w+/.exec(await shown())?.[0];
    await bench.call(guest, "process", { action: "kill", id });
    await other.acting.runner.poll();
    expect((await running).text).toContain("It was ended");
    await expect.poll(shown).toContain("No command of yours");
  });

  test("[R0.4] is told of once when that process is killed, if somebody waits for it", async () => {
    const bench = await openWorkbench({ patienceMs: 100 });
    const other = await bench.another();
    const id = jobIn(await callOn(other.acting, guest, "exec", { command: "sleep 60" }));
    await bench.acting.runner.recover();
    expect(await bench.posted()).toEqual([]);
    other.crash();
    await bench.acting.runner.recover();
    await bench.acting.runner.recover();
    const told = (await bench.posted()).filter((text) => text.includes(id));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("$ sleep 60");
    expect(told[0]).toContain("ended before it did");
  });
});
