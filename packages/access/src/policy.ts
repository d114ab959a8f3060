/** Who may write to the bot by direct message (SPEC R1.2). */
export type DmPolicy = "pairing" | "allowlist" | "open" | "disabled";

/** Every policy, strictest first. */
export const dmPolicies: readonly DmPolicy[] = Object.freeze(["disabled", "allowlist", "pairing", "open"]);

/** A policy as config writes it, per account or channel. */
export interface PolicyConfig {
  readonly dmPolicy?: string;
  readonly accounts?: Readonly<Record<string, { readonly dmPolicy?: string }>>;
}

/**
 * Reads a policy as config writes it. `closed` is `disabled`; absent is `pairing`; whatever else is `disabled`, since a
 * policy that cannot be read must not admit anybody (SPEC R0.3, R1.2).
 */
export function readDmPolicy(value: unknown): DmPolicy {
  if (value === undefined) return "pairing";
  return dmPolicies.find((policy) => policy === value) ?? "disabled";
}

/** The stricter of the channel's policy and the agent's own, if it has one (SPEC R1.2). */
export function effectivePolicy(channelPolicy: unknown, agentPolicy?: unknown): DmPolicy {
  const channel = readDmPolicy(channelPolicy);
  if (agentPolicy === undefined) return channel;
  const agent = readDmPolicy(agentPolicy);
  return dmPolicies.indexOf(agent) < dmPolicies.indexOf(channel) ? agent : channel;
}

/** The policy of an account of a channel: its own, else the channel's, else that of `channels["*"]`, else `pairing` (SPEC R1.2). */
export function channelPolicy(
  channels: Readonly<Record<string, PolicyConfig>> | undefined,
  channel: string,
  account?: string,
): DmPolicy {
  const own = pick(channels, channel);
  const levels = [account === undefined ? undefined : pick(own?.accounts, account), own, pick(channels, "*")];
  return readDmPolicy(levels.map((level) => pick(level, "dmPolicy")).find((policy) => policy !== undefined));
}

// Own properties only: a channel named `constructor` must find nothing.
function pick<T extends object, K extends keyof T>(from: T | undefined, key: K): T[K] | undefined {
  return from !== undefined && Object.hasOwn(from, key) ? from[key] : undefined;
}
