import { type CompiledAllowlist, compileAllowlist, type MatchSource, type Target } from "@moltbot/allowlist-match";
import type { Principal } from "@moltbot/core";

/** Which agent answers, and the binding that says so (SPEC R0.5). */
export interface AgentRoute {
  readonly agent: string;
  /** The key of the binding, as the config writes it. */
  readonly binding: string;
}

/** A principal, with whatever else is known of them: what a binding is compared with. */
export interface Routed extends Target, Pick<Principal, "channel" | "id"> {}

/** How to compare. */
export interface RouteOptions {
  /** Whether `channel:@user` bindings count: `dangerouslyAllowNameMatching` of this channel (SPEC R2.5). */
  readonly nameMatching?: boolean;
  /** What the operator labelled them, without `@`: `channel:@label` bindings are theirs, whatever they call themselves. */
  readonly labels?: readonly string[];
}

/** Bindings, compiled once for any number of messages. */
export interface AgentRouter {
  /** `undefined` when no binding fits: the default agent answers. */
  route(who: Routed, o?: RouteOptions): AgentRoute | undefined;
}

const byId: readonly MatchSource[] = ["prefixed-id"];
const byLabel: readonly MatchSource[] = ["prefixed-tag"];
const byHandle: readonly MatchSource[] = ["prefixed-user"];

/**
 * Compiles `agents.bindings` (SPEC R1.5): `channel:id` comes first, then `channel:@label`, then
 * `channel:*`, then `*`. Ids compare as in
 * `allowFrom`, so `whatsapp:+84 98 765 4321` finds its JID. The bindings are copied.
 */
export function createAgentRouter(bindings: Readonly<Record<string, string>>): AgentRouter {
  const agents = readBindings(bindings);
  const everyone = new Map<string, string>();
  for (const key of agents.keys()) {
    if (key.endsWith(":*")) everyone.set(channelOf(key), key);
  }
  const people = memo((channel, sources) =>
    compileAllowlist(
      [...agents.keys()].filter((key) => channelOf(key) === channel),
      { channel, sources },
    ),
  );
  const personal = (who: Routed, { labels, nameMatching }: RouteOptions): string | undefined => {
    const channel = lowerAscii(who.channel);
    return (
      people(channel, byId).match(who).matchKey ??
      (labels?.length ? people(channel, byLabel).match({ id: who.id, tags: labels }).matchKey : undefined) ??
      (nameMatching === true ? people(channel, byHandle).match(who).matchKey : undefined)
    );
  };
  const routeTo = (binding: string | undefined): AgentRoute | undefined => {
    const agent = binding === undefined ? undefined : agents.get(binding);
    return agent === undefined || binding === undefined ? undefined : { agent, binding };
  };
  return {
    route: (who, o = {}) => routeTo(personal(who, o)) ?? routeTo(everyone.get(lowerAscii(who.channel))) ?? routeTo("*"),
  };
}

/** {@link createAgentRouter} for a single question. */
export function routeAgent(
  bindings: Readonly<Record<string, string>>,
  who: Routed,
  o?: RouteOptions,
): AgentRoute | undefined {
  return createAgentRouter(bindings).route(who, o);
}

function readBindings(bindings: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const entries = Object.entries(bindings).filter(([, agent]) => typeof agent === "string" && agent !== "");
  return new Map(entries.map(([key, agent]) => [key.trim(), agent]));
}

/** The channel that a key names, or nothing. */
function channelOf(key: string): string {
  return lowerAscii(key.slice(0, Math.max(0, key.indexOf(":"))));
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function memo(compile: (channel: string, sources: readonly MatchSource[]) => CompiledAllowlist): typeof compile {
  const known = new Map<string, CompiledAllowlist>();
  return (channel, sources) => {
    const key = `${sources} ${channel}`;
    const list = known.get(key) ?? compile(channel, sources);
    known.set(key, list);
    return list;
  };
}
