import { sampleApproval, sampleNow } from "@moltbot/approvals/testing";
import { formatPrincipal, principalKey } from "@moltbot/core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { keyKinds, kindOf } from "../src/keys.ts";
import { openTwice, type TwoStores } from "./support/redis.ts";

const zora = { channel: "telegram", account: "default", id: "777001234" };
const near = { ...zora, id: "7770012345" };
const limit = { limit: 5, windowMs: 3_600_000 };
let stores: TwoStores;
beforeAll(async () => {
  stores = await openTwice(inject("redisUrl"));
});
afterAll(() => stores.close());

/** Leaves a trace of each kind. */
async function live(who: typeof zora): Promise<void> {
  const { first } = stores;
  const name = formatPrincipal(who);
  for (const key of [
    `messages:${name}`,
    `pairing-request:${principalKey(who)}`,
    `ignored:blocked:${name}`,
    `long:${"x".repeat(300)}`,
  ]) {
    await first.limiter.hit(key, limit, sampleNow);
  }
  const asked = sampleApproval({ subject: principalKey(who), requester: who, payload: { displayName: "Some Body" } });
  const event = {
    event: "pairing.requested",
    at: sampleNow,
    outcome: "done",
    actor: { kind: "person", principal: who },
  } as const;
  await first.approvals.commit({
    changes: [{ type: "file", approval: asked }],
    events: [event, { ...event, actor: { kind: "system" } }],
  });
  await first.mirror.put([asked]);
  await first.nonces.use(name.slice(0, 3), 1000, sampleNow);
}

async function everything(): Promise<string> {
  const lines: string[] = [];
  for (const key of await stores.keys()) {
    const type = await stores.redis.type(key);
    if (type === "string") lines.push(`${key} ${await stores.redis.get(key)}`);
    if (type === "hash") lines.push(`${key} ${JSON.stringify(await stores.redis.hgetall(key))}`);
    if (type === "zset") lines.push(`${key} ${await stores.redis.zrange(key, "0", "-1")}`);
    if (type === "stream") lines.push(`${key} ${JSON.stringify(await stores.redis.xrange(key, "-", "+"))}`);
  }
  return lines.sort().join("\n");
}

test("[R9.4] nothing in Redis names a person who was erased, and their neighbour keeps everything", async () => {
  await live(near);
  const before = await everything();
  await live(zora);
  const subject = { who: zora, marks: [formatPrincipal(zora)] };
  const count = await stores.second.traces.count(subject);
  expect(count).toEqual({ redis: 7 });
  expect(await everything()).toMatch(/777001234\D/);
  expect(await stores.second.traces.erase({ subject })).toEqual(count);
  expect(await everything()).not.toMatch(/777001234\D/);
  expect(await stores.second.traces.erase({ subject })).toEqual({});
  for (const line of before.split("\n").filter((each) => each.includes(near.id) && !/events|mirror/.test(each))) {
    expect(await everything()).toContain(line);
  }
  expect(await stores.first.approvals.pending()).toHaveLength(1);
  expect(await stores.first.approvals.findPending("pairing", principalKey(zora))).toBeUndefined();
});

test("[R9.4] every key that is written is of a kind that says what it holds about people", async () => {
  await live(zora);
  const keys = (await stores.keys()).map((key) => key.slice(stores.prefix.length));
  expect(keys.filter((key) => kindOf(key) === undefined)).toEqual([]);
  expect(keyKinds.filter(({ pattern }) => !keys.some((key) => pattern.test(key)))).toEqual([]);
  expect(keyKinds.filter(({ about }) => !/^(personal|not): /.test(about))).toEqual([]);
});
