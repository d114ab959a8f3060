import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryAudit, type StoredAuditRow } from "@moltbot/audit";
import { sampleEvent } from "@moltbot/audit/testing";
import { type Logger, silentLogger } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { retire } from "../../src/audit-life.ts";
import { anchoredAudit } from "../../src/stores/anchored-audit.ts";

const random = createSeededRandom(1);
let stateDir: string;
beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "moltbot-anchor-"));
});
afterAll(() => rm(stateDir, { recursive: true, force: true }));

describe("[R9.5] The head of the audit log in the state directory", () => {
  test("shows a log that was made anew as a whole, and is not replaced by it", async () => {
    const errors: string[] = [];
    const log: Logger = { ...silentLogger, error: (message) => errors.push(message) };
    const first = anchoredAudit(createMemoryAudit({ random }), { stateDir, log });
    await first.append([sampleEvent(0), sampleEvent(1)]);
    await first.seal();
    const file = join(stateDir, "audit-head.json");
    const kept = await readFile(file, "utf8");
    expect(JSON.parse(kept)).toEqual(await first.head());
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await first.verify()).toMatchObject({ ok: true, checked: 2 });

    const rows: StoredAuditRow[] = [];
    const anew = anchoredAudit(createMemoryAudit({ random, rows }), { stateDir, log });
    await anew.append([sampleEvent(0), sampleEvent(1), sampleEvent(2)]);
    for (let i = 0; i < 3; i++) await anew.seal();
    expect(errors).toEqual(["the audit log lost rows that it had: run `moltbot audit verify`"]);
    expect(await readFile(file, "utf8")).toBe(kept);
    expect(await anew.verify()).toMatchObject({ ok: false, brokenAt: 2, because: "the chain was made anew" });
    expect(await anew.verify({ remembered: await anew.head() })).toMatchObject({ ok: true });
    await writeFile(file, "cut by a pow");
    const restarted = anchoredAudit(createMemoryAudit({ random, rows }), { stateDir, log });
    await restarted.seal();
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(await restarted.head());
  });

  test("that cannot be kept stops nothing", async () => {
    const warnings: string[] = [];
    const log: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
    const audit = anchoredAudit(createMemoryAudit({ random }), { stateDir: join(stateDir, "missing"), log });
    await audit.append([sampleEvent(0)]);
    expect(await audit.seal()).toBe(1);
    expect(warnings).toEqual(["the head of the audit log is not kept in the state directory"]);
  });
});

describe("[R9.5] audit.retention", () => {
  test("removes what is older in rounds, keeps the rest, and nothing without it", async () => {
    const audit = createMemoryAudit({ random });
    const clock = createManualClock(sampleEvent(0).at);
    await audit.append(Array.from({ length: 2500 }, () => sampleEvent(0, { personal: {} })));
    await audit.append([sampleEvent(30)]);
    await audit.seal();
    await retire(audit, { policy: "p" }, clock);
    await clock.advance(3_600_000);
    await retire(audit, { retentionMs: 3_600_000, policy: "p" }, clock);
    expect((await audit.query({ event: "audit.retired" })).records).toEqual([]);
    await clock.advance(1);
    await retire(audit, { retentionMs: 3_600_000, policy: "p" }, clock);
    expect(
      (await audit.query({ event: "audit.retired" })).records.map(({ data, policy }) => [data?.["rows"], policy]),
    ).toEqual([
      [500, "p"],
      [1000, "p"],
      [1000, "p"],
    ]);
    expect(await audit.verify()).toMatchObject({ ok: true, checked: 4, since: { seq: 2500 } });
  });
});
