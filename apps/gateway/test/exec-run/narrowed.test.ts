import { describe, expect, test } from "vitest";
import { actingConfig, guest, openWorkbench, type Workbench } from "../tools/workbench.ts";

const line = "touch begun && sleep 300";
const allowed = { allowlist: ["touch *", "sleep *"] };
const open = (sandbox: object = {}) => ({ sandbox: { engine: "bubblewrap", ...sandbox } });

/** Waits until the line runs and not only its sandbox is made: what did not begin begins by the new rules. */
async function begins(bench: Workbench): Promise<void> {
  const look = () => bench.call(guest, "read", { path: "./" });
  await expect.poll(look, { timeout: 20_000 }).toMatchObject({ output: "begun" });
}

describe("[R9.7] a command that runs in a sandbox when the config changes", () => {
  test("goes on while it may do as much, ends when it may not, and whoever waits is told why", async () => {
    const bench = await openWorkbench({
      config: actingConfig(allowed, open({ limits: { memoryMb: 64 } })),
      patienceMs: 50,
    });
    const first = await bench.call(guest, "exec", { command: line });
    const job = /job_\w+/.exec(first.text)?.[0] ?? first.text;
    await begins(bench);
    bench.rules.config = actingConfig(allowed, open({ limits: { memoryMb: 128 }, env: { A: "a" } }));
    await bench.acting.followRules();
    expect((await bench.call(guest, "process", { action: "list" })).text).toContain(job);
    bench.rules.config = actingConfig(allowed, open({ limits: { memoryMb: 32 } }));
    await bench.acting.followRules();
    expect(await bench.posts(`${job}: `)).toContain("the rules of its sandbox have changed: limits.memoryMb,");
    const [ended] = await bench.events("exec.ended");
    expect(ended).toMatchObject({ outcome: "failed", data: { ran: "narrowed", narrowed: ["limits.memoryMb"] } });
  });

  test("ends when an approver let it run, and is not run again", async () => {
    const bench = await openWorkbench({ config: actingConfig({}, open({ env: { KEY: "k" } })) });
    const { text } = await bench.call(guest, "exec", { command: line });
    const id = /exec_\w+/.exec(text)?.[0] ?? text;
    await bench.approvals.decide(id, "approve", { by: { kind: "operator", via: "cli" } });
    await bench.acting.runner.poll();
    await expect
      .poll(() => bench.call(guest, "read", { path: "./" }), { timeout: 20_000 })
      .toMatchObject({
        output: "begun",
      });
    bench.rules.config = actingConfig({}, open());
    await bench.acting.followRules();
    expect(await bench.posts(`${id}\n`)).toContain("the rules of its sandbox have changed: env,");
    await bench.acting.runner.poll();
    expect(await bench.events("exec.started")).toHaveLength(1);
  });

  test("ends when nothing can be run by the new rules", async () => {
    const bench = await openWorkbench({ config: actingConfig(allowed, open()), patienceMs: 50 });
    await bench.call(guest, "exec", { command: line });
    await begins(bench);
    bench.rules.config = actingConfig(allowed, open({ binds: ["/nowhere/at/all:/host"] }));
    await bench.acting.followRules();
    expect(await bench.posts("job_")).toContain("the rules of its sandbox have changed: sandbox,");
  });
});
