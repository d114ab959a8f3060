import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { Explanation, MessageQuestion } from "@moltbot/gateway";
import type { Context } from "../context.ts";
import { loadCheckedSettings } from "../settings.ts";
import { createApiClient } from "./api-client.ts";
import { runningGateway } from "./open-backend.ts";

/** A question about a message, with the person as typed. */
export interface TypedQuestion extends Omit<MessageQuestion, "who"> {
  readonly who: string;
}

const patienceMs = 60_000;

/**
 * Asks the running gateway, else the store itself.
 * @throws MoltbotError `not_found` or `conflict` about the person, `invalid` for a broken config, `unavailable`
 */
export async function askWhy(context: Context, question: TypedQuestion): Promise<Explanation> {
  const running = await runningGateway(context);
  if (running === undefined) return onStore(context, question);
  const { mention, reply, ...texts } = question;
  const query = { ...texts, mention: String(mention), reply: String(reply) };
  const { body } = await createApiClient(running, { timeoutMs: patienceMs }).get("/api/v1/explain", query);
  return body as Explanation;
}

async function onStore(context: Context, { who, ...question }: TypedQuestion): Promise<Explanation> {
  const { config } = await loadCheckedSettings(context);
  const gateway = await import("@moltbot/gateway");
  const { compilePolicy } = await import("@moltbot/gateway/policy");
  const stores = await gateway.openStores({ config, stateDir: context.stateDir, log: silentLogger });
  try {
    const shared = { config: () => config, clock: systemClock };
    const policy = compilePolicy(config, stores.said);
    const pairing = gateway.createPairingService({ ...shared, stores, random: systemRandom, log: silentLogger });
    // Nothing is connected: no platform vouches for anything.
    const parts = { ...shared, policy: () => policy, stores, pairing, vouches: () => undefined };
    return await gateway.createExplainer(parts)({ ...question, who: await gateway.onePerson(pairing, who) });
  } finally {
    await stores.close();
  }
}
