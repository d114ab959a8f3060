import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { actingConfig, guest, openWorkbench, owner, type Workbench } from "../tools/workbench.ts";

const operator = { kind: "operator", via: "cli" } as const;

/** Asks for a line and gives back the question's id. */
async function asks(bench: Workbench, who: typeof guest, command: string): Promise<string> {
  const result = await bench.call(who, "exec", { command });
  expect(result.outcome).toBe("waiting");
  return /exec_\w+/.exec(result.text)?.[0] ?? "";
}

async function approve(bench: Workbench, id: string): Promise<void> {
  expect(await bench.approvals.decide(id, "approve", { by: operator })).toMatchObject({ status: "approved" });
}

describe("a command that an approver must decide about", () => {
  test("[R7.3] [R7.4] waits, runs once when it was approved, and its end is told", async () => {
    const bench = await openWorkbench();
    const id = await asks(bench, guest, "echo one >> log; cat log");
    await bench.acting.runner.poll();
    expect(await bench.posted()).toEqual([]);
    await approve(bench, id);
    const other = await bench.another();
    await Promise.all([bench.acting.runner.poll(), other.acting.runner.poll(), bench.acting.runner.poll()]);
    expect(await bench.posts(id)).toContain("Ended with exit code 0");
    await other.acting.runner.poll();
    expect((await bench.call(guest, "read", { path: "log" })).output).toBe("one\n");
    expect(await bench.events("exec.started")).toHaveLength(1);
    expect((await bench.events("exec.started"))[0]).toMatchObject({ data: { permit: id } });
  });

  test("[R7.4] is asked about once while it waits, and never runs when it is denied", async () => {
    const bench = await openWorkbench();
    const id = await asks(bench, guest, "touch x");
    expect(await asks(bench, guest, "touch x")).toBe(id);
    await bench.approvals.decide(id, "deny", { by: operator });
    await bench.acting.runner.poll();
    expect((await bench.call(guest, "read", { path: "x" })).text).toContain("no such file");
  });

  test("[R7.3] runs unasked for the rest of the session once that was granted", async () => {
    const bench = await openWorkbench({ config: actingConfig({ approvalMode: "per-session" }) });
    const id = await asks(bench, guest, "touch x");
    await approve(bench, id);
    await bench.acting.runner.poll();
    await bench.posts(id);
    expect((await bench.call(guest, "exec", { command: "touch x" })).outcome).toBe("done");
    expect((await bench.events("exec.started")).at(-1)?.data).toMatchObject({
      permit: expect.stringContaining("grant_"),
    });
    expect((await bench.call(guest, "exec", { command: "touch y" })).outcome).toBe("waiting");
  });

  test.each([
    ["the sandbox", guest],
    ["the host", owner],
  ])("[R7.4] is refused when its script on %s changed meanwhile", async (_, who) => {
    const bench = await openWorkbench();
    await bench.call(who, "write", { path: "job.sh", content: "echo good\n" });
    const id = await asks(bench, who, "sh job.sh");
    await bench.call(who, "write", { path: "job.sh", content: "echo evil\n" });
    await approve(bench, id);
    await bench.acting.runner.poll();
    const told = await bench.posts(id);
    expect(told).toContain("Nothing ran: since it was asked about, this has changed: file /");
    expect(told).not.toContain("evil");
    expect(await bench.events("exec.finished")).toMatchObject([{ outcome: "denied", reason: "refused" }]);
  });

  test("[R7.4] runs its script when nothing changed, on the host without a shell in between", async () => {
    const bench = await openWorkbench();
    await bench.call(owner, "write", { path: "job.sh", content: "echo good\n" });
    const id = await asks(bench, owner, "sh job.sh");
    await approve(bench, id);
    await bench.acting.runner.poll();
    expect(await bench.posts(id)).toContain("\n\ngood");
  });

  test("[R7.4] is refused when a file that it names has come to be", async () => {
    const bench = await openWorkbench();
    const id = await asks(bench, owner, "sh later.sh");
    const { output = "" } = await bench.call(owner, "exec", { command: "pwd" });
    await writeFile(join(output.trim(), "later.sh"), "echo evil\n");
    await approve(bench, id);
    await bench.acting.runner.poll();
    expect(await bench.posts(id)).toContain("Nothing ran");
  });

  test("is refused when the rules got tighter meanwhile", async () => {
    const bench = await openWorkbench();
    const [first, second] = [await asks(bench, guest, "touch a"), await asks(bench, guest, "touch b")];
    await approve(bench, first);
    bench.rules.config = actingConfig({}, { permissions: ["read"] });
    await bench.acting.runner.poll();
    expect(await bench.posts(first)).toContain("the tool policy refuses exec now (permissions)");
    bench.rules.config = actingConfig();
    await approve(bench, second);
    bench.rules.config = actingConfig({ security: "deny" });
    await bench.acting.runner.poll();
    expect(await bench.posts(second)).toContain("the command policy denies it now");
  });

  test("is reported, and not run again, when the process that ran it died", async () => {
    const bench = await openWorkbench({ config: actingConfig() });
    const id = await asks(bench, guest, "sleep 30 && touch x");
    await approve(bench, id);
    const other = await bench.another();
    await other.acting.runner.poll();
    other.crash();
    await bench.acting.runner.recover();
    expect(await bench.posts("can't know how far it came")).toContain(id);
    await bench.acting.runner.poll();
    await bench.acting.runner.recover();
    expect((await bench.posted()).filter((text) => text.includes("how far"))).toHaveLength(1);
  });

  test("is left to the gateway that has its files", async () => {
    const bench = await openWorkbench();
    const id = await asks(bench, guest, "touch x");
    await approve(bench, id);
    const elsewhere = await bench.another("own");
    await elsewhere.acting.runner.poll();
    expect(await bench.events("exec.claimed")).toEqual([]);
    await bench.acting.runner.poll();
    expect(await bench.posts(id)).toContain("exit code 0");
  });
});
