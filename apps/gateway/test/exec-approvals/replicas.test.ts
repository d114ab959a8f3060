import { parseConfig } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { afterEach, describe, expect, test } from "vitest";
import { createExecService } from "../../src/exec/approvals/service.ts";
import type { ExecApprovals } from "../../src/exec/exec-approvals.ts";
import { openStores } from "../../src/stores/open-stores.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { openApi } from "../support/api.ts";
import { type Bot, createBot, people } from "../support/bot.ts";
import { engines } from "../support/engines.ts";
import { operator, question } from "./support.ts";

const { owner, second, john } = people;
const shared = engines.filter(({ name }) => name !== "PGlite");
const exec = { approvalMode: "per-session", requiredApprovals: 2 };

/** Another replica: it asks, and never speaks to Telegram itself. */
async function openReplica(bot: Bot): Promise<{ stores: Stores; exec: ExecApprovals }> {
  const parsed = parseConfig(JSON.stringify(bot.config));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { config } = parsed;
  const stores = await openStores({ config, stateDir: bot.gateway.stateDir, log: silentLogger });
  const parts = { config: () => config, stores, clock: systemClock, random: systemRandom, log: silentLogger };
  return { stores, exec: createExecService(parts) };
}

describe.each(shared)("questions about commands on $name", ({ open }) => {
  let bot: Bot;
  let stores: Stores | undefined;
  afterEach(async () => {
    await stores?.close();
    await bot.close();
  });

  test("asked on one replica, answered through another by chat and API [R7.3] [R7.5] [R7.7]", async () => {
    const settings = { owners: [`telegram:${owner}`, `telegram:${second}`], agents: { defaults: { tools: { exec } } } };
    bot = await createBot(await open(), settings);
    const { telegram, gateway } = bot;
    await gateway.start();
    for (const person of [owner, second, john]) telegram.dm(person, "hi");
    const replica = await openReplica(bot);
    stores = replica.stores;
    const who = { channel: "telegram", account: "default", id: String(john) };
    const asked = question("git push origin main", { who, session: `telegram:${john}` });
    const { approval } = await replica.exec.ask(asked);
    expect((await replica.exec.ask(asked)).approval.id).toBe(approval.id);
    const card = await bot.hears(owner, "Command Request");
    expect(card.text).toContain("Command: git push origin main");
    await bot.hears(second, "Command Request");
    telegram.press(owner, { button: "Session" });
    await bot.hears(owner, "Your vote counts: 1 of 2");
    telegram.dm(john, `/approve ${approval.id}`);
    telegram.dm(second, `/approve ${approval.id} always`);
    await bot.hears(second, "asks once per session");
    const api = await openApi(gateway.stateDir);
    const path = `approvals/${approval.id}`;
    expect((await api.post(path, { decision: "approve", scope: "session" })).body).toMatchObject({
      status: "approved",
      scope: "session",
    });
    await bot.hears(john, "Your command was approved");
    await telegram.waitFor((call) => call.method === "editMessageText" && call.messageId === card.messageId, 10_000);
    telegram.dm(second, `/deny ${approval.id}`);
    await bot.hears(second, "was answered before");
    expect(await replica.exec.granted(asked)).toMatchObject({ scope: "session", approval: approval.id });
    const [grant] = await api.get<{ id: string }[]>("grants");
    expect((await api.post(`grants/${grant?.id}/revoke`, {})).body).toMatchObject({ status: "revoked" });
    expect(await replica.exec.granted(asked)).toBeUndefined();
    const events = await api.get<{ event: string; actor: string; reason?: string }[]>("audit?event=exec");
    // Two people at once: their order is chance.
    expect(events.map(({ event, reason }) => `${event} ${reason ?? ""}`.trim()).sort()).toEqual(
      [
        "exec.grant_revoked",
        "exec.grant_used",
        "exec.refused already_decided",
        "exec.granted",
        "exec.approved quorum",
        "exec.vote",
        "exec.refused scope",
        "exec.refused not_approver",
        "exec.vote",
        "exec.requested",
      ].sort(),
    );
  });

  test("of many answers at once on several replicas, one decides and grants [R7.5] [R7.7]", async () => {
    bot = await createBot(await open(), { agents: { defaults: { tools: { exec: { approvalMode: "once" } } } } });
    const [one, other] = await Promise.all([openReplica(bot), openReplica(bot)]);
    stores = one.stores;
    try {
      const asked = await Promise.all([one, other, one, other].map((replica) => replica.exec.ask(question())));
      expect(new Set(asked.map(({ approval }) => approval.id)).size).toBe(1);
      expect(asked.filter(({ status }) => status === "filed")).toHaveLength(1);
      const id = asked[0]?.approval.id ?? "";
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, n) =>
          (n % 2 === 0 ? one : other).exec.decide(id, n % 5 === 4 ? "deny" : "approve", { by: operator }),
        ),
      );
      const [first, ...more] = answers.map(({ status }) => status).filter((status) => status !== "already");
      expect(more).toEqual([]);
      expect(await other.exec.grants()).toHaveLength(first === "approved" ? 1 : 0);
    } finally {
      await other.stores.close();
    }
  });
});
