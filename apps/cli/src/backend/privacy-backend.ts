import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { ErasureMode } from "@moltbot/pairing/privacy";
import type { Context } from "../context.ts";
import { loadSettings } from "../settings.ts";
import { createApiClient } from "./api-client.ts";
import { runningGateway } from "./open-backend.ts";
import type { PersonView } from "./views.ts";

/** What went, or with a dry run would go, of one identity. */
export interface ErasureView extends PersonView {
  readonly status: "erased" | "unchanged" | "dry-run";
  /** How many of what. Absent: nothing. */
  readonly tally?: Readonly<Record<string, number>>;
  /** A keyed hash of them stays, because they are blocked. */
  readonly blocked: boolean;
  /** Places of the config that name them. */
  readonly named: readonly string[];
  /** Places of the config that make them an owner: they are not erased. */
  readonly owner?: readonly string[];
  readonly pseudonym?: string;
}

/** What to erase. */
export interface EraseRequest {
  readonly mode: ErasureMode;
  readonly linked: boolean;
  readonly dryRun: boolean;
}

/** What to export. */
export interface ExportRequest {
  readonly linked: boolean;
  /** With what is in their files. */
  readonly files: boolean;
}

/** Exports and erases, through the running gateway or on the store itself. */
export interface PrivacyBackend {
  export(identity: string, o: ExportRequest): AsyncIterable<Uint8Array>;
  erase(identity: string, o: EraseRequest): Promise<readonly ErasureView[]>;
  close(): Promise<void>;
}

/** An erasure of years of messages takes a while; it goes on in the gateway even when nobody waits any more. */
const patienceMs = 600_000;

/**
 * The running gateway, else the store.
 * @throws MoltbotError `invalid` for a broken config, `unavailable` when a gateway hangs or a store is out of reach
 */
export async function openPrivacyBackend(context: Context): Promise<PrivacyBackend> {
  const running = await runningGateway(context);
  return running === undefined ? openStore(context) : openApi(running);
}

function openApi(running: { url: string; token: string }): PrivacyBackend {
  const api = createApiClient(running, { timeoutMs: patienceMs });
  const at = (identity: string): string => `/api/v1/users/${encodeURIComponent(identity)}`;
  return {
    async *export(identity, { linked, files }) {
      const body = await api.stream(`${at(identity)}/export`, { linked, files });
      for await (const chunk of body) yield chunk;
    },
    async erase(identity, { mode, linked, dryRun }) {
      return (await api.post(`${at(identity)}/erase`, { mode, linked, dryRun })).body as readonly ErasureView[];
    },
    close: async () => {},
  };
}

async function openStore(context: Context): Promise<PrivacyBackend> {
  const { config } = await loadSettings(context);
  const [gateway, policies] = await Promise.all([import("@moltbot/gateway"), import("@moltbot/gateway/policy")]);
  const stores = await gateway.openStores({ config, stateDir: context.stateDir, log: silentLogger });
  const shared = { stores, clock: systemClock, random: systemRandom, log: silentLogger };
  const { pairing: persons } = policies.compilePolicy(config, stores.said);
  const pairing = gateway.createPairingService({ config: () => config, ...shared });
  const privacy = gateway.createPrivacyService({
    ...shared,
    config: () => config,
    persons: () => persons,
    stateDir: context.stateDir,
  });
  const who = (identity: string) => gateway.onePerson(pairing, identity);
  const encoder = new TextEncoder();
  return {
    async *export(identity, wish) {
      for await (const piece of privacy.export(await who(identity), { ...wish, by: "cli" }))
        yield encoder.encode(piece);
    },
    async erase(identity, { mode, linked, dryRun }) {
      const person = await who(identity);
      if (dryRun) return (await privacy.preview(person, mode, { linked })).map(gateway.previewShape);
      return (await privacy.erase(person, { mode, linked, by: "cli" })).map(gateway.erasedShape);
    },
    close: () => stores.close(),
  };
}

/** Opens it, runs `work` and closes it again, whatever happens. */
export async function withPrivacy<T>(context: Context, work: (backend: PrivacyBackend) => Promise<T>): Promise<T> {
  const backend = await openPrivacyBackend(context);
  try {
    return await work(backend);
  } finally {
    await backend.close();
  }
}
