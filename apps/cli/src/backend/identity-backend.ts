import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import type { ClaimView, LabelsView, LinkedView, LinkView, PinView } from "@moltbot/gateway";
import type { Context } from "../context.ts";
import { loadSettings } from "../settings.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { runningGateway } from "./open-backend.ts";

export type { ClaimView, LabelsView, LinkedView, LinkView, PinView };

/**
 * What operators say about identities, through the running gateway or on the store itself. A person is `channel:id`, a
 * bare id or `@username`. Refusals are MoltbotErrors with the same codes on both sides.
 */
export interface IdentityBackend {
  tag(verb: "tag" | "untag", who: string, labels: readonly string[]): Promise<LabelsView>;
  link(who: readonly [string, ...string[]], o: { name?: string }): Promise<LinkView>;
  unlink(who: string): Promise<LinkView>;
  pin(verb: "pin" | "unpin", who: string, entry?: string): Promise<PinView>;
  claims(o: { channel?: string; limit: number }): Promise<readonly ClaimView[]>;
  labels(): Promise<readonly Omit<LabelsView, "status">[]>;
  links(): Promise<readonly LinkedView[]>;
}

/**
 * Opens the backend, runs `work` and closes it again, whatever happens.
 * @throws MoltbotError `invalid` for a broken config, `unavailable` when a gateway hangs or a store is out of reach
 */
export async function withIdentities<T>(context: Context, work: (backend: IdentityBackend) => Promise<T>): Promise<T> {
  const running = await runningGateway(context);
  if (running !== undefined) return work(throughApi(createApiClient(running, { timeoutMs: 60_000 })));
  const { config } = await loadSettings(context);
  const gateway = await import("@moltbot/gateway");
  const stores = await gateway.openStores({ config, stateDir: context.stateDir, log: silentLogger });
  try {
    const shared = { config: () => config, stores, clock: systemClock, random: systemRandom, log: silentLogger };
    const [pairing, identities] = [gateway.createPairingService(shared), gateway.createIdentityService(shared)];
    return await work(onStore(gateway.createIdentityDesk({ identities, pairing, stores })));
  } finally {
    await stores.close();
  }
}

function onStore(desk: ReturnType<typeof import("@moltbot/gateway").createIdentityDesk>): IdentityBackend {
  const by = { kind: "operator", via: "cli" } as const;
  return {
    ...desk,
    tag: (verb, who, labels) => desk.tag(verb, who, labels, by),
    link: (who, o) => desk.link(who, o, by),
    unlink: (who) => desk.unlink(who, by),
    pin: (verb, who, entry) => desk.pin(verb, who, entry, by),
  };
}

function throughApi(api: ApiClient): IdentityBackend {
  const act = async <T>(who: string, verb: string, body: Record<string, unknown>): Promise<T> =>
    (await api.post(`/api/v1/users/${encodeURIComponent(who)}/${verb}`, body)).body as T;
  return {
    tag: (verb, who, labels) => act(who, verb, { labels }),
    link: ([who, ...others], { name }) =>
      act(who, "link", {
        ...(others.length === 0 ? {} : { with: others }),
        ...(name === undefined ? {} : { name }),
      }),
    unlink: (who) => act(who, "unlink", {}),
    pin: (verb, who, entry) => act(who, verb, entry === undefined ? {} : { entry }),
    claims: async ({ channel, limit }) =>
      (await api.get("/api/v1/claims", { channel, limit: String(limit) })).body as readonly ClaimView[],
    labels: async () => (await api.get("/api/v1/labels")).body as readonly Omit<LabelsView, "status">[],
    links: async () => (await api.get("/api/v1/links")).body as readonly LinkedView[],
  };
}
