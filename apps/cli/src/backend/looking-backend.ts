import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { App } from "@moltbot/gateway";
import type { Context } from "../context.ts";
import { loadCheckedSettings } from "../settings.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { runningGateway } from "./open-backend.ts";

const patienceMs = 60_000;

/** The parts that look at people, sessions and decisions, on the store of a stopped gateway. */
export type Looking = Pick<App, "explain" | "sessions" | "pairing">;

/**
 * Asks the running gateway by `api`, else works on the store itself by `store`.
 * @throws MoltbotError `invalid` for a broken config, `unavailable` when a gateway hangs or a store is out of reach
 */
export async function withLooking<T>(
  context: Context,
  o: { readonly api: (client: ApiClient) => Promise<T>; readonly store: (looking: Looking) => Promise<T> },
): Promise<T> {
  const running = await runningGateway(context);
  if (running !== undefined) return o.api(createApiClient(running, { timeoutMs: patienceMs }));
  const { config } = await loadCheckedSettings(context);
  const gateway = await import("@moltbot/gateway");
  const { compilePolicy } = await import("@moltbot/gateway/policy");
  const { stateDir } = context;
  const opened = await gateway.openStores({ config, stateDir, log: silentLogger });
  try {
    const stores = gateway.underConfig(opened, { config, clock: systemClock });
    const policy = compilePolicy(config, stores.said);
    const parts = { config: () => config, stores, clock: systemClock, random: systemRandom, log: silentLogger };
    const [pairing, exec] = [gateway.createPairingService(parts), gateway.createExecService(parts)];
    // Nothing is connected: no platform vouches for anything.
    const own = { pairing, exec, stateDir, policy: () => policy, vouches: () => undefined };
    return await o.store({ ...gateway.createLooking({ ...parts, ...own }), pairing });
  } finally {
    await opened.close();
  }
}
