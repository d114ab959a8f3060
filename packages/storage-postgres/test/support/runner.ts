import { writeSync } from "node:fs";
import { createGrants, createRuns } from "@moltbot/approvals";
import { approved } from "@moltbot/approvals/testing";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { openPglite, openPostgres } from "../../src/index.ts";

// Claims and finishes runs until it is killed, and prints what happened to each after it was acknowledged.
const [where = ""] = process.argv.slice(2);
const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
const storage = where.startsWith("postgres")
  ? await openPostgres({ url: where, ...shared })
  : await openPglite({ dir: where, ...shared });
const runs = createRuns({ store: storage.grants, clock: systemClock, runTtlMs: 600_000 });
const grants = createGrants({ store: storage.grants, clock: systemClock, random: systemRandom });
const act = { actor: { kind: "operator", via: "cli" } } as const;
const acknowledged = (what: string, id: string): number => writeSync(1, `${what} ${id}\n`);

async function work(lane: number): Promise<never> {
  for (let i = 0; ; i++) {
    const approval = await approved(storage, { decidedAt: Date.now() });
    acknowledged("approved", approval.id);
    const subject = `${process.pid}-${lane}-${i}`;
    const outcome = await grants.remember(approval, { scope: "always", agent: "main", subject, payload: {} }, act);
    if (outcome.status !== "granted") throw new Error("not granted");
    acknowledged("granted", outcome.grant.id);
    if (lane === 3) continue; // what only a CLI approved
    if ((await runs.claim(approval, act)).status !== "claimed") throw new Error("not claimed");
    acknowledged("claimed", approval.id);
    if (i % 10 === lane) continue; // still running when the end comes
    await runs.finish(approval, { outcome: "exited", code: i }, act);
    acknowledged("finished", approval.id);
  }
}
await Promise.all([0, 1, 2, 3].map(work));
