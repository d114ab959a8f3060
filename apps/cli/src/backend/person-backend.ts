import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { PersonView } from "@moltbot/gateway";
import type { ChoiceChange, Decider } from "@moltbot/pairing";
import type { Context } from "../context.ts";
import { loadSettings } from "../settings.ts";
import { createApiClient } from "./api-client.ts";
import type { PersonResult } from "./backend.ts";
import { runningGateway } from "./open-backend.ts";
import { personActed } from "./outcomes.ts";

/** What is asked and laid down about one person, through the running gateway or on the store itself. */
export interface PersonBackend {
  /** @throws MoltbotError `not_found`, or `conflict` when several people are meant */
  describe(identity: string): Promise<PersonView>;
  /** @throws MoltbotError `invalid` for an unknown agent or permission, `conflict` when the config lays it down */
  choose(identity: string, change: ChoiceChange): Promise<PersonResult>;
}

const patienceMs = 60_000;

/**
 * Opens it, runs `work` and closes it again, whatever happens.
 * @throws MoltbotError `invalid` for a broken config, `unavailable` when a gateway hangs or a store is out of reach
 */
export async function withPersonBackend<T>(context: Context, work: (backend: PersonBackend) => Promise<T>): Promise<T> {
  const running = await runningGateway(context);
  return running === undefined ? onStore(context, work) : work(overApi(running));
}

function overApi(running: { url: string; token: string }): PersonBackend {
  const api = createApiClient(running, { timeoutMs: patienceMs });
  const at = (identity: string): string => `/api/v1/users/${encodeURIComponent(identity)}`;
  return {
    describe: async (identity) => (await api.get(`${at(identity)}/report`)).body as PersonView,
    choose: async (identity, change) => (await api.post(`${at(identity)}/session`, { ...change })).body as PersonResult,
  };
}

async function onStore<T>(context: Context, work: (backend: PersonBackend) => Promise<T>): Promise<T> {
  const { config } = await loadSettings(context);
  const gateway = await import("@moltbot/gateway");
  const { stateDir } = context;
  const stores = await gateway.openStores({ config, stateDir, log: silentLogger });
  const parts = { config: () => config, stores, clock: systemClock, random: systemRandom, log: silentLogger };
  const [pairing, exec] = [gateway.createPairingService(parts), gateway.createExecService(parts)];
  const persons = gateway.createPersonService({ ...parts, pairing, exec, stateDir });
  const by: Decider = { kind: "operator", via: "cli" };
  try {
    return await work({
      describe: async (identity) =>
        gateway.reportShape(await persons.describe(await gateway.onePerson(pairing, identity))),
      choose: async (identity, change) =>
        personActed(await persons.choose(await gateway.onePerson(pairing, identity), by, change)),
    });
  } finally {
    await stores.close();
  }
}
