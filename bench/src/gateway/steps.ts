import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { openPglite, openPostgres, type PostgresStorage } from "@moltbot/storage-postgres";
import { withDatabase } from "./database.ts";

const rounds = 600;
const people = 300;

/** Where a message's time goes: the durable steps on its way, one message at a time, in milliseconds (median). */
export async function storeSteps(databaseUrl: string): Promise<string[]> {
  const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
  const pglite = await openPglite({ dir: "memory", ...shared });
  const embedded = await measure(pglite);
  await pglite.close();
  const server = await withDatabase(databaseUrl, async (url) => {
    const storage = await openPostgres({ url, ...shared });
    const steps = await measure(storage);
    await storage.close();
    return steps;
  });
  return [
    "### Where the time goes: durable steps of one message, one at a time (median ms)",
    "",
    "| step | Postgres | PGlite (in memory) |",
    "|---|--:|--:|",
    ...[...server].map(([step, ms]) => `| ${step} | ${ms.toFixed(2)} | ${(embedded.get(step) ?? 0).toFixed(2)} |`),
    "",
    "The answer waits for the first three; the last runs beside the next message. The rest of a message's latency is HTTP in,",
    "HTTP out and the change of processes. With many in flight, one transaction stores or finishes many messages.",
    "",
  ];
}

async function measure(storage: PostgresStorage): Promise<Map<string, number>> {
  const times = new Map<string, number[]>();
  const time = async <T>(step: string, run: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await run();
    times.set(step, [...(times.get(step) ?? []), performance.now() - from]);
    return result;
  };
  for (let n = 0; n < rounds; n++) await oneMessage(storage, n, time);
  return new Map([...times].map(([step, list]) => [step, list.toSorted((a, b) => a - b)[rounds >> 1] ?? 0]));
}

async function oneMessage(
  storage: PostgresStorage,
  n: number,
  time: <T>(step: string, run: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const who = { channel: "telegram", account: "default", id: String(n % people) };
  const conversation = { ...who, kind: "dm" as const };
  const at = systemClock.now();
  const message = {
    id: `m${n}`,
    event: "message" as const,
    conversation,
    sender: { id: who.id, isBot: false },
    text: "hello there",
    at,
    mentionsBot: false,
    repliesToBot: false,
    own: false,
    attachments: [],
  };
  const [received] = await time("inbox (commit)", () => storage.messages.receive([{ kind: "message", message }], at));
  if (received === undefined || received.status === "duplicate") throw new Error("a fresh message was a duplicate");
  await time("what is known of the sender", () => storage.pairing.standing(who));
  const completion = {
    seq: received.seq,
    redact: false,
    history: [
      { session: who.id, role: "user" as const, text: "hello there", at },
      { session: who.id, role: "assistant" as const, text: "an answer", at },
    ],
    outbox: [{ conversation, message: { text: "an answer" } }],
    events: [
      { event: "access.admitted", at, outcome: "allowed" as const, actor: { kind: "person" as const, principal: who } },
    ],
  };
  const [finished] = await time("done, history, audit, outbox (commit)", () =>
    storage.messages.complete([completion], at),
  );
  const sent = (finished?.outbox ?? []).map(({ seq }) => ({ seq, messageIds: ["1"] }));
  await time("marked as sent (commit)", () => storage.messages.sent(sent, at));
}
