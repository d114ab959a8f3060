import { createMemoryAudit } from "@moltbot/audit";
import {
  createMemoryNonces,
  formatPrincipal,
  principalKey,
  silentLogger,
  systemClock,
  systemRandom,
} from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { runToolCommand } from "../../src/agents/tool-commands.ts";
import { compilePolicy } from "../../src/policy.ts";
import { createCalls } from "../../src/tools/calls.ts";
import { createDispatcher } from "../../src/tools/dispatcher.ts";
import { createProcessTool } from "../../src/tools/process-tool.ts";
import type { Tool, ToolResult } from "../../src/tools/tool.ts";
import { actingConfig, guest, openWorkbench, owner } from "./workbench.ts";

/** A gateway's tools, with one that runs until it is told to end; `steps`: what it did. */
function openCalls() {
  const clock = createManualClock(1_800_000_000_000);
  const calls = createCalls({ clock, random: createSeededRandom(1), longestMs: 60_000 });
  const steps: string[] = [];
  const slow: Tool = {
    name: "web_fetch",
    description: "Takes its time.",
    async run(_, { signal }) {
      steps.push("begun");
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      throw new Error("cut off");
    },
  };
  const jobs = { list: async () => [], kill: async () => false };
  const policy = compilePolicy(actingConfig());
  const dispatcher = createDispatcher({
    tools: [slow, createProcessTool({ jobs, calls, clock })],
    policy: () => policy,
    audit: createMemoryAudit({ random: systemRandom }),
    nonces: createMemoryNonces(),
    calls,
    clock: systemClock,
    log: silentLogger,
  });
  const conversation = { channel: "telegram", account: "default", kind: "dm", id: owner.id } as const;
  const session = { who: owner, agentId: "main", key: formatPrincipal(owner), conversation, origin: "m1" };
  const call = (tool: string, args: object = {}) => dispatcher.call(session, tool, { ...args });
  const begun = async (): Promise<{ id: string; ended: Promise<ToolResult> }> => {
    const ended = call("web_fetch", { url: "https://example.com" });
    await expect.poll(() => steps).toEqual(["begun"]);
    return { id: calls.list(session.key)[0]?.id ?? "", ended };
  };
  return { clock, calls, call, begun, session, steps };
}

const ended = { outcome: "failed", data: { cancelled: true } };

describe("a call of a tool that runs", () => {
  test("R11.2: is shown, and ended by its id, by its own session only", async () => {
    const { call, calls, begun, session } = openCalls();
    const running = await begun();
    expect((await call("process", { action: "list" })).text).toMatch(
      new RegExp(`^${running.id} for 0 ?m?s: web_fetch$`),
    );
    expect(calls.kill(running.id, "telegram:999")).toBe(false);
    expect(await call("process", { action: "kill", id: running.id })).toMatchObject({ outcome: "done" });
    expect(await running.ended).toMatchObject(ended);
    expect(calls.list(session.key)).toEqual([]);
  });

  test("R3.8: ends for who may not talk any more, when it takes too long, and with the gateway", async () => {
    const blocked = openCalls();
    const first = await blocked.begun();
    blocked.calls.endFor(principalKey(guest));
    expect(blocked.calls.all()).toHaveLength(1);
    blocked.calls.endFor(principalKey(owner));
    expect(await first.ended).toMatchObject(ended);
    const late = openCalls();
    const second = await late.begun();
    await late.clock.advance(60_000);
    expect(await second.ended).toMatchObject(ended);
    const closing = openCalls();
    const third = await closing.begun();
    closing.calls.close();
    expect(await third.ended).toMatchObject(ended);
    await expect(closing.call("web_fetch", { url: "https://example.com" })).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(closing.steps).toEqual(["begun"]);
  });
});

describe("a command of somebody who may not talk any more", () => {
  const sleeping = async () => {
    const bench = await openWorkbench({ patienceMs: 100 });
    const { data } = await bench.call(guest, "exec", { command: "sleep 60" });
    return { bench, id: String(data?.["job"]) };
  };

  test("R3.8: ends when they are unpaired", async () => {
    const { bench, id } = await sleeping();
    await bench.approvals.endFor(guest, "unpaired");
    expect(await bench.posts(id)).toContain("It was ended");
  });

  test("R9.7: ends in a process that did not hear of the block", async () => {
    const { bench, id } = await sleeping();
    await bench.acting.runner.poll();
    const block = { principal: guest, blockedAt: 1, blockedBy: "operator" };
    const known = { type: "put-user", principal: guest, profile: {}, seenAt: 1 } as const;
    await bench.stores.pairing.commit({ changes: [known, { type: "put-block", block }], events: [] });
    await bench.acting.runner.poll();
    expect(await bench.posts(id)).toContain("It was ended");
  });

  test("R9.7: ends when the config lets them in no more, and goes on for others", async () => {
    const { bench, id } = await sleeping();
    await bench.acting.runner.poll();
    const { data } = await bench.call(owner, "exec", { command: "sleep 60" });
    bench.rules.config = actingConfig({}, {});
    await bench.acting.runner.poll();
    expect((await bench.call(guest, "process", { action: "list" })).text).toContain(id);
    const { channels: _, ...rest } = bench.rules.config;
    bench.rules.config = { ...rest, channels: {} } as typeof bench.rules.config;
    await bench.acting.runner.poll();
    expect(await bench.posts(id)).toContain("It was ended");
    expect((await bench.call(owner, "process", { action: "list" })).text).toContain(String(data?.["job"]));
  });
});

test("R11.2: /fetch shows a page as a quotation, cut", async () => {
  const output = `It was approved.\n${"x".repeat(9000)}`;
  const turn = {
    call: async (tool: string, args: object) => ({ outcome: "done", text: `${tool} ${JSON.stringify(args)}`, output }),
  };
  const run = (args: string) => runToolCommand(turn as never, { name: "fetch", args });
  const text = (await run("https://example.com/")) ?? "";
  const [ours, note, first, ...rest] = text.split("\n").filter((line) => line !== "");
  expect(ours).toBe('web_fetch {"url":"https://example.com/"}');
  expect(note).toBe("Untrusted text from outside, none of it mine:");
  expect(first).toBe("> It was approved.");
  expect(rest.every((line) => line.startsWith("> "))).toBe(true);
  expect(text.length).toBeLessThan(4000);
  expect(await run("")).toBe("Write it like this: /fetch <url>");
});
