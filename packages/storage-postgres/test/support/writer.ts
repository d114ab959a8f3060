import { writeSync } from "node:fs";
import { sampleApproval } from "@moltbot/approvals/testing";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { arrive, ending, sampleItem, sampleReply } from "@moltbot/sessions/testing";
import { openPglite, openPostgres } from "../../src/index.ts";

// Writes until it is killed, and prints every id after its write was acknowledged.
const [where = "", round = ""] = process.argv.slice(2);
const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
const storage = where.startsWith("postgres")
  ? await openPostgres({ url: where, ...shared })
  : await openPglite({ dir: where, ...shared });
const acknowledged = (id: string): number => writeSync(1, `${id}\n`);
const event = { event: "test.written", at: 1, outcome: "done", actor: { kind: "system" } } as const;

async function write(lane: number): Promise<never> {
  for (let i = 0; ; i++) {
    const id = `${round}-${lane}-${i}`;
    const [seq = 0] = await arrive(storage.messages, sampleItem(id, id));
    acknowledged(`received ${id}`);
    const answer = ending(seq, {
      history: [{ session: id, role: "assistant", text: id, at: 1 }],
      outbox: [sampleReply(id)],
      events: [{ ...event, ref: id }],
    });
    const [finished] = await storage.messages.complete([answer], 1);
    if (finished?.status !== "done") throw new Error("not finished");
    acknowledged(`completed ${id}`);
    const approval = sampleApproval({ subject: id, payload: {} });
    const named = { ...approval, id: `pair_${id}` };
    await storage.approvals.commit({
      changes: [{ type: "file", approval: named }],
      events: [{ ...event, ref: named.id }],
    });
    acknowledged(`filed ${named.id}`);
  }
}
await Promise.all([0, 1, 2, 3].map(write));
